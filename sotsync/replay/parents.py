"""What a table must be for another one to inherit from it, and what a child may not do alone.

Source: PostgreSQL manual, "Inheritance" and ALTER TABLE; ``MergeAttributesIntoExisting``.
"""

from __future__ import annotations

from collections.abc import Sequence

from sotsync.replay.catalog import Column, Constraint, Relation
from sotsync.replay.lookup import any_columns
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type

__all__ = ["all_children", "is_alone", "is_of_parent", "need_partitioned", "need_parts_of"]


def all_children(relation: Relation) -> Sequence[Relation]:
    """The tables right below, whether or not the statement says ONLY."""
    return relation.children


def is_alone(relation: Relation) -> bool:
    """Whether the statement at hand says ONLY."""
    return relation.is_alone


def is_of_parent(part: Column | Constraint) -> bool:
    """Whether a parent has the column or check too, wherever it was declared first."""
    return any(_has_like(parent, part) for parent in part.relation.parents)


def _has_like(parent: Relation, part: Column | Constraint) -> bool:
    if isinstance(part, Column):
        return part.name in parent.columns
    like = parent.constraints.get(part.name)
    return part.kind == "check" and like is not None and not like.no_inherit


def need_partitioned(session: Session, relation: Relation) -> None:
    """Reject a partition of a table that has none.

    Raises:
        Rejected: The table is known, and not partitioned.
    """
    if relation.kind != "partitioned table" and not any_columns(relation):
        session.reject("wrong_object_type", f'"{relation.name}" is not partitioned')


def need_parts_of(session: Session, child: Relation, parent: Relation) -> None:
    """Reject a child that lacks a column or check of its parent to be.

    Raises:
        Rejected: It lacks one, or has it with another type.
    """
    if any_columns(child) or any_columns(parent):
        return
    for column in parent.columns.values():
        own = child.columns.get(column.name)
        if own is None:
            reason = f'child table is missing column "{column.name}"'
            session.reject("datatype_mismatch", reason)
        if spell_type(own.type) != spell_type(column.type):
            reason = f'child table "{child.name}" has different type for column "{own.name}"'
            session.reject("datatype_mismatch", reason)
        if column.not_null and not own.not_null:
            reason = f'column "{own.name}" in child table "{child.name}" must be marked NOT NULL'
            session.reject("datatype_mismatch", reason)
    for constraint in parent.constraints.values():
        is_needed = constraint.kind == "check" and not constraint.no_inherit
        if is_needed and constraint.name not in child.constraints:
            reason = f'child table is missing constraint "{constraint.name}"'
            session.reject("datatype_mismatch", reason)
