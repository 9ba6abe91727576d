"""Names of database objects: when PostgreSQL quotes them, and how sotsync keys them.

Source: PostgreSQL manual, "Lexical Structure", and ``quote_ident`` (ruleutils.c): an identifier is
safe bare when it starts with a lower-case letter or underscore, goes on with those and digits,
and is no keyword but an unreserved one.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "QUOTED_KEYWORDS",
    "automatic_name",
    "qualified",
    "quote",
    "quote_literal",
    "split_qualified",
    "truncate",
]

_SAFE = re.compile(r"[a-z_][a-z0-9_]*\Z")
_PART = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')

MAXIMUM_BYTES = 63
"""NAMEDATALEN less its ending NUL, in bytes of UTF-8."""

_ALWAYS_SHORT = MAXIMUM_BYTES // 4
"""No character takes more than four bytes."""

# Reserved, type-or-function-name and column-name keywords of PostgreSQL 18 (manual, appendix C).
QUOTED_KEYWORDS = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
    boolean both case cast char character check coalesce collate collation column concurrently
    constraint create cross current_catalog current_date current_role current_schema
    current_time current_timestamp current_user dec decimal default deferrable desc distinct do
    else end except exists extract false fetch float for foreign freeze from full grant greatest
    group grouping having ilike in initially inner inout int integer intersect interval into is
    isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query
    json_scalar json_serialize json_table json_value lateral leading least left like limit
    localtime localtimestamp merge_action national natural nchar none normalize not notnull null
    nullif numeric offset on only or order out outer overlaps overlay placing position precision
    primary real references returning right row select session_user setof similar smallint some
    substring symmetric system_user table tablesample then time timestamp to trailing treat trim
    true union unique user using values varchar variadic verbose when where window with
    xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
    xmlserialize xmltable
    """.split()  # noqa: SIM905 - words read better than quoted words
)


@lru_cache(maxsize=2**14)
def quote(name: str) -> str:
    """The identifier as SQL, quoted only where PostgreSQL would quote it."""
    if _SAFE.match(name) and name not in QUOTED_KEYWORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """The text as an SQL string constant under ``standard_conforming_strings``."""
    return "'" + text.replace("'", "''") + "'"


def qualified(schema: str, name: str) -> str:
    """The key of an object: both parts quoted where needed, joined by a dot."""
    return f"{quote(schema)}.{quote(name)}"


def split_qualified(key: str) -> tuple[str, ...]:
    """The bare parts of a dotted, possibly quoted name; the inverse of :func:`qualified`."""
    return tuple(
        match[1].replace('""', '"') if match[1] is not None else match[2]
        for match in _PART.finditer(key)
    )


def truncate(name: str) -> str:
    """The name as PostgreSQL keeps it: at most 63 bytes, never half a character."""
    if len(name) <= _ALWAYS_SHORT:
        return name
    encoded = name.encode("utf-8")
    if len(encoded) <= MAXIMUM_BYTES:
        return name
    return encoded[:MAXIMUM_BYTES].decode("utf-8", "ignore")


def automatic_name(table: str, *columns: str, label: str) -> str:
    """The name PostgreSQL gives an unnamed constraint, index or sequence, before any numbering.

    Source: ``makeObjectName`` (indexcmds.c): the longer of the table's name and the columns' names
    together loses bytes until all fits into 63.
    """
    parts = [part.encode("utf-8") for part in (table, "_".join(columns)) if part]
    overhead = len(label.encode("utf-8")) + len(parts)
    while sum(map(len, parts)) + overhead > MAXIMUM_BYTES:
        longest = max(range(len(parts)), key=lambda place: (len(parts[place]), place))
        parts[longest] = parts[longest][:-1]
    return "_".join([*(part.decode("utf-8", "ignore") for part in parts), label])
