"""Tables that came back after they were dropped: which deprecated entry was theirs.

A table that is created again is another one to whoever cites its id, so it gets a new entry, and
the old one says what replaced it. Only a person can say that it is the same after all: then the
deprecated entry is put back, with its id and everything that people wrote in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sotsync.diff.situation import Situation
from sotsync.document.mapping import humanise, stated_table
from sotsync.document.models import Document, Entry, Profile, Section, SectionKind
from sotsync.document.parse import parse_document
from sotsync.document.placeholders import is_unfilled
from sotsync.document.render.categories import category_of, classify
from sotsync.document.render.entry import Surroundings, render_entry
from sotsync.document.render.lean import render_lean_entry
from sotsync.document.render.links import EntryLink
from sotsync.document.render.numbering import entry_link
from sotsync.errors import PromiseError
from sotsync.patch.context import ranges_of
from sotsync.patch.human import cells_of, prose_of
from sotsync.patch.options import PatchOptions
from sotsync.patch.specification_files import with_files_of_entries
from sotsync.schema.models import Table, View
from sotsync.schema.names import split_qualified
from sotsync.text import Edit, Source, Span, apply_edits

__all__ = ["reactivated", "returned_entries"]

_ENTRY_LEVEL = 2
_HEAD_FIELDS = frozenset({"status", "replacement", "drop date"})
_DROPPED_BY = re.compile(r"(?:\{[^}]*\}|-|None)?[\s-]*(?:dropped by `[^`]*`)?\Z")
_NONE_LEFT = "_No deprecated tables._"


def returned_entries(situation: Situation) -> Mapping[str, Entry]:
    """The one deprecated entry of each table that has no other, by the table's key."""
    deprecated = [
        entry
        for entry in situation.document.entries
        if entry.is_deprecated and entry.number is not None and entry.id not in situation.shared_ids
    ]
    found: dict[str, Entry] = {}
    for key in situation.undocumented:
        fitting = [entry for entry in deprecated if _was(entry, key)]
        if len(fitting) == 1 and key in situation.replay.dropped:
            found[key] = fitting[0]
    return found


def _was(entry: Entry, key: str) -> bool:
    """Whether the entry was about the table, by what it states or by its title."""
    stated = stated_table(entry)
    if stated:
        return [one.key for one in stated] == [key]
    return humanise(entry.title.text) == humanise(split_qualified(key)[-1])


def reactivated(situation: Situation, options: PatchOptions) -> Source:
    """The document with the deprecated entries of tables that came back in their old places.

    Raises:
        PromiseError: A person's words would be lost; nothing has been written.
    """
    source = situation.document.source
    returned = returned_entries(situation)
    edits = []
    for key, entry in returned.items():
        relation = situation.undocumented[key]
        text = _rebuilt(situation, options, entry, relation)
        edits += [Edit(entry.span, ""), _placed(situation.document, entry, text)]
    gone = {id(entry) for entry in returned.values()}
    section = situation.document.section(SectionKind.DEPRECATED_TABLES)
    left = [one for one in situation.document.entries if one.is_deprecated and id(one) not in gone]
    if returned and section is not None and not left:
        end = section.span.end
        text = f"{_NONE_LEFT}{source.newline * 2}---{source.newline * 2}"
        edits.append(Edit(Span(end, end), text))
    result = source.edited(edits)
    _check(returned.values(), result)
    ids = [entry.id for entry in returned.values()]
    return with_files_of_entries(result, ids, before=source, options=options)


def _check(entries: Iterable[Entry], result: Source) -> None:
    """That every word of the entries is there still."""
    flat = " ".join(result.text.split())
    for entry in entries:
        for words in (*cells_of(entry), *prose_of(entry)):
            if " ".join(words.split()) not in flat:
                raise PromiseError(
                    f"a person's words would be lost: {words}", location=result.location(0)
                )


