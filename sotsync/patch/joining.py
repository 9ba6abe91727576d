"""``join``: a split document as one file again, every person's line in it.

Sections return to their places in the order of the template. What only joined the files is left
out: the link, the head of each file, the columns in the lean form. Words that a person wrote in one
of these are carried to the section that they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sotsync.document.composition import ComposedSource, Part
from sotsync.document.models import Entry, Section, SectionKind
from sotsync.document.parse import parse_document
from sotsync.document.regions import FieldRole, FieldTable
from sotsync.document.relinking import Relinker
from sotsync.document.specifications import (
    is_generated_line,
    specification_links,
    without_generated_lines,
)
from sotsync.patch.related_lists import merge_lists
from sotsync.patch.rows import human_text
from sotsync.patch.sections import Unit, laid_out, merged_in_order, units_of
from sotsync.text import Edit, Source, Span, apply_edits

__all__ = ["join_document", "sections_as_one"]

_MADE = frozenset({SectionKind.FIELDS, SectionKind.DETAILED_SPECIFICATION})
"""What ``split`` makes in the short entry: with nothing else in it, it goes again."""
_GENERATED_ROLES = frozenset(
    {FieldRole.COLUMN, FieldRole.TYPE, FieldRole.NULLABLE, FieldRole.REQUIRED}
)


def join_document(source: Source) -> Source:
    """The document in its main file alone; one that is in one file already is given back."""
    if not isinstance(source, ComposedSource) or not source.parts:
        return source.files[0]
    document = parse_document(source)
    by_start = {entry.span.start: entry for entry in document.entries}
    edits = []
    links = specification_links(source.main)
    for part, link in zip(source.parts, links, strict=True):
        start = source.file_offset(0, link.entry.span.start)
        joining = _Joining(source, part, by_start[start])
        edits.append(joining.edit(link.entry.content_end))
    return source.main.edited(edits)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A section on its way into the joined entry."""

    kind: SectionKind
    text: str


