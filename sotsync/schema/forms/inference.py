"""The types of expressions, as far as casts go without saying by them.

Source: PostgreSQL manual, "Type Conversion". Types are spelled as :func:`plain_type` spells them;
None stands for a type that is not known, and :data:`UNKNOWN` for a bare string constant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlglot import exp

from sotsync.schema.forms.constants import type_name_of
from sotsync.schema.forms.core import inner
from sotsync.schema.forms.sources import Sources, folded
from sotsync.schema.results import FIXED_RESULTS
from sotsync.schema.scope import Scope, plain_type

__all__ = ["NUMBERS", "UNKNOWN", "Types", "call_name", "unified"]

UNKNOWN = "unknown"
NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
"""The types of numbers; of two, PostgreSQL converts to the later one."""

_LARGEST_INTEGER = 2**31 - 1
_STRINGS = frozenset({"text", "character varying", UNKNOWN})
_TIMESTAMP = "timestamp without time zone"
_MOMENTS = frozenset({"date", _TIMESTAMP, "timestamp with time zone"})
_CONDITIONS = exp.And | exp.Or | exp.Not | exp.Predicate | exp.Boolean
_PLATFORM = {"uid": "uuid", "role": "text", "email": "text", "jwt": "jsonb"}
"""What the functions of the schema ``auth`` give on every Supabase project."""

_KEEPING = frozenset(
    {"max", "min", "abs", "array_append", "array_remove", "array_cat", "any_value"}
)

_SUMS = frozenset({"sum"})
_SUMMED = {"smallint": "bigint", "integer": "bigint", "bigint": "numeric"}


def call_name(node: exp.Expr) -> str:
    """The name of the function that is called; empty where none is."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    if not isinstance(node, exp.Func):
        return ""
    names: list[str] = node.sql_names()
    return names[0].lower()


def unified(types: Iterable[str | None]) -> str | None:
    """The type of CASE, COALESCE, an array and their like over parts of these types."""
    known = [one for one in types if one != UNKNOWN]
    if not known:
        return UNKNOWN
    if all(one in NUMBERS for one in known):
        return _wider(str(one) for one in known)
    if set(known) == {"text", "character varying"}:
        return "text"
    return known[0] if len(set(known)) == 1 else None


def _wider(types: Iterable[str]) -> str:
    found = set(types)
    wider = max(found, key=NUMBERS.index)
    return "double precision" if wider == "real" and found != {"real"} else wider


class Types:
    """Finds the types of the parts of one tree."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.sources = Sources(scope, self.of)
        self._known: dict[int, str | None] = {}

    def of(self, node: exp.Expr) -> str | None:
        """The type of the node's value."""
        node = inner(node)
        if id(node) not in self._known:
            self._known[id(node)] = None  # What leads back to itself is not known.
            self._known[id(node)] = self._infer(node)
        return self._known[id(node)]

    def operand(self, node: exp.Expr) -> str | None:
        """The type as which operators take the node's value."""
        found = self.of(node)
        found = found and self.scope.base_type(found)
        return "text" if found == "character varying" else found

    def _infer(self, node: exp.Expr) -> str | None:
        if isinstance(node, _CONDITIONS) and not isinstance(node, exp.Any | exp.All):
            return "boolean"
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node)
        name = call_name(node)
        return self.call("", name, node) if name else None

    def call(self, schema: str, name: str, node: exp.Expr) -> str | None:
        """The type that the function of that name gives, called as ``node`` calls it."""
        results = {one.returns for one in self.scope.functions(schema, name)}
        if results:
            result = results.pop()
            is_one = not results and result is not None and not result.startswith("SETOF")
            return plain_type(result) if is_one and result else None
        if schema:
            return _PLATFORM.get(name) if schema == "auth" else None
        if (name in _KEEPING or name == "sum") and isinstance(node.this, exp.Expr):
            kept = self.operand(node.this)
            return kept if name in _KEEPING else _SUMMED.get(kept or "", kept)
        return FIXED_RESULTS.get(name)


def _column(types: Types, node: exp.Expr) -> str | None:
    found = types.sources.find(node)
    return found.type if found else None


def _of_all(types: Types, nodes: Iterable[exp.Expr]) -> str | None:
    return unified([types.of(node) for node in nodes])


