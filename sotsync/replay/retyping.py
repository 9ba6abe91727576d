"""What keeps a column's type as it is: whatever reads the column and cannot be rebuilt.

Source: PostgreSQL manual, ALTER TABLE, "Notes"; ``RememberAllDependentForRebuilding``.
Indexes, constraints and defaults are rebuilt; views, policies, triggers and functions are not.
"""

from __future__ import annotations

from sotsync.replay.catalog import Column, Function, Policy, Relation, Trigger
from sotsync.replay.dependents import Droppable, dependents
from sotsync.replay.session import Session

__all__ = ["refuse_retyping"]


def refuse_retyping(session: Session, column: Column) -> None:
    """Reject a new type for a column that something else reads.

    Raises:
        Rejected: A view, policy, trigger, function or generated column does.
    """
    for dependent, _ in dependents(session.catalog, session.users, [column]):
        reader = _reader(dependent)
        if reader is not None:
            reason = f"cannot alter type of a column used {reader}"
            session.reject("feature_not_supported", reason)


def _reader(dependent: Droppable) -> str | None:
    if isinstance(dependent, Relation):
        return "by a view or rule"
    if isinstance(dependent, Policy):
        return "in a policy definition"
    if isinstance(dependent, Trigger):
        return "in a trigger definition"
    if isinstance(dependent, Function):
        return "by a function or procedure"
    return "by a generated column" if isinstance(dependent, Column) else None
