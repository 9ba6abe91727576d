"""Where each text goes in a document, as edits: into its own field, or into the entry's Notes.

Only what nobody has filled is written. A text whose field is taken, because a comment in the
database or an earlier text fills it, joins the notes of the entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.document.importing.escaping import cell_text, line_text, quoted, sql_comment
from sotsync.document.importing.models import Carried, Kind, Text
from sotsync.document.models import Document, Entry, SectionKind
from sotsync.document.placeholders import is_unfilled
from sotsync.document.regions import FieldRole, IndexRole
from sotsync.document.tables import Cell
from sotsync.schema.names import quote
from sotsync.text import Edit, Span

__all__ = ["NOTES", "Placement", "place"]

NOTES = "Notes"
"""The heading of the section that holds what fits no field."""

_LABELS = {Kind.STORES: "What It Stores", Kind.WHY: "Why It Exists"}
_LABELS[Kind.USE_CASES] = "Primary Use Cases"
_FIELD_ROLES = {Kind.DESCRIPTION: FieldRole.DESCRIPTION, Kind.EXAMPLE: FieldRole.EXAMPLE}
_INDEX_ROLES = (IndexRole.PURPOSE, IndexRole.NOTES)
_NOTHING = frozenset({"", "-"})


@dataclass(slots=True)
class Placement:
    """What becomes of the texts of one import.

    Attributes:
        edits: What changes in the document.
        carried: Every text that is in the document now, with the place it has.
        there: How many texts the document said already.
    """

    edits: list[Edit] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    there: int = 0


def place(document: Document, entries: Mapping[str, Entry], texts: Iterable[Text]) -> Placement:
    """Where the texts go; every table among them has its entry in ``entries``."""
    placement = Placement()
    of_table: dict[str, list[Text]] = {}
    for text in texts:
        of_table.setdefault(text.table, []).append(text)
    for key, found in of_table.items():
        _Writer(document, entries[key], placement).write(found)
    return placement


class _Writer:
    """The texts of one entry."""

    def __init__(self, document: Document, entry: Entry, placement: Placement) -> None:
        self.document = document
        self.entry = entry
        self.placement = placement
        self.taken: dict[Span, str] = {}
        self.notes: list[Text] = []

    def write(self, texts: Iterable[Text]) -> None:
        for text in texts:
            self._write_one(text)
        self._write_notes()

    def _write_one(self, text: Text) -> None:
        if text.kind is Kind.NOTE:
            self._note(text)
        elif text.kind is Kind.POLICY:
            self._write_policy(text)
        else:
            self._fill(text, list(self._spans(text)))

    def _fill(self, text: Text, spans: list[tuple[Span, str, bool]]) -> None:
        """Write into the first free place; a place that says the same already is enough."""
        is_cell = text.kind in {Kind.DESCRIPTION, Kind.EXAMPLE, Kind.INDEX}
        written = cell_text(text.text) if is_cell else line_text(text.text)
        for span, current, _ in spans:
            if _same(self.taken.get(span, current), written):
                self.placement.there += 1
                return
        for span, _, is_free in spans:
            if is_free and span not in self.taken:
                self.taken[span] = written
                self.placement.edits.append(Edit(span, written))
                self._carry(text, text.kind)
                return
        self._note(text)

    def _carry(self, text: Text, kind: Kind) -> None:
        self.placement.carried.append(Carried(text=text, kind=kind))

    def _note(self, text: Text) -> None:
        if any(_same(note.text, text.text) and note.member == text.member for note in self.notes):
            self.placement.there += 1
            return
        self.notes.append(text)
        self._carry(text, Kind.NOTE)

    def _spans(self, text: Text) -> Iterator[tuple[Span, str, bool]]:
        """The places that such a text may have: span, what stands there, whether it is free."""
        regions = self.entry.regions
        if text.kind in _LABELS:
            yield from self._label(_LABELS[text.kind], is_first=text.kind is Kind.STORES)
        elif text.kind in _FIELD_ROLES and regions.fields:
            row = regions.fields.row(text.member)
            cell = regions.fields.cell(row, _FIELD_ROLES[text.kind]) if row else None
            yield from _cell(cell)
        elif text.kind is Kind.INDEX and regions.indexes:
            index_row = regions.indexes.row(text.member)
            for role in _INDEX_ROLES if index_row else ():
                assert index_row is not None
                yield from _cell(regions.indexes.cell(index_row, role))

    def _label(self, label: str, *, is_first: bool) -> Iterator[tuple[Span, str, bool]]:
        section = self.entry.section(SectionKind.PURPOSE)
        if section is None:
            return
        text = self.document.source.text
        pattern = re.compile(rf"^\*\*{label}\*\*:[ \t]*(?P<value>[^\r\n]*)$", re.MULTILINE)
        found = pattern.search(text, section.body.start, section.body.end)
        if found:
            value = found["value"].strip()
            start = found.start("value")
            yield Span(start, start + len(value)), value, is_unfilled(value)
        elif is_first:
            value = text[section.body.start : section.body.end].strip()
            if is_unfilled(value) and value and "\n" not in value:
                start = text.index(value, section.body.start)
                yield Span(start, start + len(value)), value, True

    def _write_policy(self, text: Text) -> None:
        """A comment directly above the policy's statement in its fence."""
        fence = self.entry.regions.policies
        line = sql_comment(text.text)
        pattern = re.compile(rf"^CREATE POLICY {re.escape(quote(text.member))}\s", re.MULTILINE)
        found = pattern.search(fence.code.text) if fence else None
        if fence is None or found is None:
            self._note(text)
            return
        start = fence.code.span.start + found.start()
        span = Span(start, start)
        if line in {
            self.taken.get(span),
            fence.code.text[: found.start()].rstrip().split("\n")[-1],
        }:
            self.placement.there += 1
        elif span in self.taken:
            self._note(text)
        else:
            self.taken[span] = line
            newline = self.document.source.newline
            self.placement.edits.append(Edit(span, f"{line}{newline}"))
            self._carry(text, Kind.POLICY)

    def _write_notes(self) -> None:
        if not self.notes:
            return
        newline = self.document.source.newline
        existing = next(
            (one for one in self.entry.sections if one.heading.text.text.strip() == NOTES), None
        )
        lines = list(_note_lines(self.notes))
        if existing is not None:
            body = self.document.source.slice(existing.body)
            at = existing.body.start + len(body.rstrip())
            text = newline.join(["", "", *lines])
        else:
            at, is_last = self._end_of_purpose()
            text = newline.join([f"### {NOTES}", "", *lines, "", ""])
            text = newline.join(["", f"### {NOTES}", "", *lines, ""]) if is_last else text
        self.placement.edits.append(Edit(Span(at, at), text))

    def _end_of_purpose(self) -> tuple[int, bool]:
        """Where a section after Purpose & Context starts; the entry's end where there is none."""
        section = self.entry.section(SectionKind.PURPOSE)
        is_last = section is None or section is self.entry.sections[-1]
        return (self.entry.content_end if is_last or section is None else section.span.end), is_last


def _cell(cell: Cell | None) -> Iterator[tuple[Span, str, bool]]:
    if cell is not None:
        text = cell.content.text
        yield cell.content.span, text, text in _NOTHING or is_unfilled(text)


def _same(one: str, other: str) -> bool:
    """Whether both say the same, but for marks, case and spaces."""
    return _words(one) == _words(other)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _note_lines(notes: Iterable[Text]) -> Iterator[str]:
    """One quote a file, each text after the other with a blank line between."""
    path = ""
    for note in notes:
        if note.location.path != path:
            if path:
                yield ""
            path = note.location.path
            yield from quoted([f"From `{path}`:"])
        yield ">"
        yield from quoted(_note(note))


def _note(note: Text) -> list[str]:
    lines = note.text.split("\n")
    if note.kind is Kind.NOTE:
        return lines
    about = f"`{note.member}`: " if note.member else ""
    return [f"{about}{line_text(note.text)}"]
