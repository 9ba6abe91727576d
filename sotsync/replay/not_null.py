"""NOT NULL as the constraint that PostgreSQL 18 makes of it, with a name to drop it by.

The schema describes NOT NULL as a fact of the column, as every server has it. The names live only
while migrations are replayed, for the statements that use them.

Source: PostgreSQL manual, CREATE TABLE, "Not-Null Constraints"; ``ChooseConstraintName``.
"""

from __future__ import annotations

from sotsync.replay.catalog import Column, Relation
from sotsync.replay.naming import make_object_name
from sotsync.replay.session import Session

__all__ = ["drop_not_null", "find_not_null", "keep_not_null_names", "name_not_null"]

_LABEL = "not_null"


def name_not_null(session: Session, column: Column, name: str) -> None:
    """Give the NOT NULL that is about to be set the name written for it, if one is.

    Raises:
        Rejected: The column has a NOT NULL of another name, or another constraint has the name.
    """
    if not name:
        return
    relation = column.relation
    if column.not_null and _name_of(column) != name and column.created != session.location:
        reason = f'cannot create not-null constraint "{name}" on column "{column.name}"'
        session.reject("object_not_in_prerequisite_state", reason)
    if name in relation.constraints:
        reason = f'constraint "{name}" for relation "{relation.name}" already exists'
        session.reject("duplicate_object", reason)
    column.not_null_name = name


def find_not_null(relation: Relation, name: str) -> Column | None:
    """The column whose NOT NULL has that name."""
    for column in relation.columns.values():
        if column.not_null and _name_of(column) == name:
            return column
    return None


def keep_not_null_names(session: Session, relation: Relation) -> None:
    """Write automatic names down before the table or a column gets another name."""
    for column in relation.columns.values():
        if column.not_null and column.not_null_name is None:
            session.journal.keep(column)
            column.not_null_name = _name_of(column)


def drop_not_null(session: Session, column: Column) -> None:
    """Let the column hold NULL.

    Raises:
        Rejected: The column is an identity column, or part of a primary key.
    """
    relation = column.relation
    if column.identity:
        reason = f'column "{column.name}" of relation "{relation.name}" is an identity column'
        session.reject("syntax_error", reason)
    for constraint in relation.constraints.values():
        if constraint.kind == "primary key" and column in constraint.columns:
            reason = f'column "{column.name}" is in a primary key'
            session.reject("invalid_table_definition", reason)
    session.change(column)
    column.not_null = False
    column.not_null_name = None


def _name_of(column: Column) -> str:
    automatic = make_object_name(column.relation.name, column.name, _LABEL)
    return column.not_null_name or automatic
