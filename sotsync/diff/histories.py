"""When dates, migrations and histories of an entry are up to date, for diff and patch alike.

Histories are only ever added to: what a person wrote in them stays, even about migrations that are
no longer there. What they say of things that a baseline made stays too, because a dump does not
tell when and by which migration they came to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sotsync.document.code_spans import code_spans
from sotsync.document.regions import HistoryRole, HistoryTable, MetadataField, Note
from sotsync.document.render.changes import ChangeRow
from sotsync.document.render.entry import noted_migrations
from sotsync.document.render.history import MigrationFile

__all__ = [
    "files_to_note",
    "missing_migrations",
    "missing_versions",
    "note_agrees",
    "stamp_agrees",
]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def stamp_agrees(field: MetadataField, file: MigrationFile) -> bool:
    """Whether Created or Last Updated names that migration and its day.

    Either may be left out where the other is right; a date that no migration states is not judged.
    """
    if field.is_placeholder:
        return False
    if file.is_baseline and (field.date is not None or field.migration is not None):
        return True
    if field.migration is not None:
        is_named = _base(field.migration.text) == _base(file.name)
        return is_named and (file.date is None or _is_day(field, file))
    return file.date is not None and field.date is not None and _is_day(field, file)


def _is_day(field: MetadataField, file: MigrationFile) -> bool:
    assert file.date is not None
    return field.date is not None and field.date.text == file.date.isoformat()


def note_agrees(note: Note, rows: Sequence[ChangeRow]) -> bool:
    """Whether the line above the DDL names the migrations that made the table and changed it."""
    stated = {_base(migration.text) for migration in note.migrations}
    return {_base(file.name) for file in files_to_note(note, rows)} <= stated


def files_to_note(note: Note, rows: Sequence[ChangeRow]) -> tuple[MigrationFile, ...]:
    """The migrations that the line above the DDL has to name."""
    files = noted_migrations(row.file for row in rows)
    return tuple(file for file in files if not (file.is_baseline and note.migrations))


def missing_migrations(table: HistoryTable, rows: Sequence[ChangeRow]) -> tuple[ChangeRow, ...]:
    """The migrations that Migration History lacks, oldest first; none where it names no files."""
    if HistoryRole.MIGRATION not in table.roles:
        return ()
    cited = _cited(table)
    return tuple(row for row in _expected(table, rows) if _base(row.file.name) not in cited)


def missing_versions(table: HistoryTable, rows: Sequence[ChangeRow]) -> tuple[ChangeRow, ...]:
    """The migrations that Version History does not know yet, oldest first.

    They are those after the last one that it cites, or those after its latest date where it cites
    none: a history that was begun late is not filled up backwards. One with a row for each changed
    field cites migrations in its reasons.
    """
    if HistoryRole.MIGRATION not in table.roles and HistoryRole.FIELD not in table.roles:
        return ()
    cited = _cited(table)
    rows = _expected(table, rows)
    known = [place for place, row in enumerate(rows) if _base(row.file.name) in cited]
    if known:
        return tuple(rows[known[-1] + 1 :])
    latest = max(_dates(table), default="")
    if HistoryRole.MIGRATION not in table.roles and HistoryRole.REASON not in table.roles:
        rows = [row for row in rows if row.file.date is not None]
    return tuple(row for row in rows if row.file.date is None or row.file.date.isoformat() > latest)


def _expected(table: HistoryTable, rows: Sequence[ChangeRow]) -> Sequence[ChangeRow]:
    """The rows that a history has to have; one that was begun need not name the baseline."""
    if not table.table.rows:
        return rows
    return [row for row in rows if not row.file.is_baseline]


def _cited(table: HistoryTable) -> frozenset[str]:
    if HistoryRole.MIGRATION in table.roles:
        cells = (table.cell(row, HistoryRole.MIGRATION) for row in table.table.rows)
        return frozenset(_base(cell.text) for cell in cells if cell is not None)
    reasons = (table.cell(row, HistoryRole.REASON) for row in table.table.rows)
    names = (code_spans(cell.text) for cell in reasons if cell is not None)
    return frozenset(_base(name.text) for found in names for name in found)


def _dates(table: HistoryTable) -> list[str]:
    cells = (table.cell(row, HistoryRole.DATE) for row in table.table.rows)
    return [date for cell in cells if cell for date in _DATE.findall(cell.text)]


def _base(name: str) -> str:
    """A migration's name without marks; folders stay where they are what tells files apart."""
    bare = name.strip().strip("`*_[] ").partition("](")[0].strip("`*_[] ")
    *folders, last = bare.split("/")
    return f"{folders[-1]}/{last}" if folders and last in {"migration.sql", "up.sql"} else last
