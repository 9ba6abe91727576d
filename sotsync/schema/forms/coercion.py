"""Leaving out the casts that PostgreSQL puts in by itself.

A cast goes without saying where the expression without it would be understood in the same way: a
string constant beside a column takes that column's type, ``character varying`` is compared as text,
and a whole number beside a ``numeric`` becomes one. Source: PostgreSQL manual, "Type Conversion".
Every step leaves the meaning as it is, so that equal results mean equal expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlglot import exp

from sotsync.schema.forms.constants import TRUTHS, type_name_of
from sotsync.schema.forms.core import inner
from sotsync.schema.forms.inference import NUMBERS, UNKNOWN, Types, call_name, unified
from sotsync.schema.forms.rewriting import spell_out
from sotsync.schema.forms.sources import folded
from sotsync.schema.models import Argument
from sotsync.schema.scope import Scope, plain_type
from sotsync.schema.spelling import TYPE_MARK
from sotsync.schema.values import canonical_value

__all__ = ["settle"]

_TEXT = frozenset({"text", "character varying"})
_INPUTS = frozenset({"IN", "INOUT", "VARIADIC"})

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PLAIN_NUMBERS = frozenset({"integer", "bigint", "numeric", "double precision"})
"""The types beside which a number means the same with quotes and without."""

_OPERATORS = (
    exp.Add
    | exp.ArrayContainedBy
    | exp.ArrayContainsAll
    | exp.ArrayOverlaps
    | exp.BitwiseLeftShift
    | exp.BitwiseRightShift
    | exp.DPipe
    | exp.Div
    | exp.EQ
    | exp.GT
    | exp.GTE
    | exp.ILike
    | exp.LT
    | exp.LTE
    | exp.Like
    | exp.Mod
    | exp.Mul
    | exp.NEQ
    | exp.NullSafeEQ
    | exp.NullSafeNEQ
    | exp.RegexpILike
    | exp.RegexpLike
    | exp.SimilarTo
    | exp.Sub
)

_TAKES_TEXT = frozenset(
    """
    ascii btrim char_length character_length concat concat_ws initcap left length lower lpad ltrim
    max md5 min octet_length position quote_literal regexp_match regexp_replace replace reverse
    right rpad rtrim split_part starts_with str_position string_to_array strpos substr substring
    to_date to_timestamp to_tsquery to_tsvector translate trim upper websearch_to_tsquery
    """.split()  # noqa: SIM905 - words read better than quoted words
)
"""Functions that take text and so take ``character varying`` as text."""

_TAKES: Mapping[str, tuple[str, ...]] = {
    "jsonb_set": ("jsonb", "text[]", "jsonb"),
    "jsonb_insert": ("jsonb", "text[]", "jsonb"),
    "date_trunc": ("text",),
}
"""The parameters of built-in functions that are often given constants."""


def settle(tree: exp.Expr, scope: Scope) -> exp.Expr:
    """The tree with its columns placed, and without casts that go without saying."""
    holder = exp.Paren(this=tree)
    for node in list(holder.walk()):
        spell_out(node, scope)
    nodes = list(holder.walk())
    settling = _Settling(Types(scope))
    for node in nodes:
        if isinstance(node, exp.Column):
            settling.place(node)
    for node in reversed(nodes):
        settling.settle(node)
    settled: exp.Expr = holder.this
    return settled.pop()


class _Settling:
    """One pass over a tree, from the leaves to the root."""

    def __init__(self, types: Types) -> None:
        self._types = types

    def place(self, column: exp.Expr) -> None:
        """Says on the column of which source it is."""
        found = self._types.sources.find(column)
        if found is not None:
            column.meta["place"] = (found.place, found.name)

    def settle(self, node: exp.Expr) -> None:
        """Leaves out what goes without saying directly in the node."""
        if isinstance(node, _OPERATORS):
            self._operator(node)
        elif isinstance(node, exp.Between):
            self._compare(node.this, [node.args["low"], node.args["high"]])
        elif isinstance(node, exp.In):
            self._compare(node.this, node.expressions)
            self._as_text(node.this)
        elif isinstance(node, exp.Coalesce | exp.Greatest | exp.Least):
            self._branches([node.this, *node.expressions])
        elif isinstance(node, exp.Case):
            self._case(node)
        elif isinstance(node, exp.Nullif):
            self._pair(node)
        elif isinstance(node, exp.JSONBExtract | exp.JSONBExtractScalar):
            self._take(node.args["expression"], "text[]")
        elif isinstance(node, exp.Cast):
            self._cast(node)
        elif call_name(node):
            self._call(node)

    def _cast(self, node: exp.Expr) -> None:
        """A cast to the type that the value has is none, and a typed constant has one spelling."""
        value, name = inner(node.this), type_name_of(node)
        if name is None:
            return
        if _is_text(value):
            value.set("this", canonical_value(value.name, name))
        elif isinstance(value, exp.Array) and _is_list(value) and plain_type(name) == name:
            _cast_items(value, name)
            node.replace(value)
        elif name == self._types.of(value):
            node.replace(value)

    def _operator(self, node: exp.Expr) -> None:
        array = _quantified(node.args["expression"])
        if array is not None:
            self._membership(node.this, array)
            return
        common = self._common_number(node.this, node.args["expression"])
        self._pair(node)
        if common:
            self._widen(node, common)

    def _pair(self, node: exp.Expr) -> None:
        self._compare(node.this, [node.args["expression"]])
        self._compare(node.args["expression"], [node.this])
        self._as_text(node.this)
        self._as_text(node.args["expression"])

    def _membership(self, left: exp.Expr, array: exp.Expr) -> None:
        """``left = ANY (array)``: the array's items are compared with what is on the left."""
        bare = inner(array.this) if _cast_of(array) == "text[]" else array
        items = self._types.of(array)
        if isinstance(array, exp.Array):
            self._compare(left, array.expressions)
        elif bare is not array and self._types.of(bare) == "character varying[]":
            array.replace(bare)
        elif items is not None and items.endswith("[]"):
            self._take(left, items.removesuffix("[]"))
        self._as_text(left)

    def _common_number(self, left: exp.Expr, right: exp.Expr) -> str | None:
        types = [self._types.operand(left), self._types.operand(right)]
        return unified(types) if all(one in NUMBERS for one in types) else None

    def _widen(self, node: exp.Expr, common: str) -> None:
        """Two numbers are taken as their common type, whichever of them is cast."""
        for side in (node.this, node.args["expression"]):
            self._drop_number_cast(side, common)
        left, right = node.this, node.args["expression"]
        if self._common_number(left, right) != common:
            node.meta["common"] = common

    def _compare(self, anchor: exp.Expr, others: Iterable[exp.Expr]) -> None:
        """Each of the others takes the anchor's type, where that is surely known."""
        bare = self._without_text_cast(anchor)
        type_name = self._types.operand(bare)
        if type_name is None or type_name == UNKNOWN or _is_constant(bare):
            return
        for other in list(others):
            self._take(other, type_name)

    def _take(self, node: exp.Expr, type_name: str) -> None:
        """The node as a value that is converted to that type anyway."""
        value = inner(node)
        cast = _cast_of(value)
        constant = inner(value.this) if cast is not None else value
        if cast is not None and plain_type(cast) == cast == type_name and _is_text(constant):
            node.replace(constant)
            value = constant
        elif cast is not None:
            self._drop_number_cast(node, type_name)
        if _is_text(value):
            value.replace(_constant(value.name, type_name))

    def _drop_number_cast(self, node: exp.Expr, type_name: str) -> None:
        value = inner(node)
        if not isinstance(value, exp.Cast) or type_name_of(value) != type_name:
            return
        number = self._types.operand(value.this)
        if number in NUMBERS and unified([number, type_name]) == type_name:
            node.replace(inner(value.this))

    def _without_text_cast(self, node: exp.Expr) -> exp.Expr:
        value = inner(node)
        if isinstance(value, exp.Cast) and type_name_of(value) == "text":
            bare = inner(value.this)
            return bare if self._types.operand(bare) == "text" else value
        return value

    def _as_text(self, node: exp.Expr) -> None:
        """``character varying``, and domains over text, are taken as text."""
        bare = self._without_text_cast(node)
        if bare is not inner(node):
            node.replace(bare)

    def _branches(self, nodes: list[exp.Expr]) -> None:
        """Constants beside values of one type are of that type."""
        values = [one for one in map(inner, nodes) if not _is_constant(one)]
        type_name = unified([self._types.of(one) for one in values])
        if values and type_name is not None and type_name != UNKNOWN:
            for node in nodes:
                if _is_constant(inner(node)):
                    self._take(node, type_name)
            if any(self._types.of(self._without_text_cast(one)) == "text" for one in values):
                for node in nodes:
                    self._as_text(node)

    def _case(self, node: exp.Expr) -> None:
        ifs = node.args["ifs"]
        if node.this is not None:
            self._compare(node.this, [one.this for one in ifs])
            self._as_text(node.this)
        default = node.args.get("default")
        self._branches([*(one.args["true"] for one in ifs), *([default] if default else [])])

    def _call(self, node: exp.Expr) -> None:
        name = call_name(node)
        arguments = _arguments(node)
        schema = node.parent.this if isinstance(node.parent, exp.Dot) else None
        functions = self._types.scope.functions(folded(schema), name)
        if functions:
            parameters = [one for one in functions if _accepts(one.arguments, len(arguments))]
            if len(functions) == len(parameters) == 1 and isinstance(node, exp.Anonymous):
                inputs = _inputs(parameters[0].arguments)
                self._pass(arguments, [plain_type(one.type) for one in inputs])
        elif schema is None:
            self._pass(arguments, _TAKES.get(name, ()))
            if name in _TAKES_TEXT:
                for argument in arguments:
                    self._as_text(argument)

    def _pass(self, arguments: list[exp.Expr], types: Iterable[str]) -> None:
        for argument, type_name in zip(arguments, types, strict=False):
            if type_name in _TEXT:
                self._as_text(argument)
            self._take(argument, type_name)


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    """The arguments of a call, in order."""
    found: list[exp.Expr] = []
    for value in node.args.values():
        parts = value if isinstance(value, list) else [value]
        found += [one for one in parts if isinstance(one, exp.Expr)]
    return found


