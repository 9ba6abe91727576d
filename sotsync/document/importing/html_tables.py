"""HTML tables in Markdown, read as the tables that Markdown has, so that one reader reads both.

People write them where a cell needs a list or several rows share one description. A row keeps the
place it has in the source; its cells are those of a line written for it. A cell that spans rows is
a cell of each of them. Source: the HTML standard, section "Forming a table".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from sotsync.document.blocks import Block, BlockKind
from sotsync.document.passages import Page, make_page
from sotsync.document.tables import Row, TextTable, find_table
from sotsync.text import Source, Span

__all__ = ["Markup", "read_markup", "whole_tables"]

_CELLS = frozenset({"td", "th"})
_MARKS = {"code": "`", "kbd": "`", "tt": "`", "strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAKS = frozenset({"br", "p", "li", "div"})
_MOST = 1000
"""The most rows or columns that a cell may span, by the standard; so a typo costs nothing."""
_TAG = re.compile(
    r"</?(?:table|thead|tbody|tfoot|tr|t[dh]|caption|col(?:group)?|a|b|i|u|s|em|strong|code|kbd|tt|br|"
    r"p|div|span|ul|ol|li|img|su[pb]|small|del|ins|details|summary|center|font|hr|h[1-6]|pre)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
"""What is markup, and no word in angle brackets."""
_OPENING = re.compile(r"<table[\s>]", re.IGNORECASE)
_CLOSING = re.compile(r"</table\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What a piece of HTML holds.

    Attributes:
        tables: Its tables, in order; the spans are those in the source.
        rest: The words outside of them.
        comments: What a browser does not show.
    """

    tables: tuple[TextTable, ...]
    rest: str
    comments: str


def whole_tables(page: Page, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, those of an HTML table made one: a blank line in it ends a block of HTML."""
    waiting: list[Block] = []
    opened = 0
    for block in blocks:
        waiting.append(block)
        if waiting[0].kind == BlockKind.HTML:
            opened += _opened(page.text[block.span.start : block.span.end])
            if opened > 0:
                continue
        span = Span(waiting[0].span.start, block.span.end)
        yield Block(BlockKind.HTML, span) if len(waiting) > 1 else block
        waiting, opened = [], 0
    yield from waiting


def _opened(text: str) -> int:
    """How many tables the HTML begins and does not end; negative where it ends more."""
    return len(_OPENING.findall(text)) - len(_CLOSING.findall(text))


def read_markup(page: Page, span: Span) -> Markup | None:
    """The tables of the HTML at ``span``; None where it holds none that can be read."""
    text = page.text[span.start : span.end]
    if not _OPENING.search(text) or _opened(text) > 0:
        return None
    reader = _Reader()
    reader.feed(text)
    reader.close()
    tables = [_text_table(rows, text, span) for rows in reader.tables]
    found = tuple(table for table in tables if table is not None)
    rest = " ".join("".join(reader.outside).split())
    comments = " ".join(" ".join(reader.comments).split())
    said = " ".join((rest, comments, *(table.delimiter.page.text for table in found)))
    is_whole = set(_words(unescape(_TAG.sub(" ", text)))) <= set(_words(said))
    if len(found) < len(reader.tables) or reader.is_nested or not is_whole:
        return None
    return Markup(tables=found, rest=rest, comments=comments)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@dataclass(slots=True)
class _Cell:
    text: list[str] = field(default_factory=list)
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class _HtmlRow:
    line: int
    cells: list[_Cell] = field(default_factory=list)


class _Reader(HTMLParser):
    """Gathers the rows of each table, and what stands outside."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[_HtmlRow]] = []
        self.outside: list[str] = []
        self.comments: list[str] = []
        self.depth = 0
        self.is_nested = False
        self.cell: _Cell | None = None
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            self.is_nested = self.is_nested or self.depth > 1
            self.tables.append([])
            self.cell = None
        elif tag == "tr" and self.depth:
            self.tables[-1].append(_HtmlRow(self.getpos()[0]))
            self.cell = None
        elif tag in _CELLS and self.depth:
            self._open_cell(dict(attrs))
        elif tag in _MARKS:
            self._write(_MARKS[tag])
        elif tag in _BREAKS:
            self._write(" ")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self._write("[" if self.links[-1] else "")
        elif tag == "img":
            named = dict(attrs)
            self._write(f"![{named.get('alt') or ''}]({named.get('src') or ''})")

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        if not self.tables[-1]:
            self.tables[-1].append(_HtmlRow(self.getpos()[0]))
        self.cell = _Cell(
            columns=_count(attributes.get("colspan")), rows=_count(attributes.get("rowspan"))
        )
        self.tables[-1][-1].cells.append(self.cell)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.depth = max(self.depth - 1, 0)
        if tag in {"table", "tr", *_CELLS}:
            self.cell = None
        elif tag in _MARKS:
            self._write(_MARKS[tag])
        elif tag == "a" and self.links:
            target = self.links.pop()
            self._write(f"]({target})" if target else "")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def _write(self, text: str) -> None:
        (self.outside if self.cell is None else self.cell.text).append(text)


def _count(value: str | None) -> int:
    return min(max(int(value), 1), _MOST) if value and value.isascii() and value.isdigit() else 1


def _text_table(rows: Sequence[_HtmlRow], text: str, span: Span) -> TextTable | None:
    """The rows as a Markdown table, each row at its place in the source."""
    filled = [(row.line, cells) for row, cells in zip(rows, _grid(rows), strict=True) if cells]
    if not filled:
        return None
    width = max(len(cells) for _, cells in filled)
    lines = [_line([*cells, *[""] * (width - len(cells))]) for _, cells in filled]
    lines.insert(1, _line(["-"] * width))
    written = make_page(Source("", "\n".join(lines)))
    table = find_table(written, Span(0, len(written.text)))
    assert table is not None
    starts = [span.start + start for start in _line_starts(text)]
    places = [Span(starts[line - 1], starts[line - 1]) for line, _ in filled]
    placed = [
        Row(place, row.bounds, written)
        for place, row in zip(places, (table.header, *table.rows), strict=True)
    ]
    return TextTable(span, placed[0], table.delimiter, tuple(placed[1:]))


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _grid(rows: Sequence[_HtmlRow]) -> Iterator[list[str]]:
    """The cells' words, row by row, each cell repeated in the rows that it spans."""
    hanging: dict[int, tuple[str, int]] = {}
    for row in rows:
        cells: list[str] = []
        new = iter(row.cells)
        while True:
            if len(cells) in hanging:
                words, left = hanging.pop(len(cells))
                if left > 1:
                    hanging[len(cells)] = words, left - 1
                cells.append(words)
            elif (cell := next(new, None)) is not None:
                _place(cell, cells, hanging)
            else:
                break
        yield cells


def _place(cell: _Cell, cells: list[str], hanging: dict[int, tuple[str, int]]) -> None:
    words = " ".join("".join(cell.text).split()).replace("|", "\\|")
    for index in range(cell.columns):
        shown = words if index == 0 else ""
        if cell.rows > 1:
            hanging[len(cells)] = shown, cell.rows - 1
        cells.append(shown)
