"""Rows of a Markdown table as lines: new ones look like those that are there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sotsync.document.exact import exact_name
from sotsync.document.placeholders import is_unfilled
from sotsync.document.render.words import cell as written
from sotsync.document.render.words import code_cell
from sotsync.document.tables import Cell, Row, TextTable
from sotsync.patch.hunks import line_end
from sotsync.text import Source

__all__ = ["human_text", "new_row", "renamed", "row_offset"]

_NOTHING = re.compile(r"[\s\-\u2013\u2014]*\Z|(?i:none|null|n/a)\Z")


def new_row(source: Source, table: TextTable, cells: Mapping[int, str]) -> str:
    """The line of a new row; columns of the table that ``cells`` leave out say ``-``."""
    texts = [cells.get(index, "-") for index in range(len(table.header.cells))]
    header = source.slice(table.header.line)
    start = header[: len(header) - len(header.lstrip())]
    if header.lstrip().startswith("|"):
        return f"{start}|" + "".join(f" {text} |" if text else " |" for text in texts)
    return start + " | ".join(texts)


def row_offset(source: Source, table: TextTable, after: Row | None) -> int:
    """Where a row after ``after`` belongs; below the header where that is None."""
    return line_end(source, (table.delimiter if after is None else after).line.end)


def human_text(cell: Cell | None) -> str:
    """What a person has written in the cell; empty for nothing, ``-`` and placeholders."""
    if cell is None or _NOTHING.match(cell.content.text) or is_unfilled(cell.content.text):
        return ""
    return cell.content.text


def renamed(text: str, old: str, new: str) -> str:
    """A cell that names ``old`` with ``new`` in its place, and with the words around it."""
    for spelling in dict.fromkeys(map(written, (exact_name(old), old))):
        found = re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", text)
        if found is not None and spelling:
            return text[: found.start()] + written(exact_name(new)) + text[found.end() :]
    return code_cell(exact_name(new))
