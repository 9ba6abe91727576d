"""Migration History and Version History: rows are added, never changed and never taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sotsync.diff.histories import missing_migrations, missing_versions
from sotsync.document.regions import HistoryRole, HistoryTable
from sotsync.document.render.changes import DATE_UNKNOWN, UPDATED_BY, ChangeRow
from sotsync.document.render.fields import NOTHING
from sotsync.document.render.history import History
from sotsync.document.render.versions import FIRST_VERSION, next_version
from sotsync.document.render.words import cell
from sotsync.patch.hunks import line_end
from sotsync.patch.lost_words import LostWords
from sotsync.patch.pen import Pen
from sotsync.patch.rows import new_row

__all__ = ["VersionPlan", "plan_migration_history"]

ANEW = "Created anew"
"""What a creation is to a table that has a history already: what was in it is gone."""


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


def _by_row(
    lost: Sequence[LostWords], rows: Sequence[ChangeRow]
) -> tuple[list[list[str]], list[str]]:
    """For each row the words to quote, because its changes name their subject; and the others."""
    found: list[list[str]] = [[] for _ in rows]
    others: list[str] = []
    for words in lost:
        places = [index for index, row in enumerate(rows) if words.is_told_by(row.changes)]
        (found[places[-1]] if places else others).append(words.quotation)
    return found, others


@dataclass(slots=True)
class VersionPlan:
    """The rows to add to one Version History.

    Attributes:
        pen: Where the edits go.
        table: The table.
        rows: What each migration did, oldest first.
        lost: What people wrote about things that are gone.
        updated_by: What the Updated By cells say.
        history: All migrations there are.
    """

    pen: Pen
    table: HistoryTable
    rows: Sequence[ChangeRow]
    lost: Sequence[LostWords]
    updated_by: str = UPDATED_BY
    history: History = field(default_factory=History)
    version: str = field(default="")

    def write(self) -> None:
        """Add a row for each migration that is new here, and quote every word that was removed."""
        missing = missing_versions(self.table, self.rows)
        self.version = self._last_version()
        quotes, others = _by_row(self.lost, missing)
        lines = [self._row(row, quotes[index]) for index, row in enumerate(missing)]
        if others:
            lines.append(self._row_of_words(others))
        if lines:
            sentence = "Version History row added"
            self.pen.insert(_end(self.pen, self.table), lines, sentence)

    def _last_version(self) -> str:
        for row in reversed(self.table.table.rows):
            found = self.table.cell(row, HistoryRole.VERSION)
            if found is not None and next_version(found.text) is not None:
                return found.text
        return ""

    def _cites_migrations(self) -> bool:
        """Whether a row says of a migration that it made or changed the table before."""
        cells = (self.table.cell(row, HistoryRole.MIGRATION) for row in self.table.table.rows)
        texts = [one.text for one in cells if one is not None]
        return any(name in text for name in self.history.names for text in texts)

    def _row(self, row: ChangeRow, quotes: Sequence[str]) -> str:
        is_anew = row.is_creation and self._cites_migrations()
        return self._line(
            (ANEW if is_anew else row.changes, *quotes),
            {
                HistoryRole.VERSION: self._next_version(is_breaking=row.is_breaking or is_anew),
                HistoryRole.DATE: row.date,
                HistoryRole.MIGRATION: row.migration,
                HistoryRole.BREAKING: row.breaking,
            },
        )

    def _row_of_words(self, quotes: Sequence[str]) -> str:
        """A row for words about what no migration of this table took away."""
        return self._line(
            quotes,
            {
                HistoryRole.VERSION: self._next_version(),
                HistoryRole.DATE: DATE_UNKNOWN,
                HistoryRole.MIGRATION: NOTHING,
                HistoryRole.BREAKING: "No",
            },
        )

    def _next_version(self, *, is_breaking: bool = False) -> str:
        following = next_version(self.version, is_breaking=is_breaking) if self.version else None
        self.version = following or FIRST_VERSION
        return self.version

    def _line(self, parts: Iterable[str], texts: Mapping[HistoryRole, str]) -> str:
        text = "; ".join(filter(None, parts))
        text = text[:1].upper() + text[1:]
        words = {HistoryRole.CHANGES: text, HistoryRole.DESCRIPTION: text}
        return _line(
            self.pen, self.table, {**texts, **words, HistoryRole.UPDATED_BY: cell(self.updated_by)}
        )
