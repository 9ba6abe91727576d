"""What other documents state that migrations know better: types, keys, defaults, nullability.

Such words are not a person's to keep: they would be wrong after the next migration. What is left of
a text when they are taken away decides whether it says more.
"""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["EMPTY", "has_prose", "human_part", "is_empty", "is_fact", "is_value"]

EMPTY = frozenset({"", "-", "--", "—", "\u2013", "n/a", "na", "none", "…", "...", "tbd", "."})
"""What a cell holds that says nothing."""

_TYPES = (
    "bigint|bigserial|bit(?: varying)?|bool(?:ean)?|box|bytea|char(?:acter)?(?: varying)?|cidr|"
    "citext|date|datetime|decimal|double(?: precision)?|enum|float[48]?|geography|geometry|hstore|"
    "inet|int[248]?|integer|interval|jsonb?|ltree|money|number|numeric|object|array|point|real|"
    "serial[248]?|smallint|smallserial|string|text|time(?:stamp)?(?:tz)?"
    "(?: with(?:out)? time zone)?|tsvector|uuid(?:v[47])?|varchar|vector|xml"
)
_VALUE = (
    r"(?:'(?:[^']|'')*'(?:::[\w\[\]]+)?|[\w.]+\([^()]*\)(?:::\w+)?|[\w.+-]+(?:::\w+)?"
    r"|\{\}|\[\]|\"[^\"]*\")"
)
_MODIFIER = r"\(\s*(?:\d+(?:\s*,\s*\d+)*|'[^']*'(?:\s*,\s*'[^']*')*|\w+\s*,\s*\d+)\s*\)"
_TARGET = r'[\w."]+(?:\s*\(\s*[\w, "]+\s*\))?'
_FACT = re.compile(
    rf"""
      \b(?:primary|foreign)[ _-]key\b(?:\s*\([\w, ]+\))?(?:\s*(?:to|→|->)\s*{_TARGET})?
    | \b(?:pk|fk|uk|uq|ck)\b(?:\s*(?:to|→|->|=>|:)?\s*{_TARGET}(?=\s*(?:[,;)]|\Z|on\b)))?
    | \breferences?\b(?:\s*:)?\s+{_TARGET}
    | (?:→|->|=>)\s*{_TARGET}
    | \bcheck\b\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)
    | \bgenerated\b(?:\s+(?:always|by\s+default))?(?:\s+as)?(?:\s+identity|\s*\([^()]*\))?
      (?:\s+stored)?
    | \bdefaults?\b(?:\s+(?:to|value))?\s*[:=]?\s*{_VALUE}
    | \bon\s+(?:delete|update)\s*:?\s*(?:cascade|set\s+null|set\s+default|restrict|no\s+action)
    | \bnot[ _-]?null\b|\bnull(?:able)?\b|\bnon-null(?:able)?\b|\bunique\b|\brequired\b
    | \boptional\b|\bauto[- ]?(?:generated|increment(?:ed|ing)?)\b|\bindex(?:ed)?\b|\bidentity\b
    | \b_?(?:{_TYPES})\b(?:\s*{_MODIFIER})?(?:\s*\[\s*\])*
    | \b(?:rls|row[- ]level\s+security)(?:\s+(?:is\s+)?(?:enabled|disabled|forced|on|off))?\b
    | \bbase\s+table\b|\b(?:materialized|foreign)\s+(?:view|table)\b
    | \b(?:yes|no|true|false|asc|desc|nulls\s+(?:first|last)|using\s+\w+)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SEPARATED = re.compile(r"\s+(?:-|--|—|\u2013|//|\#)\s+|:\s+|;\s+")
_TARGET_ALONE = re.compile(r"[`*]*(?:\w+\.){1,2}(?:id|\w+_id|code|key)[`*]*|[`*]*\w+\(\w+\)[`*]*")
"""``users.id``: what a foreign key points to, in a cell of its own."""
_LEADING = re.compile(r"[`*\s,]*")
_WORD = re.compile(r"\w")
_NAME = re.compile(r"[^\W\d][\w$]*")


def is_empty(text: str) -> bool:
    """Whether a cell or line of that text says nothing."""
    return text.strip(" *_`").lower() in EMPTY or _WORD.search(text) is None


def is_fact(text: str, types: Collection[str] = ()) -> bool:
    """Whether nothing but facts stands in the text; ``types`` are names of our own types."""
    plain = re.sub(r"[`*]", "", text)
    rest = _FACT.sub(" ", plain)
    return all(word.lower() in types for word in _NAME.findall(rest)) and not re.search(r"\d", rest)


_QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\w+\([^()]*\)|\[[^\]]*\]\([^)]*\)")
_PROSE = re.compile(r"[^\W\d_][\w\u2019'-]*[ ]+[^\W\d_][\w\u2019'-]*")


_LITERAL = re.compile(
    r"(?:'(?:[^']|'')*'|\"[^\"]*\"|[\w.]+\([^()]*\)|[+-]?\d[\d.]*|\[\]|\{\})(?:::[\w\[\] ]+)?"
)


def is_value(text: str, types: Collection[str] = ()) -> bool:
    """Whether the text is a type, a constant or a call, as in a column for types or defaults."""
    plain = text.strip(" `*")
    return is_fact(plain, types) or _LITERAL.fullmatch(plain) is not None


_SQL = re.compile(
    r"[`*\s]*(?:(?:CREATE|ALTER|GRANT)\s+\w+\s|(?:CONSTRAINT\s+\w+\s+)?"
    r"(?:(?:PRIMARY\s+KEY|FOREIGN\s+KEY|UNIQUE)\s*\(\s*[\w\"]+(?:\s*,\s*[\w\"]+)*\s*\)|CHECK\s*\(|"
    r"EXCLUDE\s+USING\s))",
    re.IGNORECASE,
)
"""A definition in a cell, as tools write it."""


def has_prose(text: str, types: Collection[str] = ()) -> bool:
    """Whether words follow one another in the text that are no types, keys, names or values."""
    if _SQL.match(text):
        return False
    rest = _FACT.sub(" , ", _QUOTED.sub(" , ", text))
    words = re.sub(r"\w+", lambda word: "," if word[0].lower() in types else word[0], rest)
    return _PROSE.search(words) is not None


def _without_leading_facts(text: str, types: Collection[str]) -> str:
    """The text after the types and keys that it begins with, where a mark ends them."""
    position = 0
    while match := _LEADING.match(text, position):
        fact = _FACT.match(text, match.end()) or _NAME.match(text, match.end())
        if fact is None or (fact.re is _NAME and fact[0].lower() not in types):
            break
        position = fact.end()
    rest = text[position:].lstrip("`* ,")
    if _is_value_told(text[:position]):
        return text
    if position == 0 or not rest or rest[0] not in "(-—\u2013:;#":
        return text
    bracketed = re.fullmatch(r"\((?P<inner>[^()]*)\)[`.]*", rest)
    return bracketed["inner"] if bracketed else rest.lstrip("-—\u2013:;# ")


def _is_value_told(head: str) -> bool:
    """Whether what follows says what a value means: ``NULL — the root``."""
    return head.strip(" `*,").lower() in {"null", "true", "false", "yes", "no"}


def human_part(text: str, types: Collection[str] = ()) -> str:
    """The text without the facts that it begins with; nothing for facts alone."""
    stripped = _without_leading_facts(text.strip(), types)
    if is_empty(stripped) or is_fact(stripped, types) or _TARGET_ALONE.fullmatch(stripped):
        return ""
    for separator in _SEPARATED.finditer(stripped):
        head, tail = stripped[: separator.start()], stripped[separator.end() :]
        if _is_value_told(head):
            return stripped
        if head and is_fact(head, types) and tail and not is_fact(tail, types):
            return human_part(tail, types)
    return stripped
