"""Reading SQL text."""
