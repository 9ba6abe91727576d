"""What a DO block does, as far as it follows from the schema: a small, careful interpreter."""
