"""The template's placeholders: text that says "fill me in" and states nothing.

They are ``{…}`` outside code, ``YYYY-MM-DD``, ids such as ``DBT-XXX``, and choice lines such as
``Active | Deprecated | Planned``.
"""

from __future__ import annotations

import re

from sotsync.document.sqltext import statements_only

__all__ = ["has_braces", "is_placeholder", "is_template_sql", "is_unfilled"]

# A word or phrase in braces as the template writes it. JSON ({"a": 1}), array constants ('{}',
# '{1,2}') and function calls do not look like this.
_BRACES = re.compile(r"\{[A-Za-z][\w &/|.-]*\}")
_DATE = re.compile(r"\bYYYY-?MM-?DD")
_IDENTIFIER = re.compile(r"\b[A-Z]{2,5}-(?:XXX|YYY|ZZZ|###)")
_CHOICE = re.compile(r"\S\s\|\s\S")
_CODE = re.compile(r"`[^`]*`")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LINK = re.compile(r"\[[^]]*\]\([^)]*\)")
_LABEL = re.compile(r"^[\w /&()-]{1,48}:(?=\s)")
_CHOICE_LINE = re.compile(r"(?:[A-Z]\w*(?: [A-Z]\w*)?)(?: \| [A-Z]\w*(?: [A-Z]\w*)?)+")
_ACCESS = re.compile(r"\((?:Read|Write|Update|Delete)(?:/(?:Write|Update|Delete))*\)")


def has_braces(text: str) -> bool:
    """Whether ``text`` holds a ``{name}``."""
    return "{" in text and _BRACES.search(text) is not None


def is_template_sql(sql: str) -> bool:
    """Whether a ``{name}`` stands where SQL wants a name, not in a comment, constant or quotes."""
    return "{" in sql and has_braces(_QUOTED.sub('""', statements_only(sql)))


def is_placeholder(text: str) -> bool:
    """Whether the value of a line is still the template's own."""
    if not text:
        return True
    outside_code = _CODE.sub("``", text)
    return bool(
        _BRACES.search(outside_code)
        or _DATE.search(text)
        or _IDENTIFIER.search(text)
        or _CHOICE.search(outside_code)
    )


def is_unfilled(text: str) -> bool:
    """Whether nothing of ``text`` is a person's: placeholders, and the label or link beside them.

    In doubt the text is a person's; only what is not may be left behind.
    """
    if not text.strip():
        return True
    if not is_placeholder(text):
        return False
    if _CHOICE_LINE.fullmatch(text.strip()):
        return True
    rest = _LABEL.sub("", text.strip())
    for pattern in (_LINK, _BRACES, _DATE, _IDENTIFIER, _ACCESS):
        rest = pattern.sub("", rest)
    return re.search(r"\w", rest) is None
