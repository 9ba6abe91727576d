"""Where a patch may write at all: the generated regions of entries whose table exists, no more."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.diff.situation import EntrySubject, Situation
from sotsync.document.models import Document, Entry, SectionKind
from sotsync.document.regions import BulletList, ReferenceList
from sotsync.text import Span

__all__ = ["insertion_points", "writable_spans"]

_WRITTEN_FIELDS = frozenset({"id", "status", "created", "last updated", "schema"})
_WRITTEN_FRONT_MATTER = ("version", "last_updated")


def writable_spans(situation: Situation, moved: tuple[Entry, ...]) -> tuple[Span, ...]:
    """The parts of the document that an edit may replace, sorted."""
    spans = [entry.span for entry in moved]
    for subject in situation.subjects:
        spans += _of_entry(subject)
    for entry in situation.document.entries:
        field = entry.regions.metadata_field("replacement") if entry.is_deprecated else None
        if field is not None:
            spans.append(field.value.span)
    spans += _of_document(situation.document)
    return tuple(sorted(spans))


def _of_entry(subject: EntrySubject) -> Iterator[Span]:
    regions = subject.entry.regions
    yield subject.entry.title.span
    for field in regions.metadata:
        if field.key in _WRITTEN_FIELDS:
            yield field.line
    for line in (regions.note, regions.rls_enabled):
        if line is not None:
            yield line.line
    for fence in regions.fences:
        yield from (fence.opening.span, fence.code.span, fence.closing.span)
    for table in (
        regions.fields,
        regions.summary,
        regions.indexes,
        regions.migration_history,
        regions.version_history,
    ):
        if table is not None:
            yield table.table.span
    for listed in (
        regions.key_indexes,
        regions.references,
        regions.referenced_by,
        regions.foreign_keys,
    ):
        if listed is not None:
            yield _list_span(listed)


def _list_span(listed: BulletList | ReferenceList) -> Span:
    items = listed.bullets if isinstance(listed, BulletList) else listed.lines
    ends = [listed.insert_at, *(item.line.end for item in items)]
    return Span(listed.label.start, max(ends))


def _of_document(document: Document) -> Iterator[Span]:
    for part in (document.navigation, document.cross_references):
        if part is not None:
            yield part.section.span
    section = document.section(SectionKind.DEPRECATED_TABLES)
    if section is not None:
        yield section.span
    if document.front_matter is not None:
        for key in _WRITTEN_FRONT_MATTER:
            field = document.front_matter.get(key)
            if field is not None:
                yield field.line


def insertion_points(document: Document) -> frozenset[int]:
    """Where whole entries and sections may be inserted: between those that are there."""
    source = document.source
    points = {len(source.text)}
    for entry in document.entries:
        points |= {entry.span.start, entry.content_end, source.outer(entry.content_end)}
    points |= {section.span.start for section in document.sections}
    return frozenset(points)
