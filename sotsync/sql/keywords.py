"""The words that stand for a value without parentheses, in the case that PostgreSQL prints them in.

The parser's library writes every keyword in upper case but these, as in ``DEFAULT
current_timestamp``; ``pg_get_expr`` does not.
"""

from __future__ import annotations

import re

__all__ = ["with_upper_case_values"]

_WORDS = (
    "current_catalog|current_date|current_role|current_schema|current_time|current_timestamp"
    "|current_user|localtime|localtimestamp|session_user|system_user|user"
)
_MAYBE = re.compile(rf"\b(?:{_WORDS})\b")
_TOKEN = re.compile(
    rf"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>[^\W\d]\w*|)\$.*?\$(?P=tag)\$
    |(?<![\w.$@])(?P<word>{_WORDS})(?![\w.$]|\((?!\d))""",
    re.VERBOSE | re.DOTALL,
)


def with_upper_case_values(sql: str) -> str:
    """SQL of the parser's library with ``CURRENT_TIMESTAMP`` and its like in upper case.

    They are reserved: whatever else has such a name stands in quotes, after a dot or before
    parentheses.
    """
    if _MAYBE.search(sql) is None:
        return sql
    return _TOKEN.sub(lambda match: match.group().upper() if match["word"] else match.group(), sql)
