"""Canonical forms of parsed expressions and queries; importing it loads sqlglot and the rules."""

from sotsync.schema.forms import calls, logic, queries
from sotsync.schema.forms.coercion import settle
from sotsync.schema.forms.constants import write_default
from sotsync.schema.forms.core import write

__all__ = ["calls", "logic", "queries", "settle", "write", "write_default"]
