"""The actions of ALTER TABLE on constraints."""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.catalog import Constraint, Relation
from sotsync.replay.columns import Written
from sotsync.replay.constraints import add_constraint
from sotsync.replay.drop import drop_objects
from sotsync.replay.history import Action
from sotsync.replay.inheritance import descendants, pass_down
from sotsync.replay.lookup import any_columns
from sotsync.replay.not_null import drop_not_null, find_not_null
from sotsync.replay.parents import all_children, is_alone, is_of_parent
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["CONSTRAINT_ACTIONS"]


def _add(session: Session, relation: Relation, command: Node) -> None:
    node = getattr(command, "def").constraint
    session.journal.keep(relation)
    _keep_columns(session, relation)
    constraint = add_constraint(session, relation, Written(node))
    session.change(relation)
    if constraint is None:
        session.record(Action.SET_NOT_NULL, relation, is_breaking=True)
        return
    pass_down(session, relation, constraint)
    is_breaking = constraint.kind != "exclusion" and constraint.validated
    session.record(
        Action.ADD_CONSTRAINT, relation, constraint.name, constraint.kind, is_breaking=is_breaking
    )


def _keep_columns(session: Session, relation: Relation) -> None:
    """A primary key makes columns NOT NULL, which must be undone with it."""
    for column in relation.columns.values():
        session.journal.keep(column)


def _find(session: Session, relation: Relation, command: Node) -> Constraint | None:
    """The constraint a command names; None where it may exist in what is not known.

    Raises:
        Rejected: The table is known and has no such constraint.
    """
    name = truncate(command.name)
    found = relation.constraints.get(name)
    if found is None and not command.missing_ok and not any_columns(relation):
        reason = f'constraint "{name}" of relation "{relation.name}" does not exist'
        session.reject("undefined_object", reason)
    return found


def _drop(session: Session, relation: Relation, command: Node) -> None:
    name = truncate(command.name)
    column = find_not_null(relation, name)
    if column is not None and name not in relation.constraints:
        drop_not_null(session, column)
        session.record(Action.DROP_NOT_NULL, relation, column.name)
        return
    found = _find(session, relation, command)
    if found is None:
        if not command.missing_ok:
            session.record(Action.DROP_CONSTRAINT, relation, name)
        return
    if found.is_inherited or is_of_parent(found):
        reason = f'cannot drop inherited constraint "{name}" of relation "{relation.name}"'
        session.reject("invalid_table_definition", reason)
    below = [
        own
        for child in descendants(relation)
        for own in child.constraints.values()
        if own.is_inherited and _is_part_of(own, found)
    ]
    _let_go(session, relation, found)
    drop_objects(session, [found, *below], cascade=command.behavior == enums.DROP_CASCADE)


def _let_go(session: Session, relation: Relation, found: Constraint) -> None:
    """Under ONLY, what children have of the constraint becomes their own."""
    if is_alone(relation):
        for child in all_children(relation):
            own = child.constraints.get(found.name)
            if own is not None and own.is_inherited:
                session.journal.keep(own)
                own.is_inherited = False


def _is_part_of(own: Constraint, above: Constraint) -> bool:
    """Whether a child's constraint is there for its parent's; keys have names of their own."""
    if own.kind == "check" or above.kind == "check":
        return own.name == above.name
    columns = [column.name for column in above.columns]
    return own.kind == above.kind and [column.name for column in own.columns] == columns


def _validate(session: Session, relation: Relation, command: Node) -> None:
    if find_not_null(relation, truncate(command.name)) is not None:
        return
    found = _find(session, relation, command)
    if found is None:
        return
    if found.kind not in ("check", "foreign key"):
        reason = f'constraint "{found.name}" is not a foreign key or check constraint'
        session.reject("wrong_object_type", reason)
    if not found.enforced:
        session.reject("wrong_object_type", "cannot validate NOT ENFORCED constraint")
    if found.validated:
        return
    session.change(found)
    found.validated = True
    session.record(Action.VALIDATE_CONSTRAINT, relation, found.name, is_breaking=True)


def _alter(session: Session, relation: Relation, command: Node) -> None:
    node = getattr(command, "def").atalter_constraint
    name = truncate(node.conname)
    if node.alter_inheritability and find_not_null(relation, name) is not None:
        session.touch(relation)
        return
    found = relation.constraints.get(name)
    if found is None:
        if any_columns(relation):
            return
        reason = f'constraint "{name}" of relation "{relation.name}" does not exist'
        session.reject("undefined_object", reason)
    if found.kind != "foreign key":
        reason = f'constraint "{name}" of relation "{relation.name}" is not a foreign key'
        session.reject("wrong_object_type", reason)
    session.change(found)
    if node.alter_deferrability:
        found.deferrable = node.deferrable
        found.initially_deferred = node.initdeferred
    if node.alter_enforceability:
        found.enforced = found.validated = node.is_enforced
    session.record(Action.ALTER_CONSTRAINT, relation, name)


CONSTRAINT_ACTIONS: dict[int, Callable[[Session, Relation, Node], None]] = {
    enums.AT_AddConstraint: _add,
    enums.AT_DropConstraint: _drop,
    enums.AT_ValidateConstraint: _validate,
    enums.AT_AlterConstraint: _alter,
}
"""Subtype of ``AlterTableCmd`` to what it does."""
