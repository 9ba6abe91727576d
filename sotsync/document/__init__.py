"""The Markdown document: lossless blocks, entries, fields, and the schema that it states."""
