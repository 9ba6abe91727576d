"""Documented against actual: typed changes with the places of both sides."""
