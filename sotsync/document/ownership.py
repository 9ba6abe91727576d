"""Whose a statement is: the entry of the table or view that it is about states it, and no other.

A person reads an entry for its table. A statement in it about a table that has an entry of its own
is easily missed there, and would change what that other entry is taken to say, without a word of it
being wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sotsync.document.mapping import stated_partitions, stated_schema, stated_table
from sotsync.document.models import Entry
from sotsync.document.sqltext import NAME
from sotsync.schema.names import qualified, split_qualified
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list
from sotsync.sql.statements import Statement, parse_statements
from sotsync.text import Span

__all__ = ["Owners", "relation_of"]

_WHOLE = frozenset({"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW"})
_MEMBERS = frozenset(
    {"OBJECT_COLUMN", "OBJECT_TABCONSTRAINT", "OBJECT_POLICY", "OBJECT_TRIGGER", "OBJECT_RULE"}
)
_TARGET = re.compile(
    rf"\b(?:ON|TABLE|VIEW|COLUMN)(?=\s+(?:(?:ONLY|IF\s+EXISTS)\s+)*({NAME}(?:\s*\.\s*{NAME})*))",
    re.IGNORECASE,
)
"""What a statement may be about, seen before it is parsed."""


@dataclass(frozen=True)
class Owners:
    """Whose each table, view and partition is.

    Attributes:
        entries: The entries by key; None for what has none, or will get one.
    """

    entries: Mapping[str, Entry | None]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Owners:
        """What the entries state that are about one table or view each, with its partitions."""
        found: dict[str, Entry | None] = {}
        for entry in entries:
            if entry.is_deprecated or entry.is_template:
                continue
            stated = stated_table(entry)
            if len(stated) == 1:
                found.setdefault(stated[0].key, entry)
                for key in stated_partitions(entry):
                    found.setdefault(key, entry)
        return cls(found)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(split_qualified(key)[-1].casefold() for key in self.entries)

    def statements_of_others(self, entry: Entry, span: Span) -> tuple[Statement, ...]:
        """The statements in a span of an entry's SQL that are another entry's to make.

        An entry that owns no table keeps all that it says.
        """
        stated = stated_table(entry)
        if len(stated) != 1 or not self._may_be_of_others(entry.source.slice(span), stated[0].name):
            return ()
        schema, own = stated_schema(entry), stated[0].key
        return tuple(
            statement
            for statement in parse_statements(entry.source, span)
            if (key := relation_of(statement, schema)) is not None
            and key != own
            and self.entries.get(key, entry) is not entry
        )

    def _may_be_of_others(self, sql: str, own: str) -> bool:
        names = {
            part.casefold() for match in _TARGET.finditer(sql) for part in split_qualified(match[1])
        }
        return not self._names.isdisjoint(names - {own.casefold()})


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


def _renamed(node: Node) -> Sequence[str]:
    """The relation that is renamed or moved, or that has what is."""
    return _named(node.relation) if node.HasField("relation") else ()


def _dropped(node: Node) -> Sequence[str]:
    """The first of the relations that are dropped, or the one that has what is."""
    kind = enums.ObjectType.Name(node.remove_type)
    if kind not in _WHOLE | _MEMBERS:
        return ()
    names = string_list(node.objects[0].list.items)
    return names[:-1] if kind in _MEMBERS else names


def _named(node: Node) -> Sequence[str]:
    return [part for part in (node.schemaname, node.relname) if part]


_READERS: Mapping[str, Callable[[Node], Sequence[str]]] = {
    "comment_stmt": _commented,
    "alter_table_stmt": _altered,
    "index_stmt": lambda node: _named(node.relation),
    "create_policy_stmt": lambda node: _named(node.table),
    "alter_policy_stmt": lambda node: _named(node.table),
    "create_trig_stmt": lambda node: _named(node.relation),
    "rename_stmt": _renamed,
    "alter_object_schema_stmt": _renamed,
    "drop_stmt": _dropped,
    "rule_stmt": lambda node: _named(node.relation),
}