def _subquery(types: Types, node: exp.Expr) -> str | None:
    outputs = types.sources.outputs(node)
    if outputs is not None:
        return next(iter(outputs.values())) if len(outputs) == 1 else None
    query = node.this
    is_single = isinstance(query, exp.Select) and len(query.expressions) == 1
    return types.of(query.expressions[0]) if is_single else None


def _qualified_call(types: Types, node: exp.Expr) -> str | None:
    call = node.args["expression"]
    name = call_name(call)
    return types.call(folded(node.this), name, call) if name else None


def _addition(types: Types, node: exp.Expr) -> str | None:
    """Arithmetic; where both sides are taken as a type that neither shows, the node says so."""
    if "common" in node.meta:
        return str(node.meta["common"])
    left, right = types.operand(node.this), types.operand(node.args["expression"])
    if left in NUMBERS and right in NUMBERS:
        return _wider((str(left), str(right)))
    return _moment(node, left, right) if isinstance(node, exp.Add | exp.Sub) else None


def _moment(node: exp.Expr, left: str | None, right: str | None) -> str | None:
    if right == "interval" and left in _MOMENTS:
        return _TIMESTAMP if left == "date" else left
    if left == "date" and right in NUMBERS:
        return "date"
    if isinstance(node, exp.Sub) and left in _MOMENTS and left == right:
        return "integer" if left == "date" else "interval"
    return None


def _concatenation(types: Types, node: exp.Expr) -> str | None:
    sides = [types.operand(node.this), types.operand(node.args["expression"])]
    for side in sides:
        if side in {"jsonb", "bytea", "tsvector"} or str(side).endswith("[]"):
            return side
    return "text" if any(side in _STRINGS for side in sides) else None


def _element(types: Types, node: exp.Expr) -> str | None:
    array = types.of(node.this)
    if array is None or any(isinstance(one, exp.Slice) for one in node.expressions):
        return array
    return array.removesuffix("[]") if array.endswith("[]") else None


def _cast(_: Types, node: exp.Expr) -> str | None:
    name = type_name_of(node)
    return None if name is None else plain_type(name)


def _literal(_: Types, node: exp.Expr) -> str:
    if node.args["is_string"]:
        return UNKNOWN
    if not node.name.isdigit():
        return "numeric"
    return "integer" if int(node.name) <= _LARGEST_INTEGER else "bigint"


def _coalesce(types: Types, node: exp.Expr) -> str | None:
    return _of_all(types, [node.this, *node.expressions])


def _case(types: Types, node: exp.Expr) -> str | None:
    branches = [one.args["true"] for one in node.args["ifs"]]
    return _of_all(types, [*branches, *filter(None, [node.args.get("default")])])


def _array(types: Types, node: exp.Expr) -> str | None:
    item = _of_all(types, node.expressions)
    if item is None or any(isinstance(one, exp.Query) for one in node.expressions):
        return None
    return "text[]" if item == UNKNOWN else f"{item.removesuffix('[]')}[]"


def _arrow(types: Types, node: exp.Expr) -> str | None:
    return types.of(node.this)


def _fixed(type_name: str) -> Callable[[Types, exp.Expr], str | None]:
    return lambda _types, _node: type_name


_RULES: Mapping[type[exp.Expr], Callable[[Types, exp.Expr], str | None]] = {
    exp.Add: _addition,
    exp.Array: _array,
    exp.Bracket: _element,
    exp.Case: _case,
    exp.Cast: _cast,
    exp.Coalesce: _coalesce,
    exp.Column: _column,
    exp.CurrentDate: _fixed("date"),
    exp.CurrentTimestamp: _fixed("timestamp with time zone"),
    exp.DPipe: _concatenation,
    exp.Div: _addition,
    exp.Dot: _qualified_call,
    exp.Extract: _fixed("numeric"),
    exp.Greatest: _coalesce,
    exp.Interval: _fixed("interval"),
    exp.JSONExtract: _arrow,
    exp.JSONExtractScalar: _fixed("text"),
    exp.Least: _coalesce,
    exp.Literal: _literal,
    exp.Mod: _addition,
    exp.Mul: _addition,
    exp.Neg: lambda types, node: types.of(node.this),
    exp.Nullif: lambda types, node: types.of(node.this),
    exp.Null: _fixed(UNKNOWN),
    exp.Sub: _addition,
    exp.Subquery: _subquery,
}