def _placed(document: Document, entry: Entry, text: str) -> Edit:
    """The text where an entry with that id belongs."""
    newline = document.source.newline
    live = [one for one in document.entries if not one.is_deprecated]
    before = [one for one in live if (one.number or 0) < (entry.number or 0)]
    rule = f"{newline}---{newline}{newline}"
    if before:
        offset = document.source.outer(before[-1].content_end)
        return Edit(Span(offset, offset), rule + text)
    section = document.section(SectionKind.DEPRECATED_TABLES)
    ends = [one.span.start for one in live[:1]] + ([section.span.start] if section else [])
    offset = min(ends, default=len(document.source.text))
    return Edit(Span(offset, offset), text + rule)


def _rebuilt(
    situation: Situation, options: PatchOptions, entry: Entry, relation: Table | View
) -> str:
    """The entry as a new one would be, with the sections that were kept in their places."""
    document = situation.document
    link = entry_link(entry.id, entry.title.text)
    fresh = _fresh(situation, options, entry, link, relation)
    kept: dict[SectionKind, Section] = {
        one.kind: one for one in reversed(entry.sections) if one.kind != SectionKind.UNKNOWN
    }
    placed: list[Section] = []
    pieces = [_head(fresh, entry)]
    for section in fresh.sections:
        old = kept.get(section.kind)
        if old is None:
            pieces.append(fresh.source.slice(section.span))
        elif old not in placed:
            placed.append(old)
            pieces.append(_promoted(document, entry, old))
    pieces += [_promoted(document, entry, one) for one in entry.sections if one not in placed]
    pieces = [piece.strip("\n") + "\n" for piece in pieces]
    text = "\n".join(pieces)
    return text if document.source.newline == "\n" else text.replace("\n", document.source.newline)


def _fresh(
    situation: Situation,
    options: PatchOptions,
    entry: Entry,
    link: EntryLink,
    relation: Table | View,
) -> Entry:
    document = situation.document
    category = category_of(entry.number or 0, ranges_of(document)) or classify(
        relation, situation.schema, options.rules.patterns
    )
    surroundings = Surroundings(
        directory=situation.directory,
        homes=situation.homes,
        owner=options.owner,
        updated_by=options.updated_by,
    )
    render = render_lean_entry if document.profile is Profile.LEAN else render_entry
    lines = render(relation, category, link, situation.facts, surroundings)
    front = f"---\nid_prefix: {document.id_prefix}-XXX\n---\n\n"
    return parse_document(Source("entry.md", front + "\n".join(lines) + "\n")).entries[0]


def _head(fresh: Entry, entry: Entry) -> str:
    """The new heading and metadata, with what a person wrote in those of the deprecated entry."""
    source = fresh.source
    start, end = fresh.span.start, fresh.introduction.end
    own = {field.key: field for field in fresh.regions.metadata}
    edits = []
    more = []
    for field in entry.regions.metadata:
        value = field.value.text
        if field.key in _HEAD_FIELDS or _DROPPED_BY.match(value) or is_unfilled(value):
            continue
        if field.key in own:
            edits.append(Edit(own[field.key].value.span, value))
        else:
            more.append(entry.source.slice(field.line))
    lines = {field.line.start for field in entry.regions.metadata}
    for line in _lines(entry.source.text, entry.introduction):
        text = entry.source.slice(line)
        if text.strip() and line.start not in lines:
            more.append(text.rstrip("\r\n"))
    text = apply_edits(source.text, edits)
    shift = len(text) - len(source.text)
    head = text[start : end + shift].rstrip("\n")
    return "\n".join([head, *more]) + "\n"


def _lines(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for match in re.finditer(r"\r\n|\n|\r", text[span.start : span.end]):
        yield Span(start, span.start + match.end())
        start = span.start + match.end()


def _promoted(document: Document, entry: Entry, section: Section) -> str:
    """A section of the deprecated entry with its headings at the level of a live one."""
    depth = entry.heading.level - _ENTRY_LEVEL
    text = document.source.text
    pieces, position = [], section.span.start
    for heading in document.headings:
        if section.span.contains(heading.line) and not heading.is_underlined:
            marks = heading.line.start
            while text[marks] == " ":
                marks += 1
            removed = min(depth, heading.level - 1)
            pieces.append(text[position:marks])
            position = marks + max(removed, 0)
    pieces.append(text[position : section.span.end])
    return "".join(pieces).replace("\r\n", "\n")
