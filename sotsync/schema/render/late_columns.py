"""Columns that ALTER TABLE adds in the script too, because a migration added them so.

A column of an extension's type cannot be made on a server that lacks the extension. Where a
migration added it to a table that was there, such a server loses the column and keeps the table;
the script keeps that promise by adding it, and what stands behind it, after the table.
"""

from __future__ import annotations

from sotsync.schema.models import (
    Check,
    Column,
    Constraint,
    Exclusion,
    Schema,
    Table,
    TableKind,
)
from sotsync.schema.names import split_qualified
from sotsync.schema.render.columns import serial_columns
from sotsync.schema.types import is_built_in

__all__ = ["late_columns", "needs_late_column"]


def late_columns(table: Table, schema: Schema) -> tuple[Column, ...]:
    """The columns to add after CREATE TABLE: from the first late one of a foreign type onwards."""
    if table.kind is not TableKind.TABLE or table.parents or table.is_external:
        return ()
    columns = tuple(table.columns.values())
    start = next((n for n, c in enumerate(columns) if _is_late(c, table, schema)), len(columns))
    late = columns[start:]
    serial = serial_columns(table, schema.sequences)
    return () if any(column.name in serial for column in late) else late


def needs_late_column(constraint: Constraint, late: tuple[Column, ...]) -> bool:
    """Whether the constraint may concern a column that is not there at CREATE TABLE."""
    if isinstance(constraint, Check | Exclusion):
        return bool(late)
    names = {column.name for column in late}
    return not names.isdisjoint((*constraint.columns, *getattr(constraint, "include", ())))


def _is_late(column: Column, table: Table, schema: Schema) -> bool:
    created = column.origin.created
    is_added = created is not None and created != table.origin.created
    return is_added and not is_built_in(column.type) and not _is_made_here(column.type, schema)


def _is_made_here(type_name: str, schema: Schema) -> bool:
    parts = split_qualified(type_name.partition("(")[0].rstrip("[] "))
    groups = (
        schema.enums,
        schema.domains,
        schema.composite_types,
        schema.range_types,
        schema.tables,
        schema.views,
    )
    return any(split_qualified(key)[-len(parts) :] == parts for group in groups for key in group)
