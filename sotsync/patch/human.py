"""What people wrote in the parts of a document that a patch may rewrite."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sotsync.document.models import Entry, SectionKind
from sotsync.document.placeholders import is_unfilled
from sotsync.document.regions import FieldRole, IndexRole
from sotsync.document.render.indexes import AUTO_CREATED
from sotsync.document.specifications import is_generated_line
from sotsync.document.tables import Cell
from sotsync.patch.rows import human_text

__all__ = ["SEEDS", "cells_of", "prose_of"]

SEEDS = frozenset({AUTO_CREATED, "Primary key", "Unique", "Exclusion", "Foreign key lookups"})
"""What sotsync itself puts into the human cells of new rows."""
_PROSE = frozenset(
    {
        SectionKind.PURPOSE,
        SectionKind.DATA_INTEGRITY,
        SectionKind.EXAMPLE_QUERIES,
        SectionKind.BACKUP,
        SectionKind.COMPLIANCE,
        SectionKind.DETAILED_SPECIFICATION,
        SectionKind.VERSION_HISTORY,
        SectionKind.UNKNOWN,
    }
)

_MARKS = re.compile(r"(?:#{1,6}(?:\s.*)?|```.*|~~~.*|[|:\s>*-]*)\Z")
"""Lines that only give shape: headings, fences, rules."""


def cells_of(entry: Entry) -> Iterator[str]:
    """The words in the human cells and tails of an entry's generated regions, as written."""
    for cell in _cells(entry):
        words = human_text(cell)
        if words and words not in SEEDS:
            yield words
    regions = entry.regions
    for listed in (regions.references, regions.referenced_by, regions.foreign_keys):
        for line in () if listed is None else listed.lines:
            if line.tail is not None and line.tail.text and not is_unfilled(line.tail.text):
                yield line.tail.text


def _cells(entry: Entry) -> Iterator[Cell | None]:
    regions = entry.regions
    for fields in (regions.fields, regions.summary):
        for row in () if fields is None else fields.rows:
            assert fields is not None  # It has rows.
            for role in (FieldRole.DESCRIPTION, FieldRole.EXAMPLE):
                yield fields.cell(row, role)
    for index in () if regions.indexes is None else regions.indexes.rows:
        assert regions.indexes is not None  # The same.
        for index_role in (IndexRole.PURPOSE, IndexRole.NOTES):
            yield regions.indexes.cell(index, index_role)
    for table in (regions.migration_history, regions.version_history):
        for history_row in () if table is None else table.table.rows:
            yield from history_row.cells


def prose_of(entry: Entry) -> Iterator[str]:
    """The lines of an entry that are a person's own, stripped, without headings."""
    text = entry.source.text
    for section in entry.sections:
        if section.kind in _PROSE:
            for line in text[section.body.start : section.body.end].split("\n"):
                words = line.strip()
                value = words.partition("**:")[2] if "**:" in words else words.lstrip("-* ")
                is_words = not _MARKS.match(words) and not is_generated_line(words)
                if is_words and not is_unfilled(value.strip()):
                    yield words
