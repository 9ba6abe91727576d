"""Columns that a parent was given after its children were made.

PostgreSQL puts such a column behind the child's own. CREATE TABLE … INHERITS cannot say so: the
parent must be made without it, then the children, then ALTER TABLE adds it to all of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from sotsync.schema.models import Table

__all__ = ["late_columns", "without_columns"]


def late_columns(tables: Mapping[str, Table]) -> dict[str, dict[str, str]]:
    """Table → its late columns, in order, each with the last table that must be there before it.

    ``tables`` are keyed by qualified name, in the order in which they are made.
    """
    found: dict[str, dict[str, str]] = {}
    for key, table in tables.items():
        if table.partition_bound is None and not table.is_external:
            for name in _late_in(table, tables):
                for ancestor in _declaring(table, name, tables):
                    found.setdefault(ancestor, {})[name] = key
    return {key: _with_the_rest(tables[key], names) for key, names in found.items()}


def without_columns(table: Table, names: Mapping[str, str]) -> Table:
    """The table as it was before it got the columns."""
    kept = {name: column for name, column in table.columns.items() if name not in names}
    return table.model_copy(update={"columns": kept})


def _late_in(child: Table, tables: Mapping[str, Table]) -> list[str]:
    """Inherited columns of the child that stand behind one of its own, or of a later parent."""
    parents = [tables[key] for key in child.parents if key in tables]
    places: dict[str, int] = {}
    for place, parent in enumerate(parents):
        for name in parent.columns:
            places.setdefault(name, place)
    late, reached = [], 0
    for name, column in child.columns.items():
        place = places.get(name, len(parents)) if column.is_inherited else len(parents)
        if place < reached:
            late.append(name)
        reached = max(reached, place)
    return late


def _declaring(table: Table, name: str, tables: Mapping[str, Table]) -> list[str]:
    """The tables above that have the column of their own."""
    found = []
    for key in table.parents:
        parent = tables.get(key)
        if parent is None or name not in parent.columns:
            continue
        if parent.columns[name].is_inherited:
            found += _declaring(parent, name, tables)
        else:
            found.append(key)
    return found


def _with_the_rest(table: Table, names: Mapping[str, str]) -> dict[str, str]:
    """The late columns with those behind them, which came later still."""
    late: dict[str, str] = {}
    last = ""
    for name, column in table.columns.items():
        last = names.get(name, last)
        if last and not column.is_inherited:
            late[name] = last
    return late
