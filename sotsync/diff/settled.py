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
from sotsync.document.models import Profile
from sotsync.document.render.history import History
from sotsync.document.render.links import EntryLink
from sotsync.schema.models import Table, View
from sotsync.schema.partitions import partitions_of
from sotsync.schema.render.style import key_of

__all__ = ["Settled", "settle"]


class _Backdrop(NamedTuple):
    """What all entries of a situation are looked at with, but for the actual side."""

    history: History
    schemas: frozenset[str]
    newline: str
    id_prefix: str
    profile: Profile
    directory: Mapping[str, EntryLink]
    keys: Mapping[str, str]
    homes: Mapping[str, str]
    ambiguous_ids: frozenset[str]
    ambiguous_keys: frozenset[str]
    unknown_names: frozenset[str]
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


@dataclass(frozen=True, slots=True)
class Settled:
    """The verdicts of one situation.

    Attributes:
        situation: What was looked at.
        subjects: The entries in which nothing was found, by id.
        more: What else they were looked at with.
    """

    situation: Situation
    subjects: Mapping[str, EntrySubject]
    more: object = None
    _same: dict[int, tuple[Situation, bool]] = field(default_factory=dict, repr=False)

    def holds(self, situation: Situation, subject: EntrySubject, more: object = None) -> bool:
        """Whether nothing would be found in an entry of another situation either."""
        own = self.subjects.get(subject.entry.id)
        return (
            own is not None
            and own.actual is subject.actual
            and self._is_same_backdrop(situation, more)
            and _looked(self.situation, own) == _looked(situation, subject)
        )

    def _is_same_backdrop(self, situation: Situation, more: object) -> bool:
        """Whether all else is the same; worked out once, for all entries of the situation."""
        known = self._same.get(id(situation))
        if known is None:
            is_same = (
                situation.replay is self.situation.replay
                and more == self.more
                and _backdrop(situation) == _backdrop(self.situation)
            )
            known = self._same[id(situation)] = (situation, is_same)
        return known[1]


def settle(situation: Situation, quiet: Iterable[EntrySubject], more: object = None) -> Settled:
    """The verdicts that nothing was found in the entries ``quiet``.

    Args:
        situation: What was looked at.
        quiet: The entries in which nothing was found.
        more: What else they were looked at with.
    """
    unique = (one for one in quiet if one.entry.id not in situation.shared_ids)
    return Settled(situation, {subject.entry.id: subject for subject in unique}, more)


def _backdrop(situation: Situation) -> _Backdrop:
    return _Backdrop(
        history=situation.facts.history,
        schemas=situation.schemas,
        newline=situation.document.source.newline,
        id_prefix=situation.document.id_prefix,
        profile=situation.document.profile,
        directory=situation.directory,
        keys=situation.keys,
        homes=situation.homes,
        ambiguous_ids=situation.ambiguous_ids,
        ambiguous_keys=situation.ambiguous_keys,
        unknown_names=situation.unknown_names,
        renames=situation.renames,
    )


def _looked(situation: Situation, subject: EntrySubject) -> _Looked:
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
    )
