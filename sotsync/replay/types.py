"""User-defined types: enums, domains, composite types and ranges.

Source: PostgreSQL manual, "CREATE TYPE", "ALTER TYPE", "CREATE DOMAIN" and "ALTER DOMAIN".
"""

from __future__ import annotations

from sotsync.replay.base_types import create_base_type
from sotsync.replay.binding import rename_label
from sotsync.replay.catalog import Namespace, Type
from sotsync.replay.collations import create_collation
from sotsync.replay.definitions import define_object
from sotsync.replay.function_options import scalar_text
from sotsync.replay.functions import create_aggregate, home_of
from sotsync.replay.located import KIND_WORDS
from sotsync.replay.lookup import creation_namespace
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.schema.names import quote, truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = ["add_type", "alter_composite_type", "need_type"]


def add_type(session: Session, namespace: Namespace, made: Type) -> None:
    """Add a new type to its schema.

    Raises:
        Rejected: The schema has a type or a relation of that name.
    """
    taken = namespace.relations.get(made.name)
    if made.name in namespace.types or (taken is not None and taken.is_known):
        session.reject("duplicate_object", f'type "{made.name}" already exists')
    session.put(namespace.types, session.created(made))


def need_type(session: Session, names: Node) -> Type:
    """The type that a list of names spells.

    Raises:
        Rejected: There is none.
    """
    parts = string_list(names)
    found = session.find_type(parts[-2] if len(parts) > 1 else "", parts[-1])
    if found is None:
        name = ".".join(map(quote, parts))
        session.reject("undefined_object", f'type "{name}" does not exist')
    return found


@handles("create_enum_stmt")
def create_enum(session: Session, node: Node) -> None:
    """``CREATE TYPE … AS ENUM``."""
    parts = string_list(node.type_name)
    namespace = home_of(session, parts)
    labels = string_list(node.vals)
    if len(set(labels)) < len(labels):
        session.reject("unique_violation", "enum labels must be unique")
    made = Type(name=truncate(parts[-1]), namespace=namespace, kind="enum", labels=labels)
    add_type(session, namespace, made)


@handles("alter_enum_stmt")
def alter_enum(session: Session, node: Node) -> None:
    """``ALTER TYPE … ADD VALUE`` and ``RENAME VALUE``."""
    enum = need_type(session, node.type_name)
    if enum.kind != "enum":
        session.reject("wrong_object_type", f"{quote(enum.name)} is not an enum")
    if node.old_val:
        _rename_value(session, enum, node)
        return
    if node.new_val in enum.labels:
        if not node.skip_if_new_val_exists:
            session.reject("duplicate_object", f'enum label "{node.new_val}" already exists')
        session.no_effect()
        return
    position = len(enum.labels)
    if node.new_val_neighbor:
        position = _position(session, enum, node.new_val_neighbor) + bool(node.new_val_is_after)
    session.change(enum)
    enum.labels.insert(position, node.new_val)


def _position(session: Session, enum: Type, label: str) -> int:
    if label not in enum.labels:
        session.reject("invalid_parameter_value", f'"{label}" is not an existing enum label')
    return enum.labels.index(label)


def _rename_value(session: Session, enum: Type, node: Node) -> None:
    position = _position(session, enum, node.old_val)
    if node.new_val in enum.labels:
        session.reject("duplicate_object", f'enum label "{node.new_val}" already exists')
    session.change(enum)
    enum.labels[position] = node.new_val
    rename_label(session.catalog, enum, node.old_val, node.new_val)


@handles("composite_type_stmt")
def create_composite(session: Session, node: Node) -> None:
    """``CREATE TYPE … AS (…)``."""
    namespace = creation_namespace(session, node.typevar)
    made = Type(name=truncate(node.typevar.relname), namespace=namespace, kind="composite")
    for item in node.coldeflist:
        column = item.column_def
        made.attributes[truncate(column.colname)] = session.type_name(column.type_name)
    add_type(session, namespace, made)


@handles("alter_composite_type")
def alter_composite_type(session: Session, node: Node) -> None:
    """``ALTER TYPE … ADD | DROP | ALTER ATTRIBUTE``, which is an ``AlterTableStmt`` of a type."""
    relation = node.relation
    found = session.find_type(relation.schemaname, relation.relname)
    if found is None or found.kind != "composite":
        session.reject("undefined_object", f'type "{relation.relname}" does not exist')
    session.change(found)
    for item in node.cmds:
        _alter_attribute(session, found, item.alter_table_cmd)


def _alter_attribute(session: Session, composite: Type, command: Node) -> None:
    attributes = composite.attributes
    column = getattr(command, "def").column_def
    name = truncate(column.colname or command.name)
    if command.subtype == enums.AT_AddColumn:
        if name in attributes:
            session.reject("duplicate_column", f'column "{name}" already exists')
        attributes[name] = session.type_name(column.type_name)
    elif name not in attributes:
        if not command.missing_ok:
            session.reject("undefined_column", f'column "{name}" does not exist')
    elif command.subtype == enums.AT_DropColumn:
        del attributes[name]
    elif command.subtype == enums.AT_AlterColumnType:
        attributes[name] = session.type_name(column.type_name)


@handles("create_range_stmt")
def create_range(session: Session, node: Node) -> None:
    """``CREATE TYPE … AS RANGE``."""
    parts = string_list(node.type_name)
    namespace = home_of(session, parts)
    options = [_definition(item.def_elem) for item in node.params]
    made = Type(name=truncate(parts[-1]), namespace=namespace, kind="range", options=options)
    add_type(session, namespace, made)


def _definition(element: Node) -> str:
    return f"{element.defname} = {scalar_text(element.arg)}"


@handles("define_stmt")
def define(session: Session, node: Node) -> None:
    """``CREATE AGGREGATE``, ``CREATE TYPE`` of a base type, and their like."""
    if node.kind == enums.OBJECT_AGGREGATE:
        create_aggregate(session, node)
        return
    if node.kind in KIND_WORDS:
        create = create_collation if node.kind == enums.OBJECT_COLLATION else define_object
        create(session, node)
        return
    create_base_type(session, node)
