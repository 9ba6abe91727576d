"""Columns that a parent was given after its children were made.

PostgreSQL puts such a column behind the child's own. CREATE TABLE … INHERITS cannot say so: the
parent must be made without it, then the children, then ALTER TABLE adds it to all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from sotsync.schema.models import Column, Schema, Table
from sotsync.schema.render.columns import serial_columns

__all__ = ["Inheritance"]

_Late: TypeAlias = tuple[str, str]
"""A table's key and the name of a column that it declares."""


class Inheritance:
    """When the columns of parents are added, in a script that makes tables in a given order."""

    def __init__(self, schema: Schema, order: Sequence[str]) -> None:
        self._schema = schema
        self._places = {key: place for place, key in enumerate(order)}
        self._families: dict[str, frozenset[str]] = {}
        self._moments: dict[_Late, int] = {}
        for key, names in _late_columns(schema, self._places).items():
            self._families[key] = frozenset((key, *_below(key, schema.tables)))
            self._moments |= {(key, name): place for name, place in names.items()}
        self._order = self._in_order()

    def before(self, key: str) -> Schema:
        """The schema as it is when the table is made: without columns that are added after it."""
        place = self._places.get(key, -1)
        gone: dict[str, set[str]] = {}
        for (declaring, name), moment in self._moments.items():
            if moment >= place:
                for member in self._families[declaring]:
                    gone.setdefault(member, set()).add(name)
        if not gone:
            return self._schema
        tables = {
            each: _without(table, gone.get(each, set()))
            for each, table in self._schema.tables.items()
        }
        return self._schema.model_copy(update={"tables": tables})

    def added_after(self, key: str) -> Iterator[tuple[Table, Column]]:
        """The columns that are added as soon as the table is made, each with its own table."""
        for item in self._order:
            if self._moments[item] == self._places.get(key):
                table = self._schema.tables[item[0]]
                yield table, table.columns[item[1]]

    def _in_order(self) -> list[_Late]:
        """The late columns, each behind those before it in any table that has both.

        A column that has to wait makes those behind it wait too.
        """
        before: dict[_Late, list[_Late]] = {item: [] for item in self._moments}
        for key, table in self._schema.tables.items():
            earlier: list[_Late] = []
            for name in table.columns:
                found = [
                    item
                    for item in self._moments
                    if item[1] == name and key in self._families[item[0]]
                ]
                for item in found:
                    before[item] += earlier
                earlier += found
        ordered: list[_Late] = []
        while len(ordered) < len(before):
            waiting = [item for item in before if item not in ordered]
            ready = (item for item in waiting if set(before[item]) <= set(ordered))
            item = next(ready, waiting[0])
            moments = (self._moments[each] for each in (item, *before[item]))
            self._moments[item] = max(moments)
            ordered.append(item)
        return ordered


def _without(table: Table, names: set[str]) -> Table:
    if not names:
        return table
    kept = {name: column for name, column in table.columns.items() if name not in names}
    return table.model_copy(update={"columns": kept})


def _late_columns(schema: Schema, places: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Table → its own columns from the first on that stands behind a child's own.

    With each goes the place in the order of the last table that has to be there before it.
    """
    found: dict[str, dict[str, int]] = {}
    for key, table in schema.tables.items():
        if table.partition_bound is None and not table.is_external:
            for name in _late_in(table, schema.tables):
                for parent in _declaring(table, name, schema.tables):
                    names = found.setdefault(parent, {})
                    names[name] = max(names.get(name, -1), places.get(key, -1))
    return {key: _from_the_first(schema, key, names) for key, names in found.items()}


def _late_in(child: Table, tables: Mapping[str, Table]) -> Iterator[str]:
    """Inherited columns that stand behind one of the child's own, or of a later parent."""
    parents = [tables[key] for key in child.parents if key in tables]
    places: dict[str, int] = {}
    for place, parent in enumerate(parents):
        for name in parent.columns:
            places.setdefault(name, place)
    reached = 0
    for name, column in child.columns.items():
        place = places.get(name, len(parents))
        if place < reached and column.is_inherited:
            yield name
        reached = max(reached, place)


def _declaring(table: Table, name: str, tables: Mapping[str, Table]) -> Iterator[str]:
    """The tables above that have the column of their own."""
    for key in table.parents:
        parent = tables.get(key)
        if parent is not None and name in parent.columns:
            if parent.columns[name].is_inherited:
                yield from _declaring(parent, name, tables)
            else:
                yield key


def _from_the_first(schema: Schema, key: str, names: Mapping[str, int]) -> dict[str, int]:
    """The late columns with those behind them, which came later still.

    None where a sequence makes one of them a serial column, which ALTER TABLE would make anew.
    """
    late: dict[str, int] = {}
    for name, column in schema.tables[key].columns.items():
        if not column.is_inherited and (late or name in names):
            late[name] = max((names.get(name, -1), *late.values()))
    is_serial = serial_columns(schema.tables[key], schema.sequences).keys() & late.keys()
    return {} if is_serial else late


def _below(key: str, tables: Mapping[str, Table]) -> Iterator[str]:
    for child, table in tables.items():
        if key in table.parents:
            yield child
            yield from _below(child, tables)
