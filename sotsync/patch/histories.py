"""Migration History and Version History: rows are added, never changed and never taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sotsync.diff.histories import missing_migrations, missing_versions
from sotsync.document.regions import HistoryRole, HistoryTable
from sotsync.document.render.changes import UPDATED_BY, ChangeRow
from sotsync.document.render.versions import FIRST_VERSION, next_version
from sotsync.document.render.words import code_cell
from sotsync.patch.hunks import line_end
from sotsync.patch.pen import Pen
from sotsync.patch.rows import new_row

__all__ = ["VersionPlan", "plan_migration_history"]


def plan_migration_history(pen: Pen, table: HistoryTable, rows: Sequence[ChangeRow]) -> None:
    """Add the migrations that are missing, each above the first that comes after it."""
    missing = missing_migrations(table, rows)
    for row in missing:
        later = {one.file.name for one in rows[rows.index(row) + 1 :]}
        texts = {
            HistoryRole.MIGRATION: row.migration,
            HistoryRole.DATE: row.date,
            HistoryRole.DESCRIPTION: row.description,
            HistoryRole.CHANGES: row.changes,
            HistoryRole.BREAKING: row.breaking,
        }
        offset = _before_later(pen, table, later)
        pen.insert(offset, (_line(pen, table, texts),), "Migration History row added")


def _before_later(pen: Pen, table: HistoryTable, later: set[str]) -> int:
    for row in table.table.rows:
        named = table.cell(row, HistoryRole.MIGRATION)
        if named is not None and any(name in named.text for name in later):
            return row.line.start
    return _end(pen, table)


def _end(pen: Pen, table: HistoryTable) -> int:
    last = table.table.rows[-1] if table.table.rows else table.table.delimiter
    return line_end(pen.source, last.line.end)


def _line(pen: Pen, table: HistoryTable, texts: Mapping[HistoryRole, str]) -> str:
    cells = {index: texts[role] for role, index in table.roles.items() if role in texts}
    return new_row(pen.source, table.table, cells)


def _quotes(lost: Mapping[str, str]) -> list[str]:
    return [f"removed {code_cell(name)}: “{text}”" for name, text in lost.items()]


def _by_row(lost: Mapping[str, str], rows: Sequence[ChangeRow]) -> list[list[str]]:
    """For each row the words to quote: where its changes name what is gone, else the last."""
    found: list[list[str]] = [[] for _ in rows]
    for name, text in lost.items():
        places = [index for index, row in enumerate(rows) if code_cell(name) in row.changes]
        for index in (places or range(len(rows)))[-1:]:
            found[index] += _quotes({name: text})
    return found


@dataclass(slots=True)
class VersionPlan:
    """The rows to add to one Version History.

    Attributes:
        pen: Where the edits go.
        table: The table.
        rows: What each migration did, oldest first.
        lost: What people wrote about things that are gone, by their name.
    """

    pen: Pen
    table: HistoryTable
    rows: Sequence[ChangeRow]
    lost: Mapping[str, str]
    version: str = field(default="")

    def write(self) -> None:
        """Add a row for each migration that is new here, and quote every word that was removed."""
        missing = missing_versions(self.table, self.rows)
        self.version = self._last_version()
        quotes = _by_row(self.lost, missing)
        lines = [self._row(row, quotes[index]) for index, row in enumerate(missing)]
        if not missing and self.lost and self.rows:
            lines.append(self._row(self.rows[-1], _quotes(self.lost), is_again=True))
        if lines:
            sentence = "Version History row added"
            self.pen.insert(_end(self.pen, self.table), lines, sentence)

    def _last_version(self) -> str:
        for row in reversed(self.table.table.rows):
            found = self.table.cell(row, HistoryRole.VERSION)
            if found is not None and next_version(found.text) is not None:
                return found.text
        return ""

    def _row(self, row: ChangeRow, quotes: Sequence[str], *, is_again: bool = False) -> str:
        is_breaking = row.is_breaking and not is_again
        following = next_version(self.version, is_breaking=is_breaking) if self.version else None
        self.version = following or FIRST_VERSION
        changes = "" if is_again else row.changes
        text = "; ".join(filter(None, (changes, *quotes)))
        texts = {
            HistoryRole.VERSION: self.version,
            HistoryRole.DATE: row.date,
            HistoryRole.MIGRATION: row.migration,
            HistoryRole.CHANGES: text[:1].upper() + text[1:],
            HistoryRole.DESCRIPTION: text[:1].upper() + text[1:],
            HistoryRole.BREAKING: row.breaking,
            HistoryRole.UPDATED_BY: UPDATED_BY,
        }
        return _line(self.pen, self.table, texts)
