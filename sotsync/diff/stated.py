"""What the fences of a document state, without reading the SQL that would be written just so.

In a document that is nearly in step, nearly every fence holds, to the character, what sotsync would
write there now. Such a fence states its table as it is: reading its SQL to find that out takes
longer than all the rest of a comparison. So only the other entries' SQL is read, and that of all
that they name, however far that leads.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.diff.confined import is_confined
from sotsync.diff.taken import member_names, sequence_owners, taken_by, taken_in
from sotsync.document.documented import read_documented
from sotsync.document.models import Document, Entry
from sotsync.document.regions import Fence
from sotsync.document.render.definition import definition, used_types
from sotsync.document.render.routines import (
    NO_FUNCTIONS,
    NO_TRIGGERS,
    functions,
    trigger_functions,
    triggers,
)
from sotsync.document.render.security import NO_POLICIES, policies
from sotsync.findings import Finding
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.names import quote, split_qualified, truncate
from sotsync.schema.partitions import partitions_of
from sotsync.sql.statements import Statement, parse_statements

__all__ = ["Stated", "Subjects", "read_stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """The entries whose table or view exists, and how they cite each other.

    Attributes:
        entries: The entries by the keys of their tables and views, in the order of the page.
        schema: What the database is.
        homes: Which table's entry shows each trigger function in full.
        ids: The id of each table's entry.
    """

    entries: Mapping[str, Entry]
    schema: Schema
    homes: Mapping[str, str]
    ids: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the fences of a document state.

    Attributes:
        schema: The tables and views: read where they had to be, and as they are elsewhere.
        verbatim: The keys of the tables and views that were not read.
        findings: What could not be read.
    """

    schema: Schema
    verbatim: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()


def read_stated(document: Document, subjects: Subjects) -> Stated:
    """Read the SQL of every entry that says anything but what would be written."""
    verbatim = {
        key: entry for key, entry in subjects.entries.items() if _is_verbatim(key, entry, subjects)
    }
    unread = _not_needed(document, verbatim, subjects)
    if not unread:
        return _whole(document)
    replay = read_documented(document, frozenset(id(verbatim[key]) for key in unread))
    if not taken_in(replay.schema).isdisjoint(taken_by(unread, subjects.schema)):
        # A statement somewhere else is about one of them after all, or chose a name of theirs.
        return _whole(document)
    return Stated(
        schema=_with(replay.schema, unread, subjects.schema),
        verbatim=unread,
        findings=replay.findings,
    )


def _whole(document: Document) -> Stated:
    """What comes of reading all of it."""
    everything = document.documented
    return Stated(schema=everything.schema, findings=everything.findings)


def _with(stated: Schema, keys: Iterable[str], schema: Schema) -> Schema:
    """What was read, and these tables with their partitions and these views as they are."""
    tables, views = dict(stated.tables), dict(stated.views)
    for key in sorted(keys):
        if key in schema.tables:
            tables[key] = schema.tables[key]
            tables.update(partitions_of(key, schema))
        else:
            views[key] = schema.views[key]
    return stated.model_copy(update={"tables": tables, "views": views})


def _is_verbatim(key: str, entry: Entry, subjects: Subjects) -> bool:
    """Whether every fence of the entry holds what would be written now, and none is missing."""
    regions = entry.regions
    relation = subjects.schema.relation(key)
    if relation is None or regions.extra_fences or regions.ddl is None:
        return False
    if isinstance(relation, Table) and relation.parents:
        return False  # What it has from its parents stands in their entries.
    shown = functions(relation, subjects.schema, subjects.homes, subjects.ids)
    fences = [
        (regions.ddl, _written(subjects.schema).definition(key, relation), None),
        (regions.triggers, triggers(relation, subjects.schema), NO_TRIGGERS),
        (regions.functions, shown, NO_FUNCTIONS),
    ]
    if isinstance(relation, Table):
        fences.append((regions.policies, policies(relation, subjects.schema), NO_POLICIES))
    elif regions.policies is not None:
        return False
    return all(_holds(*one, newline=entry.source.newline) for one in fences)


