"""Joins with USING after a column of theirs is renamed.

The names of USING are part of the stored query and never change. A table whose column has another
name by now is shown with a list of column names, as the server shows it: ``b b(x, z)``. Source:
``set_using_names`` and ``get_from_clause_item`` (ruleutils.c).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sotsync.replay.catalog import Column, Reference
from sotsync.replay.scopes import Output, Scope
from sotsync.sql.parser import string_list

__all__ = ["FixedReference", "JoinedColumn", "evade_joined_names", "fix_mentions", "joined_columns"]


@dataclass(slots=True)
class FixedReference(Reference):
    """A mention of a column by the name that a join gives it, which no rename changes."""


@dataclass(slots=True)
class JoinedColumn(Reference):
    """A column of USING; ``node`` is the ``RangeVar`` of its table.

    Attributes:
        names: The columns of that table that USING names, and how; shared by all of them.
        is_named: Whether the query itself calls the table by another name.
    """

    target: Column
    names: dict[Column, str] = field(default_factory=dict)
    is_named: bool = False

    def columns(self) -> list[Column]:
        """The columns of the table."""
        return list(self.target.relation.columns.values())

    def is_current(self) -> bool:
        """Whether the table's place in the query has the column names that it needs."""
        wanted = _wanted(self.names)
        if string_list(self.node.alias.colnames) != wanted:
            return False
        return self.is_named or not wanted or self.node.alias.aliasname == self.node.relname

    def write(self) -> None:
        """Give the table's place in the query the column names that it needs."""
        wanted = _wanted(self.names)
        del self.node.alias.colnames[:]
        for name in wanted:
            self.node.alias.colnames.add().string.sval = name
        if not self.is_named and wanted:
            self.node.alias.aliasname = self.node.relname
        elif not self.is_named:
            self.node.ClearField("alias")


def _wanted(names: dict[Column, str]) -> list[str]:
    """The list of column names, empty where the columns' own names do."""
    if all(column.name == name for column, name in names.items()):
        return []
    taken = set(names.values())
    relation = next(iter(names)).relation
    return [names.get(column) or _free(column, taken) for column in relation.columns.values()]


def _free(column: Column, taken: set[str]) -> str:
    name, number = column.name, 0
    while name in taken:
        number += 1
        name = f"{column.name}_{number}"
    return name


def joined_columns(
    scope: Scope, names: list[str], sides: list[tuple[str, Output]]
) -> Iterator[JoinedColumn]:
    """The columns of tables that a join merges, so that their mentions keep their names."""
    for source_name, output in sides:
        source = scope.source(source_name)
        if output.name not in names or output.column is None or source is None:
            continue
        if source.node is None or output not in (source.outputs or ()):
            continue
        output.is_fixed = True
        source.joined[output.column] = output.name
        is_named = source.node.HasField("alias")
        yield JoinedColumn(source.node, output.column, source.joined, is_named)


def fix_mentions(references: list[Reference], joined: list[JoinedColumn]) -> None:
    """Let the conditions of inner joins keep the names of what an outer one merges."""
    for position, reference in enumerate(references):
        if type(reference.node).__name__ != "ColumnRef" or isinstance(reference, FixedReference):
            continue
        parts = string_list(reference.node.fields)
        for merged in joined:
            if reference.target is merged.target and _is_of(merged, parts[:-1]):
                references[position] = FixedReference(reference.node, reference.target)


def evade_joined_names(references: Iterable[Reference]) -> None:
    """Write columns that share their name with one of USING as the list of columns calls them."""
    references = list(references)
    mentions = [each for each in references if type(each.node).__name__ == "ColumnRef"]
    for merged in references:
        if not isinstance(merged, JoinedColumn) or not merged.node.alias.colnames:
            continue
        for column, name in zip(merged.columns(), _wanted(merged.names), strict=True):
            if column in merged.names or column.name == name:
                continue
            for reference in mentions:
                if reference.target is column and _is_of(merged, _qualifier(reference)):
                    reference.node.fields[-1].string.sval = name


def _qualifier(reference: Reference) -> list[str]:
    return string_list(reference.node.fields)[:-1]


def _is_of(merged: JoinedColumn, qualifier: list[str]) -> bool:
    name = merged.node.alias.aliasname or merged.node.relname
    return not qualifier or qualifier[-1] == name
