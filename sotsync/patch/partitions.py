"""The partitions of a table: statements in the fences of the table's own entry."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sotsync.diff.changes import Change, Subject
from sotsync.diff.members import Comparison
from sotsync.diff.pairs import Pair
from sotsync.diff.partitions import compare_partition, pair_partitions
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.patch.merge import Wanted
from sotsync.patch.sql_blocks import Key, of_partition, partition_in
from sotsync.patch.staleness import Staleness, find_staleness
from sotsync.schema.models import Table
from sotsync.schema.render.style import key_of

__all__ = ["COMMENT_SUBJECTS", "PartitionPlan", "PlannedPartition", "plan_partitions"]

COMMENT_SUBJECTS = {
    "table": Subject.TABLE,
    "foreign_table": Subject.TABLE,
    "view": Subject.VIEW,
    "matview": Subject.VIEW,
    "column": Subject.COLUMN,
    "tabconstraint": Subject.CONSTRAINT,
    "index": Subject.INDEX,
    "policy": Subject.POLICY,
    "trigger": Subject.TRIGGER,
}
"""What the kinds of COMMENT ON statements are about."""
_WHOLE = frozenset({Subject.TABLE, Subject.VIEW})
_MEMBERS = {
    Subject.COLUMN: "columns",
    Subject.CONSTRAINT: "constraints",
    Subject.INDEX: "indexes",
    Subject.POLICY: "policies",
    Subject.TRIGGER: "triggers",
}
_NO_TABLE = Table(name="", schema_name="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPartition:
    """One partition that exists.

    Attributes:
        table: The partition.
        documented: The same as the document states it; None where it does not.
        staleness: What of it is out of date.
        is_stale: Whether the statements that create it are.
    """

    table: Table
    documented: Table | None = None
    staleness: Staleness = field(default_factory=lambda: Staleness(is_unknown=True))
    is_stale: bool = True

    @property
    def key(self) -> str:
        """Its key."""
        return key_of(self.table)

    @property
    def stated(self) -> Table:
        """What the document states; nothing where it states none."""
        return self.documented or _NO_TABLE

    @property
    def former_key(self) -> str | None:
        """Its key in the document, where that is an old one."""
        former = self.key if self.documented is None else key_of(self.documented)
        return None if former == self.key else former

    def of(self, wanted: Wanted) -> Wanted:
        """What a fence should hold of any table, as what it should hold of this one."""
        key = of_partition(wanted.key, self.key)
        before = tuple(of_partition(one, self.former_key or self.key) for one in wanted.former)
        return replace(wanted, key=key, former=(*before, *self._under_old_name(key)))

    def adopted(self, wanted: Wanted) -> Wanted:
        """A statement of the definition about this partition, with whether it is out of date."""
        key, former = wanted.key, self._under_old_name(wanted.key)
        if key[0] != "comment":
            is_stale = wanted.is_stale or self.is_stale
            return replace(wanted, is_stale=is_stale, former=(*wanted.former, *former))
        subject = COMMENT_SUBJECTS[key[1]]
        name = "" if subject in _WHOLE else key[2]
        old = self.staleness.former_name(subject, name) if name else None
        if old is not None:
            renamed = of_partition((*key[:2], old), self.former_key or self.key)
            former = (renamed, *former)
        is_stale = self.staleness.has_comment(subject, name) or self._is_new(subject, name)
        return replace(wanted, is_stale=is_stale, former=former)

    def _under_old_name(self, key: Key) -> tuple[Key, ...]:
        if partition_in(key) is None or self.former_key is None:
            return ()
        if key[:2] in {("comment", "table"), ("comment", "foreign_table")}:
            key = (*key[:2], self.stated.name, *key[3:])
        return ((*key[:-1], self.former_key),)

    def _is_new(self, subject: Subject, name: str) -> bool:
        """Whether the document states no such thing of it, as of an index that follows another."""
        if subject in _WHOLE:
            return False
        return name not in getattr(self.stated, _MEMBERS[subject])

    def has_lost(self, key: Key) -> bool:
        """Whether a statement about it that is not wanted is about what is there no longer."""
        kind, name = key[:2]
        if kind == "comment":
            return self._has_lost_comment(name, key[2])
        if kind == "rls":
            return self.staleness.has(Subject.ROW_SECURITY)
        if kind in {"policy", "trigger", "trigger state"}:
            is_state = kind == "trigger state" and self.staleness.has(Subject.TRIGGER, name)
            return is_state or (Subject(kind.split()[0]), name) in self.staleness.ghosts
        is_made = kind in {"constraint", "index"} or key[:2] == ("other", "alter_table_stmt")
        return is_made and self.is_stale

    def _has_lost_comment(self, kind: str, name: str) -> bool:
        subject = COMMENT_SUBJECTS.get(kind)
        if subject is None:
            return False
        if subject in _WHOLE:
            return (subject, "") in self.staleness.comments
        ours, theirs = (getattr(one, _MEMBERS[subject]) for one in (self.stated, self.table))
        if name not in theirs:
            return name in ours
        # A comment that is there and not wanted is on an index that the SQL now names otherwise.
        return theirs[name].comment is not None or (subject, name) in self.staleness.comments


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionPlan:
    """The partitions of one table.

    Attributes:
        present: Those that exist, by key.
        gone: Those that only the document has, by key.
        is_stale: Whether anything of any of them is out of date.
    """

    present: Mapping[str, PlannedPartition] = field(default_factory=dict)
    gone: Mapping[str, Table] = field(default_factory=dict)
    is_stale: bool = False

    def __bool__(self) -> bool:
        return self.is_stale

    @property
    def names(self) -> frozenset[str]:
        """The keys that statements about partitions may name."""
        former = (one.former_key for one in self.present.values())
        return frozenset((*self.present, *self.gone, *filter(None, former)))

    def owner(self, key: Key) -> PlannedPartition | None:
        """The partition that a statement of its table's definition is about."""
        name = partition_in(key)
        if name is not None:
            return self.present.get(name)
        index = key[-1] if "index" in key[:2] else None
        return next((one for one in self.present.values() if index in one.table.indexes), None)

    def removed(self, keys: Collection[Key], wanted: Collection[Key]) -> Iterator[Key]:
        """Which statements of the fences are about what is there no longer.

        Args:
            keys: The statements of all fences.
            wanted: What the fences should hold.
        """
        for key in keys:
            if key in wanted:
                continue
            name = partition_in(key)
            if name in self.gone or any(self._followed(key, one) for one in self.gone.values()):
                yield key
            yield from (key for one in self.present.values() if self._is_lost(key, name, one))

    @staticmethod
    def _followed(key: Key, gone: Table) -> bool:
        """Whether a statement is about an index of a partition that is gone."""
        return "index" in key[:2] and key[-1] in gone.indexes

    @staticmethod
    def _is_lost(key: Key, name: str | None, one: PlannedPartition) -> bool:
        is_index = "index" in key[:2] and key[-1] in one.stated.indexes
        is_named = name is not None and name in {one.key, one.former_key}
        return (is_index or is_named) and one.has_lost(key)


