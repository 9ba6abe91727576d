"""Partitions as parts of the table that they belong to, which is how a document shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sotsync.schema.models import Column, Constraint, Index, Schema, Table

__all__ = ["own_columns", "own_members", "partitions_of"]


def partitions_of(key: str, schema: Schema) -> Mapping[str, Table]:
    """The partitions of a table by key, each followed by its own; in creation order."""
    return dict(_below(key, schema, frozenset({key})))


def _below(key: str, schema: Schema, above: frozenset[str]) -> Iterator[tuple[str, Table]]:
    parent = schema.tables.get(key)
    if parent is None or parent.partition_key is None:
        return
    for name, table in schema.tables.items():
        if table.partition_bound is not None and key in table.parents and name not in above:
            yield name, table
            yield from _below(name, schema, above | {name})


def own_columns(partition: Table, schema: Schema) -> Mapping[str, Column]:
    """The columns of a partition whose default or nullability is not that of its parent."""
    parent = schema.tables.get(partition.parents[0])
    inherited = parent.columns if parent else partition.columns
    return {
        name: column
        for name, column in partition.columns.items()
        if (other := inherited.get(name)) is not None
        and (other.default, other.not_null) != (column.default, column.not_null)
    }


def own_members(partition: Table) -> Mapping[str, Constraint | Index]:
    """The constraints and indexes that a partition has besides those of its parent."""
    return {
        name: member
        for members in (partition.constraints, partition.indexes)
        for name, member in members.items()
        if not member.is_inherited
    }
