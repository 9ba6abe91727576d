"""Tests of the rules: a folder for each, with SQL and what is found in it."""
