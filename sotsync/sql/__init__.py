"""PostgreSQL's own grammar, behind one door: statements out of text, text out of their trees."""

from typing import Any

__all__ = ["Node"]

Node = Any
"""A protobuf message of the syntax tree; its fields are PostgreSQL's, read by name."""
