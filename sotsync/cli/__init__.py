"""The command line: arguments to calls, results to output and exit codes."""
