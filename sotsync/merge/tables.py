"""Tables merged row by row and cell by cell.

The cells of people are merged three ways. What a tool writes into the other cells is ours where
both sides have changed it; it is written anew afterwards. A history is only ever added to: the rows
of both sides stay, and new ones that claim one version are counted on.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from sotsync.document.passages import make_page
from sotsync.document.placeholders import is_unfilled
from sotsync.document.render.versions import next_version
from sotsync.document.tables import find_table
from sotsync.merge.choices import Choice, join
from sotsync.merge.grids import Grid, GridRow
from sotsync.merge.keyed import Item, merged_items
from sotsync.merge.lines import pick
from sotsync.patch.human import SEEDS
from sotsync.text import Source, Span

__all__ = ["merge_grids"]

_NOTHING = frozenset({"", "-", "\u2013", "—"})


def merge_grids(base: Grid | None, ours: Grid, theirs: Grid) -> Choice | None:
    """The table with the changes of both sides; None where its columns differ.

    Args:
        base: What both sides started from; None where both added it.
        ours: Our table.
        theirs: Their table.
    """
    titles = {grid.titles for grid in (base, ours, theirs) if grid is not None}
    head = pick(base.head if base else None, ours.head, theirs.head)
    if len(titles) > 1:
        return None
    before = base.rows if base else ()
    human = ours.human
    rows = merged_items(
        before, ours.rows, theirs.rows, lambda *sides: _merge_row(*sides, human=human)
    )
    if ours.version is not None:
        rows = _counted_on(rows, base, ours, theirs)
    return join([Choice.of(ours.head if head is None else head), *(row for _, row in rows)])


def _merge_row(
    base: Item[GridRow] | None,
    ours: Item[GridRow] | None,
    theirs: Item[GridRow] | None,
    *,
    human: frozenset[int],
) -> Choice:
    before = None if base is None else base.value
    if ours is None or theirs is None:
        left = ours or theirs
        assert left is not None  # What neither side has is nothing to merge.
        if not _has_new_words(before, left.value, human):
            return Choice.of("")
        return Choice(left.text if ours else "", left.text if theirs else "")
    cells = [
        _cell(None if before is None else before.cell(at), one, other, is_human=at in human)
        for at, (one, other) in enumerate(zip(ours.value.cells, theirs.value.cells, strict=False))
    ]
    shape = ours.value
    if len(theirs.value.cells) > len(shape.cells):
        shape = theirs.value
    return Choice(
        shape.written([cell.ours for cell in cells]), shape.written([cell.theirs for cell in cells])
    )


def _has_new_words(before: GridRow | None, row: GridRow, human: frozenset[int]) -> bool:
    changed = (
        cell
        for at, cell in enumerate(row.cells)
        if before is None or cell != before.cell(at)
        if at in human
    )
    return any(not _is_seed(cell) for cell in changed)


def _cell(base: str | None, ours: str, theirs: str, *, is_human: bool) -> Choice:
    picked = pick(base, ours, theirs)
    if picked is not None:
        return Choice.of(picked)
    if not is_human or (_is_seed(theirs) and base is None):
        return Choice.of(ours)
    return Choice.of(theirs) if _is_seed(ours) and base is None else Choice(ours, theirs)


def _is_seed(text: str) -> bool:
    """Whether nobody wrote it."""
    return text in _NOTHING or text in SEEDS or is_unfilled(text)


def _counted_on(
    rows: Sequence[tuple[Hashable, Choice]], base: Grid | None, ours: Grid, theirs: Grid
) -> list[tuple[Hashable, Choice]]:
    """The rows with versions that rise, also where both sides gave one number."""
    known = set() if base is None else {item.key for item in base.rows}
    place = ours.version
    assert place is not None  # Only tables with versions are counted on.
    jumps = {
        key: jump for grid in (ours, theirs, base) if grid for key, jump in _jumps(grid, place)
    }
    last, found = "", []
    for key, row in rows:
        version = _version(ours.head, row.ours, place)
        is_odd = last and version and _parts(version) <= _parts(last)
        following = next_version(last, is_breaking=jumps.get(key, False)) if is_odd else None
        if following is not None and (key not in known or key in jumps):
            texts = (_with_version(ours.head, one, place, following) for one in _texts(row))
            found.append((key, Choice(*texts)))
            last = following
            continue
        found.append((key, row))
        last = version or last
    return found


def _texts(row: Choice) -> tuple[str, str]:
    return row.ours, row.theirs


def _jumps(grid: Grid, place: int) -> Iterator[tuple[Hashable, bool]]:
    """Whether each row's version is a step of the first part."""
    last = ""
    for item in grid.rows:
        version = item.value.cell(place) or ""
        if last and next_version(version) is not None:
            yield item.key, _parts(version)[:1] > _parts(last)[:1]
        last = version if next_version(version) is not None else last


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _version(head: str, line: str, place: int) -> str:
    row = _read(head, line)
    text = (row.cell(place) if row is not None else None) or ""
    return text if next_version(text) is not None else ""


def _with_version(head: str, line: str, place: int, version: str) -> str:
    row = _read(head, line)
    if row is None:
        return line
    return row.written([*row.cells[:place], version, *row.cells[place + 1 :]])


def _read(head: str, line: str) -> GridRow | None:
    """A row of a table with that header, read again."""
    source = Source("", head + line)
    table = find_table(make_page(source), Span(0, len(source.text))) if line else None
    if table is None or not table.rows:
        return None
    start = table.rows[0].line.start
    contents = [cell.content for cell in table.rows[0].cells]
    return GridRow(
        line=source.text[start:],
        cells=tuple(content.text for content in contents),
        places=tuple((one.span.start - start, one.span.end - start) for one in contents),
    )
