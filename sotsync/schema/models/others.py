"""Sequences, statistics, publications, collations, and what is kept as a statement."""

from __future__ import annotations

from sotsync.schema.models.base import Model, OwnedObject, SchemaObject

__all__ = ["Collation", "OtherObject", "Publication", "PublishedTable", "Sequence", "Statistics"]


class Sequence(OwnedObject):
    """A sequence that is an object of its own or that ``serial`` made.

    ``owned_by`` is ``schema.table.column``. ``is_identity`` marks the sequence of an identity
    column, which states what kind of sequence it is.
    """

    schema_name: str
    type: str = "bigint"
    start: int | None = None
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycles: bool = False
    owned_by: str | None = None
    is_serial: bool = False
    is_identity: bool = False


class Statistics(SchemaObject):
    """Extended statistics of a table; no ``kinds`` means all.

    ``columns`` are in the order of the table, ``expressions`` as they were written.
    """

    schema_name: str
    table: str
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    target: int | None = None
    owner: str | None = None


class PublishedTable(Model):
    """One table of a publication; no ``columns`` means all."""

    table: str
    columns: tuple[str, ...] = ()
    predicate: str | None = None


class Publication(SchemaObject):
    """A publication; ``is_external`` marks the platform's own, to which migrations add tables."""

    all_tables: bool = False
    tables: tuple[PublishedTable, ...] = ()
    schemas: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    owner: str | None = None
    is_external: bool = False


class Collation(SchemaObject):
    """A collation; ``options`` are the words of its definition, or ``source`` is what it copies."""

    schema_name: str
    options: tuple[str, ...] = ()
    source: str | None = None
    owner: str | None = None


class OtherObject(SchemaObject):
    """An object that is kept as the statement that creates it: a cast, an operator, a language.

    ``types`` tell one cast or operator from another, ``NONE`` for an operand that is not there,
    and ``method`` does so for operator classes. ``changes`` are later statements that add to it,
    such as ALTER TEXT SEARCH CONFIGURATION.
    """

    kind: str
    schema_name: str | None = None
    types: tuple[str, ...] = ()
    method: str | None = None
    definition: str
    changes: tuple[str, ...] = ()
    owner: str | None = None
