"""What a database schema is, however it came to be known: models, names, types, rendering."""
