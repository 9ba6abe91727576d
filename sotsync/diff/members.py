"""Comparing what tables and views are made of: columns, constraints, indexes, policies, triggers.

One table of kinds and one comparison: a kind says only which codes it has and how two of its
objects are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.diff.aspects import COMMENT, Difference, comment_difference, differences, summary
from sotsync.diff.blame import Blame
from sotsync.diff.changes import Altered, Change, Ghost, Renamed, Subject, Undocumented
from sotsync.diff.facts import aligned_column, aligned_constraint, has_default_name, same_model
from sotsync.diff.pairs import Pair, pair
from sotsync.diff.renames import Renames
from sotsync.schema.canonical import Scope
from sotsync.schema.models import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Policy,
    PrimaryKey,
    Table,
    Trigger,
    Unique,
    View,
)
from sotsync.schema.names import quote
from sotsync.schema.origin import Origin
from sotsync.text import Location

__all__ = [
    "MEMBER_KINDS",
    "Comparison",
    "MemberKind",
    "compare_members",
    "created_places",
    "documented_places",
]

Member = Column | Constraint | Index | Policy | Trigger
_ConstraintModel = PrimaryKey | Unique | ForeignKey | Check | Exclusion


@dataclass(frozen=True, slots=True)
class Comparison:
    """What every step of one comparison needs to know."""

    blame: Blame = field(default_factory=Blame)
    renames: Renames = field(default_factory=Renames)
    scope: Scope | None = None
    """The actual schema, in which the expressions of both sides are read; none: by text alone."""

    def scope_at(self, key: str) -> Scope | None:
        """The scope of what belongs to the relation of that key."""
        return None if self.scope is None else self.scope.at(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberKind:
    """One kind of member.

    Attributes:
        subject: What a change calls it.
        mapping: The field of a relation that holds it.
        undocumented: The code where the document does not have it.
        ghost: The code where only the document has it.
        altered: The code of a field that differs, by field; ``""`` stands for all others.
        renamed: The code where the document has its old name.
    """

    subject: Subject
    mapping: str
    undocumented: str
    ghost: str
    altered: Mapping[str, str]
    renamed: str

    def of(self, relation: Table | View) -> Mapping[str, Member]:
        """The members of this kind that the relation declares itself."""
        found: Mapping[str, Member] = getattr(relation, self.mapping, {})
        return found

    def is_stated_by(self, relation: Table | View) -> bool:
        """Whether the SQL of the relation states them: a view's columns follow from its query."""
        return not (self.subject is Subject.COLUMN and isinstance(relation, View))


MEMBER_KINDS = (
    MemberKind(
        subject=Subject.COLUMN,
        mapping="columns",
        undocumented="D010",
        ghost="D011",
        altered={"type": "D012", "collation": "D012", "not_null": "D013", "": "D014"},
        renamed="D015",
    ),
    MemberKind(
        subject=Subject.CONSTRAINT,
        mapping="constraints",
        undocumented="D020",
        ghost="D021",
        altered={"": "D022"},
        renamed="D022",
    ),
    MemberKind(
        subject=Subject.INDEX,
        mapping="indexes",
        undocumented="D020",
        ghost="D021",
        altered={"": "D022"},
        renamed="D022",
    ),
    MemberKind(
        subject=Subject.POLICY,
        mapping="policies",
        undocumented="D041",
        ghost="D041",
        altered={"": "D041"},
        renamed="D041",
    ),
    MemberKind(
        subject=Subject.TRIGGER,
        mapping="triggers",
        undocumented="D050",
        ghost="D050",
        altered={"": "D050"},
        renamed="D050",
    ),
)
"""The kinds, in the order of an entry's sections."""


def compare_members(
    kind: MemberKind, key: str, documented: Table | View, actual: Table | View, using: Comparison
) -> Iterator[Change]:
    """The differences between the members of one kind of two relations that are one.

    Args:
        kind: Which members.
        key: The relation's present key.
        documented: The relation as documented, whatever its name there.
        actual: The relation as it is.
        using: Blame and renames.
    """
    return _MemberComparison(kind, key, documented, actual, using).changes()


