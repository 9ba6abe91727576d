"""The constraints of tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sotsync.schema.models.base import SchemaObject
from sotsync.schema.models.indexes import IndexKey

__all__ = [
    "Check",
    "Constraint",
    "Exclusion",
    "ForeignKey",
    "PrimaryKey",
    "ReferentialAction",
    "Unique",
]


class ReferentialAction(StrEnum):
    """What happens to referencing rows (CREATE TABLE, ``REFERENCES … ON DELETE``)."""

    NO_ACTION = "NO ACTION"
    RESTRICT = "RESTRICT"
    CASCADE = "CASCADE"
    SET_NULL = "SET NULL"
    SET_DEFAULT = "SET DEFAULT"


class _Constraint(SchemaObject):
    """What constraints share; ``is_inherited`` marks one that only a parent table declares."""

    is_inherited: bool = False
    deferrable: bool = False
    initially_deferred: bool = False
    validated: bool = True
    enforced: bool = True


class PrimaryKey(_Constraint):
    """``PRIMARY KEY``; ``columns`` are in key order; ``options`` are those of its index."""

    kind: Literal["primary key"] = "primary key"
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    without_overlaps: bool = False
    options: tuple[str, ...] = ()


class Unique(_Constraint):
    """``UNIQUE``; ``columns`` are in key order; ``options`` are those of its index."""

    kind: Literal["unique"] = "unique"
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    without_overlaps: bool = False
    options: tuple[str, ...] = ()


class ForeignKey(_Constraint):
    """``FOREIGN KEY``; ``columns[i]`` references ``referenced_columns[i]``.

    ``referenced_columns`` is empty only where the referenced table is unknown and the statement
    leaves them out. ``with_period`` says that the last column is a period, which the referenced
    periods must cover together.
    """

    kind: Literal["foreign key"] = "foreign key"
    columns: tuple[str, ...]
    referenced_schema: str
    referenced_table: str
    referenced_columns: tuple[str, ...] = ()
    on_update: ReferentialAction = ReferentialAction.NO_ACTION
    on_delete: ReferentialAction = ReferentialAction.NO_ACTION
    on_delete_columns: tuple[str, ...] = ()
    match_full: bool = False
    with_period: bool = False


class Check(_Constraint):
    """``CHECK``."""

    kind: Literal["check"] = "check"
    expression: str
    no_inherit: bool = False


class Exclusion(_Constraint):
    """``EXCLUDE``; every key carries its operator."""

    kind: Literal["exclusion"] = "exclusion"
    method: str = "btree"
    keys: tuple[IndexKey, ...]
    include: tuple[str, ...] = ()
    predicate: str | None = None
    options: tuple[str, ...] = ()


Constraint = Annotated[
    PrimaryKey | Unique | ForeignKey | Check | Exclusion, Field(discriminator="kind")
]