def _holds(fence: Fence | None, expected: str, nothing: str | None, *, newline: str) -> bool:
    """Whether a fence holds what is expected; it may be missing where that is ``nothing``."""
    if fence is None:
        return expected == nothing
    text = f"{expected}\n"
    return fence.is_closed and fence.code.text == (
        text if newline == "\n" else text.replace("\n", newline)
    )


@dataclass(frozen=True, slots=True)
class _Written:
    """The definitions of one schema as they would be written, each made once."""

    schema: Schema
    definitions: dict[str, str] = field(default_factory=dict)

    def definition(self, key: str, relation: Table | View) -> str:
        known = self.definitions.get(key)
        if known is None:
            known = self.definitions[key] = definition(relation, self.schema)
        return known


_WRITTEN: deque[_Written] = deque(maxlen=2)
"""Those of the last schemas: a plan and its proof ask for the same ones."""


def _written(schema: Schema) -> _Written:
    known = next((one for one in _WRITTEN if one.schema is schema), None)
    if known is None:
        known = _Written(schema)
        _WRITTEN.append(known)
    return known


_WORD = re.compile(r"[\w$]+")
_ESCAPED_NAME = re.compile(r"u&[\"']")


def _not_needed(
    document: Document, verbatim: Mapping[str, Entry], subjects: Subjects
) -> frozenset[str]:
    """The verbatim entries that no entry with other SQL names, whether by itself or by another."""
    if not verbatim:
        return frozenset()
    makers = _makers(verbatim, subjects)
    odd = [name for name in makers if not _WORD.fullmatch(name)]
    skipped = {id(entry) for entry in verbatim.values()}
    waiting = [
        entry
        for entry in document.entries
        if id(entry) not in skipped and not entry.is_deprecated and not entry.is_template
    ]
    if not all(map(is_confined, _statements(document, waiting))):
        return frozenset()
    left = set(verbatim)
    while waiting and left:
        text = "\n".join(fence.code.text for fence in waiting.pop().regions.fences).casefold()
        if _ESCAPED_NAME.search(text):
            return frozenset()
        names = makers.keys() & map(truncate, _WORD.findall(text))
        names |= {name for name in odd if name in text.replace('""', '"')}
        named = {key for name in names for key in makers[name]} & left
        waiting += (verbatim[key] for key in sorted(named))
        left -= named
    return frozenset(left)


def _statements(document: Document, entries: Iterable[Entry]) -> Iterator[Statement]:
    for entry in entries:
        for fence in entry.regions.fences:
            yield from parse_statements(document.source, fence.code.span)


def _makers(verbatim: Mapping[str, Entry], subjects: Subjects) -> Mapping[str, list[str]]:
    """Which entries make what bears a name; of several that show one type, the first counts."""
    found: dict[str, list[str]] = {}
    types: set[str] = set()
    for key in verbatim:
        names = [*_made(key, subjects)]
        relation = subjects.schema.relation(key)
        new = {} if relation is None else dict.fromkeys(used_types(relation, subjects.schema))
        names += [name for name in new if name not in types]
        types.update(new)
        for name in names:
            found.setdefault(split_qualified(name)[-1].casefold(), []).append(key)
    for sequence, key in sequence_owners(subjects.schema).items():
        if key in verbatim:
            found.setdefault(split_qualified(sequence)[-1].casefold(), []).append(key)
    return found


def _made(key: str, subjects: Subjects) -> Iterator[str]:
    """The keys and names of all that an entry makes: two relations cannot have one name."""
    relation = subjects.schema.relation(key)
    partitions = partitions_of(key, subjects.schema)
    for made, one in ((key, relation), *partitions.items()):
        yield made
        if one is not None:
            yield from map(quote, member_names(one))
        if isinstance(one, Table):
            yield from map(quote, one.constraints)
    for function in () if relation is None else trigger_functions(relation, subjects.schema):
        if subjects.homes.get(function, key) == key:
            yield function.partition("(")[0]
