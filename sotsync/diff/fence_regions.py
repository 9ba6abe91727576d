"""Comparing the SQL fences of an entry: definition, policies, triggers, functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from sotsync.diff.blame import Blame
from sotsync.diff.changes import Change, Region, Subject
from sotsync.diff.members import MEMBER_KINDS, Comparison, compare_members
from sotsync.diff.partitions import compare_partitions
from sotsync.diff.relations import compare_security, compare_whole, subject_of
from sotsync.diff.reporter import Reporter
from sotsync.diff.schemas import FUNCTIONS, TYPES, compare_objects, schema_types
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.diff.strays import stray_statements
from sotsync.document.documented import read_fence_alone
from sotsync.document.regions import Fence, Regions
from sotsync.document.render.definition import used_types
from sotsync.document.render.routines import trigger_functions
from sotsync.schema.models import Schema, Table, View
from sotsync.sql.statements import parse_statements
from sotsync.text import Location, Source

__all__ = ["compare_fences", "has_unreadable_fence"]

_DEFINITION_KINDS = frozenset({Subject.COLUMN, Subject.CONSTRAINT, Subject.INDEX})
_WITH_FENCES = frozenset({Subject.POLICY, Subject.ROW_SECURITY, Subject.TRIGGER})
_SHARED = frozenset({Subject.TYPE, Subject.FUNCTION})
"""What several entries may state, and so is reported by itself."""

_SECOND_BLOCK = "take it out, or make one SQL block of the two: only the first is written"
_MAKES_TYPE = re.compile(r"\bcreate\s+(?:type|domain)\b", re.IGNORECASE)
_MAKES_FUNCTION = re.compile(r"\bcreate\b", re.IGNORECASE)


def compare_fences(situation: Situation, about: EntrySubject, blame: Blame) -> Iterator[Change]:
    """Every SQL fence of the entry against the table or view; absent fences state nothing."""
    if about.key in situation.stated.verbatim:
        return
    using = Comparison(blame, situation.renames, situation.scope)
    fences = _FenceComparison(situation, about, using)
    yield from fences.definition()
    yield from fences.policies()
    yield from fences.triggers()
    yield from fences.functions()
    yield from fences.strays()


class _FenceComparison:
    """The fences of one entry."""

    def __init__(self, situation: Situation, about: EntrySubject, using: Comparison) -> None:
        self.situation = situation
        self.about = about
        self.using = using
        self.regions = about.entry.regions
        self.stated = situation.documented.get(about.key)

    def definition(self) -> Iterator[Change]:
        fence = self.regions.ddl
        if fence is None:
            return
        if self.stated is None:
            yield self._report(Region.DEFINITION).altered(
                "D005",
                subject_of(self.about.actual),
                "",
                aspect="definition",
                documented=None,
                actual=f"a {subject_of(self.about.actual)}",
                at=fence.span,
                actual_at=self.about.actual.origin.created,
            )
            return
        yield from self._placed(Region.DEFINITION, fence, self._relation(self.stated))
        yield from self._placed(Region.DEFINITION, fence, self._types(fence))

    def _relation(self, stated: Table | View) -> Iterator[Change]:
        key, actual = self.about.key, self.about.actual
        yield from compare_whole(key, stated, actual, self.using)
        for kind in MEMBER_KINDS:
            if kind.subject in _DEFINITION_KINDS and kind.is_stated_by(actual):
                yield from compare_members(kind, key, stated, actual, self.using)
        yield from (one for one in self.partitions if one.subject not in _WITH_FENCES)

    @cached_property
    def partitions(self) -> tuple[Change, ...]:
        """What differs in the partitions, whose statements stand beside those of their table."""
        stated, actual = self.stated, self.about.actual
        if not isinstance(stated, Table) or not isinstance(actual, Table):
            return ()
        schemas = self.situation.stated.schema, self.situation.schema
        return tuple(compare_partitions(stated, actual, *schemas, self.using))

    def _of_partitions(self, *subjects: Subject) -> Iterator[Change]:
        return (one for one in self.partitions if one.subject in subjects)

    def _types(self, fence: Fence) -> Iterator[Change]:
        """The types that the fence makes, and those that the columns need.

        Every fence that needs a type makes it, so each is read alone: a type that another entry
        states rightly may be wrong in this one.
        """
        schema = self.situation.schema
        needed = used_types(self.about.actual, schema)
        makes = _MAKES_TYPE.search(fence.code.text) is not None
        if needed or makes:
            stated = schema_types(_read(self.situation.document.source, fence)) if makes else {}
            everything = schema_types(schema)
            wanted = {*needed, *stated} & everything.keys()
            actual = {key: one for key, one in everything.items() if key in wanted}
            yield from self._lowered(fence, compare_objects(stated, actual, TYPES, self.using))

    def policies(self) -> Iterator[Change]:
        """Policies, and whether row-level security is on; without a fence for them, in the DDL."""
        fence, actual = self.regions.policies or self._whole(), self.about.actual
        if fence is not None and isinstance(actual, Table):
            stated = self._table()
            region = Region.POLICIES if self.regions.policies else Region.DEFINITION
            members = self._members(Subject.POLICY, stated)
            security = compare_security(self.about.key, stated, actual, self.using)
            below = self._of_partitions(Subject.POLICY, Subject.ROW_SECURITY)
            yield from self._placed(region, fence, (*members, *security, *below))

    def triggers(self) -> Iterator[Change]:
        """Triggers; without a fence for them, in the DDL."""
        fence = self.regions.triggers or self._whole()
        if fence is not None:
            region = Region.TRIGGERS if self.regions.triggers else Region.DEFINITION
            members = self._members(Subject.TRIGGER, self.stated or self._table())
            below = self._of_partitions(Subject.TRIGGER)
            yield from self._placed(region, fence, (*members, *below))

    def _whole(self) -> Fence | None:
        """The definition, where it may hold what has no fence of its own.

        One that never ends has swallowed what stands below it: nothing can be missing from it.
        """
        ddl = self.regions.ddl
        return ddl if ddl is not None and ddl.is_closed else None

    def _members(self, subject: Subject, stated: Table | View) -> Iterator[Change]:
        kind = next(kind for kind in MEMBER_KINDS if kind.subject is subject)
        return compare_members(kind, self.about.key, stated, self.about.actual, self.using)

    def _table(self) -> Table:
        """What all fences state about the table; nothing where no fence names it."""
        stated = self.stated or self.situation.stated.schema.relation(self.about.key)
        if isinstance(stated, Table):
            return stated
        actual = self.about.actual
        return Table(name=actual.name, schema_name=actual.schema_name)

    def functions(self) -> Iterator[Change]:
        """The functions that the fence makes, and those it has to show in full.

        A function that no trigger needs may stand in the fence all the same, as long as it is so.
        """
        fence = self.regions.functions
        if fence is None:
            return
        schema = self.situation.schema
        makes = _MAKES_FUNCTION.search(fence.code.text) is not None
        stated = _read(self.situation.document.source, fence).functions if makes else {}
        at_home = {
            key
            for key in trigger_functions(self.about.actual, schema)
            if self.situation.homes.get(key, self.about.key) == self.about.key
        }
        wanted = {*at_home, *stated}
        if not wanted:
            return
        actual = {key: one for key, one in schema.functions.items() if key in wanted}
        changes = compare_objects(stated, actual, FUNCTIONS, self.using)
        yield from self._placed(Region.FUNCTIONS, fence, self._lowered(fence, changes))

    def _lowered(self, fence: Fence, changes: Iterable[Change]) -> Iterator[Change]:
        """Changes found in the fence alone, with their places in the document."""
        above = self.situation.document.source.line_of(fence.code.span.start) - 1
        for change in changes:
            places = (replace(place, line=place.line + above) for place in change.documented_at)
            yield change.model_copy(update={"documented_at": tuple(places)})

    def strays(self) -> Iterator[Change]:
        """Statements about another table, or none: each is too much where it stands."""
        written = self.regions.written_fences
        for fence in self.regions.fences:
            region, code = self._region(fence)
            by_hand = None if any(fence is one for one in written) else _SECOND_BLOCK
            for statement in stray_statements(self.situation, self.about, fence):
                change = self._report(region).outdated(
                    code,
                    region.value,
                    documented=self.situation.document.source.slice(statement.span),
                    actual=None,
                    at=statement.span,
                )
                yield change.model_copy(update={"by_hand": by_hand})

    def _region(self, fence: Fence) -> tuple[Region, str]:
        if fence is self.regions.policies:
            return Region.POLICIES, "D041"
        if fence is self.regions.triggers:
            return Region.TRIGGERS, "D050"
        is_functions = fence is self.regions.functions
        return (Region.FUNCTIONS, "D051") if is_functions else (Region.DEFINITION, "D005")

    def _is_in(self, fence: Fence, place: Location) -> bool:
        source = self.situation.document.source
        first, last = source.location(fence.span.start), source.location(fence.span.end)
        return place.path == first.path and first.line <= place.line <= last.line

    def _report(self, region: Region) -> Reporter:
        return Reporter(
            source=self.situation.document.source,
            about=self.about,
            region=region,
            blame=self.using.blame,
        )

    def _placed(self, region: Region, fence: Fence, changes: Iterable[Change]) -> Iterator[Change]:
        """The changes as those of this region; what has no place in it gets the fence's."""
        report = self._report(region)
        for change in changes:
            is_shared = change.subject in _SHARED
            inside = tuple(place for place in change.documented_at if self._is_in(fence, place))
            places = inside or report.places(fence.span)
            yield change.model_copy(
                update={
                    "regions": (region,),
                    "entry": self.about.entry.id,
                    "relation": change.object if is_shared else self.about.key,
                    "documented_at": places,
                }
            )


def has_unreadable_fence(source: Source, regions: Regions) -> bool:
    """Whether a fence to be written is open or holds what is no SQL: nothing is written then."""
    return any(
        not fence.is_closed
        or any(one.error is not None for one in parse_statements(source, fence.code.span))
        for fence in regions.written_fences
    )


def _read(source: Source, fence: Fence) -> Schema:
    return read_fence_alone(source.path, fence.code.text)
