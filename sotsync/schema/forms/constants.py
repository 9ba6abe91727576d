"""Names, constants and casts in canonical form."""

from __future__ import annotations

import re

from sqlglot import exp

from sotsync.schema.forms.core import RULES, form, inner, write
from sotsync.schema.names import quote, quote_literal
from sotsync.schema.spelling import TEXT_TYPES, TYPE_MARK
from sotsync.schema.values import canonical_value

__all__ = ["TRUTHS", "type_name_of", "write_default"]

_CONSTANT_TYPES = {
    "DATE": "date",
    "TIME": "time without time zone",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMPTZ": "timestamp with time zone",
    "INTERVAL": "interval",
}
_PLAIN_CONSTANT_TYPES = frozenset({"boolean", "integer"})
_NUMBER_TYPES = frozenset({"smallint", "integer", "bigint", "numeric", "real", "double precision"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TRUTHS = {"t": True, "true": True, "f": False, "false": False}


def write_default(node: exp.Expr, type_name: str) -> str | None:
    """The canonical text of a column's default, None where it is NULL as without a default.

    A constant of the column's own type is the same with that type said and without.
    """
    node = inner(node)
    if isinstance(node, exp.Cast) and _is_own_type(type_name_of(node), type_name):
        bare = inner(node.this)
        node = bare if isinstance(bare, exp.Literal | exp.Null | exp.Neg) else node
    if isinstance(node, exp.Null):
        return None
    if isinstance(node, exp.Literal) and node.is_string:
        value = canonical_value(node.name, type_name)
        return _typed_constant(value, type_name) or quote_literal(value)
    return write(node)


def _is_own_type(cast: str | None, type_name: str) -> bool:
    base = "bpchar" if type_name.startswith("character(") else re.sub(r"\([^()]*\)", "", type_name)
    return cast in {type_name, base}


def _paren(node: exp.Expr) -> str:
    return write(inner(node))


def _identifier(node: exp.Expr) -> str:
    return quote(node.name) if node.args.get("quoted") else node.name.lower()


def _literal(node: exp.Expr) -> str:
    return quote_literal(node.name) if node.args["is_string"] else node.name


def _negative(node: exp.Expr) -> str | None:
    bare = inner(node.this)
    is_number = isinstance(bare, exp.Literal) and not bare.is_string
    return f"-{bare.name}" if is_number else None


def type_name_of(node: exp.Expr) -> str | None:
    """The type of a cast, which :func:`sotsync.schema.spelling.respell` wrote as a name."""
    name = node.args["to"].args.get("kind")
    if isinstance(name, exp.Identifier) and name.name.startswith(TYPE_MARK):
        return name.name.removeprefix(TYPE_MARK)
    # A constant after its type, as in DATE '2024-01-01', is read by sqlglot alone.
    return _CONSTANT_TYPES.get(str(getattr(node.args["to"].this, "value", "")))


def _cast(node: exp.Expr) -> str | None:
    bare = inner(node.this)
    name = type_name_of(node)
    if name is None:
        return None
    if isinstance(bare, exp.Literal) and bare.is_string:
        if name in TEXT_TYPES:
            return write(bare)
        constant = _typed_constant(bare.name, name)
        if constant and name in _PLAIN_CONSTANT_TYPES:
            return constant
    return form("Cast", (write(bare), name))


def _typed_constant(value: str, type_name: str) -> str | None:
    """How the constant would be written without quotes, if its type has such a way."""
    name = type_name.partition("(")[0]
    if name == "boolean" and value.lower() in TRUTHS:
        return write(exp.Boolean(this=TRUTHS[value.lower()]))
    if name in _NUMBER_TYPES and _NUMBER.fullmatch(value):
        return value
    return None


RULES.update(
    {
        exp.Cast: _cast,
        exp.Identifier: _identifier,
        exp.Literal: _literal,
        exp.Neg: _negative,
        exp.Paren: _paren,
    }
)