@dataclass(frozen=True, slots=True)
class _MemberComparison:
    kind: MemberKind
    key: str
    documented: Table | View
    actual: Table | View
    using: Comparison

    def changes(self) -> Iterator[Change]:
        pairing = pair(
            self.kind.of(self.documented),
            self.kind.of(self.actual),
            former_names=lambda member: member.origin.renamed_from,
            are_equal=self._is_unnamed_twin,
        )
        for one in (*pairing.same_name, *pairing.renamed):
            yield from self._compared(one)
        for name, member in pairing.ghosts.items():
            if not _is_inherited(member):
                yield self._ghost(name, member)
        for name, member in pairing.undocumented.items():
            if not _is_inherited(member):
                yield self._undocumented(name, member)

    def _compared(self, one: Pair[Member, Member]) -> Iterator[Change]:
        if one.name != one.documented_name:
            yield self._renamed(one)
        documented = self._aligned(one.documented, one.actual)
        scope = self.using.scope_at(self.key)
        if not same_model(documented, one.actual, scope) and not self._stands(one):
            for difference in differences(
                documented, one.actual, shown=one.documented, scope=scope
            ):
                yield self._altered(one, difference)
        if one.documented.comment != one.actual.comment:
            yield self._altered(one, comment_difference(one.documented, one.actual))

    def _stands(self, one: Pair[Member, Member]) -> bool:
        """Whether it is right as it is: what was renamed is another table's, of the same name."""
        if not self.using.renames:
            return False
        documented = self._aligned(one.documented, one.actual, Renames())
        return same_model(documented, one.actual, self.using.scope_at(self.key))

    def _aligned(
        self, documented: Member, actual: Member, renames: Renames | None = None
    ) -> Member:
        """The documented member as it reads once renames and names left to PostgreSQL are."""
        if documented.name != actual.name:
            documented = documented.model_copy(update={"name": actual.name})
        renames = self.using.renames if renames is None else renames
        documented = renames.translate(documented, self.key, actual)
        if isinstance(documented, Column) and isinstance(actual, Column):
            return aligned_column(documented, actual, self.documented.name)
        if isinstance(documented, _ConstraintModel) and isinstance(actual, _ConstraintModel):
            return aligned_constraint(documented, actual)
        return documented

    def _is_unnamed_twin(self, documented: Member, actual: Member) -> bool:
        """Whether the document leaves the name of one and the same constraint to PostgreSQL."""
        return (
            isinstance(documented, _ConstraintModel)
            and type(documented) is type(actual)
            and has_default_name(documented, self.documented.name)
            and same_model(self._aligned(documented, actual), actual, self.using.scope_at(self.key))
        )

    def _object(self, name: str) -> str:
        return f"{self.key}.{quote(name)}"

    def _altered(self, one: Pair[Member, Member], difference: Difference) -> Altered:
        codes = self.kind.altered
        is_comment = difference.field == COMMENT
        return Altered(
            code="D120" if is_comment else codes.get(difference.field, codes[""]),
            subject=self.kind.subject,
            object=self._object(one.name),
            relation=self.key,
            aspect=difference.aspect,
            documented=difference.documented,
            actual=difference.actual,
            documented_at=documented_places(one.documented.origin),
            actual_at=self.using.blame.changed(
                self.key, one.name, difference.field, one.actual.origin
            ),
        )

    def _renamed(self, one: Pair[Member, Member]) -> Renamed:
        return Renamed(
            code=self.kind.renamed,
            subject=self.kind.subject,
            object=self._object(one.name),
            relation=self.key,
            documented=one.documented_name,
            actual=one.name,
            documented_at=documented_places(one.documented.origin),
            actual_at=self.using.blame.changed(self.key, one.name, "name", one.actual.origin),
        )

    def _ghost(self, name: str, member: Member) -> Ghost:
        return Ghost(
            code=self.kind.ghost,
            subject=self.kind.subject,
            object=self._object(name),
            relation=self.key,
            documented=summary(member),
            documented_at=documented_places(member.origin),
            actual_at=self.using.blame.dropped(self.key, name),
        )

    def _undocumented(self, name: str, member: Member) -> Undocumented:
        return Undocumented(
            code=self.kind.undocumented,
            subject=self.kind.subject,
            object=self._object(name),
            relation=self.key,
            actual=summary(member),
            documented_at=created_places(self.documented.origin),
            actual_at=member.origin.created or member.origin.changed,
        )


def documented_places(origin: Origin) -> tuple[Location, ...]:
    """Where the document states an object: the last statement about it."""
    place = origin.changed or origin.created
    return (place,) if place else ()


def created_places(origin: Origin) -> tuple[Location, ...]:
    """Where the document first states an object: what it lacks belongs there."""
    place = origin.created or origin.changed
    return (place,) if place else ()


def _is_inherited(member: Member) -> bool:
    return bool(getattr(member, "is_inherited", False))
