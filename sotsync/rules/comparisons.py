"""The parts of predicates that say the same whatever table they are about."""

from __future__ import annotations

from collections.abc import Sequence

from sotsync.rules.strengths import Strength
from sotsync.rules.trees import Frame, called, parts_of, peeled, resolve, walk
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression
from sotsync.sql.parser import enums, kind_of, string_list, unwrap

__all__ = [
    "arms",
    "conditions",
    "constant",
    "is_always",
    "is_inequality",
    "is_loose",
    "is_same",
    "is_service",
    "split_at_unions",
]

_LOOSE_OPERATORS = frozenset({"<>", "!=", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "~", "~*"})
_SERVICE = frozenset({"service_role", "supabase_admin", "postgres"})


def arms(select: Node) -> list[Node]:
    """The queries that a UNION and its like put together."""
    if select.op == enums.SETOP_NONE:
        return [select]
    return [*arms(select.larg), *arms(select.rarg)]


def constant(node: Node) -> Strength:
    """What a constant lets through: every row, or none."""
    value = node.a_const
    if value.WhichOneof("val") != "boolval":
        return Strength.NOTHING
    return Strength.OPEN if value.boolval.boolval else Strength.NEVER


def split_at_unions(node: Node) -> tuple[list[Node], list[Node]]:
    """The queries that are put together inside of a node, and every message outside of these."""
    message = unwrap(node) if isinstance(node, enums.Node) else node
    if message is None:
        return [], []
    if type(message).__name__ == "SelectStmt" and message.op != enums.SETOP_NONE:
        return [message], []
    united: list[Node] = []
    messages = [message]
    for part in parts_of(message):
        further, inside = split_at_unions(part)
        united += further
        messages += inside
    return united, messages


def conditions(select: Node) -> list[Node]:
    """What a query is limited by: its WHERE, and what its tables are joined on."""
    joins = [one.join_expr for one in select.from_clause if kind_of(one) == "join_expr"]
    found = [select.where_clause]
    while joins:
        join = joins.pop()
        found.append(join.quals)
        joins += [one.join_expr for one in (join.larg, join.rarg) if kind_of(one) == "join_expr"]
    return [one for one in found if kind_of(one)]


def is_loose(node: Node) -> bool:
    """Whether a comparison lets more through than it keeps out."""
    if kind_of(node) != "a_expr":
        return False
    expression = node.a_expr
    return expression.kind == enums.AEXPR_DISTINCT or any(
        name in _LOOSE_OPERATORS for name in string_list(expression.name)
    )


def is_inequality(node: Node) -> bool:
    """Whether it is a bare ``<>``."""
    return kind_of(node) == "a_expr" and string_list(node.a_expr.name) == ["<>"]


def is_same(node: Node, frames: Sequence[Frame]) -> bool:
    """Whether both sides are one column: what its writer meant is another's of the same name."""
    if kind_of(node) != "a_expr":
        return False
    sides = [peeled(one) for one in (node.a_expr.lexpr, node.a_expr.rexpr)]
    if any(kind_of(side) != "column_ref" for side in sides):
        return False
    left, right = (resolve(side.column_ref, frames) for side in sides)
    return left is not None and left == right


def is_always(node: Node) -> bool:
    """Whether a constant is compared with itself."""
    if kind_of(node) != "a_expr" or string_list(node.a_expr.name) != ["="]:
        return False
    sides = [peeled(one) for one in (node.a_expr.lexpr, node.a_expr.rexpr)]
    if any(kind_of(side) != "a_const" for side in sides):
        return False
    return bool(deparse_expression(sides[0]) == deparse_expression(sides[1]))


def is_service(node: Node) -> bool:
    """Whether it holds for the service only, which policies do not concern anyway."""
    if kind_of(node) != "a_expr" or string_list(node.a_expr.name) != ["="]:
        return False
    parts = list(walk(node))
    texts = [one.sval.sval for one in parts if type(one).__name__ == "A_Const"]
    calls = [called(one) for one in parts if type(one).__name__ == "FuncCall"]
    is_role = ("auth", "role") in calls or (("auth", "jwt") in calls and "role" in texts)
    return is_role and bool(_SERVICE.intersection(texts))
