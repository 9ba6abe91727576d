"""A document and a replay, brought together once: which entry is about which table, and its state.

``diff`` and ``patch`` both start from here, so that they agree on what is looked at at all:
template entries, deprecated ones and plans for tables that do not exist yet are not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sotsync.diff.pairs import Pair
from sotsync.diff.renames import Renames, find_renames, former_keys
from sotsync.diff.stated import Stated, Subjects, read_stated
from sotsync.document.mapping import EntryMapping, map_entries
from sotsync.document.models import Document, Entry
from sotsync.document.ownership import Owners
from sotsync.document.render.facts import Facts, gather_facts, has_own_entry
from sotsync.document.render.links import EntryLink
from sotsync.document.render.routines import function_homes
from sotsync.findings import Finding
from sotsync.replay.result import Replay
from sotsync.schema.canonical import Scope
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.partitions import partitions_of
from sotsync.schema.render.style import key_of

__all__ = [
    "EntryState",
    "EntrySubject",
    "Situation",
    "examine",
    "former_relations",
    "status_of",
]

_PLANNED = re.compile(r"\W*planned\b", re.IGNORECASE)


class EntryState(StrEnum):
    """What an entry is to a comparison."""

    CURRENT = "current"
    """Its table or view exists: every generated region is compared."""
    APPEARED = "appeared"
    """It is planned, and its table or view now exists."""
    PLANNED = "planned"
    """It is planned, and does not exist yet: input for a proposal, no drift."""
    GHOST = "ghost"
    """Its table or view was dropped, or never existed."""
    EXTERNAL = "external"
    """No migration creates its table, or settings leave its schema out: nothing is compared."""
    RETIRED = "retired"
    """It is deprecated: nothing is compared."""
    TEMPLATE = "template"
    """It is a copy of the template: nothing is compared."""
    UNMAPPED = "unmapped"
    """It cannot be matched with a table or view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySubject:
    """An entry whose regions are compared, with the relation it is about.

    Attributes:
        key: The relation's present key.
        entry: The entry.
        actual: The relation.
    """

    key: str
    entry: Entry
    actual: Table | View


