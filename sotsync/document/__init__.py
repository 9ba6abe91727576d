"""Source-of-Truth documents: lossless reading, and the schema that they state."""
