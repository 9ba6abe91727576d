"""Tests of how migration folders are read, one file of data a case."""
