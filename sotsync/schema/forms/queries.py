"""Queries in canonical form: their outputs, sources and the columns of them."""

from __future__ import annotations

from sqlglot import exp

from sotsync.schema.forms.core import RULES, arguments, form, write
from sotsync.schema.spelling import TYPE_MARK

__all__: list[str] = []

_RELATIONS = exp.From | exp.Join | exp.Lateral | exp.CTE | exp.Table


def _column(node: exp.Expr) -> str:
    parts = [node.args.get(key) for key in ("catalog", "db", "table", "this")]
    if _is_of_only_source(node):
        parts = parts[-1:]
    return form("", (write(part) for part in parts if part is not None and part.name != TYPE_MARK))


def _is_of_only_source(node: exp.Expr) -> bool:
    """Whether the column's qualifier says only what goes without saying.

    In a query over one table a bare name is that table's column wherever the table has it, and
    where it has not, the qualified name would be an error.
    """
    table = node.args.get("table")
    select = node.parent_select
    if table is None or not isinstance(select, exp.Select) or node.args.get("db"):
        return False
    if not select.args.get("from_") or select.args.get("joins") or select.args.get("laterals"):
        return False
    source: exp.Expr = select.args["from_"].this
    is_only = isinstance(source, exp.Table) and not source.args.get("joins")
    return is_only and write(_name_of(source)) == write(table)


def _name_of(source: exp.Expr) -> exp.Expr:
    alias = source.args.get("alias")
    name: exp.Expr = source.this if alias is None or alias.this is None else alias.this
    return name


def _select(node: exp.Expr) -> str:
    """A query; the name of a scalar one's column has no meaning: ``(SELECT auth.uid() AS uid)``."""
    parts = [*arguments(node, ("expressions", "from_", "joins")), *_sources(node)]
    outputs = node.expressions
    if _is_scalar(node.parent):
        outputs = [output.this if isinstance(output, exp.Alias) else output for output in outputs]
    written = ",".join(map(write, outputs))
    return form("Select", (*parts, f"outputs=[{written}]"))


def _sources(select: exp.Expr) -> list[str]:
    """What the query reads, in the order of its joins; PostgreSQL prints these in parentheses."""
    if not select.args.get("from_"):
        return []
    first, joins = _unwrapped(select.args["from_"].this)
    joins += select.args.get("joins") or []
    written = form(type(first).__name__, arguments(first, ("joins",)))
    return [f"from={written}", f"joins=[{','.join(map(write, joins))}]"]


def _unwrapped(source: exp.Expr) -> tuple[exp.Expr, list[exp.Expr]]:
    """The leftmost source of a tree of joins, and the joins in order."""
    joins: list[exp.Expr] = list(source.args.get("joins") or [])
    is_wrapping = isinstance(source, exp.Subquery) and not source.args.get("alias")
    if is_wrapping and isinstance(source.this, exp.Table | exp.Subquery):
        first, earlier = _unwrapped(source.this)
        return first, earlier + joins
    return source, joins


def _is_scalar(parent: exp.Expr | None) -> bool:
    if isinstance(parent, exp.Exists):
        return True
    if not isinstance(parent, exp.Subquery) or parent.args.get("alias"):
        return False
    return not isinstance(parent.parent, _RELATIONS)


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
        exp.Select: _select,
    }
)
