r"""GFM tables read row by row, with the span of every cell, so that one cell can be written alone.

A table is what the GitHub Flavored Markdown specification calls one ("Tables"): a header row and a
delimiter row of as many cells; rows below may have fewer cells (missing) or more (ignored). A
``\|`` does not end a cell, not even inside code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sotsync.document.passages import SPACES, Page, Passage
from sotsync.text import Span

__all__ = ["Cell", "Row", "TextTable", "find_table", "plain"]


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
        r"""The content with ``\|`` read as ``|``."""
        return self.content.text.replace("\\|", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is the whole line without its line end.

    A large document has a hundred thousand cells, most of which nobody asks for: a row keeps where
    they begin and end (``bounds``, in pairs) and makes a cell when it is asked for one.
    """

    line: Span
    bounds: tuple[int, ...]
    page: Page = field(repr=False, compare=False)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells, in order."""
        return tuple(self._make_cell(index) for index in range(len(self.bounds) // 2))

    def cell(self, index: int | None) -> Cell | None:
        """The cell at ``index``; None where the row is too short or ``index`` is None."""
        if index is None or 2 * index >= len(self.bounds):
            return None
        return self._make_cell(index)

    def text(self, index: int | None) -> str | None:
        """What the cell at ``index`` says; None where there is no such cell."""
        if index is None or 2 * index >= len(self.bounds):
            return None
        start, end = self.bounds[2 * index : 2 * index + 2]
        return self.page.source.text[start:end].strip(SPACES).replace("\\|", "|")

    def content(self, index: int | None) -> Passage | None:
        """The content of the cell at ``index``; None where there is no such cell."""
        if index is None or 2 * index >= len(self.bounds):
            return None
        return self.page.stripped(*self.bounds[2 * index : 2 * index + 2])

    def _make_cell(self, index: int) -> Cell:
        start, end = self.bounds[2 * index : 2 * index + 2]
        return Cell(Span(start, end), self.page.stripped(start, end))


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
        number = len(self.header.bounds) // 2
        return tuple(self.header.text(index) or "" for index in range(number))


_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_PIPE = re.compile(r"\\.|\|", re.DOTALL)
_MARKS = re.compile(r"[*~]{2}|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")


def plain(text: str) -> str:
    """The text without the marks of emphasis and code, and without white space around it."""
    return _MARKS.sub("", text).strip()


def find_table(page: Page, span: Span) -> TextTable | None:
    """The first table in ``span``, the span of a paragraph; None where there is none.

    The table ends with the paragraph: at a blank line or where another block begins.
    """
    if "|" not in page.text[span.start : span.end]:
        return None
    lines = list(page.lines(span))
    for index in range(1, len(lines)):
        text = page.source.slice(lines[index])
        if "|" in text and _DELIMITER.match(text):
            header, delimiter = (_read_row(page, line) for line in lines[index - 1 : index + 1])
            if len(header.bounds) == len(delimiter.bounds):
                rows = tuple(_read_row(page, line) for line in lines[index + 1 :])
                return TextTable(Span(header.line.start, span.end), header, delimiter, rows)
    return None


def _read_row(page: Page, line: Span) -> Row:
    text = page.source.text[line.start : line.end]
    first = line.start + len(text) - len(text.lstrip(SPACES))
    last = line.start + len(text.rstrip(SPACES))
    return Row(line, tuple(_bounds(first, last, _pipes(text, line.start))), page)


def _pipes(text: str, start: int) -> Iterator[int]:
    """The offsets of the pipes of a line that end a cell, the line starting at ``start``."""
    if "\\" in text:
        yield from (start + one.start() for one in _PIPE.finditer(text) if one[0] == "|")
        return
    found = text.find("|")
    while found >= 0:
        yield start + found
        found = text.find("|", found + 1)


def _bounds(first: int, last: int, pipes: Iterable[int]) -> Iterator[int]:
    """Where the cells between the pipes begin and end; a row need not begin or end with one."""
    start = first
    for pipe in pipes:
        if pipe > first:
            yield start
            yield pipe
        start = pipe + 1
    if start < last:
        yield start
        yield last
