"""The canonical form of a parsed expression: its tree in text, equal trees spelled equally.

sqlglot reads; this module writes every argument of every node, since what a general walk leaves out
(``negate`` of ``IS NOT NULL``) is meaning too. Rules for kinds of node stand in the modules beside
it. They are those that PostgreSQL applies itself when it stores an expression, and no others:
``simplify`` and its like also change literals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlglot import exp

__all__ = ["RULES", "arguments", "form", "generic", "inner", "write", "write_value"]

RULES: dict[type[exp.Expr], Callable[[exp.Expr], str | None]] = {}
"""Kind of node → how it is written; None where the general way will do."""


def write(node: exp.Expr) -> str:
    """The node's canonical text."""
    rule = RULES.get(type(node))
    written = rule(node) if rule else None
    return generic(node) if written is None else written


def form(name: str, parts: Iterable[str]) -> str:
    """``name(part,part)``."""
    return f"{name}({','.join(parts)})"


def generic(node: exp.Expr) -> str:
    """The node with every argument that says something."""
    return form(type(node).__name__, arguments(node))


def arguments(node: exp.Expr, without: tuple[str, ...] = ()) -> Iterator[str]:
    """The node's arguments by name, without some of them."""
    for key in sorted(node.args):
        value = node.args[key]
        if value is not None and value is not False and value != [] and key not in without:
            yield f"{key}={write_value(value)}"


def write_value(value: object) -> str:
    """The canonical text of an argument, whatever it is."""
    if isinstance(value, exp.Expr):
        return write(value)
    if isinstance(value, list):
        return f"[{','.join(map(write_value, value))}]"
    return repr(value)


def inner(node: exp.Expr) -> exp.Expr:
    """The node without parentheses around it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node
