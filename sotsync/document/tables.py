r"""GFM tables read row by row, with the span of every cell, so that one cell can be written alone.

A table is what the GitHub Flavored Markdown specification calls one ("Tables"): a header row and a
delimiter row of as many cells; rows below may have fewer cells (missing) or more (ignored). A
``\|`` does not end a cell, not even inside code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sotsync.document.passages import Page, Passage
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
        return tuple(cell.text for cell in self.header.cells)


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
    inner = page.stripped(line.start, line.end).span
    text = page.source.text[inner.start : inner.end]
    pipes = [inner.start + match.start() for match in _PIPE.finditer(text) if match[0] == "|"]
    return Row(line, tuple(_bounds(inner, pipes)), page)


def _bounds(inner: Span, pipes: list[int]) -> Iterator[int]:
    """Where the cells between the pipes begin and end; a row need not begin or end with one."""
    start = inner.start
    for pipe in pipes:
        if pipe > inner.start:
            yield start
            yield pipe
        start = pipe + 1
    if start < inner.end:
        yield start
        yield inner.end
