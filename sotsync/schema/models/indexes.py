"""Indexes, and their keys, which exclusion constraints have as well."""

from __future__ import annotations

from sotsync.schema.models.base import Model, SchemaObject

__all__ = ["Index", "IndexKey"]


class IndexKey(Model):
    """One key of an index or exclusion constraint: a column or an expression, never both.

    ``nulls_first`` is the order in effect: a descending key has it unless NULLS LAST was said.
    """

    column: str | None = None
    expression: str | None = None
    collation: str | None = None
    operator_class: str | None = None
    descending: bool = False
    nulls_first: bool = False
    operator: str | None = None


class Index(SchemaObject):
    """An index made by ``CREATE INDEX``; those behind constraints are the constraints' own.

    ``is_inherited`` marks the part of a partitioned index that PostgreSQL made on a partition.
    """

    method: str = "btree"
    keys: tuple[IndexKey, ...]
    include: tuple[str, ...] = ()
    is_unique: bool = False
    nulls_not_distinct: bool = False
    predicate: str | None = None
    options: tuple[str, ...] = ()
    is_valid: bool = True
    is_inherited: bool = False