def plan_partitions(situation: Situation, subject: EntrySubject) -> PartitionPlan:
    """The partitions that the entry's fences should state, and no others."""
    documented, actual = situation.documented.get(subject.key), subject.actual
    if not isinstance(documented, Table) or not isinstance(actual, Table):
        return PartitionPlan()
    stated, schema = situation.stated.schema, situation.schema
    using = Comparison(scope=situation.scope)
    pairing = pair_partitions(documented, actual, stated, schema)
    present = {key: PlannedPartition(table=table) for key, table in pairing.undocumented.items()}
    is_stale = bool(present or pairing.ghosts)
    for one in (*pairing.same_name, *pairing.renamed):
        changes = tuple(compare_partition(one, stated, schema, using))
        is_stale = is_stale or bool(changes)
        present[one.name] = _planned(one, changes, using)
    return PartitionPlan(present=present, gone=pairing.ghosts, is_stale=is_stale)


def _planned(
    one: Pair[Table, Table], changes: Collection[Change], using: Comparison
) -> PlannedPartition:
    whole = [change for change in changes if change.subject is Subject.TABLE]
    return PlannedPartition(
        table=one.actual,
        documented=one.documented,
        staleness=find_staleness(one.documented, one.actual, using.scope),
        is_stale=any(change.code != "D120" for change in whole),
    )
