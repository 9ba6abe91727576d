"""Types as PostgreSQL spells them, and as people read them.

One type has many spellings (``int4``, ``INT``, ``integer``). A schema holds the one that
``format_type`` (format_type.c) prints; a document shows the short one that its template uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sotsync.schema.names import quote

__all__ = ["SERIAL_TYPES", "canonical_type", "display_type", "is_built_in"]

SERIAL_TYPES = {"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}
"""Column type → the pseudo-type that makes such a column with a sequence of its own."""

_ALIASES = {
    "int2": "smallint",
    "int": "integer",
    "int4": "integer",
    "int8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "decimal": "numeric",
    "dec": "numeric",
    "bool": "boolean",
    "varchar": "character varying",
    "char varying": "character varying",
    "national character varying": "character varying",
    "national char varying": "character varying",
    "nchar varying": "character varying",
    "char": "character",
    "nchar": "character",
    "national character": "character",
    "national char": "character",
    "varbit": "bit varying",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "time": "time without time zone",
}

_SHORT = {
    "character varying": "varchar",
    "character": "char",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "bit varying": "varbit",
}

# The types of pg_catalog that a column or argument is given, by the names format_type prints.
_BUILT_IN = frozenset(
    """
    any anyarray anycompatible anyelement anyenum anynonarray anyrange bigint bit boolean box bpchar
    bytea character cidr circle cstring date datemultirange daterange event_trigger float inet
    int4multirange int4range int8multirange int8range integer internal interval json jsonb jsonpath
    line lseg macaddr macaddr8 money name numeric nummultirange numrange oid path pg_lsn
    pg_snapshot point polygon real record refcursor regclass regconfig regdictionary regnamespace
    regoper regoperator regproc regprocedure regrole regtype smallint text tid time timestamp
    trigger tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid void
    xid xid8 xml
    """.split()  # noqa: SIM905 - words read better than quoted words
) | {"double precision", "character varying", "bit varying", *_SHORT}

_SINGLE_PRECISION_BITS = 24
"""``float(p)`` up to this precision is ``real`` (manual, "Floating-Point Types")."""

_TOKEN = re.compile(r'"(?:[^"]|"")*"|\([^()]*\)|\[\s*\d*\s*\]|[^\s."(\[]+|\.|\S')
_ARRAY_WORD = "array"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A spelled type, taken apart; ``qualifier`` and quoted names keep their quotes."""

    is_set: bool
    qualifier: str
    name: str
    modifiers: str
    is_array: bool


def _take_apart(text: str) -> _Parts:
    words: list[str] = []
    modifiers = ""
    is_array = False
    for token in _TOKEN.findall(text):
        if token.startswith("("):
            modifiers = ",".join(part.strip() for part in token[1:-1].split(","))
        elif token.startswith("[") or (token.lower() == _ARRAY_WORD and words):
            is_array = True
        else:
            words.append(token if token.startswith('"') else token.lower())
    is_set = len(words) > 1 and words[0] == "setof"
    words = words[1:] if is_set else words
    dots = [position for position, word in enumerate(words) if word == "."]
    start = dots[-1] + 1 if dots else 0
    name = " ".join(words[start:])
    return _Parts(is_set, "".join(words[: dots[-1]] if dots else ()), name, modifiers, is_array)


def _unquoted(name: str) -> str:
    """The name with quotes only where PostgreSQL needs them."""
    return quote(name[1:-1].replace('""', '"')) if name.startswith('"') else name


def _built_in(name: str, modifiers: str) -> tuple[str, str]:
    """The canonical name and modifiers of a built-in type, given any spelling of them."""
    name = _ALIASES.get(name, name)
    if name == "float":
        is_single = modifiers.isdecimal() and int(modifiers) <= _SINGLE_PRECISION_BITS
        return ("real" if is_single else "double precision"), ""
    if name in {"character", "bit"} and not modifiers:
        return name, "1"
    if name == "numeric" and modifiers and "," not in modifiers:
        return name, f"{modifiers},0"
    return name, modifiers


def _with_modifiers(name: str, modifiers: str) -> str:
    """``timestamp(3) with time zone``: the modifiers follow the first word of a time type."""
    if not modifiers:
        return name
    if name.startswith("time"):
        first, _, rest = name.partition(" ")
        return f"{first}({modifiers}) {rest}".rstrip()
    return f"{name}({modifiers})"


def _assemble(parts: _Parts, name: str) -> str:
    return f"{'SETOF ' if parts.is_set else ''}{name}{'[]' if parts.is_array else ''}"


@lru_cache(maxsize=4096)
def canonical_type(text: str) -> str:
    """The type as ``format_type`` prints it, whatever spelling of it ``text`` is.

    A user-defined type keeps its qualifier, serial pseudo-types become the type of their column,
    and an array has one pair of brackets, since PostgreSQL does not keep more.
    """
    parts = _take_apart(text)
    if parts.qualifier not in {"", "pg_catalog"} or parts.name.startswith('"'):
        qualifier = f"{_unquoted(parts.qualifier)}." if parts.qualifier else ""
        name = parts.name if parts.name == '"char"' else _unquoted(parts.name)
        return _assemble(parts, _with_modifiers(qualifier + name, parts.modifiers))
    name, modifiers = _built_in(parts.name, parts.modifiers)
    return _assemble(parts, _with_modifiers(name, modifiers))


def is_built_in(text: str) -> bool:
    """Whether the type, in any spelling, is one of PostgreSQL's own."""
    parts = _take_apart(canonical_type(text))
    return not parts.qualifier and (
        parts.name in _BUILT_IN or parts.name.startswith(("interval ", '"char"'))
    )


@lru_cache(maxsize=4096)
def display_type(
    text: str, *, is_upper_case: bool = True, hidden_schemas: frozenset[str] = frozenset()
) -> str:
    """The type as a document shows it: ``TIMESTAMPTZ``, ``VARCHAR(120)``, ``NUMERIC(12,2)``.

    User-defined types keep their case, and lose a qualifier that is one of ``hidden_schemas``.
    """
    parts = _take_apart(canonical_type(text))
    if not is_built_in(text):
        is_hidden = not parts.qualifier or _bare(parts.qualifier) in hidden_schemas
        qualifier = "" if is_hidden else f"{parts.qualifier}."
        return _assemble(parts, _with_modifiers(qualifier + parts.name, parts.modifiers))
    modifiers = "" if (parts.name, parts.modifiers) == ("character", "1") else parts.modifiers
    modifiers = modifiers.removesuffix(",0") if parts.name == "numeric" else modifiers
    name = _with_modifiers(_SHORT.get(parts.name, parts.name), modifiers)
    is_upper_case = is_upper_case and not name.startswith('"')
    return _assemble(parts, name.upper() if is_upper_case else name)


def _bare(qualifier: str) -> str:
    return qualifier[1:-1] if qualifier.startswith('"') else qualifier
