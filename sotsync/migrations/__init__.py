"""Migration files: which belong to a project, in which order, and which part is applied."""
