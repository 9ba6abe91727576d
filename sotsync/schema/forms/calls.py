"""Functions, and operators that PostgreSQL keeps as functions, in canonical form."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from sotsync.schema.forms.constants import type_name_of
from sotsync.schema.forms.core import RULES, arguments, form, generic, write
from sotsync.schema.names import quote_literal
from sotsync.schema.values import canonical_value

__all__: list[str] = []

_REGISTERED = frozenset({"regclass", "regconfig"})
_TAKES_REGISTERED = frozenset(
    """
    currval nextval phraseto_tsquery plainto_tsquery setval to_tsquery to_tsvector ts_headline
    websearch_to_tsquery
    """.split()  # noqa: SIM905 - words read better than quoted words
)


def _call(name: str, parts: Iterable[str]) -> str:
    return form(f"call {name}", parts)


def _anonymous(node: exp.Expr) -> str | None:
    if not isinstance(node.this, str):
        return None
    name = node.this.lower()
    if name == "transaction_timestamp" and not node.expressions:
        return generic(exp.CurrentTimestamp())
    if name == "row":
        return generic(exp.Tuple(expressions=node.expressions))
    return _call(name, map(_registered if name in _TAKES_REGISTERED else write, node.expressions))


def _registered(node: exp.Expr) -> str:
    """``nextval('a'::regclass)``: these functions take nothing else."""
    is_cast = isinstance(node, exp.Cast) and type_name_of(node) in _REGISTERED
    return write(node.this if is_cast and isinstance(node.this, exp.Literal) else node)


def _at_time_zone(node: exp.Expr) -> str:
    """PostgreSQL keeps ``x AT TIME ZONE z`` as ``timezone(z, x)``."""
    return _call("timezone", (write(node.args["zone"]), write(node.this)))


def _trim(node: exp.Expr) -> str | None:
    """BOTH goes without saying."""
    is_both = node.args.get("position") == "BOTH"
    return form("Trim", arguments(node, ("position",))) if is_both else None


def _extract(node: exp.Expr) -> str:
    return form("Extract", (node.this.name.lower(), write(node.args["expression"])))


def _named_argument(node: exp.Expr) -> str:
    """``f(a => 1)`` and the older ``f(a := 1)``."""
    return form("named", (node.this.name.lower(), write(node.args["expression"])))


def _interval(node: exp.Expr) -> str | None:
    value, unit = node.this, node.args.get("unit")
    if not isinstance(value, exp.Literal) or not (unit is None or isinstance(unit, exp.Var)):
        return None
    text = f"{value.name} {unit.name.lower()}" if unit else value.name
    return form("Cast", (quote_literal(canonical_value(text, "interval")), "interval"))


def _json_step(node: exp.Expr) -> str:
    """``->`` and ``->>``, whose constant key sqlglot reads as a path of one step."""
    return form(type(node).__name__, arguments(node, ("only_json_types",)))


def _json_path(node: exp.Expr) -> str | None:
    root, *steps = node.expressions
    if not isinstance(root, exp.JSONPathRoot) or len(steps) != 1:
        return None
    if isinstance(steps[0], exp.JSONPathKey) and isinstance(steps[0].this, str):
        return quote_literal(steps[0].this)
    return str(steps[0].this) if isinstance(steps[0], exp.JSONPathSubscript) else None


RULES.update(
    {
        exp.Anonymous: _anonymous,
        exp.AtTimeZone: _at_time_zone,
        exp.Extract: _extract,
        exp.Interval: _interval,
        exp.JSONExtract: _json_step,
        exp.JSONExtractScalar: _json_step,
        exp.JSONPath: _json_path,
        exp.Kwarg: _named_argument,
        exp.PropertyEQ: _named_argument,
        exp.Trim: _trim,
    }
)
