"""What a coding agent is told before and after it edits a file: ``sotsync hook``."""
