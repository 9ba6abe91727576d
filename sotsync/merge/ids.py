"""Ids that two branches gave out without knowing of each other, made to agree before a merge.

An id that the base has is permanent. Of those that are new, ours stay as they are; a table that
both sides documented gets the lower of its two ids where that is free; and what only theirs has
gets the next free number where ours has taken its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.diff.situation import former_relations
from sotsync.document.ids import format_id, number_of
from sotsync.document.mapping import humanise, map_entries, stated_table
from sotsync.document.models import Document, Entry
from sotsync.document.parse import parse_document
from sotsync.document.reassign import reassign
from sotsync.document.render.categories import Category, category_of
from sotsync.document.render.numbering import Numbering
from sotsync.replay.result import Replay
from sotsync.text import Edit

__all__ = ["Agreement", "Renumbered", "agree", "tables_by"]

TableOf = Callable[[Entry], str]
"""The table of an entry, or words by which it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbered:
    """An entry that got another id.

    Attributes:
        old: The id that it had.
        new: The id that it has now.
        table: Its table.
        rival: The table that has the old id; None where both sides documented this one.
        is_ours: Whether our side had it.
    """

    old: str
    new: str
    table: str
    rival: str | None
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Both sides with ids that agree.

    Attributes:
        ours: Our document.
        theirs: Their document.
        tables: The id of every table that is new, by the table.
        renumbered: What got another id.
    """

    ours: Document
    theirs: Document
    tables: Mapping[str, str] = field(default_factory=dict)
    renumbered: tuple[Renumbered, ...] = ()


def tables_by(document: Document, replay: Replay | None) -> TableOf:
    """How the tables of a document's entries are known.

    Args:
        document: The document.
        replay: What the migrations make; None where that is not known.
    """
    known: dict[int, str] = {}
    if replay is not None:
        schema = replay.schema
        relations = (*schema.tables, *schema.views)
        former = former_relations(schema)
        mapping = map_entries(document, relations, former, gone=replay.dropped)
        known = {entry.span.start: key for key, entry in mapping.entries.items()}

    def table_of(entry: Entry) -> str:
        key = known.get(entry.span.start)
        if key is not None:
            return key
        stated = stated_table(entry)
        return stated[0].key if len(stated) == 1 else humanise(entry.title.text)

    return table_of


def agree(
    base: Document | None,
    ours: Document,
    theirs: Document,
    numbering: Numbering,
    replay: Replay | None = None,
) -> Agreement:
    """Both sides with one id a table, and one table an id.

    Args:
        base: What both started from.
        ours: Our side.
        theirs: Their side.
        numbering: Gives the next free id; it knows every id of the three.
        replay: What the migrations of both make; None where that is not known.
    """
    permanent = set() if base is None else {entry.id for entry in base.entries}
    if any(all(entry.id in permanent for entry in one.entries) for one in (ours, theirs)):
        return Agreement(ours=ours, theirs=theirs)
    own = _new(ours, permanent, tables_by(ours, replay))
    other = _new(theirs, permanent, tables_by(theirs, replay))
    final = _decided(own, other, numbering)
    changed = (
        *_renumbered(own, final, other, is_ours=True),
        *_renumbered(other, final, own, is_ours=False),
    )
    return Agreement(
        ours=_with_ids(ours, own, final),
        theirs=_with_ids(theirs, other, final),
        tables=final,
        renumbered=changed,
    )


def _new(document: Document, permanent: set[str], table_of: TableOf) -> dict[str, Entry]:
    """The entries that a side added, by their table; what is there twice is left alone."""
    found: dict[str, list[Entry]] = {}
    ids = Counter(entry.id for entry in document.entries)
    for entry in document.entries:
        is_new = entry.number is not None and entry.id not in permanent
        if is_new and ids[entry.id] == 1:
            found.setdefault(table_of(entry), []).append(entry)
    return {table: entries[0] for table, entries in found.items() if len(entries) == 1}


def _decided(
    own: Mapping[str, Entry], other: Mapping[str, Entry], numbering: Numbering
) -> dict[str, str]:
    """The id of each new table."""
    final = {table: entry.id for table, entry in own.items() if table not in other}
    taken = set(final.values())
    for table in sorted(own.keys() & other.keys()):
        for identifier in sorted((own[table].id, other[table].id), key=_number):
            if identifier not in taken:
                final[table] = identifier
                break
        taken.add(final.setdefault(table, own[table].id))
    for table, entry in other.items():
        if table in own:
            continue
        final[table] = entry.id if entry.id not in taken else _next(entry, numbering)
        taken.add(final[table])
    return final


def _number(identifier: str) -> int:
    return number_of(identifier) or 0


def _next(entry: Entry, numbering: Numbering) -> str:
    category = category_of(entry.number or 0, numbering.ranges) or Category.FEATURE
    number = numbering.following(category)
    numbering.used.add(number)
    return format_id(numbering.prefix, number)


def _renumbered(
    entries: Mapping[str, Entry],
    final: Mapping[str, str],
    others: Mapping[str, Entry],
    *,
    is_ours: bool,
) -> Iterator[Renumbered]:
    holders = {identifier: table for table, identifier in final.items()}
    for table, entry in entries.items():
        if final[table] != entry.id:
            yield Renumbered(
                old=entry.id,
                new=final[table],
                table=table,
                rival=None if table in others else holders.get(entry.id),
                is_ours=is_ours,
            )


def _with_ids(
    document: Document, entries: Mapping[str, Entry], final: Mapping[str, str]
) -> Document:
    """The document with the ids that were decided, everywhere that it mentions the old ones."""
    edits: list[Edit] = []
    for table, entry in entries.items():
        if final[table] != entry.id:
            edits += reassign(document, entry, final[table], ())[0].edits
    return parse_document(document.source.edited(edits)) if edits else document
