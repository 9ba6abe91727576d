"""Tables and views with all that is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from sotsync.schema.models.base import OwnedObject, SchemaObject
from sotsync.schema.models.behaviour import Policy, Rule, Trigger
from sotsync.schema.models.constraints import Constraint, ForeignKey, PrimaryKey
from sotsync.schema.models.indexes import Index

__all__ = ["Column", "Relation", "Table", "TableKind", "View"]


class Column(SchemaObject):
    """A column of a table, view or foreign table.

    ``default`` and ``generated`` are expressions; at most one of ``default``, ``identity`` and
    ``generated`` is set. ``is_inherited`` marks a column that only a parent declares.
    """

    type: str
    not_null: bool = False
    default: str | None = None
    identity: Literal["ALWAYS", "BY DEFAULT"] | None = None
    identity_options: str | None = None
    generated: str | None = None
    generated_virtual: bool = False
    collation: str | None = None
    is_inherited: bool = False


class TableKind(StrEnum):
    """What kind of table it is."""

    TABLE = "table"
    PARTITIONED = "partitioned table"
    FOREIGN = "foreign table"


class Relation(OwnedObject):
    """What tables and views share."""

    schema_name: str
    columns: Mapping[str, Column] = {}
    indexes: Mapping[str, Index] = {}
    triggers: Mapping[str, Trigger] = {}
    rules: Mapping[str, Rule] = {}
    options: tuple[str, ...] = ()


class Table(Relation):
    """A table. ``parents`` are qualified names (``INHERITS`` or ``PARTITION OF``).

    ``is_external`` marks a table that no migration creates: the platform's own (``auth.users``), or
    one whose base is unknown. Only what the migrations add to it is known.
    """

    kind: TableKind = TableKind.TABLE
    constraints: Mapping[str, Constraint] = {}
    policies: Mapping[str, Policy] = {}
    rls_enabled: bool = False
    rls_forced: bool = False
    parents: tuple[str, ...] = ()
    partition_key: str | None = None
    partition_bound: str | None = None
    is_unlogged: bool = False
    is_external: bool = False
    foreign_server: str | None = None

    @property
    def primary_key(self) -> PrimaryKey | None:
        """The primary key, if the table has one."""
        for constraint in self.constraints.values():
            if isinstance(constraint, PrimaryKey):
                return constraint
        return None

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """The foreign keys, in creation order."""
        return tuple(c for c in self.constraints.values() if isinstance(c, ForeignKey))


class View(Relation):
    """A view or materialized view; ``definition`` is its query, without a final semicolon.

    The query's output columns carry the names of ``columns``, and ``*`` stands expanded in it.
    A recursive view's ``definition`` is the query inside its ``WITH RECURSIVE``.
    """

    is_materialized: bool = False
    definition: str
    check_option: Literal["LOCAL", "CASCADED"] | None = None
    is_recursive: bool = False
