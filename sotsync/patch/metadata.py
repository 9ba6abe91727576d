"""The lines below an entry's heading, and the line above its DDL."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sotsync.diff.histories import files_to_note, note_agrees, stamp_agrees
from sotsync.document.exact import exact_name
from sotsync.document.models import Entry
from sotsync.document.regions import MetadataField, Note
from sotsync.document.render.changes import ChangeRow, show_date
from sotsync.document.render.definition import cite_files
from sotsync.document.render.facts import Facts
from sotsync.document.render.history import MigrationFile, folder_cited
from sotsync.document.render.metadata import migration_stamp
from sotsync.document.render.words import code
from sotsync.patch.pen import Pen
from sotsync.schema.models import Table, View
from sotsync.text import Span

__all__ = ["plan_metadata", "plan_note"]

_PLANNED = re.compile(r"\bplanned\b", re.IGNORECASE)


def plan_metadata(
    pen: Pen, entry: Entry, relation: Table | View, facts: Facts, *, has_appeared: bool
) -> None:
    """Bring ID, Status, Created, Last Updated and Schema in step."""
    regions = entry.regions
    identifier = regions.metadata_field("id")
    if identifier is not None and identifier.value.text != entry.id:
        _write_value(pen, identifier, entry.id)
    status = regions.metadata_field("status")
    if status is not None and has_appeared:
        _write_value(pen, status, _PLANNED.sub("Active", status.value.text, count=1))
    stamps = {"created": facts.created(relation), "last updated": facts.last_updated(relation)}
    for key, file in stamps.items():
        field = regions.metadata_field(key)
        if field is not None and file is not None and not stamp_agrees(field, file):
            _write_stamp(pen, field, file)
    schema = regions.metadata_field("schema")
    if schema is not None and not schema_agrees(schema, relation):
        _write_value(pen, schema, code(exact_name(relation.schema_name)))


def schema_agrees(field: MetadataField, relation: Table | View) -> bool:
    """Whether the Schema line names the relation's schema."""
    return not field.is_placeholder and field.value.text.strip('`" ') == relation.schema_name


def _write_value(pen: Pen, field: MetadataField, text: str) -> None:
    if field.value.text:
        pen.write(field.value.span, text, f"{field.label.text} line")
    else:
        end = field.line.end
        space = "" if pen.source.text[:end].endswith((" ", "\t")) else " "
        pen.insert_text(end, space + text, f"{field.label.text} line")


def _write_stamp(pen: Pen, field: MetadataField, file: MigrationFile) -> None:
    """The date and the file name alone where the line has both, else as much as it takes."""
    sentence = f"{field.label.text} line"
    if field.is_placeholder or (field.date is None and field.migration is None):
        _write_value(pen, field, migration_stamp(file))
    elif field.migration is None and field.date is not None:
        if file.date is None:
            end = field.value.span.end
            pen.insert_text(end, f" (Migration: {code(file.name)})", sentence)
        else:
            pen.write(field.date.span, show_date(file), sentence)
    elif field.migration is not None:
        span, name = field.migration_code, code(file.name)
        if span is None:
            span, name = field.migration.span, file.name
        pen.write(span, name, sentence)
        if file.date is not None and field.date is not None:
            pen.write(field.date.span, show_date(file), sentence)
        elif file.date is not None:
            start = field.value.span.start
            pen.insert_text(start, f"{show_date(file)} ", sentence)
        elif field.date is not None:
            _remove_date(pen, field, sentence)


def _remove_date(pen: Pen, field: MetadataField, sentence: str) -> None:
    """The day of another migration away, where the right one has none."""
    assert field.date is not None
    start, end = field.date.span.start, field.date.span.end
    while pen.source.text[end : end + 1] == " ":
        end += 1
    pen.cut(Span(start, end), sentence)


def plan_note(pen: Pen, note: Note, rows: Sequence[ChangeRow]) -> None:
    """Bring the line above the DDL in step; the folder it names stays."""
    if note_agrees(note, rows):
        return
    names = [row.file.name for row in rows]
    folders = (folder_cited(one.text, names) for one in note.migrations[:1])
    folder = next(folders, None) or "migrations/"
    text = cite_files(files_to_note(note, rows), folder)
    if rows[0].file.is_baseline and note.migrations:
        text = f"{code(note.migrations[0].text)}, {text}"
    if note.value.text:
        pen.write(note.cited or note.value.span, text, "migrations above the SQL")
    else:
        pen.insert_text(note.line.end, f" {text}", "migrations above the SQL")
