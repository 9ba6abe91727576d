"""Verdicts that hold again: entries in which nothing was found, and all that this was found with.

A patch is proven on the whole document that it leaves, most of which is as it was. What an entry
comes to follows from its own text, its table or view, what its SQL states and what the document
says elsewhere of others: where all of these are the same, so is the verdict. Nothing is taken to be
the same that was not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sotsync.diff.renames import Renames
from sotsync.diff.situation import EntryState, EntrySubject, Situation
from sotsync.diff.strays import stray_statements
from sotsync.document.models import Entry, Profile
from sotsync.document.render.history import History
from sotsync.document.render.links import EntryLink, references
from sotsync.document.render.routines import trigger_functions
from sotsync.schema.models import Table, View
from sotsync.schema.partitions import partitions_of
from sotsync.schema.render.style import key_of

__all__ = ["Citing", "Settled", "settle"]


class _Backdrop(NamedTuple):
    """What all entries of a situation are looked at with, but for the actual side."""

    history: History
    schemas: frozenset[str]
    newline: str
    id_prefix: str
    profile: Profile
    ambiguous_ids: frozenset[str]
    ambiguous_keys: frozenset[str]
    renames: Renames


class _Looked(NamedTuple):
    """What one entry is looked at with."""

    key: str
    text: str
    title: str
    slug: str
    state: EntryState
    parts: tuple[object, ...]
    documented: Table | View | None
    partitions: Mapping[str, Table]
    cited: tuple[EntryLink | None, ...]
    shown_at: tuple[str | None, ...]
    named: tuple[str | None, ...]
    strays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Citing:
    """How entries are cited, and what else they are looked at with.

    Attributes:
        directory: Every entry by the key of its table or view.
        homes: Which table's entry shows each trigger function in full.
        more: What else all entries are looked at with.
    """

    directory: Mapping[str, EntryLink]
    homes: Mapping[str, str]
    more: object = None

    @classmethod
    def of(cls, situation: Situation) -> Citing:
        """As the document has it."""
        return cls(situation.directory, situation.homes)


@dataclass(frozen=True, slots=True)
class Settled:
    """The verdicts of one situation.

    Attributes:
        situation: What was looked at.
        subjects: The entries in which nothing was found, by id.
        citing: What they were looked at with.
    """

    situation: Situation
    subjects: Mapping[str, EntrySubject]
    citing: Citing
    _same: dict[int, tuple[Situation, bool]] = field(default_factory=dict, repr=False)

    def holds(self, situation: Situation, subject: EntrySubject, citing: Citing) -> bool:
        """Whether nothing would be found in an entry of another situation either."""
        own = self.subjects.get(subject.entry.id)
        return (
            own is not None
            and own.actual is subject.actual
            and citing.more == self.citing.more
            and self._is_same_backdrop(situation)
            and _looked(self.situation, own, self.citing) == _looked(situation, subject, citing)
        )

    def _is_same_backdrop(self, situation: Situation) -> bool:
        """Whether all else is the same; worked out once, for all entries of the situation."""
        known = self._same.get(id(situation))
        if known is None:
            is_same = situation.replay is self.situation.replay and _backdrop(
                situation
            ) == _backdrop(self.situation)
            known = self._same[id(situation)] = (situation, is_same)
        return known[1]


def settle(situation: Situation, quiet: Iterable[EntrySubject], citing: Citing) -> Settled:
    """The verdicts that nothing was found in the entries ``quiet``.

    Args:
        situation: What was looked at.
        quiet: The entries in which nothing was found.
        citing: What they were looked at with.
    """
    unique = (one for one in quiet if one.entry.id not in situation.shared_ids)
    return Settled(situation, {subject.entry.id: subject for subject in unique}, citing)


def _backdrop(situation: Situation) -> _Backdrop:
    return _Backdrop(
        history=situation.facts.history,
        schemas=situation.schemas,
        newline=situation.document.source.newline,
        id_prefix=situation.document.id_prefix,
        profile=situation.document.profile,
        ambiguous_ids=situation.ambiguous_ids,
        ambiguous_keys=situation.ambiguous_keys,
        renames=situation.renames,
    )


def _looked(situation: Situation, subject: EntrySubject, citing: Citing) -> _Looked:
    entry, documented = subject.entry, situation.documented.get(subject.key)
    stated, start = situation.stated.schema, entry.span.start
    return _Looked(
        key=subject.key,
        text=entry.source.slice(entry.span),
        title=entry.title.text,
        slug=entry.heading.slug,
        state=situation.state(entry),
        parts=tuple(
            (one.kind, one.body.start - start, one.body.end - start) for one in entry.sections
        ),
        documented=documented or stated.relation(subject.key),
        partitions={} if documented is None else partitions_of(key_of(documented), stated),
        cited=tuple(citing.directory.get(key) for key in _neighbours(situation, subject, citing)),
        shown_at=tuple(citing.homes.get(one) for one in _functions(situation, subject)),
        named=tuple(situation.keys.get(one) for one in _named_ids(entry)),
        strays=_strays(situation, subject),
    )


def _functions(situation: Situation, subject: EntrySubject) -> tuple[str, ...]:
    return trigger_functions(subject.actual, situation.schema)


def _neighbours(situation: Situation, subject: EntrySubject, citing: Citing) -> list[str]:
    """The tables that the entry cites or should cite, and its own."""
    actual, incoming = subject.actual, situation.facts.incoming.get(subject.key, ())
    outgoing = references(actual) if isinstance(actual, Table) else ()
    found = {subject.key, *(one.other for one in (*outgoing, *incoming))}
    homes = (citing.homes.get(one) for one in _functions(situation, subject))
    return sorted(found.union(home for home in homes if home is not None))


def _strays(situation: Situation, subject: EntrySubject) -> tuple[int, ...]:
    """Where in the entry statements about other tables stand."""
    if subject.key in situation.stated.verbatim:
        return ()
    entry = subject.entry
    return tuple(
        statement.span.start - entry.span.start
        for fence in entry.regions.fences
        for statement in stray_statements(situation, subject, fence)
    )


def _named_ids(entry: Entry) -> list[str]:
    """The ids that the entry's foreign key lines name."""
    regions = entry.regions
    lists = (regions.references, regions.foreign_keys, regions.referenced_by)
    lines = (line for listed in lists if listed is not None for line in listed.lines)
    return sorted({line.target_id for line in lines if line.target_id is not None})
