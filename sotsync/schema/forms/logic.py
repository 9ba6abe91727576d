"""Conditions in canonical form: AND and OR, comparisons, BETWEEN, IN and LIKE."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from sotsync.schema.forms.constants import type_name_of
from sotsync.schema.forms.core import RULES, arguments, form, inner, write, write_value

__all__: list[str] = []

_WIDER_NUMBERS = frozenset({"bigint", "numeric", "double precision"})


def _chain(node: exp.Expr) -> str:
    """AND and OR are associative: a run of one of them is one list."""
    return form(type(node).__name__, _operands(node, type(node)))


def _operands(node: exp.Expr, kind: type[exp.Expr]) -> Iterator[str]:
    waiting = [node]
    while waiting:
        operand = inner(waiting.pop())
        bounds = _bounds(operand, kind)
        if isinstance(operand, kind):
            waiting += [operand.args["expression"], operand.this]
        elif bounds:
            yield from bounds
        else:
            yield write(operand)


def _bounds(node: exp.Expr, kind: type[exp.Expr]) -> tuple[str, ...]:
    """The two comparisons that PostgreSQL makes of BETWEEN, where they fit into an AND or OR."""
    is_negated = isinstance(node, exp.Not)
    between = inner(node.this) if is_negated else node
    if not isinstance(between, exp.Between) or between.args.get("symmetric"):
        return ()
    if kind is not (exp.Or if is_negated else exp.And):
        return ()
    names = ("LT", "GT") if is_negated else ("GTE", "LTE")
    return tuple(
        _comparison(name, between.this, between.args[bound])
        for name, bound in zip(names, ("low", "high"), strict=True)
    )


def _between(node: exp.Expr) -> str | None:
    bounds = _bounds(node, exp.And)
    return form("And", bounds) if bounds else None


def _not(node: exp.Expr) -> str:
    bare = inner(node.this)
    if bounds := _bounds(node, exp.Or):
        return form("Or", bounds)
    if isinstance(bare, exp.In) and len(bare.expressions) == 1:
        return _comparison("NEQ", bare.this, bare.expressions[0])
    return form("Not", (write(bare),))


def _negatable(node: exp.Expr) -> str | None:
    """LIKE and its kin: a negated one is NOT of the plain one, also for NULL."""
    if not node.args.get("negate"):
        return None
    return form("Not", (form(type(node).__name__, arguments(node, ("negate",))),))


def _comparison(name: str, left: exp.Expr, right: exp.Expr) -> str:
    return form(name, (_compared(left), _compared(right)))


def _compared(node: exp.Expr) -> str:
    """One side of a comparison; PostgreSQL widens a number there: ``price > (0)::numeric``."""
    bare = inner(node)
    number = inner(bare.this) if isinstance(bare, exp.Cast) else None
    is_whole = isinstance(number, exp.Literal) and not number.is_string and number.name.isdigit()
    return write(number if number and is_whole and type_name_of(bare) in _WIDER_NUMBERS else bare)


def _plain_comparison(node: exp.Expr) -> str:
    name = type(node).__name__
    common = node.meta.get("common")
    return _comparison(f"{name}[{common}]" if common else name, node.this, node.args["expression"])


def _arithmetic(node: exp.Expr) -> str | None:
    """Arithmetic whose operands are both taken as a type that neither of them shows."""
    common = node.meta.get("common")
    return form(f"{type(node).__name__}[{common}]", arguments(node)) if common else None


def _membership(this: exp.Expr, items: list[exp.Expr]) -> str:
    if len(items) == 1:
        return _comparison("EQ", this, items[0])
    return form("In", (write(this), write_value(items)))


def _in(node: exp.Expr) -> str | None:
    return _membership(node.this, node.expressions) if node.expressions else None


def _equal(node: exp.Expr) -> str:
    """``x = ANY (ARRAY[…])`` is how PostgreSQL keeps ``x IN (…)``."""
    items = _array_items(_quantified(node.args["expression"], {"any", "some"}))
    return _membership(node.this, items) if items else _plain_comparison(node)


def _not_equal(node: exp.Expr) -> str:
    items = _array_items(_quantified(node.args["expression"], {"all"}))
    if not items:
        return _plain_comparison(node)
    if len(items) == 1:
        return _comparison("NEQ", node.this, items[0])
    return form("Not", (_membership(node.this, items),))


def _quantified(node: exp.Expr, words: set[str]) -> exp.Expr | None:
    if isinstance(node, exp.Any) and "any" in words:
        return inner(node.this)
    if isinstance(node, exp.Anonymous) and node.name.lower() in words and node.expressions:
        return inner(node.expressions[0])
    return None


def _array_items(node: exp.Expr | None) -> list[exp.Expr]:
    """The items of an array constructor."""
    if isinstance(node, exp.Array) and not any(isinstance(i, exp.Query) for i in node.expressions):
        return list(node.expressions)
    return []


RULES.update(
    {
        exp.Add: _arithmetic,
        exp.And: _chain,
        exp.Between: _between,
        exp.Div: _arithmetic,
        exp.EQ: _equal,
        exp.GT: _plain_comparison,
        exp.GTE: _plain_comparison,
        exp.ILike: _negatable,
        exp.In: _in,
        exp.LT: _plain_comparison,
        exp.LTE: _plain_comparison,
        exp.Like: _negatable,
        exp.Mod: _arithmetic,
        exp.Mul: _arithmetic,
        exp.NEQ: _not_equal,
        exp.Not: _not,
        exp.Or: _chain,
        exp.Sub: _arithmetic,
    }
)
