"""One module a migration tool: which files it applies, in which order, and which part of each."""
