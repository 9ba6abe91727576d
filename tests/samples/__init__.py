"""The sample project, toured as its user would."""
