"""Shorthands of SQL, written out as PostgreSQL stores them.

A number or a name in GROUP BY and ORDER BY stands for an output of the query, and a comparison of
two rows for one of each pair of their items.
"""

from __future__ import annotations

from sqlglot import exp

from sotsync.schema.forms.core import inner
from sotsync.schema.forms.inference import Types
from sotsync.schema.forms.sources import folded
from sotsync.schema.scope import Scope

__all__ = ["spell_out"]


def spell_out(node: exp.Expr, scope: Scope) -> None:
    """Puts in the node's place, or in it, what PostgreSQL takes it for."""
    if isinstance(node, exp.Select):
        _spell_out(node, Types(scope))
    elif isinstance(node, exp.EQ):
        _split_row(node)


def _spell_out(select: exp.Expr, types: Types) -> None:
    """Puts the output that is meant in the place of its number or name in GROUP and ORDER BY."""
    group, order = select.args.get("group"), select.args.get("order")
    for one in list(group.expressions) if group else []:
        meant = _numbered(select, one) or _named(select, one)
        if meant is not None and not (isinstance(one, exp.Column) and types.sources.is_input(one)):
            one.replace(meant.copy())
    for ordered in order.expressions if order else []:
        one = ordered.this
        meant = _numbered(select, one) or _named(select, one)
        if meant is not None:
            one.replace(meant.copy())


def _split_row(node: exp.Expr) -> None:
    """``(a, b) = (1, 2)`` is a comparison of each, as PostgreSQL keeps it."""
    left, right = _row_items(node.this), _row_items(node.args["expression"])
    if len(left) == len(right) > 1:
        whole: exp.Expr = exp.Boolean(this=True)
        for place, (one, other) in enumerate(zip(left, right, strict=True)):
            pair = exp.EQ(this=one, expression=other)
            whole = exp.And(this=whole, expression=pair) if place else pair
        node.replace(exp.Paren(this=whole))


def _row_items(node: exp.Expr) -> list[exp.Expr]:
    bare = inner(node)
    is_row = isinstance(bare, exp.Anonymous) and bare.name.lower() == "row"
    return list(bare.expressions) if is_row or isinstance(bare, exp.Tuple) else []


def _numbered(select: exp.Expr, node: exp.Expr) -> exp.Expr | None:
    if not isinstance(node, exp.Literal) or node.is_string or not node.name.isdigit():
        return None
    outputs = select.expressions
    place = int(node.name) - 1
    if place not in range(len(outputs)) or any(output.is_star for output in outputs):
        return None
    return _unnamed(outputs[place])


def _named(select: exp.Expr, node: exp.Expr) -> exp.Expr | None:
    if not isinstance(node, exp.Column) or folded(node.args.get("table")):
        return None
    name = folded(node.this)
    found = [
        output
        for output in select.expressions
        if isinstance(output, exp.Alias) and folded(output.args["alias"]) == name
    ]
    return _unnamed(found[0]) if len(found) == 1 else None


def _unnamed(output: exp.Expr) -> exp.Expr:
    found: exp.Expr = output.this if isinstance(output, exp.Alias) else output
    return found
