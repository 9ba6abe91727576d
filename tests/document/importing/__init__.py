"""Tests of what an import carries."""
