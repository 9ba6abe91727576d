"""Queries in canonical form: their outputs, sources and the columns of them."""

from __future__ import annotations

from sqlglot import exp

from sotsync.schema.forms.core import RULES, arguments, form, write, write_value
from sotsync.schema.spelling import TYPE_MARK

__all__: list[str] = []

_RELATIONS = exp.From | exp.Join | exp.Lateral | exp.CTE | exp.Table


def _column(node: exp.Expr) -> str:
    """A column by its source's place, which no alias changes, else as it is written."""
    place = node.meta.get("place")
    if place:
        return form("", place)
    parts = [node.args.get(key) for key in ("catalog", "db", "table", "this")]
    return form("", (write(part) for part in parts if part is not None and part.name != TYPE_MARK))


def _source(node: exp.Expr) -> str | None:
    """A table of a query, without the alias by which no column knows it any more."""
    if not node.meta.get("is_source"):
        is_doubled = isinstance(node, exp.Subquery) and isinstance(node.this, exp.Subquery)
        return write(node.this) if is_doubled and not node.args.get("alias") else None
    alias = node.args.get("alias")
    columns = list(alias.args.get("columns") or []) if alias is not None else []
    if alias is not None and [write(one) for one in columns] == [write(alias.this)]:
        columns = []  # A function's only column is called like the function's alias anyway.
    names = [f"as={write_value(columns)}"] if columns else []
    return form(type(node).__name__, (*arguments(node, ("alias", "joins")), *names))


def _select(node: exp.Expr) -> str:
    """A query; the name of a scalar one's column has no meaning: ``(SELECT auth.uid() AS uid)``."""
    parts = [*arguments(node, ("expressions", "from_", "joins")), *_sources(node)]
    outputs = node.expressions
    if _is_scalar(node.parent) or _is_second(node):
        outputs = [output.this if isinstance(output, exp.Alias) else output for output in outputs]
    written = ",".join(map(write, outputs))
    return form("Select", (*parts, f"outputs=[{written}]"))


def _sources(select: exp.Expr) -> list[str]:
    """What the query reads, in the order of its joins; PostgreSQL prints these in parentheses."""
    if not select.args.get("from_"):
        return []
    first, joins = _unwrapped(select.args["from_"].this)
    joins += select.args.get("joins") or []
    return [f"from={write(first)}", f"joins=[{','.join(map(write, joins))}]"]


def _unwrapped(source: exp.Expr) -> tuple[exp.Expr, list[exp.Expr]]:
    """The leftmost source of a tree of joins, and the joins in order."""
    joins: list[exp.Expr] = list(source.args.get("joins") or [])
    is_wrapping = isinstance(source, exp.Subquery) and not source.args.get("alias")
    if is_wrapping and isinstance(source.this, exp.Table | exp.Subquery):
        first, earlier = _unwrapped(source.this)
        return first, earlier + joins
    return source, joins


def _is_scalar(parent: exp.Expr | None) -> bool:
    if isinstance(parent, exp.Exists | exp.Array):
        return True
    if not isinstance(parent, exp.Subquery) or parent.args.get("alias"):
        return False
    return not isinstance(parent.parent, _RELATIONS)


def _is_second(select: exp.Expr) -> bool:
    """Whether a UNION or its like takes the names of its columns from another query."""
    parent = select.parent
    return isinstance(parent, exp.SetOperation) and parent.args["expression"] is select


def _alias(node: exp.Expr) -> str | None:
    """``orders.id AS id`` names nothing new."""
    column = node.this
    is_same = isinstance(column, exp.Column) and write(column.this) == write(node.args["alias"])
    return write(column) if is_same else None


def _join(node: exp.Expr) -> str:
    """INNER and OUTER are the words of JOIN that may be left out."""
    noise = ("kind='INNER'", "kind='OUTER'")
    return form("Join", (part for part in arguments(node) if part not in noise))


RULES.update(
    {
        exp.Alias: _alias,
        exp.Column: _column,
        exp.Join: _join,
        exp.Lateral: _source,
        exp.Select: _select,
        exp.Subquery: _source,
        exp.Table: _source,
        exp.Unnest: _source,
        exp.Values: _source,
    }
)
