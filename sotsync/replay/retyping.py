"""What keeps a column's type as it is: whatever reads the column and cannot be rebuilt.

Source: PostgreSQL manual, ALTER TABLE, "Notes"; ``RememberAllDependentForRebuilding``.
Indexes, constraints and defaults are rebuilt; views, policies, triggers and functions are not.
"""

from __future__ import annotations

from sotsync.replay.casts import is_comparable
from sotsync.replay.catalog import (
    Column,
    Constraint,
    Function,
    Policy,
    Relation,
    Trigger,
    TypeName,
)
from sotsync.replay.dependents import Droppable, dependents
from sotsync.replay.other_dependents import MemberOf
from sotsync.replay.session import Session

__all__ = ["refuse_retyping"]


def refuse_retyping(session: Session, column: Column, used: TypeName) -> None:
    """Reject a new type for a column that something else reads.

    Raises:
        Rejected: A view, policy, trigger, function or generated column does, or a foreign key
            cannot compare the new type.
    """
    for dependent, _ in dependents(session.catalog, session.users, [column]):
        if isinstance(dependent, Constraint) and not _still_compares(dependent, column, used):
            reason = f'foreign key constraint "{dependent.name}" cannot be implemented'
            session.reject("datatype_mismatch", reason)
        reader = _reader(dependent)
        if reader is not None:
            reason = f"cannot alter type of a column used {reader}"
            session.reject("feature_not_supported", reason)


def _still_compares(constraint: Constraint, column: Column, used: TypeName) -> bool:
    pairs = zip(constraint.columns, constraint.referenced_columns, strict=False)
    return all(
        is_comparable(
            used if own is column else own.type,
            used if other is column else other.type,
        )
        for own, other in pairs
        if column in (own, other)
    )


def _reader(dependent: Droppable) -> str | None:
    if isinstance(dependent, Relation):
        return "by a view or rule"
    if isinstance(dependent, Policy):
        return "in a policy definition"
    if isinstance(dependent, MemberOf):
        return "by a publication WHERE clause"
    if isinstance(dependent, Trigger):
        return "in a trigger definition"
    if isinstance(dependent, Function):
        return "by a function or procedure"
    return "by a generated column" if isinstance(dependent, Column) else None
