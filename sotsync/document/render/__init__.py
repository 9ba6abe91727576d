"""The text of every generated field of a document: facts in, Markdown out, nothing read."""
