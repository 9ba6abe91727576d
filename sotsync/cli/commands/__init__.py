"""One module a subcommand; each holds its ``command`` and nothing that is slow to import."""