@dataclass(slots=True)
class _Joining:
    """One entry and its specification."""

    source: ComposedSource
    part: Part
    entry: Entry
    edits: list[Edit] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    @property
    def file(self) -> Source:
        return self.source.source_of(self.part)

    def edit(self, content_end: int) -> Edit:
        """The whole entry's sections in the place of the short one's."""
        self._lower_headings()
        self._carry_cells()
        head, own = self._specified()
        words = [without_generated_lines(head).strip("\r\n")]
        staying = list(self._staying())
        if any(one.kind is SectionKind.DETAILED_SPECIFICATION for one in own):
            words += self._taken_words(staying)
        sections = merged_in_order(staying, self._without_lists(staying, own))
        sections = self._with_words(sections, [text for text in words if text])
        shorts = [one for one in self.entry.sections if one.span.start < self.part.span.start]
        start = self._in_file(shorts[0].span.start) if shorts else content_end
        texts = [section.text for section in sections]
        return Edit(Span(start, content_end), laid_out(texts, self.source.main.newline))

    def _in_file(self, offset: int) -> int:
        return self.source.position(offset)

    def _lower_headings(self) -> None:
        """Marks for headings that would end the entry where they stand in one file with it."""
        for section in self.entry.sections:
            heading = section.heading
            if not self.part.span.contains(heading.line):
                continue
            start = self._in_file(heading.line.start)
            if heading.is_underlined:
                marks = f"{'#' * heading.level} {heading.text.text}"
                self.edits.append(Edit(self._span_in_file(heading.line), marks))
                continue
            text = self.file.text[start:].lstrip(" ")
            depth = len(text) - len(text.lstrip("#"))
            if depth < heading.level and not is_generated_line(self._line(heading.line)):
                self.edits.append(Edit(Span(start, start), "#" * (heading.level - depth)))

    def _line(self, line: Span) -> str:
        return self.source.slice(line).strip()

    def _carry_cells(self) -> None:
        """What people wrote in the columns of the short entry, to the full table."""
        summary, fields = self.entry.regions.summary, self.entry.regions.fields
        if summary is None or fields is None:
            return
        for row in summary.rows:
            for role, index in summary.roles.items():
                words = human_text(row.row.cell(index))
                if words and role not in _GENERATED_ROLES:
                    self._carry(fields, row.names, role, words)
            known = set(summary.roles.values())
            for index, cell in enumerate(row.row.cells):
                if index not in known and (words := human_text(cell)):
                    self.strays.append(f"- {' / '.join(row.names)}: {words}")

    def _carry(
        self, fields: FieldTable, names: tuple[str, ...], role: FieldRole, words: str
    ) -> None:
        row = next((found for name in names if (found := fields.row(name))), None)
        cell = fields.cell(row, role) if row else None
        if cell is None:
            self.strays.append(f"- {' / '.join(names)}: {words}")
            return
        present = human_text(cell)
        if words in present:
            return
        if cell.content.text:
            span, text = cell.content.span, f"{present}; {words}" if present else words
        else:
            span, text = cell.span, f" {words} "
        self.edits.append(Edit(self._span_in_file(span), text))

    def _span_in_file(self, span: Span) -> Span:
        start = self._in_file(span.start)
        return Span(start, max(start, self._in_file(max(span.end - 1, span.start)) + 1))

    def _specified(self) -> tuple[str, list[_Section]]:
        """What a person wrote in the head of the file, and the sections of the file."""
        units = [
            unit
            for unit in units_of(self.entry.sections)
            if self.part.span.contains(Span(unit.span.start, unit.span.start))
            and unit.span.start < self.part.span.end
        ]
        if units and is_generated_line(self._first_line(units[0])):
            units = units[1:]
        starts = [self._in_file(unit.span.start) for unit in units]
        ends = [*starts[1:], len(self.file.text)]
        first = starts[0] if starts else len(self.file.text)
        head = self._relinked(Span(0, first)).removeprefix("\ufeff")
        sections = [
            _Section(kind=unit.kind, text=self._relinked(Span(start, end)))
            for unit, start, end in zip(units, starts, ends, strict=True)
        ]
        return head, self._with_strays(sections)

    def _first_line(self, unit: Unit) -> str:
        return re.split(r"[\r\n]", self.source.slice(unit.span).lstrip(), maxsplit=1)[0].strip()

    def _relinked(self, span: Span) -> str:
        """Text of the file with what is carried to it, its links led from the main file."""
        inside = [
            Edit(Span(edit.span.start - span.start, edit.span.end - span.start), edit.replacement)
            for edit in self.edits
            if span.start <= edit.span.start < span.end
        ]
        text = apply_edits(self.file.slice(span), inside)
        if self.file.newline != self.source.main.newline:
            text = re.sub(r"\r\n|\n|\r", self.source.main.newline, text)
        return Relinker(self.source.main.path, self.file.path).inward(text)

    def _with_strays(self, sections: list[_Section]) -> list[_Section]:
        """The sections with words that no cell of the full table is for, below that table."""
        if not self.strays:
            return sections
        newline = self.source.main.newline
        lines = newline.join(self.strays) + newline
        for index, section in enumerate(sections):
            if section.kind is SectionKind.FIELDS:
                text = laid_out([section.text, lines], newline)
                sections[index] = _Section(kind=section.kind, text=text)
                return sections
        return [*sections, _Section(kind=SectionKind.UNKNOWN, text=lines)]

    def _staying(self) -> Iterator[_Section]:
        """The sections of the short entry, without what only joined it with its file."""
        newline = self.source.main.newline
        for unit in units_of(self.entry.sections):
            if unit.span.start >= self.part.span.start:
                break
            start, end = unit.span.start, min(unit.span.end, self.part.span.start)
            text = self._without_summary(Span(start, end))
            text = without_generated_lines(text)
            is_own = unit.kind not in _MADE or text.lstrip().partition(newline)[2].strip()
            if is_own:
                yield _Section(kind=unit.kind, text=text)

    def _without_lists(self, staying: list[_Section], own: list[_Section]) -> list[_Section]:
        """The sections of the file but for lists that go back to their section of the short entry.

        That one of ``staying`` has them then.
        """
        places = [at for at, one in enumerate(staying) if one.kind is SectionKind.RELATED_IDS]
        moved = next((one for one in own if one.kind is SectionKind.RELATED_IDS), None)
        if not places or moved is None:
            return own
        at, newline = places[0], self.source.main.newline
        text = merge_lists(staying[at].text, moved.text, newline=newline)
        staying[at] = _Section(kind=SectionKind.RELATED_IDS, text=text)
        return [one for one in own if one is not moved]

    def _taken_words(self, staying: list[_Section]) -> list[str]:
        """What people wrote beside the link to the file, whose own section has room for it."""
        kind, newline = SectionKind.DETAILED_SPECIFICATION, self.source.main.newline
        taken = [one for one in staying if one.kind is kind]
        staying[:] = [one for one in staying if one.kind is not kind]
        bodies = (one.text.lstrip().partition(newline)[2] for one in taken)
        return [body.strip("\r\n") for body in bodies]

    def _with_words(self, sections: list[_Section], words: list[str]) -> list[_Section]:
        """The sections with what people wrote where only the files are joined."""
        kind, newline = SectionKind.DETAILED_SPECIFICATION, self.source.main.newline
        if not words:
            return sections
        for at, one in enumerate(sections):
            if one.kind is kind:
                sections[at] = _Section(kind=kind, text=laid_out([one.text, *words], newline))
                return sections
        heading = f"{'#' * self.entry.sections[0].heading.level} Detailed Specification"
        text = f"{heading}{newline}{newline}{laid_out(words, newline)}"
        return merged_in_order([_Section(kind=kind, text=text)], sections)

    def _without_summary(self, span: Span) -> str:
        """A section of the main file without the columns in the lean form."""
        summary = self.entry.regions.summary
        text = self.source.slice(span)
        if summary is None or not span.contains(summary.table.span):
            return text
        start, end = (
            summary.table.span.start - span.start,
            summary.table.span.end - span.start,
        )
        return text[:start] + text[end:]


