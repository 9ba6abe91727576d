"""Finding what a statement names, or ending the statement as PostgreSQL would.

A table that no migration ever created may exist all the same: its base is unknown, it is reported
once, and only what statements prove of it is kept. A table that was dropped or renamed away does
not exist, and a statement that needs it is rejected.
"""

from __future__ import annotations

from sotsync.replay.catalog import Column, Namespace, Relation, TypeName
from sotsync.replay.codes import Code
from sotsync.replay.resolve import TEMPORARY, current_namespaces
from sotsync.replay.session import Session
from sotsync.schema.names import qualified, truncate
from sotsync.sql import Node

__all__ = [
    "any_columns",
    "creation_namespace",
    "find_by_range",
    "key_of",
    "need_column",
    "need_columns",
    "need_namespace",
    "need_relation",
    "range_key",
]

_EVERYWHERE = frozenset({TEMPORARY, "pg_catalog", "information_schema", "pg_toast"})
"""Schemas of every database."""
_TEMPORARY_PERSISTENCE = "t"


def key_of(relation: Relation) -> str:
    """The qualified name of a relation as it is now."""
    return qualified(relation.namespace.name, relation.name)


def range_key(range_var: Node) -> str:
    """The name a ``RangeVar`` spells, for a message."""
    if range_var.schemaname:
        return qualified(range_var.schemaname, range_var.relname)
    return str(range_var.relname)


def need_namespace(session: Session, name: str) -> Namespace:
    """The schema of that name; one that nothing created is taken to exist, and reported once.

    Raises:
        Rejected: The schema was dropped or renamed before.
    """
    name = truncate(name)
    found = session.catalog.namespaces.get(name)
    if found is not None:
        return found
    if (name, "") in session.gone:
        session.reject("invalid_schema_name", f'schema "{name}" does not exist')
    made = session.created(Namespace(name=name, is_platform=True))
    session.put(session.catalog.namespaces, made)
    if not session.assume and name not in _EVERYWHERE:
        session.report(Code.SCHEMA_UNKNOWN, f"no migration creates the schema {name}", once=name)
    return made


def creation_namespace(session: Session, range_var: Node) -> Namespace:
    """The schema that a new relation of this name goes to."""
    if range_var.relpersistence == _TEMPORARY_PERSISTENCE or range_var.schemaname == TEMPORARY:
        return need_namespace(session, TEMPORARY)
    if range_var.schemaname:
        return need_namespace(session, range_var.schemaname)
    for namespace in current_namespaces(session.catalog):
        if namespace.name != TEMPORARY:
            return namespace
    return session.reject("invalid_schema_name", "no schema has been selected to create in")


def find_by_range(session: Session, range_var: Node) -> Relation | None:
    """The table or view that a ``RangeVar`` names, if it exists."""
    return session.find_relation(range_var.schemaname, range_var.relname)


def need_relation(session: Session, range_var: Node) -> Relation:
    """The table or view that a ``RangeVar`` names; one that nothing created has an unknown base.

    Raises:
        Rejected: It is known not to exist.
    """
    found = find_by_range(session, range_var)
    return found if found is not None else _unknown_relation(session, range_var)


def _unknown_relation(session: Session, range_var: Node) -> Relation:
    name = truncate(range_var.relname)
    namespace = creation_namespace(session, range_var)
    is_gone = (namespace.name, name) in session.gone
    if is_gone or name in namespace.indexes or name in namespace.sequences:
        session.reject("undefined_table", f'relation "{range_key(range_var)}" does not exist')
    made = Relation(name=name, namespace=namespace, is_known=False)
    made.number = next(session.numbers)
    session.put(namespace.relations, made)
    if not session.assume:
        key = key_of(made)
        message = f"no migration creates the table {key}"
        session.report(Code.BASE_UNKNOWN, message, about=key, once=key)
    return made


def any_columns(relation: Relation) -> bool:
    """Whether the relation may have columns that are not known here."""
    return not relation.is_known or relation.is_platform


def need_column(session: Session, relation: Relation, name: str) -> Column:
    """The column of that name; where the base is unknown, one without a type stands in for it.

    Raises:
        Rejected: The table is known and has no such column.
    """
    name = truncate(name)
    found = relation.columns.get(name)
    if found is not None:
        return found
    if not (session.assume or any_columns(relation)):
        reason = f'column "{name}" of relation "{relation.name}" does not exist'
        session.reject("undefined_column", reason)
    session.journal.keep(relation)
    made = Column(name=name, relation=relation, type=TypeName(""), is_platform=True)
    relation.columns[name] = made
    return made


def need_columns(session: Session, relation: Relation, names: list[str]) -> list[Column]:
    """The columns of those names, in order.

    Raises:
        Rejected: The table is known and lacks one of them.
    """
    return [need_column(session, relation, name) for name in names]
