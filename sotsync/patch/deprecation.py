"""An entry whose table was dropped: it moves below Deprecated Tables, and keeps what people wrote.

What the migrations say is gone with the table; a section stays, whole, as soon as one line of it is
a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sotsync.config import DeprecatedForm
from sotsync.document.models import Document, Entry, Section, SectionKind
from sotsync.document.placeholders import is_unfilled
from sotsync.document.regions import HistoryRole, HistoryTable
from sotsync.document.render.changes import show_date
from sotsync.document.render.history import MigrationFile
from sotsync.document.render.indexes import AUTO_CREATED
from sotsync.document.render.metadata import migration_stamp
from sotsync.document.render.words import code
from sotsync.document.slugs import heading_slug
from sotsync.document.specifications import is_generated_line, without_generated_lines
from sotsync.document.tables import Row
from sotsync.patch.context import Context
from sotsync.patch.human import human_cells, status_words
from sotsync.patch.hunks import with_newlines
from sotsync.patch.joining import sections_as_one
from sotsync.patch.links import followed
from sotsync.patch.lost_words import comments_in
from sotsync.patch.pen import Pen
from sotsync.patch.related_lists import merge_lists
from sotsync.patch.rows import human_text
from sotsync.patch.specification_files import with_new_names
from sotsync.text import Span

__all__ = ["Deprecation", "deprecated_slug", "is_generated_history", "plan_deprecations"]

_HEADING_LEVEL = 3
_DEEPEST_LEVEL = 6
_GENERATED_FIELDS = frozenset({"id", "category", "status", "created", "last updated", "schema"})
_NONE_YET = re.compile(
    r"^[ \t]*[_*(]*(?:no deprecated tables|none(?: currently| yet)?)[.)*_]*[ \t]*(?=[\r\n]|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSING = re.compile(r"(?:\s*^---[ \t]*(?=[\r\n]|\Z))*\s*\Z", re.MULTILINE)
_LABEL = re.compile(r"^\s*(?:[-*]\s+)?\*\*[^*]+\*\*:?(?:\s*\([^)]*\))?:?\s*")
_BULLET = re.compile(r"^\s*[-*]\s+")
_STRUCTURE = re.compile(r"^\s*(?:#{1,6}\s.*|\|?[\s|:-]*|```.*|>?\s*)$")
_HISTORIES = frozenset({SectionKind.MIGRATION_HISTORY, SectionKind.VERSION_HISTORY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """One entry to move, and the migration that dropped its table."""

    entry: Entry
    file: MigrationFile


def deprecated_slug(entry: Entry) -> str:
    """The anchor of the entry's heading once it is moved."""
    return heading_slug(_title(entry))


def _title(entry: Entry) -> str:
    return f"{entry.heading.text.text} [DEPRECATED]"


def plan_deprecations(pen: Pen, context: Context, moved: tuple[Deprecation, ...]) -> None:
    """Move the entries, in the order of their ids."""
    if not moved:
        return
    for one in moved:
        pen.cut(one.entry.span, f"{one.entry.id} moved to Deprecated Tables")
    blocks = [_block(pen, context, one) for one in moved]
    text = with_new_names(followed(pen.source.newline.join(blocks), context), context)
    _insert(pen, context.document, text)


def _insert(pen: Pen, document: Document, text: str) -> None:
    newline = pen.source.newline
    sentence = "Deprecated Tables entry added"
    section = document.section(SectionKind.DEPRECATED_TABLES)
    if section is None:
        offset = _before_closing_sections(document)
        heading = with_newlines(pen.source, "## Deprecated Tables\n\n")
        lead = newline if offset == len(pen.source.text) else ""
        closing = with_newlines(pen.source, "\n---\n\n")
        pen.insert_text(offset, f"{lead}{heading}{text}{closing}", sentence)
        return
    below = [
        entry for entry in document.entries if entry.is_deprecated and entry.span > section.span
    ]
    body = pen.source.slice(section.body)
    placeholder = None if below else _NONE_YET.search(body)
    if placeholder is not None:
        start = section.body.start
        span = Span(start + placeholder.start(), start + placeholder.end())
        pen.write(span, text.removesuffix(newline), sentence)
    elif below:
        pen.insert_text(pen.source.outer(below[-1].content_end), newline + text, sentence)
    else:
        closing_match = _CLOSING.search(body)
        kept = len(body) if closing_match is None else closing_match.start()
        lead = newline if kept == 0 else newline * 2
        ending = text if kept == 0 else text.removesuffix(newline)
        pen.insert_text(section.body.start + kept, lead + ending, sentence)


def _before_closing_sections(document: Document) -> int:
    for kind in (SectionKind.CROSS_REFERENCE_INDEX, SectionKind.MAINTENANCE_PROTOCOL):
        section = document.section(kind)
        if section is not None:
            return section.span.start
    return len(document.source.text)


