"""Statements, one after another, to the schema that PostgreSQL would have after them."""