def sections_as_one(entry: Entry) -> tuple[tuple[Section, ...], ...]:
    """The sections of an entry in the order that they have in one file.

    The columns in the lean form are left out where the full table holds all that they say. Two
    that are one there, as lists of links in both files, stand together.
    """
    source = entry.source
    inside = (
        part
        for part in (source.parts if isinstance(source, ComposedSource) else ())
        if entry.span.contains(part.span)
    )
    part = next(inside, None)
    if part is None:
        return tuple((one,) for one in entry.sections)
    staying = [one for one in entry.sections if one.span.start < part.span.start]
    own = [one for one in entry.sections if one.span.start >= part.span.start]
    summary = entry.regions.summary
    if summary is not None and not any(_own_words(entry)):
        staying = [one for one in staying if not one.body.contains(summary.table.span)]
    staying = [one for one in staying if not _is_made(entry, one)]
    related = _related(staying)[:1] + _related(own)[:1]
    if len(related) > 1:
        own.remove(related[1])
    merged = merged_in_order(staying, own)
    return tuple(tuple(related) if one in related[:1] else (one,) for one in merged)


def _is_made(entry: Entry, section: Section) -> bool:
    """Whether a section only leads to the specification."""
    if section.kind is not SectionKind.DETAILED_SPECIFICATION:
        return False
    return not without_generated_lines(entry.source.slice(section.body)).strip()


def _related(sections: Sequence[Section]) -> list[Section]:
    return [one for one in sections if one.kind is SectionKind.RELATED_IDS]


def _own_words(entry: Entry) -> Iterator[str]:
    """What people wrote in the columns in the lean form and not in the full table."""
    summary, fields = entry.regions.summary, entry.regions.fields
    generated = {None if summary is None else summary.roles.get(role) for role in _GENERATED_ROLES}
    for row in () if summary is None else summary.rows:
        full = None if fields is None else next(filter(None, map(fields.row, row.names)), None)
        present = [] if full is None else [human_text(cell) for cell in full.row.cells]
        for index, cell in enumerate(row.row.cells):
            words = "" if index in generated else human_text(cell)
            if words and not any(words in one for one in present):
                yield words
