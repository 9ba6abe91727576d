"""Expressions as the server prints them, near enough for the patterns that DO blocks look for.

Source: ``ruleutils.c``: names lose the schema that the search path finds, an unnamed column of a
sub-select gets its name, and the outermost operator has parentheses.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.replay.catalog import Column, Expression, Function, Object, Reference, Relation, Type
from sotsync.replay.naming import figure_column_name
from sotsync.replay.rendering import deparse, render
from sotsync.replay.session import Session
from sotsync.sql import Node
from sotsync.sql.parser import copy_node

__all__ = ["expression_text"]

_PARENTHESIZED = frozenset({"a_expr", "bool_expr", "null_test", "boolean_test"})


def expression_text(session: Session, expression: Expression | None) -> str | None:
    """The expression under current names, with the names in sight bare; None for none."""
    if expression is None:
        return None
    render(expression)
    bare = [r for r in expression.references if _is_bare_in_sight(session, r.target)]
    for reference in bare:
        _strip(reference)
    if bare:
        expression.text = None
    copied = copy_node(expression.node)
    for target in _unnamed_targets(copied):
        target.name = figure_column_name(target.val) or "?column?"
    text = deparse(copied).replace("(SELECT ", "( SELECT ")
    kind = copied.WhichOneof("node") if type(copied).__name__ == "Node" else ""
    return f"({text})" if kind in _PARENTHESIZED else text


def _is_bare_in_sight(session: Session, target: Object) -> bool:
    """Whether the search path finds the object by its bare name."""
    if isinstance(target, Function):
        found = session.find_functions("", target.name)
        return bool(found) and found[0].namespace is target.namespace
    if isinstance(target, Relation):
        return session.find_relation("", target.name) is target
    return isinstance(target, Type) and session.find_type("", target.name) is target


def _strip(reference: Reference) -> None:
    """Take the schema off a name that is found without it: the meaning stays."""
    node = reference.node
    kind = type(node).__name__
    if kind == "RangeVar":
        node.schemaname = ""
    elif kind in ("FuncCall", "TypeName"):
        names = node.funcname if kind == "FuncCall" else node.names
        del names[:-1]
    elif kind == "ColumnRef" and not isinstance(reference.target, Column):
        _strip_column(node)


def _strip_column(node: Node) -> None:
    qualified = 3  # schema.table.column
    if len(node.fields) == qualified:
        del node.fields[0]


def _unnamed_targets(message: Node) -> Iterator[Node]:
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else (value,):
            is_target = field.message_type.name == "ResTarget" and not part.name
            if is_target and part.val.WhichOneof("node") != "column_ref":
                yield part
            yield from _unnamed_targets(part)
