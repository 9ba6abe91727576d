"""Which types turn into which without being told to, and which compare with which.

Source: ``pg_cast`` and ``pg_amop`` of a server, for the types that columns have; PostgreSQL manual,
CREATE CAST: "assignment casts to string types are automatic". What is not listed is taken to work,
so that nothing is refused for want of knowledge.
"""

from __future__ import annotations

from sotsync.replay.catalog import Type, TypeName

__all__ = ["is_assignable", "is_comparable", "is_string"]

_IMPLICIT = {
    '"char"': "text",
    "bigint": "double precision|numeric|oid|real",
    "bit": "bit varying",
    "bit varying": "bit",
    "character": "character varying|name|text",
    "character varying": "character|name|text",
    "cidr": "inet",
    "date": "timestamp with time zone|timestamp without time zone",
    "integer": "bigint|double precision|numeric|oid|real",
    "name": "text",
    "numeric": "double precision|real",
    "real": "double precision",
    "smallint": "bigint|double precision|integer|numeric|oid|real",
    "text": "character|character varying|name",
    "time without time zone": "interval|time with time zone",
    "timestamp without time zone": "timestamp with time zone",
}
_ASSIGNMENT = {
    "bigint": "integer|money|smallint",
    "character": '"char"',
    "character varying": '"char"',
    "double precision": "bigint|integer|numeric|real|smallint",
    "inet": "cidr",
    "integer": "money|smallint",
    "interval": "time without time zone",
    "json": "jsonb",
    "jsonb": "json",
    "money": "numeric",
    "numeric": "bigint|integer|money|smallint",
    "oid": "bigint|integer",
    "real": "bigint|integer|numeric|smallint",
    "text": '"char"',
    "time with time zone": "time without time zone",
    "timestamp with time zone": (
        "date|time with time zone|time without time zone|timestamp without time zone"
    ),
    "timestamp without time zone": "date|time without time zone",
}
_KNOWN = frozenset(_IMPLICIT) | frozenset(_ASSIGNMENT) | {"boolean", "bytea", "macaddr", "uuid"}
_STRINGS = frozenset({"character", "character varying", "name", "text"})
_FAMILIES = (
    frozenset({"bigint", "integer", "smallint"}),
    frozenset({"double precision", "real"}),
    frozenset({"date", "timestamp with time zone", "timestamp without time zone"}),
)
"""Types with operators across them in one family of btree operators."""


def is_assignable(before: TypeName, after: TypeName) -> bool:
    """Whether a value of one type may be stored as the other without a cast being written."""
    old, new = _name_of(before), _name_of(after)
    if old is None or new is None:
        return True
    if before.dimensions != after.dimensions:
        return bool(before.dimensions) and new in _STRINGS
    if old == new or new in _STRINGS:
        return True
    return _is_listed(_IMPLICIT, old, new) or _is_listed(_ASSIGNMENT, old, new)


def is_comparable(referencing: TypeName, referenced: TypeName) -> bool:
    """Whether a foreign key may lead from a column of one type to one of the other."""
    old, new = _name_of(referencing), _name_of(referenced)
    if old is None or new is None or old == new:
        return referencing.dimensions == referenced.dimensions or None in (old, new)
    if any(old in family and new in family for family in _FAMILIES):
        return True
    return _is_listed(_IMPLICIT, old, new)


def is_string(used: TypeName) -> bool:
    """Whether it is one of the types of plain text."""
    return used.base in _STRINGS and not used.dimensions


def _name_of(used: TypeName) -> object | None:
    """What tells the type from others; None where what it turns into is not known."""
    if isinstance(used.base, Type):
        return used.base if used.base.kind == "enum" else None
    return used.base if used.base in _KNOWN else None


def _is_listed(casts: dict[str, str], old: object, new: object) -> bool:
    return isinstance(old, str) and new in casts.get(old, "").split("|")
