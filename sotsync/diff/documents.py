"""Comparing a document with a replay: every entry, every region, and the document's own fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sotsync.diff.base_unknown import compare_unknown_bases
from sotsync.diff.blame import Blame
from sotsync.diff.changes import (
    Change,
    Ghost,
    Planned,
    Region,
    Renamed,
    Subject,
    Unmapped,
    sort_changes,
)
from sotsync.diff.entries import compare_entry
from sotsync.diff.fence_regions import has_unreadable_fence
from sotsync.diff.merging import fold_renamed_types, merge_changes
from sotsync.diff.outline import compare_outline
from sotsync.diff.relations import subject_of
from sotsync.diff.schemas import undocumented_relation
from sotsync.diff.settled import Citing, Settled, settle
from sotsync.diff.situation import EntryState, EntrySubject, Situation, examine
from sotsync.diff.uncertainty import with_uncertainty
from sotsync.document.models import Document, Entry
from sotsync.document.unnumbered import Unnumbered
from sotsync.replay.result import Replay
from sotsync.schema.render.style import key_of
from sotsync.text import Location

__all__ = ["Compared", "compare", "compare_again", "diff_document"]

_OF_SQL = frozenset({Region.DEFINITION, Region.POLICIES, Region.TRIGGERS, Region.FUNCTIONS})
_RAISE = "raise its heading to the level of the other entries"
_HOLDS_ANOTHER = "raise the heading inside it that describes another table"
_NEVER_THERE = "correct the name in the entry's SQL, or set its Status to Planned"
_SHARED_ID = "give one of the entries with this id another one"
_UNREADABLE = "make the SQL of the entry something that PostgreSQL reads, in closed code fences"


def diff_document(
    document: Document,
    replay: Replay,
    *,
    schemas: Collection[str] = (),
    dates: Mapping[str, dt.date] | None = None,
    tags: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """Every difference between a document and what the migrations make, sorted.

    Args:
        document: The documented side.
        replay: The actual side.
        schemas: The only schemas whose tables are documented; all of them where it is empty.
        dates: Days of migrations whose version states none, by path.
        tags: The ids that comments in migrations give to tables, by the tables' keys.
    """
    return compare(examine(document, replay, schemas=schemas, dates=dates, tags=tags))


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison has found.

    Attributes:
        changes: Every difference between the two sides, sorted.
        settled: The entries without any, for another comparison after a patch.
    """

    changes: tuple[Change, ...]
    settled: Settled


def compare(situation: Situation) -> tuple[Change, ...]:
    """Every difference between the two sides of a situation, sorted.

    One fact that is wrong in several regions is one change with several places.
    """
    return compare_again(situation).changes


def compare_again(situation: Situation, settled: Settled | None = None) -> Compared:
    """Compare the two sides of a situation; entries whose verdict still holds are not read anew.

    Args:
        situation: Both sides.
        settled: What an earlier comparison has found no change in.
    """
    blame = Blame(situation.replay)
    quiet: list[EntrySubject] = []
    found = _changes(situation, blame, settled, quiet)
    changes = sort_changes(fold_renamed_types(merge_changes(found)))
    verdicts = settle(situation, quiet, Citing.of(situation))
    return Compared(with_uncertainty(changes, situation.replay.schema), verdicts)


def _changes(
    situation: Situation, blame: Blame, settled: Settled | None, quiet: list[EntrySubject]
) -> Iterator[Change]:
    for key, relation in situation.undocumented.items():
        yield undocumented_relation(key, relation)
    yield from _unnumbered(situation)
    yield from _entry_states(situation, blame)
    yield from _renamed(situation, blame)
    citing = Citing.of(situation)
    for about in situation.subjects:
        is_settled = settled is not None and settled.holds(situation, about, citing)
        changes = () if is_settled else tuple(_entry(situation, about, blame))
        if not changes:
            quiet.append(about)
        yield from changes
    yield from compare_unknown_bases(situation, blame)
    yield from compare_outline(situation)


def _unnumbered(situation: Situation) -> Iterator[Change]:
    """Tables that a heading without an id describes: only a person can make it an entry."""
    source, prefix = situation.document.source, situation.document.id_prefix
    for key, section in situation.mapping.unnumbered.items():
        relation = situation.schema.relation(key)
        if relation is None or not situation.is_documentable(relation):
            continue
        yield undocumented_relation(key, relation).model_copy(
            update={
                "documented_at": (source.location(section.heading.line.start),),
                "by_hand": _RAISE if section.title else _give_id(section, prefix),
            }
        )


