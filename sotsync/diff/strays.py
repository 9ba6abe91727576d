"""Statements of an entry about a table that is not there: what an earlier name left behind.

The SQL of a document is read leniently: a statement about a table that nothing creates is taken for
one about a table that exists. So a ``COMMENT ON TABLE`` under an old name states nothing of the
entry's table and would be missed by every comparison of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sotsync.diff.situation import EntrySubject, Situation
from sotsync.document.mapping import stated_schema
from sotsync.document.regions import Fence
from sotsync.schema.names import qualified, split_qualified
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list
from sotsync.sql.statements import Statement, parse_statements

__all__ = ["relation_of", "stray_statements"]

_WHOLE = frozenset({"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW"})
_MEMBERS = frozenset(
    {"OBJECT_COLUMN", "OBJECT_TABCONSTRAINT", "OBJECT_POLICY", "OBJECT_TRIGGER", "OBJECT_RULE"}
)


def stray_statements(
    situation: Situation, about: EntrySubject, fence: Fence
) -> tuple[Statement, ...]:
    """The statements of the fence about a table or view that is neither documented nor there."""
    unknown = situation.unknown_names
    if not any(split_qualified(key)[-1] in fence.code.text for key in unknown):
        return ()
    schema = stated_schema(about.entry)
    found = parse_statements(situation.document.source, fence.code.span)
    return tuple(one for one in found if relation_of(one, schema) in unknown)


def relation_of(statement: Statement, schema: str) -> str | None:
    """The full name of the table or view that a statement is about, if it is about one.

    Args:
        statement: What is said of it; statements that create one are about none.
        schema: Where it is if the statement names no schema.
    """
    reader = _READERS.get(statement.kind)
    name = () if reader is None or statement.node is None else tuple(reader(statement.node))
    if not name:
        return None
    return qualified(name[-2] if len(name) > 1 else schema, name[-1])


def _commented(node: Node) -> Sequence[str]:
    kind = enums.ObjectType.Name(node.objtype)
    names = string_list(node.object.list.items) if kind in _WHOLE | _MEMBERS else []
    return names[:-1] if kind in _MEMBERS else names


def _altered(node: Node) -> Sequence[str]:
    is_relation = enums.ObjectType.Name(node.objtype) in _WHOLE
    return _named(node.relation) if is_relation else ()


def _named(node: Node) -> Sequence[str]:
    return [part for part in (node.schemaname, node.relname) if part]


_READERS: Mapping[str, Callable[[Node], Sequence[str]]] = {
    "comment_stmt": _commented,
    "alter_table_stmt": _altered,
    "index_stmt": lambda node: _named(node.relation),
    "create_policy_stmt": lambda node: _named(node.table),
    "alter_policy_stmt": lambda node: _named(node.table),
    "create_trig_stmt": lambda node: _named(node.relation),
}