def _inputs(arguments: tuple[Argument, ...]) -> list[Argument]:
    return [one for one in arguments if one.mode in _INPUTS]


def _accepts(arguments: tuple[Argument, ...], count: int) -> bool:
    inputs = _inputs(arguments)
    if any(one.mode == "VARIADIC" for one in inputs):
        return False
    return sum(one.default is None for one in inputs) <= count <= len(inputs)


def _constant(value: str, type_name: str) -> exp.Expr:
    """A constant that is taken as that type, written without quotes where it can be."""
    if type_name in _PLAIN_NUMBERS and _NUMBER.fullmatch(value):
        number = exp.Literal(this=value.removeprefix("-"), is_string=False)
        return exp.Neg(this=number) if value.startswith("-") else number
    if type_name == "boolean" and value.lower() in TRUTHS:
        return exp.Boolean(this=TRUTHS[value.lower()])
    return exp.Literal(this=canonical_value(value, type_name), is_string=True)


def _is_text(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)


def _is_constant(node: exp.Expr) -> bool:
    """A constant, which takes its type from what is beside it, cast or not."""
    while isinstance(node, exp.Cast | exp.Paren | exp.Neg):
        node = node.this
    return isinstance(node, exp.Literal | exp.Null | exp.Boolean)


def _is_list(array: exp.Expr) -> bool:
    """Whether the array has items of its own, and no array or query in their place."""
    return not any(isinstance(inner(one), exp.Array | exp.Query) for one in array.expressions)


def _cast_items(array: exp.Expr, type_name: str) -> None:
    """``ARRAY['a']::t[]`` is ``ARRAY['a'::t]``."""
    item_type = exp.Identifier(this=TYPE_MARK + type_name.removesuffix("[]"), quoted=True)
    for item in array.expressions:
        to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=item_type.copy())
        item.replace(exp.Cast(this=item.copy(), to=to))


def _cast_of(node: exp.Expr) -> str | None:
    """The type that the node is cast to; None where it is no cast."""
    return type_name_of(node) if isinstance(node, exp.Cast) else None


def _quantified(node: exp.Expr) -> exp.Expr | None:
    """The array of ``ANY (array)`` or ``ALL (array)``; None where there is none."""
    if isinstance(node, exp.Any):
        return inner(node.this)
    if isinstance(node, exp.Anonymous) and node.name.lower() in {"all", "some", "any"}:
        return inner(node.expressions[0]) if node.expressions else None
    return None
