"""The actions of ALTER TABLE on columns, which flow down to children.

Source: PostgreSQL manual, ALTER TABLE; ``ATPrepAddColumn`` and its neighbours (tablecmds.c).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sotsync.replay.binding import bind_expression, render
from sotsync.replay.casts import is_assignable, is_string
from sotsync.replay.catalog import Column, Constraint, Relation, TypeName
from sotsync.replay.columns import (
    Written,
    collation_name,
    is_no_default,
    make_column,
    make_identity,
)
from sotsync.replay.constraints import add_constraint
from sotsync.replay.drop import drop_objects
from sotsync.replay.history import Action
from sotsync.replay.inheritance import copy_column, descendants, inherit_generated, pass_down
from sotsync.replay.lookup import need_column
from sotsync.replay.not_null import drop_not_null
from sotsync.replay.parents import all_children, is_alone, is_of_parent
from sotsync.replay.retyping import refuse_retyping
from sotsync.replay.sequences import alter_sequence_options
from sotsync.replay.session import Session
from sotsync.replay.typenames import read_type_name, spell_type
from sotsync.replay.widening import is_widening
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import enums

__all__ = ["COLUMN_ACTIONS", "add_column", "add_written"]


def _all(relation: Relation, column: str) -> Iterator[Column]:
    """The column of the relation and of every table below that has it."""
    for each in (relation, *descendants(relation)):
        if column in each.columns:
            yield each.columns[column]


def _definition(command: Node) -> Node:
    return getattr(command, "def")


def add_column(session: Session, relation: Relation, command: Node) -> list[Written]:
    """``ADD COLUMN``, without the constraints written at it, which are for later passes.

    Raises:
        Rejected: The relation has the column, or may have none of its own.
    """
    node = _definition(command).column_def
    _refuse_in_partition(session, relation, "add column to a partition")
    name = truncate(node.colname)
    existing = relation.columns.get(name)
    if existing is not None and existing.type.base != "" and command.missing_ok:
        return []
    session.journal.keep(relation)
    column, written = make_column(session, relation, node)
    session.change(relation)
    for child in descendants(relation):
        _add_to_child(session, child, column)
    for item in written:
        if item.node.contype == enums.CONSTR_GENERATED:
            add_constraint(session, relation, item)
    for child in descendants(relation):
        inherit_generated(session, child, column)
    detail = spell_type(column.type) + (" not null" if column.not_null else "")
    session.record(Action.ADD_COLUMN, relation, column.name, detail)
    return [item for item in written if item.node.contype != enums.CONSTR_GENERATED]


def add_written(session: Session, relation: Relation, written: Written) -> None:
    """Add a constraint that was written at a new column.

    Raises:
        Rejected: PostgreSQL would refuse it.
    """
    constraint = add_constraint(session, relation, written)
    if constraint is not None:
        pass_down(session, relation, constraint)


def _refuse_in_partition(session: Session, relation: Relation, what: str) -> None:
    if relation.partition_bound is not None:
        session.reject("wrong_object_type", f"cannot {what}")


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
    if column.is_inherited or is_of_parent(column):
        reason = f'cannot drop inherited column "{name}"'
        session.reject("invalid_table_definition", reason)
    inherited = list(_all(relation, name))
    for each in inherited:
        _refuse_partition_key(session, each, "drop column")
    going = [c for c in inherited if c is column or _goes_along(c, inherited)]
    drop_objects(session, going, cascade=command.behavior == enums.DROP_CASCADE)
    if is_alone(relation):
        _let_go(session, relation, name)


def _goes_along(column: Column, going: Sequence[Column]) -> bool:
    """Whether a child's column is there only for columns that are dropped."""
    parents = [parent.columns.get(column.name) for parent in column.relation.parents]
    return column.is_inherited and all(above is None or above in going for above in parents)


def _let_go(session: Session, relation: Relation, name: str) -> None:
    """Under ONLY, the children's columns and checks become their own."""
    for child in all_children(relation):
        columns = [column for column in child.columns.values() if column.name == name]
        parts: list[Column | Constraint] = [*child.constraints.values(), *columns]
        for part in parts:
            if part.is_inherited and not is_of_parent(part):
                session.change(part)
                part.is_inherited = False