def _give_id(section: Unnumbered, prefix: str) -> str:
    text, identifier = section.heading.text.text, section.id or f"{prefix}-NNN"
    if section.is_block:
        return f"write a heading above the code block: `## {identifier}: {text}`"
    free = "" if section.id else " (`sotsync ids next` names a free one)"
    return f"give its heading an id, as in `{identifier}: {text}`{free}"


def _entry(situation: Situation, about: EntrySubject, blame: Blame) -> Iterable[Change]:
    """The entry's changes; all are a person's where its SQL has to be written and cannot be."""
    changes = list(compare_entry(situation, about, blame))
    is_about_sql = any(not _OF_SQL.isdisjoint(change.regions) for change in changes)
    if is_about_sql and has_unreadable_fence(situation.document.source, about.entry.regions):
        return [change.model_copy(update={"by_hand": _UNREADABLE}) for change in changes]
    return changes


def _entry_states(situation: Situation, blame: Blame) -> Iterable[Change]:
    for entry in situation.document.entries:
        state = situation.state(entry)
        if state is EntryState.GHOST:
            yield _ghost(situation, entry, blame)
        elif state is EntryState.APPEARED:
            yield _appeared(situation, entry)
        elif state is EntryState.UNMAPPED:
            yield _unmapped(situation, entry)


def _ghost(situation: Situation, entry: Entry, blame: Blame) -> Ghost:
    key = situation.key_of(entry)
    assert key is not None  # What has no key is unmapped.
    dropped = blame.dropped(key)
    return Ghost(
        code="D002",
        subject=Subject.TABLE,
        object=key,
        relation=key,
        entry=entry.id,
        documented=entry.heading.text.text,
        documented_at=(situation.document.source.location(entry.heading.line.start),),
        actual_at=dropped,
        by_hand=_by_hand(situation, entry, dropped),
    )


def _by_hand(situation: Situation, entry: Entry, dropped: Location | None) -> str | None:
    """What a person has to do about a ghost that is not deprecated without them."""
    if dropped is None:
        return _NEVER_THERE
    if situation.holds_another(entry):
        return _HOLDS_ANOTHER
    return _SHARED_ID if entry.id in situation.shared_ids else None


def _appeared(situation: Situation, entry: Entry) -> Planned:
    key = situation.key_of(entry)
    relation = None if key is None else situation.schema.relation(key)
    assert key is not None
    assert relation is not None  # That is what "appeared" says.
    status = entry.regions.metadata_field("status")
    start = status.line.start if status else entry.heading.line.start
    return Planned(
        code="D004",
        subject=subject_of(relation),
        object=key,
        relation=key,
        entry=entry.id,
        documented=status.value.text if status else None,
        actual="Active",
        documented_at=(situation.document.source.location(start),),
        actual_at=relation.origin.created,
    )


def _unmapped(situation: Situation, entry: Entry) -> Unmapped:
    source = situation.document.source
    place = source.location(entry.heading.line.start)
    told = [finding for finding in situation.mapping.findings if finding.document == place]
    return Unmapped(
        code="D003",
        subject=Subject.ENTRY,
        object=entry.id,
        entry=entry.id,
        documented=entry.heading.text.text,
        documented_at=(place,),
        reason=told[0].message if told else "names no table or view",
        by_hand=told[0].hint if told else None,
    )


def _renamed(situation: Situation, blame: Blame) -> Iterator[Renamed]:
    for about in situation.subjects:
        stated = situation.documented.get(about.key)
        if stated is None or key_of(stated) == about.key:
            continue
        place = stated.origin.created
        yield Renamed(
            code="D006",
            subject=subject_of(about.actual),
            object=about.key,
            relation=about.key,
            entry=about.entry.id,
            documented=key_of(stated),
            actual=about.key,
            documented_at=(place,) if place else (),
            actual_at=blame.changed(about.key, "", "name", about.actual.origin),
            by_hand=_UNREADABLE
            if has_unreadable_fence(situation.document.source, about.entry.regions)
            else None,
        )
