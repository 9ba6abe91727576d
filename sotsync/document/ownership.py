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

from sotsync.document.mapping import stated_schema, stated_table
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
    """Which tables and views have an entry of their own.

    Attributes:
        keys: Their keys.
    """

    keys: frozenset[str]

    @classmethod
    def of(cls, entries: Iterable[Entry], more: Iterable[str] = ()) -> Owners:
        """What the entries state that are about one table or view each.

        Args:
            entries: The entries of a document.
            more: The keys of other tables and views that have an entry, or will have one.
        """
        stated = (
            stated_table(entry)
            for entry in entries
            if not entry.is_deprecated and not entry.is_template
        )
        return cls(frozenset(tables[0].key for tables in stated if len(tables) == 1).union(more))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(split_qualified(key)[-1].casefold() for key in self.keys)

    def statements_of_others(self, entry: Entry, span: Span) -> tuple[Statement, ...]:
        """The statements in a span of an entry's SQL that are another entry's to make.

        An entry that owns no table keeps all that it says.
        """
        stated = stated_table(entry)
        if len(stated) != 1 or not self._may_be_of_others(entry.source.slice(span), stated[0].name):
            return ()
        schema, others = stated_schema(entry), self.keys - {stated[0].key}
        return tuple(
            statement
            for statement in parse_statements(entry.source, span)
            if relation_of(statement, schema) in others
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
