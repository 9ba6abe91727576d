"""What people wrote in the parts of a document that a patch may rewrite."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sotsync.document.models import Entry, SectionKind
from sotsync.document.placeholders import is_unfilled
from sotsync.document.regions import (
    FieldRole,
    FieldRow,
    FieldTable,
    IndexRole,
    IndexRow,
    IndexTable,
)
from sotsync.document.render.indexes import AUTO_CREATED
from sotsync.document.specifications import is_generated_line
from sotsync.document.tables import Cell
from sotsync.patch.rows import human_text

__all__ = [
    "SEEDS",
    "cells_of",
    "field_words",
    "human_cells",
    "index_words",
    "prose_of",
    "status_words",
]

SEEDS = frozenset({AUTO_CREATED, "Primary key", "Unique", "Exclusion", "Foreign key lookups"})
"""What sotsync itself puts into the human cells of new rows."""
_STATES = frozenset({"", "active", "planned", "deprecated"})
_FIELD_FACTS = frozenset(FieldRole) - {FieldRole.DESCRIPTION, FieldRole.EXAMPLE}
_INDEX_FACTS = frozenset({IndexRole.NAME, IndexRole.COLUMNS, IndexRole.TYPE})
_TYPE_FACTS = re.compile(
    r"(?:[\W_]|\b(?:NOT|NULL|PK|PRIMARY|KEY|UNIQUE|IDENTITY)\b)*\Z", re.IGNORECASE
)
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
    for cell in (*human_cells(entry), *_history_cells(entry)):
        words = human_text(cell)
        if words and words not in SEEDS:
            yield words
    regions = entry.regions
    for fields in (regions.fields, regions.summary):
        for row in () if fields is None else fields.rows:
            yield from _type_words(row)
    for listed in (regions.references, regions.referenced_by, regions.foreign_keys):
        for line in () if listed is None else listed.lines:
            if line.tail is not None and line.tail.text and not is_unfilled(line.tail.text):
                yield line.tail.text


def human_cells(entry: Entry) -> Iterator[Cell]:
    """The cells of an entry's tables of columns and indexes that people fill."""
    regions = entry.regions
    for fields in (regions.fields, regions.summary):
        for row in () if fields is None else fields.rows:
            assert fields is not None  # It has rows.
            yield from _field_cells(fields, row)
    for index in () if regions.indexes is None else regions.indexes.rows:
        assert regions.indexes is not None  # The same.
        yield from _index_cells(regions.indexes, index)


def status_words(entry: Entry) -> str:
    """What the Status line says beyond the plain states; empty where that is nothing."""
    status = entry.regions.metadata_field("status")
    is_plain = status is None or status.is_placeholder or status.value.text.lower() in _STATES
    return "" if is_plain or status is None else status.value.text


def field_words(table: FieldTable, row: FieldRow) -> str:
    """All that people wrote in the row of a column: in columns of their own as well."""
    words = [human_text(cell) for cell in _field_cells(table, row)]
    return "; ".join(filter(None, [*words, *_type_words(row)]))


def index_words(table: IndexTable, row: IndexRow) -> str:
    """All that people wrote in the row of an index: in columns of their own as well."""
    words = [human_text(cell) for cell in _index_cells(table, row)]
    return "; ".join(word for word in words if word and word not in SEEDS)


def _field_cells(table: FieldTable, row: FieldRow) -> Iterator[Cell]:
    facts = {index for role, index in table.roles.items() if role in _FIELD_FACTS}
    return (cell for index, cell in enumerate(row.row.cells) if index not in facts)


def _index_cells(table: IndexTable, row: IndexRow) -> Iterator[Cell]:
    facts = {index for role, index in table.roles.items() if role in _INDEX_FACTS}
    return (cell for index, cell in enumerate(row.row.cells) if index not in facts)


def _type_words(row: FieldRow) -> Iterator[str]:
    """The note behind a type, where it says more than that the column is a key or required."""
    if row.type is not None and not _TYPE_FACTS.match(row.type_note):
        yield row.type_note


def _history_cells(entry: Entry) -> Iterator[Cell]:
    regions = entry.regions
    for table in (regions.migration_history, regions.version_history):
        for row in () if table is None else table.table.rows:
            yield from row.cells


def prose_of(entry: Entry) -> Iterator[str]:
    """The lines of an entry that are a person's own, stripped, without headings."""
    text = entry.source.text
    for section in entry.sections:
        if section.kind in _PROSE:
            for line in re.split(r"[\r\n]", text[section.body.start : section.body.end]):
                words = line.strip()
                value = words.partition("**:")[2] if "**:" in words else words.lstrip("-* ")
                is_words = not _MARKS.match(words) and not is_generated_line(words)
                if is_words and not is_unfilled(value.strip()):
                    yield words
