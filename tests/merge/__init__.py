"""Tests of merging documents and lists, alone and through real merges of git."""
