"""Columns, as CREATE TABLE and ADD COLUMN write them.

Source: ``transformColumnDefinition`` (parse_utilcmd.c): serial becomes a type, a sequence, a
default and NOT NULL; attributes such as DEFERRABLE belong to the constraint written before them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sotsync.replay.binding import bind_expression
from sotsync.replay.catalog import Column, Relation, Type, TypeName
from sotsync.replay.not_null import name_not_null
from sotsync.replay.sequences import (
    alter_sequence_options,
    make_column_sequence,
    nextval_default,
)
from sotsync.replay.session import Session
from sotsync.replay.typenames import SERIAL_TYPES
from sotsync.schema.names import qualified, quote, truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list, unwrap

__all__ = [
    "Written",
    "collation_name",
    "is_no_default",
    "make_column",
    "make_identity",
    "serial_type",
]

_ALWAYS = "a"


@dataclass(slots=True)
class Written:
    """A constraint as written, the column it stands at (if any), and its trailing attributes."""

    node: Node
    column: Column | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    is_enforced: bool = True


def make_column(session: Session, relation: Relation, node: Node) -> tuple[Column, list[Written]]:
    """Add the column of a ``ColumnDef`` to the relation.

    Returns:
        The column, and its checks, keys, foreign keys and generation expression, which are for
        the caller to add in PostgreSQL's order.

    Raises:
        Rejected: The relation has a column of that name.
    """
    name = truncate(node.colname)
    existing = relation.columns.get(name)
    if existing is not None and existing.type.base != "":
        reason = f'column "{name}" of relation "{relation.name}" already exists'
        session.reject("duplicate_column", reason)
    serial = serial_type(node)
    used = TypeName(serial) if serial else session.type_name(node.type_name)
    if isinstance(used.base, Type) and used.base.kind == "shell":
        session.reject("undefined_object", f'type "{used.base.name}" is only a shell')
    column = session.created(Column(name=name, relation=relation, type=used))
    if node.HasField("coll_clause"):
        column.collation = collation_name(node.coll_clause)
    relation.columns[name] = column
    if serial:
        column.not_null = True
        sequence = make_column_sequence(session, column)
        column.default = nextval_default(session, sequence)
    return column, _apply_column_constraints(session, column, node.constraints)


def collation_name(clause: Node) -> str:
    """The collation of a COLLATE clause, without the system schema."""
    parts = string_list(clause.collname)
    if len(parts) > 1 and parts[-2] != "pg_catalog":
        return qualified(parts[-2], parts[-1])
    return quote(parts[-1])


def make_identity(session: Session, column: Column, generated_when: str, options: Node) -> None:
    """Make the column an identity column, with its sequence."""
    column.identity = "ALWAYS" if generated_when == _ALWAYS else "BY DEFAULT"
    column.not_null = True
    name = next((_named(o.def_elem) for o in options if o.def_elem.defname == "sequence_name"), "")
    sequence = make_column_sequence(session, column, name=name)
    sequence.is_identity = True
    sequence.is_named = bool(name)
    alter_sequence_options(session, sequence, options)


def _named(element: Node) -> str:
    return truncate(string_list(element.arg.list.items)[-1])


def serial_type(node: Node) -> str | None:
    """The type that a column written as serial gets; None for any other ``ColumnDef``."""
    names = node.type_name.names
    if len(names) != 1 or node.type_name.array_bounds:
        return None
    return SERIAL_TYPES.get(names[0].string.sval)


def _apply_column_constraints(
    session: Session, column: Column, nodes: Iterable[Node]
) -> list[Written]:
    written: list[Written] = []
    is_null = False
    for wrapper in nodes:
        node = unwrap(wrapper)
        if node.contype == enums.CONSTR_NULL:
            is_null = True
            continue
        setter = _SETTERS.get(node.contype)
        if setter is not None:
            setter(session, column, node)
        elif node.contype in _ATTRIBUTES:
            if written:
                field_name, value = _ATTRIBUTES[node.contype]
                setattr(written[-1], field_name, value)
        else:
            written.append(Written(node, column))
    if is_null and column.not_null:
        reason = (
            f'conflicting NULL/NOT NULL declarations for column "{column.name}" '
            f'of table "{column.relation.name}"'
        )
        session.reject("syntax_error", reason)
    return written


def _set_not_null(session: Session, column: Column, node: Node) -> None:
    name_not_null(session, column, truncate(node.conname))
    column.not_null = True


def _set_default(session: Session, column: Column, node: Node) -> None:
    if column.default is not None:
        reason = f'multiple default values specified for column "{column.name}"'
        session.reject("syntax_error", reason)
    if not is_no_default(node.raw_expr, column.type):
        column.default = bind_expression(session, node.raw_expr, assigned=column.type)


def is_no_default(expression: Node, used: TypeName) -> bool:
    """Whether the expression is a bare NULL, which is no default at all.

    Brought to a length, a precision or a domain it is one (``cookDefault`` and ``StoreAttrDefault``
    keep what is no constant any more): ``varchar(9) DEFAULT NULL`` has ``NULL::character varying``.
    """
    is_coerced = isinstance(used.base, Type) and used.base.kind == "domain"
    if is_coerced or (used.modifiers and isinstance(used.base, str) and used.base != "interval"):
        return False
    return _is_null_constant(expression)


def _is_null_constant(expression: Node) -> bool:
    """Whether the expression is NULL, with or without a type."""
    while expression.WhichOneof("node") == "type_cast":
        expression = expression.type_cast.arg
    return bool(expression.a_const.isnull)


def _set_identity(session: Session, column: Column, node: Node) -> None:
    make_identity(session, column, node.generated_when, node.options)


_SETTERS = {
    enums.CONSTR_NOTNULL: _set_not_null,
    enums.CONSTR_DEFAULT: _set_default,
    enums.CONSTR_IDENTITY: _set_identity,
}

_ATTRIBUTES = {
    enums.CONSTR_ATTR_DEFERRABLE: ("deferrable", True),
    enums.CONSTR_ATTR_NOT_DEFERRABLE: ("deferrable", False),
    enums.CONSTR_ATTR_DEFERRED: ("initially_deferred", True),
    enums.CONSTR_ATTR_IMMEDIATE: ("initially_deferred", False),
    enums.CONSTR_ATTR_ENFORCED: ("is_enforced", True),
    enums.CONSTR_ATTR_NOT_ENFORCED: ("is_enforced", False),
}
