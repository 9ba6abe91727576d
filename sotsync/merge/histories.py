"""Version histories that hold what both branches did, before they are merged.

A history is written forwards: a migration older than the last that it names is not added any more.
When two branches meet, the older migration may be the other branch's, so its row is brought over,
and the versions behind it are counted on.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import replace

from sotsync.document.models import Document, Entry
from sotsync.document.parse import parse_document
from sotsync.document.regions import HistoryRole
from sotsync.merge.grids import MIGRATION, Grid, history_grid
from sotsync.merge.tables import merge_grids
from sotsync.text import Edit

__all__ = ["completed"]


def completed(document: Document, others: Collection[Document], base: Document | None) -> Document:
    """The document with the rows of migrations that the histories of the others have.

    Args:
        document: One version.
        others: The other versions.
        base: What all started from: its rows are not brought back where they were taken away.

    Raises:
        DocumentError: The result is no document.
    """
    there = [{entry.id: entry for entry in other.entries} for other in others]
    former = {} if base is None else {entry.id: entry for entry in base.entries}
    edits: list[Edit] = []
    for entry in document.entries:
        counterparts = [entries[entry.id] for entries in there if entry.id in entries]
        edits += _edits(entry, counterparts, former.get(entry.id))
    return parse_document(document.source.edited(edits)) if edits else document


def _edits(entry: Entry, others: Collection[Entry], former: Entry | None) -> Iterator[Edit]:
    grid = _grid(entry)
    if grid is None:
        return
    kept = _grid(former) if former is not None else None
    old = {row.key for row in kept.rows} if kept is not None else set[Hashable]()
    for other in others:
        found = _grid(other) if _text(other) != _text(entry) else None
        text = None if found is None else _with_rows(grid, found, old)
        if text is not None:
            history = entry.regions.version_history
            assert history is not None  # Its grid was read.
            yield Edit(history.table.span, text)
            return


def _with_rows(grid: Grid, other: Grid, old: Collection[Hashable]) -> str | None:
    """The table with the rows that it lacks; None where it lacks none."""
    own = {row.key for row in grid.rows}
    lacking = {row.key for row in other.rows if _is_new(row.key, own, old)}
    if not lacking:
        return None
    rest = tuple(row for row in other.rows if row.key not in lacking)
    merged = merge_grids(replace(other, rows=rest, head=grid.head), grid, other)
    return None if merged is None else merged.ours


def _is_new(key: Hashable, own: Collection[Hashable], old: Collection[Hashable]) -> bool:
    return _is_migration(key) and key not in own and key not in old


def _is_migration(key: Hashable) -> bool:
    """Whether a row is known by its migration."""
    return isinstance(key, tuple) and isinstance(key[0], tuple) and key[0][0] == MIGRATION


def _grid(entry: Entry) -> Grid | None:
    history = entry.regions.version_history
    if history is None or HistoryRole.MIGRATION not in history.roles:
        return None
    return history_grid(entry.source, history)


def _text(entry: Entry) -> str:
    history = entry.regions.version_history
    return "" if history is None else entry.source.slice(history.table.span)
