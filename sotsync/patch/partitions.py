"""The partitions of a table: statements in the table's own Schema Definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.diff.changes import Ghost, Renamed
from sotsync.diff.members import Comparison
from sotsync.diff.partitions import compare_partitions
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.patch.sql_blocks import Key
from sotsync.schema.models import Index, Schema, Table
from sotsync.schema.partitions import own_members
from sotsync.schema.render.tables import separate_constraints

__all__ = ["PartitionPlan", "plan_partitions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionPlan:
    """The statements about the partitions of one table.

    Attributes:
        stale: Those that are missing or differ.
        gone: Those about what does not exist.
    """

    stale: frozenset[Key] = frozenset()
    gone: frozenset[Key] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.stale or self.gone)


def plan_partitions(situation: Situation, subject: EntrySubject) -> PartitionPlan:
    """The partitions that the entry's definition should create, and no others."""
    documented = situation.documented.get(subject.key)
    if not isinstance(documented, Table) or not isinstance(subject.actual, Table):
        return PartitionPlan()
    stated, schema = situation.document.schema, situation.schema
    using = Comparison(scope=situation.scope)
    stale: set[Key] = set()
    gone: set[Key] = set()
    for change in compare_partitions(documented, subject.actual, stated, schema, using):
        former = change.documented if isinstance(change, Renamed) else change.object
        gone.update(_keys(former or change.object, stated))
        if not isinstance(change, Ghost):
            stale.update(_keys(change.object, schema))
    return PartitionPlan(stale=frozenset(stale), gone=frozenset(gone - stale))


def _keys(key: str, schema: Schema) -> Iterator[Key]:
    """The statements that make a partition and what it has besides its parent's."""
    partition = schema.tables.get(key)
    if partition is None:
        return
    yield ("partition", partition.name)
    for name, member in own_members(partition).items():
        if isinstance(member, Index):
            yield ("index", name)
    for constraint in separate_constraints(partition):
        yield ("constraint", constraint.name)
