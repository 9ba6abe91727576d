"""SQL looked at as text: where a name, not a meaning, is all that is asked for.

It works on SQL that no parser accepts, such as the template's own.
"""

from __future__ import annotations

import re

__all__ = ["CREATED_RELATION", "NAME", "statements_only"]

NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$]*)'
"""The pattern of one identifier, quoted or bare."""

CREATED_RELATION = re.compile(
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?"
    r"(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|RECURSIVE)\s+)*"
    r"(?P<kind>TABLE|VIEW|MATERIALIZED\s+VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"(?P<name>{NAME}(?:\s*\.\s*{NAME})*)(?P<partition>\s+PARTITION\s+OF\b)?",
    re.IGNORECASE,
)
"""A statement that creates a table or view, up to its name."""

_ASIDE = re.compile(
    r'(?P<identifier>"(?:[^"]|"")*")|--[^\n]*|/\*.*?\*/'
    r"|'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$",
    re.DOTALL,
)


def statements_only(sql: str) -> str:
    """The SQL without its comments and string constants; a quoted name may look like either."""
    return _ASIDE.sub(lambda match: match["identifier"] or " ", sql)
