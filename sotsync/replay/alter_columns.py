"""The actions of ALTER TABLE on columns, which flow down to children.

Source: PostgreSQL manual, ALTER TABLE; ``ATPrepAddColumn`` and its neighbours (tablecmds.c).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sotsync.replay.binding import bind_expression, render
from sotsync.replay.catalog import Column, Relation
from sotsync.replay.columns import collation_name, is_null_constant, make_column, make_identity
from sotsync.replay.constraints import add_constraint
from sotsync.replay.drop import drop_objects
from sotsync.replay.history import Action
from sotsync.replay.inheritance import copy_column, descendants, inherit_generated, pass_down
from sotsync.replay.lookup import need_column
from sotsync.replay.sequences import alter_sequence_options
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type
from sotsync.replay.widening import is_widening
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["COLUMN_ACTIONS"]


def _all(relation: Relation, column: str) -> Iterator[Column]:
    """The column of the relation and of every table below that has it."""
    for each in (relation, *descendants(relation)):
        if column in each.columns:
            yield each.columns[column]


def _definition(command: Node) -> Node:
    return getattr(command, "def")


def _add_column(session: Session, relation: Relation, command: Node) -> None:
    node = _definition(command).column_def
    name = truncate(node.colname)
    existing = relation.columns.get(name)
    if existing is not None and existing.type.base != "" and command.missing_ok:
        return
    session.journal.keep(relation)
    column, written = make_column(session, relation, node)
    session.change(relation)
    for child in descendants(relation):
        _add_to_child(session, child, column)
    for item in written:
        constraint = add_constraint(session, relation, item)
        if constraint is not None:
            pass_down(session, relation, constraint)
    for child in descendants(relation):
        inherit_generated(session, child, column)
    detail = spell_type(column.type) + (" not null" if column.not_null else "")
    session.record(Action.ADD_COLUMN, relation, column.name, detail)


def _add_to_child(session: Session, child: Relation, column: Column) -> None:
    if column.name not in child.columns:
        session.change(child)
        copied = copy_column(session, child, column)
        copied.is_inherited = True
        child.columns[copied.name] = copied


def _drop_column(session: Session, relation: Relation, command: Node) -> None:
    name = truncate(command.name)
    column = relation.columns.get(name)
    if column is None:
        if not command.missing_ok:
            need_column(session, relation, name)
            session.journal.keep(relation)
            del relation.columns[name]
            session.record(Action.DROP_COLUMN, relation, name, is_breaking=True)
        return
    if column.is_inherited:
        reason = f'cannot drop inherited column "{name}"'
        session.reject("invalid_table_definition", reason)
    inherited = [c for c in _all(relation, name) if c is column or c.is_inherited]
    drop_objects(session, inherited, cascade=command.behavior == enums.DROP_CASCADE)


def _alter_type(session: Session, relation: Relation, command: Node) -> None:
    node = _definition(command).column_def
    target = need_column(session, relation, command.name)
    used = session.type_name(node.type_name)
    before, after = spell_type(target.type), spell_type(used)
    for column in _all(relation, target.name):
        session.change(column)
        column.type = used
        column.is_platform = column.is_platform and relation.is_platform
        collation = collation_name(node.coll_clause) if node.HasField("coll_clause") else None
        column.collation = collation
        _retype_default(session, column)
    if before != after:
        detail = f"{before} → {after}" if before else after
        breaking = not is_widening(before, after)
        session.record(Action.ALTER_TYPE, relation, target.name, detail, is_breaking=breaking)
    else:
        session.record(Action.ALTER_TYPE, relation, target.name, after)


def _retype_default(session: Session, column: Column) -> None:
    """Bind the default again, because what it is assigned to has another type now."""
    if column.default is not None:
        render(column.default)
        column.default = bind_expression(session, column.default.node, assigned=column.type)


def _column_default(session: Session, relation: Relation, command: Node) -> None:
    target = need_column(session, relation, command.name)
    expression = _definition(command)
    has_default = expression.WhichOneof("node") is not None and not is_null_constant(expression)
    if target.identity is not None or target.generated is not None:
        reason = f'column "{target.name}" of relation "{relation.name}" is an identity column'
        session.reject("syntax_error", reason)
    for column in _all(relation, target.name):
        session.change(column)
        column.default = None
        if has_default:
            column.default = bind_expression(session, expression, assigned=column.type)
    if target.default is not None:
        session.record(Action.SET_DEFAULT, relation, target.name, render(target.default))
    else:
        session.record(Action.DROP_DEFAULT, relation, target.name)


def _set_not_null(session: Session, relation: Relation, command: Node) -> None:
    target = need_column(session, relation, command.name)
    is_new = not target.not_null
    for column in _all(relation, target.name):
        session.change(column)
        column.not_null = True
    if is_new:
        session.record(Action.SET_NOT_NULL, relation, target.name, is_breaking=True)


def _drop_not_null(session: Session, relation: Relation, command: Node) -> None:
    target = need_column(session, relation, command.name)
    if target.identity:
        reason = f'column "{target.name}" of relation "{relation.name}" is an identity column'
        session.reject("syntax_error", reason)
    for constraint in relation.constraints.values():
        if constraint.kind == "primary key" and target in constraint.columns:
            reason = f'column "{target.name}" is in a primary key'
            session.reject("invalid_table_definition", reason)
    was_set = target.not_null
    for column in _all(relation, target.name):
        session.change(column)
        column.not_null = False
    if was_set or target.is_platform:
        session.record(Action.DROP_NOT_NULL, relation, target.name)


def _add_identity(session: Session, relation: Relation, command: Node) -> None:
    column = need_column(session, relation, command.name)
    node = _definition(command).constraint
    if column.identity:
        reason = f'column "{column.name}" of relation "{relation.name}" is already identity'
        session.reject("object_not_in_prerequisite_state", reason)
    if column.default is not None:
        reason = f'column "{column.name}" of relation "{relation.name}" already has a default value'
        session.reject("object_not_in_prerequisite_state", reason)
    session.change(column)
    make_identity(session, column, node.generated_when, node.options)
    _record_identity(session, column)


def _record_identity(session: Session, column: Column) -> None:
    kind = (column.identity or "").lower()
    session.record(Action.SET_IDENTITY, column.relation, column.name, kind)


def _set_identity(session: Session, relation: Relation, command: Node) -> None:
    column = need_column(session, relation, command.name)
    if not column.identity:
        reason = f'column "{column.name}" of relation "{relation.name}" is not an identity column'
        session.reject("object_not_in_prerequisite_state", reason)
    session.change(column)
    options = _definition(command).list.items
    for option in options:
        if option.def_elem.defname == "generated":
            is_always = option.def_elem.arg.integer.ival == ord("a")
            column.identity = "ALWAYS" if is_always else "BY DEFAULT"
    if column.sequence is not None:
        session.change(column.sequence)
        alter_sequence_options(session, column.sequence, options)
    _record_identity(session, column)


def _drop_identity(session: Session, relation: Relation, command: Node) -> None:
    column = need_column(session, relation, command.name)
    if not column.identity:
        if not command.missing_ok:
            reason = f'column "{column.name}" of relation "{relation.name}" is not identity'
            session.reject("object_not_in_prerequisite_state", reason)
        return
    session.change(column)
    column.identity = None
    if column.sequence is not None:
        session.take(column.sequence.namespace.sequences, column.sequence)
        column.sequence = None
    session.record(Action.DROP_IDENTITY, relation, column.name)


def _set_expression(session: Session, relation: Relation, command: Node) -> None:
    target = need_column(session, relation, command.name)
    for column in _all(relation, target.name):
        session.change(column)
        column.generated = bind_expression(session, _definition(command), column.relation)
    session.record(Action.SET_EXPRESSION, relation, target.name)


def _drop_expression(session: Session, relation: Relation, command: Node) -> None:
    target = need_column(session, relation, command.name)
    if target.generated is None:
        if not command.missing_ok:
            reason = f'column "{target.name}" of relation "{relation.name}" is not generated'
            session.reject("object_not_in_prerequisite_state", reason)
        return
    for column in _all(relation, target.name):
        session.change(column)
        column.generated = None
    session.record(Action.DROP_EXPRESSION, relation, target.name)


COLUMN_ACTIONS: dict[int, Callable[[Session, Relation, Node], None]] = {
    enums.AT_AddColumn: _add_column,
    enums.AT_DropColumn: _drop_column,
    enums.AT_AlterColumnType: _alter_type,
    enums.AT_ColumnDefault: _column_default,
    enums.AT_SetNotNull: _set_not_null,
    enums.AT_DropNotNull: _drop_not_null,
    enums.AT_AddIdentity: _add_identity,
    enums.AT_SetIdentity: _set_identity,
    enums.AT_DropIdentity: _drop_identity,
    enums.AT_SetExpression: _set_expression,
    enums.AT_DropExpression: _drop_expression,
}
"""Subtype of ``AlterTableCmd`` to what it does."""