def _refuse_partition_key(session: Session, column: Column, what: str) -> None:
    for key in column.relation.partition_keys:
        references = key.expression.references if key.expression else ()
        if key.column is column or any(r.target is column for r in references):
            reason = f'cannot {what} "{column.name}" because it is part of the partition key'
            session.reject("invalid_object_definition", reason)


def _alter_type(session: Session, relation: Relation, command: Node) -> None:
    node = _definition(command).column_def
    target = need_column(session, relation, command.name)
    if target.is_inherited or is_of_parent(target):
        reason = f'cannot alter inherited column "{target.name}"'
        session.reject("invalid_table_definition", reason)
    for column in _all(relation, target.name):
        _refuse_partition_key(session, column, "alter column")
    used = session.type_name(node.type_name)
    for column in _all(relation, target.name):
        refuse_retyping(session, column, used)
    _refuse_casts(session, target, used, is_told=node.HasField("raw_default"))
    before, after = spell_type(target.type), spell_type(used)
    for column in _all(relation, target.name):
        session.change(column)
        _keep_meaning(session, column, used)
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


def _refuse_casts(session: Session, column: Column, used: TypeName, *, is_told: bool) -> None:
    """Refuse what cannot be converted by itself; USING tells how, but not for the default."""
    what = f'column "{column.name}"'
    if is_told or is_assignable(column.type, used):
        default = _type_of_default(session, column)
        if default is None or is_assignable(default, used):
            return
        what = f"default for {what}"
    reason = f"{what} cannot be cast automatically to type {spell_type(used)}"
    session.reject("datatype_mismatch", reason)


def _type_of_default(session: Session, column: Column) -> TypeName | None:
    """The type of a default before it was made to fit the column; None where it cannot be told."""
    if column.default is None:
        return None
    node = column.default.node
    if node.WhichOneof("node") == "type_cast":
        return read_type_name(session.catalog, node.type_cast.type_name)[0]
    return column.type if node.WhichOneof("node") == "a_const" else None


def _keep_meaning(session: Session, column: Column, used: TypeName) -> None:
    """Write down the type of a literal that would mean something else as one of the new type."""
    default = column.default
    if default is None or spell_type(column.type) == spell_type(used):
        return
    is_literal = default.node.WhichOneof("node") == "a_const"
    if (
        is_literal
        and default.node.a_const.WhichOneof("val") == "sval"
        and not is_string(column.type)
    ):
        text = f"{render(default)}::{spell_type(column.type)}"
        column.default = bind_expression(session, parse_expression(text))


def _retype_default(session: Session, column: Column) -> None:
    """Bind the default again, because what it is assigned to has another type now."""
    if column.default is not None:
        render(column.default)
        column.default = bind_expression(session, column.default.node, assigned=column.type)


def _column_default(session: Session, relation: Relation, command: Node) -> None:
    target = need_column(session, relation, command.name)
    expression = _definition(command)
    has_default = expression.WhichOneof("node") is not None and not is_no_default(
        expression, target.type
    )
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
        if not column.not_null:
            session.change(column)
            column.not_null = True
    if is_new:
        session.record(Action.SET_NOT_NULL, relation, target.name, is_breaking=True)


def _drop_not_null(session: Session, relation: Relation, command: Node) -> None:
    target = need_column(session, relation, command.name)
    was_set = target.not_null
    for column in _all(relation, target.name):
        is_meant = column is target or column.is_inherited
        if is_meant and (column.not_null or column.is_platform):
            drop_not_null(session, column)
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
    if target.generated is None and not target.is_platform:
        reason = f'column "{target.name}" of relation "{relation.name}" is not generated'
        session.reject("object_not_in_prerequisite_state", reason)
    has_checks = any(c.kind == "check" for c in relation.constraints.values())
    if target.generated_virtual and has_checks:
        reason = "SET EXPRESSION is not supported for virtual columns of tables with checks"
        session.reject("feature_not_supported", reason)
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
    if target.generated_virtual:
        reason = "DROP EXPRESSION is not supported for virtual generated columns"
        session.reject("feature_not_supported", reason)
    for column in _all(relation, target.name):
        session.change(column)
        column.generated = None
    session.record(Action.DROP_EXPRESSION, relation, target.name)


COLUMN_ACTIONS: dict[int, Callable[[Session, Relation, Node], None]] = {
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
