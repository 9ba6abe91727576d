"""GFM tables read row by row, with the span of every cell, so that one cell can be written alone.

A table is what the GitHub Flavored Markdown specification calls one ("Tables"): a header row and a
delimiter row of as many cells; rows below may have fewer cells (missing) or more (ignored). A
``\\|`` does not end a cell, not even inside code.
"""

from __future__ import annotations

from dataclasses import dataclass

from sotsync.document.passages import Passage
from sotsync.text import Source, Span

__all__ = ["Cell", "Row", "TextTable", "read_table"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        span: All between the two pipes, with the spaces around the content.
        content: The content without those spaces, escapes kept: what an edit replaces.
    """

    span: Span
    content: Passage

    @property
    def text(self) -> str:
        """The content with ``\\|`` read as ``|``."""
        return self.content.text.replace("\\|", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is the whole line without its line end."""

    line: Span
    cells: tuple[Cell, ...]

    def cell(self, index: int | None) -> Cell | None:
        """The cell at ``index``; None where the row is too short or ``index`` is None."""
        return self.cells[index] if index is not None and index < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table; ``span`` covers its lines with their line ends."""

    span: Span
    header: Row
    delimiter: Row
    rows: tuple[Row, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The header's texts."""
        return tuple(cell.text for cell in self.header.cells)


def read_table(source: Source, span: Span) -> TextTable | None:
    """The table that starts with the first line of ``span``; None where none does.

    The table ends with ``span`` or before its first blank line.
    """