def _block(pen: Pen, context: Context, one: Deprecation) -> str:
    """The moved entry, ending in a line end."""
    day = show_date(one.file)
    head = [
        f"{'#' * _HEADING_LEVEL} {_title(one.entry)}",
        "",
        f"**Status**: Deprecated ({day})",
        "**Replacement**: None",
        f"**Reason**: {{Why it was dropped}} - dropped by {code(one.file.name)}",
        "**Data Migration**: {Where its data went}",
        f"**Drop Date**: {migration_stamp(one.file)}",
    ]
    former = status_words(one.entry)
    if former:
        head.append(f"**Status Before**: {former}")
    newline = pen.source.newline
    introduction = "".join(_kept_introduction(one.entry)).rstrip()
    lines = [*head, introduction] if introduction else head
    sections = _kept_sections(context, one.entry)
    return newline.join(lines) + newline + "".join(newline + text for text in sections)


def _kept_sections(context: Context, entry: Entry) -> Iterator[str]:
    """The sections that stay, each ending in a line end, headings one level down."""
    document, form = context.document, context.options.deprecated
    for sections in sections_as_one(entry):
        section = sections[0]
        if section.kind in _HISTORIES:
            is_short = form is DeprecatedForm.MINIMAL
            updated_by = context.options.updated_by
            is_kept = not (is_short and is_generated_history(entry, section, updated_by))
        else:
            is_kept = form is DeprecatedForm.FULL or any(_has_words(entry, one) for one in sections)
        if is_kept:
            texts = [_demoted(document, one) for one in sections]
            text = without_generated_lines(_as_one(texts, document.source.newline))
            yield text.rstrip() + document.source.newline


def _as_one(texts: Sequence[str], newline: str) -> str:
    """A section that stands in one file, or in two."""
    return texts[0] if len(texts) == 1 else merge_lists(*texts, newline=newline)


def is_generated_history(entry: Entry, section: Section, updated_by: str) -> bool:
    """Whether sotsync wrote every row of a Version History, and quoted nobody in it.

    A Migration History beside such a one was written by sotsync as well.
    """
    history = entry.regions.version_history
    if history is None:
        return False
    is_version = section.kind is SectionKind.VERSION_HISTORY
    if is_version and not section.body.contains(history.table.span):
        return False
    return all(_is_generated_row(history, row, updated_by) for row in history.table.rows)


def _is_generated_row(history: HistoryTable, row: Row, updated_by: str) -> bool:
    author = history.cell(row, HistoryRole.UPDATED_BY)
    is_ours = author is not None and author.content.text == updated_by
    return is_ours and not any("\u201c" in cell.content.text for cell in row.cells)


def _kept_introduction(entry: Entry) -> Iterator[str]:
    """The lines above the first section that are no generated fields."""
    source = entry.source
    generated = [
        field.line
        for field in entry.regions.metadata
        if field.key in _GENERATED_FIELDS or is_unfilled(field.value.text)
    ]
    for line in _lines(source.text, entry.introduction):
        text = source.slice(line)
        if text.strip() and not any(one.start == line.start for one in generated):
            yield text


def _lines(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for match in re.finditer(r"\r\n|\n|\r", text[span.start : span.end]):
        yield Span(start, span.start + match.end())
        start = span.start + match.end()
    if start < span.end:
        yield Span(start, span.end)


def _has_words(entry: Entry, section: Section) -> bool:
    """Whether a line of the section is a person's: no generated fact, no placeholder."""
    source = entry.source
    generated = tuple(_generated_spans(entry))
    placed = (*_cells_with_words(entry), *_comments_with_words(entry))
    if any(section.body.start <= offset < section.body.end for offset in placed):
        return True
    for line in _lines(source.text, section.body):
        if any(one.start <= line.start < one.end for one in generated):
            continue
        text = source.slice(line).strip()
        words = _BULLET.sub("", _LABEL.sub("", text)).strip()
        is_word = words.strip("*_.").lower() not in {"", "none", "n/a"}
        is_word = is_word and not is_generated_line(text)
        if is_word and not _STRUCTURE.match(text) and not is_unfilled(words):
            return True
    return False


def _generated_spans(entry: Entry) -> Iterator[Span]:
    regions = entry.regions
    for fence in regions.fences:
        yield fence.span
    histories = (regions.migration_history, regions.version_history)
    for table in (regions.fields, regions.summary, regions.indexes, *histories):
        if table is not None:
            yield table.table.span
    for line in (regions.note, regions.rls_enabled):
        if line is not None:
            yield line.line
    for references in (regions.references, regions.referenced_by, regions.foreign_keys):
        if references is not None:
            yield references.label
            yield from (one.line for one in references.lines if not one.tail)


def _comments_with_words(entry: Entry) -> Iterator[int]:
    """Where the SQL of generated fences has comments of people."""
    for fence in entry.regions.fences:
        yield from (fence.code.span.start for _ in comments_in(fence.code.text))


def _cells_with_words(entry: Entry) -> Iterator[int]:
    """Where the human cells of generated tables hold something."""
    for cell in human_cells(entry):
        words = human_text(cell)
        if words and words not in {AUTO_CREATED, "Primary key", "Unique"}:
            yield cell.content.span.start


def _demoted(document: Document, section: Section) -> str:
    """The section with each of its headings one level down."""
    text = document.source.text
    pieces, position = [], section.span.start
    for heading in document.headings:
        if section.span.contains(heading.line) and heading.level < _DEEPEST_LEVEL:
            pieces.append(text[position : heading.line.start] + "#")
            position = heading.line.start
            if heading.is_underlined:
                pieces.append(f"{'#' * heading.level} {heading.text.text}")
                position = heading.line.end
    return "".join(pieces) + text[position : section.span.end]
