"""Tests of rendering what a document is generated from."""
