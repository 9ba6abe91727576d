"""Tables as they are merged: rows by name, cells with their places, and which cells are people's.

A row is known by its column, index or migration, so that it is the same row wherever it stands.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Hashable, Sequence
from dataclasses import dataclass, field, replace

from sotsync.document.grid_models import FieldRole, HistoryRole, HistoryTable, IndexRole
from sotsync.document.regions import FieldTable, IndexTable
from sotsync.document.render.fields import NOTHING
from sotsync.document.tables import Row, TextTable, plain
from sotsync.merge.keyed import Item, numbered
from sotsync.text import Source

__all__ = ["MIGRATION", "Grid", "GridRow", "field_grid", "history_grid", "index_grid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row: its line, and its cells with their places in it."""

    line: str
    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = field(repr=False)

    def cell(self, index: int) -> str | None:
        """The cell at ``index``; None where the row is too short."""
        return self.cells[index] if index < len(self.cells) else None

    def written(self, cells: Sequence[str | None]) -> str:
        """The line with other cells, its own spaces kept."""
        pieces, position = [], 0
        for (start, end), text, before in zip(self.places, cells, self.cells, strict=False):
            if text is not None and text != before:
                pieces += [self.line[position:start], text]
                position = end
        return "".join([*pieces, self.line[position:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table.

    Attributes:
        head: Its header and delimiter lines.
        titles: The header's cells.
        rows: Its rows, by key.
        human: The places of the cells that are people's.
        version: The place of the cell with a version that is counted up.
        is_history: Whether it is only added to, in order of migrations.
    """

    head: str
    titles: tuple[str, ...]
    rows: tuple[Item[GridRow], ...]
    human: frozenset[int]
    version: int | None = None
    is_history: bool = False


def field_grid(source: Source, table: FieldTable) -> Grid:
    """A Field Specifications table: a row is a column's."""
    names = [row.names or (plain(_first(row.row)),) for row in table.rows]
    written = {at for role, at in table.roles.items() if role not in _HUMAN}
    return _grid(source, table.table, names, _others(table.table, written))


def index_grid(source: Source, table: IndexTable) -> Grid:
    """A table of indexes: a row is an index's."""
    names = [row.name or plain(_first(row.row)) for row in table.rows]
    written = {at for role, at in table.roles.items() if role not in _HUMAN}
    return _grid(source, table.table, names, _others(table.table, written))


MIGRATION = "migration"
"""Begins the key of a row that is known by its migration."""

_HUMAN = frozenset({FieldRole.DESCRIPTION, FieldRole.EXAMPLE, IndexRole.PURPOSE, IndexRole.NOTES})
_NUMBER = re.compile(r"\d+")
_WIDE = 20
_WRITTEN = (HistoryRole.VERSION, HistoryRole.MIGRATION, HistoryRole.DATE, HistoryRole.BREAKING)


def history_grid(source: Source, table: HistoryTable) -> Grid:
    """A history: a row is a migration's, or what it says where it names none."""
    written = {table.roles[role] for role in _WRITTEN if role in table.roles}
    grid = _grid(
        source,
        table.table,
        [_history_key(table, row) for row in table.table.rows],
        _others(table.table, written),
        is_history=True,
    )
    return replace(grid, version=table.roles.get(HistoryRole.VERSION))


def _history_key(table: HistoryTable, row: Row) -> Hashable:
    migration = table.cell(row, HistoryRole.MIGRATION)
    name = plain(migration.text) if migration is not None else ""
    if name not in {"", NOTHING, "—"}:
        return (MIGRATION, name)
    version = table.roles.get(HistoryRole.VERSION)
    words = (cell.text for at, cell in enumerate(row.cells) if at != version)
    return ("row", "|".join(words))


def _others(table: TextTable, written: Container[int]) -> frozenset[int]:
    """The places of the cells that no tool writes."""
    return frozenset(at for at in range(len(table.header.cells)) if at not in written)


def _first(row: Row) -> str:
    cell = row.cell(0)
    return "" if cell is None else cell.text


def _grid(
    source: Source,
    table: TextTable,
    keys: Sequence[Hashable],
    human: frozenset[int],
    *,
    is_history: bool = False,
) -> Grid:
    starts = [*(row.line.start for row in table.rows), table.span.end]
    rows = (
        _row(source.text[start:end], row)
        for row, (start, end) in zip(table.rows, itertools.pairwise(starts), strict=True)
    )
    return Grid(
        head=source.text[table.span.start : starts[0]],
        titles=table.titles,
        rows=tuple(
            Item(key=key, text=row.line, value=row, rank=_rank(key) if is_history else ("", 0, ""))
            for key, row in zip(numbered(keys), rows, strict=True)
        ),
        human=human,
        is_history=is_history,
    )


def _rank(key: Hashable) -> tuple[str, int, str]:
    """Migrations in order of their names, numbers by their value."""
    return _NUMBER.sub(lambda match: match[0].zfill(_WIDE), str(key)), 0, ""


def _row(line: str, row: Row) -> GridRow:
    start = row.line.start
    contents = [cell.content for cell in row.cells]
    return GridRow(
        line=line,
        cells=tuple(content.text for content in contents),
        places=tuple((one.span.start - start, one.span.end - start) for one in contents),
    )