@dataclass(frozen=True)
class Situation:
    """A document and a replay, brought together.

    Attributes:
        document: The documented side.
        replay: The actual side.
        facts: What generated fields are made of.
        mapping: Which entry is about which table or view.
        schemas: The only schemas whose tables are documented; all of them where it is empty.
    """

    document: Document
    replay: Replay
    facts: Facts
    mapping: EntryMapping
    schemas: frozenset[str] = frozenset()

    @property
    def schema(self) -> Schema:
        """What the database is."""
        return self.replay.schema

    @cached_property
    def scope(self) -> Scope:
        """What the database is to expressions, remembered for all of them."""
        return Scope(self.schema)

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The key of each mapped entry by its id; where two share one, that of the first."""
        ordered = sorted(self.mapping.entries.items(), key=lambda one: one[1].span, reverse=True)
        return {entry.id: key for key, entry in ordered}

    @cached_property
    def _keys_by_entry(self) -> Mapping[int, str]:
        """The same by the entry itself: two entries may share an id by mistake."""
        return {id(entry): key for key, entry in self.mapping.entries.items()}

    def key_of(self, entry: Entry) -> str | None:
        """The key of the table or view that ``entry`` is about, if it is mapped."""
        return self._keys_by_entry.get(id(entry))

    @cached_property
    def shared_ids(self) -> frozenset[str]:
        """The ids that more than one entry has."""
        counts = Counter(one.id for one in self.document.entries if one.number is not None)
        return frozenset(identifier for identifier, number in counts.items() if number > 1)

    @cached_property
    def ambiguous_ids(self) -> frozenset[str]:
        """The ids that do not tell what is meant: of several entries, or of one that is left alone.

        Nothing that cites them is judged or written, wherever it stands.
        """
        return self.shared_ids | {entry.id for entry in self.mapping.ambiguous}

    @cached_property
    def ambiguous_keys(self) -> frozenset[str]:
        """The tables and views that cannot be cited, because their entries are ambiguous."""
        shared = {key for key, one in self.mapping.entries.items() if one.id in self.shared_ids}
        return self.mapping.claimed | shared

    def state(self, entry: Entry) -> EntryState:
        """What the entry is to a comparison."""
        known = self._states.get(id(entry))
        return self._state(entry) if known is None else known

    @cached_property
    def _states(self) -> Mapping[int, EntryState]:
        return {id(entry): self._state(entry) for entry in self.document.entries}

    def _state(self, entry: Entry) -> EntryState:
        if entry.is_deprecated:
            return EntryState.RETIRED
        if entry.is_template:
            return EntryState.TEMPLATE
        key = self.key_of(entry)
        is_planned = _PLANNED.match(status_of(entry)) is not None
        if key is None:
            return EntryState.PLANNED if is_planned else EntryState.UNMAPPED
        relation = self.schema.relation(key)
        if relation is None:
            missing = EntryState.EXTERNAL if self.is_altered_only(key) else EntryState.GHOST
            return EntryState.PLANNED if is_planned else missing
        if not self.is_documentable(relation):
            return EntryState.EXTERNAL
        return EntryState.APPEARED if is_planned else EntryState.CURRENT

    def is_altered_only(self, key: str) -> bool:
        """Whether migrations change a table that none makes, and leave nothing in it to know of."""
        return key in self.facts.operations and key not in self.replay.dropped

    def holds_another(self, entry: Entry) -> bool:
        """Whether a heading inside the entry describes another table, which must not go with it."""
        headings = (one.heading.line for one in self.mapping.unnumbered.values())
        return any(entry.span.contains(line) for line in headings)

    def is_documentable(self, relation: Table | View) -> bool:
        """Whether facts about the relation are compared where it has an entry."""
        is_left_out = bool(self.schemas) and relation.schema_name not in self.schemas
        return not _is_external(relation) and not is_left_out

    @cached_property
    def subjects(self) -> tuple[EntrySubject, ...]:
        """The entries whose regions are compared, in document order."""
        return tuple(self._subjects())

    def _subjects(self) -> Iterator[EntrySubject]:
        for entry in self.document.entries:
            if self.state(entry) in {EntryState.CURRENT, EntryState.APPEARED}:
                key = self.key_of(entry)
                relation = None if key is None else self.schema.relation(key)
                assert key is not None
                assert relation is not None  # That is what the two states say.
                yield EntrySubject(key=key, entry=entry, actual=relation)

    @cached_property
    def undocumented(self) -> Mapping[str, Table | View]:
        """The tables and views that need an entry and have none, in creation order."""
        return {
            key: relation
            for key, relation in _relations(self.schema).items()
            if key not in self.mapping.entries
            and key not in self.mapping.claimed
            and has_own_entry(relation)
            and self.is_documentable(relation)
        }

    @cached_property
    def directory(self) -> Mapping[str, EntryLink]:
        """How each compared entry is cited, by its table's key."""
        return {
            subject.key: EntryLink(
                id=subject.entry.id,
                title=subject.entry.title.text,
                slug=subject.entry.heading.slug,
            )
            for subject in self.subjects
        }

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """Which table's entry shows each trigger function in full, in document order."""
        return function_homes((subject.key for subject in self.subjects), self.schema)

    @cached_property
    def owners(self) -> Owners:
        """Whose each table, view and partition is, as it is documented and as it is."""
        found: dict[str, Entry | None] = {**Owners.of(self.document.entries).entries}
        actual: list[tuple[str, Entry | None]] = [*((key, None) for key in self.undocumented)]
        actual += ((subject.key, subject.entry) for subject in self.subjects)
        for key, entry in actual:
            found |= dict.fromkeys((key, *partitions_of(key, self.schema)), entry)
        return Owners(found)

    @cached_property
    def stated(self) -> Stated:
        """What the fences of all entries state together."""
        return read_stated(
            self.document,
            Subjects(
                entries={subject.key: subject.entry for subject in self.subjects},
                schema=self.schema,
                homes=self.homes,
                ids={key: link.id for key, link in self.directory.items()},
            ),
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What could not be read of the document without guessing, in the order of the text."""
        return self.document.findings_with(self.stated.findings)

    @cached_property
    def documented(self) -> Mapping[str, Table | View]:
        """The relation that each compared entry's fences state, by its present key.

        It may have an older name. An entry whose fences create none is not among the keys.
        """
        by_line = self._documented_by_line
        found: dict[str, Table | View] = {}
        for subject in self.subjects:
            if subject.key in self.stated.verbatim:
                found[subject.key] = subject.actual
                continue
            stated = [
                by_line[line]
                for line in self.document.source.lines_of(subject.entry.span)
                if line in by_line
            ]
            if stated:
                same = [one for one in stated if key_of(one) == subject.key]
                found[subject.key] = (same or stated)[0]
        return found

    @cached_property
    def unknown_names(self) -> frozenset[str]:
        """The keys that the document's SQL speaks of and nothing makes, in it or in fact.

        What the entry of a table that is gone makes, is as good as nothing: it will go as well.
        """
        gone = {
            self.key_of(entry)
            for entry in self.document.entries
            if self.state(entry) is EntryState.GHOST
        }
        return frozenset(
            key
            for key, relation in _relations(self.stated.schema).items()
            if (_is_external(relation) or key in gone) and self.schema.relation(key) is None
        )

    @cached_property
    def _documented_by_line(self) -> Mapping[tuple[str, int], Table | View]:
        return {
            (relation.origin.created.path, relation.origin.created.line): relation
            for relation in _relations(self.stated.schema).values()
            if relation.origin.created is not None and not _is_external(relation)
        }

    @cached_property
    def renames(self) -> Renames:
        """What was renamed since the document was written."""
        return find_renames(
            Pair(
                name=subject.key,
                documented_name=key_of(self.documented[subject.key]),
                documented=self.documented[subject.key],
                actual=subject.actual,
            )
            for subject in self.subjects
            if subject.key in self.documented and subject.key not in self.stated.verbatim
        )


def _is_external(relation: Table | View) -> bool:
    """Whether no statement creates it: it is only mentioned."""
    return isinstance(relation, Table) and relation.is_external


def _relations(schema: Schema) -> dict[str, Table | View]:
    return {**schema.tables, **schema.views}


def status_of(entry: Entry) -> str:
    """What the entry's Status line says; empty where it says nothing or a placeholder."""
    field = entry.regions.metadata_field("status")
    return "" if field is None or field.is_placeholder else field.value.text


def former_relations(schema: Schema) -> Mapping[str, str]:
    """Earlier keys of tables and views → present ones; a name in use again leads nowhere."""
    found: dict[str, str] = {}
    for key, relation in _relations(schema).items():
        for former in former_keys(relation.schema_name, relation.origin.renamed_from):
            if former != key and schema.relation(former) is None:
                found[former] = key
    return found


def examine(
    document: Document,
    replay: Replay,
    *,
    schemas: Collection[str] = (),
    dates: Mapping[str, dt.date] | None = None,
    tags: Mapping[str, str] | None = None,
) -> Situation:
    """Bring a document and a replay together; nothing is compared yet.

    Args:
        document: The documented side.
        replay: The actual side.
        schemas: The only schemas whose tables are documented; all of them where it is empty.
        dates: Days of migrations whose version states none, by path.
        tags: The ids that comments in migrations give to tables, by the tables' keys.
    """
    # Copies, since whoever asks again may have changed theirs.
    told = dict(dates or {}), dict(tags or {})
    asked = (document, replay, frozenset(schemas), *told)
    known = next((one for other, one in tuple(_EXAMINED) if _is_same(other, asked)), None)
    if known is None:
        schema = replay.schema
        keys = (*schema.tables, *schema.views)
        known = Situation(
            document=document,
            replay=replay,
            facts=gather_facts(replay, told[0]),
            mapping=map_entries(document, keys, former_relations(schema), told[1], replay.dropped),
            schemas=frozenset(schemas),
        )
        _EXAMINED.append((asked, known))
    return known


_Asked = tuple[Document, Replay, frozenset[str], Mapping[str, dt.date], Mapping[str, str]]
_EXAMINED: deque[tuple[_Asked, Situation]] = deque(maxlen=2)
"""The last situations: whoever compares, plans and reports asks for the same one."""


def _is_same(one: _Asked, other: _Asked) -> bool:
    """Whether the two sides are the very same objects, and all else says the same."""
    return one[0] is other[0] and one[1] is other[1] and one[2:] == other[2:]
