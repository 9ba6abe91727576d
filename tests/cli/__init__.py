"""Tests of the command line, most of them run in this process."""
