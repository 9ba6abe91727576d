"""The actions of ALTER TABLE on parents, children and partitions."""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.catalog import Relation
from sotsync.replay.codes import Code
from sotsync.replay.history import Action
from sotsync.replay.inheritance import (
    descendants,
    inherit_checks,
    inherit_keys,
    link,
    unlink,
)
from sotsync.replay.lookup import any_columns, key_of, need_relation
from sotsync.replay.parents import need_partitioned, need_parts_of
from sotsync.replay.session import Session
from sotsync.replay.tables import bound_text
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["PARTITION_ACTIONS"]


def _partition_command(command: Node) -> Node:
    return getattr(command, "def").partition_cmd


def _attach(session: Session, relation: Relation, command: Node) -> None:
    node = _partition_command(command)
    partition = need_relation(session, node.name)
    need_partitioned(session, relation)
    if partition.parents:
        session.reject("wrong_object_type", f'"{partition.name}" is already a partition')
    need_parts_of(session, partition, relation)
    _refuse_extra_columns(session, partition, relation)
    session.change(partition)
    link(session, partition, relation)
    partition.partition_bound = bound_text(node.bound)
    _mark_inherited(session, partition, relation)
    inherit_checks(session, partition, relation)
    inherit_keys(session, partition, relation)
    session.record(Action.ATTACH_PARTITION, relation, partition.name)
    session.record(Action.ATTACH_PARTITION, partition, detail=f"to {key_of(relation)}")


def _refuse_extra_columns(session: Session, partition: Relation, relation: Relation) -> None:
    extra = [name for name in partition.columns if name not in relation.columns]
    if extra and not (any_columns(partition) or any_columns(relation)):
        reason = f'table "{partition.name}" contains column "{extra[0]}" not found in parent'
        session.reject("datatype_mismatch", reason)


def _mark_inherited(session: Session, child: Relation, parent: Relation) -> None:
    for name, column in child.columns.items():
        if name in parent.columns:
            session.journal.keep(column)
            column.is_inherited = child.partition_bound is not None


def _detach(session: Session, relation: Relation, command: Node) -> None:
    partition = need_relation(session, _partition_command(command).name)
    if relation not in partition.parents:
        reason = f'relation "{partition.name}" is not a partition of relation "{relation.name}"'
        session.reject("undefined_table", reason)
    if _partition_command(command).concurrent:
        what = f"the check that {partition.name} keeps of its bound is not described"
        session.report(Code.NOT_MODELLED, what, about=key_of(partition))
    unlink(session, partition, relation)
    partition.partition_bound = None
    session.record(Action.DETACH_PARTITION, relation, partition.name)
    session.record(Action.DETACH_PARTITION, partition, detail=f"from {key_of(relation)}")


def _finalize(session: Session, relation: Relation, command: Node) -> None:
    """Only a DETACH that was interrupted can be completed."""
    partition = need_relation(session, _partition_command(command).name)
    if not any_columns(relation):
        reason = f'cannot complete detaching partition "{partition.name}"'
        session.reject("object_not_in_prerequisite_state", reason)


def _inherit(session: Session, relation: Relation, command: Node) -> None:
    parent = need_relation(session, getattr(command, "def").range_var)
    if parent in relation.parents:
        reason = f'relation "{parent.name}" would be inherited from more than once'
        session.reject("duplicate_table", reason)
    if parent is relation or parent in descendants(relation):
        session.reject("duplicate_table", "circular inheritance not allowed")
    need_parts_of(session, relation, parent)
    session.change(relation)
    link(session, relation, parent)
    session.record(Action.INHERIT, relation, detail=key_of(parent))


def _no_inherit(session: Session, relation: Relation, command: Node) -> None:
    parent = need_relation(session, getattr(command, "def").range_var)
    if parent not in relation.parents:
        reason = f'relation "{parent.name}" is not a parent of relation "{relation.name}"'
        session.reject("undefined_table", reason)
    unlink(session, relation, parent)
    session.record(Action.NO_INHERIT, relation, detail=key_of(parent))


PARTITION_ACTIONS: dict[int, Callable[[Session, Relation, Node], None]] = {
    enums.AT_AttachPartition: _attach,
    enums.AT_DetachPartition: _detach,
    enums.AT_DetachPartitionFinalize: _finalize,
    enums.AT_AddInherit: _inherit,
    enums.AT_DropInherit: _no_inherit,
}
"""Subtype of ``AlterTableCmd`` to what it does."""
