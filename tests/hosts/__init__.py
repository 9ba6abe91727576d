"""Tests of what reads the project's repository, with real ones."""
