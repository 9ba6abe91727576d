"""Edits that bring a document's generated regions up to date and touch nothing else."""
