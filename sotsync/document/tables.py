r"""GFM tables read row by row, with the span of every cell, so that one cell can be written alone.

A table is what the GitHub Flavored Markdown specification calls one ("Tables"): a header row and a
delimiter row of as many cells; rows below may have fewer cells (missing) or more (ignored). A
``\|`` does not end a cell, not even inside code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
            if len(header.cells) == len(delimiter.cells):
                rows = tuple(_read_row(page, line) for line in lines[index + 1 :])
                return TextTable(Span(header.line.start, span.end), header, delimiter, rows)
    return None


def _read_row(page: Page, line: Span) -> Row:
    inner = page.stripped(line.start, line.end).span
    pipes = [
        inner.start + match.start()
        for match in _PIPE.finditer(page.source.text[inner.start : inner.end])
        if match[0] == "|"
    ]
    return Row(line, tuple(_read_cells(page, inner, pipes)))


def _read_cells(page: Page, inner: Span, pipes: list[int]) -> Iterator[Cell]:
    """The cells between the pipes; a row need not begin or end with one."""
    start = inner.start
    for pipe in pipes:
        if pipe > inner.start:
            yield Cell(Span(start, pipe), page.stripped(start, pipe))
        start = pipe + 1
    if start < inner.end:
        yield Cell(Span(start, inner.end), page.stripped(start, inner.end))
