"""Entries that stand in a code block as plain text, as agents write them.

.. code-block:: text

    DBT-001: Orders
    Purpose: What people bought
    Table: orders
    Fields:
    - id: uuid — Primary key [NOT NULL]

Nothing in such a block is generated, so nothing in it is written. But it says which table it is
about, and that table gets no second description beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.text import Source, Span

__all__ = ["PlainEntry", "read_plain_entries"]

_BLOCK = re.compile(
    r"""^[ ]{0,3}(?P<mark>`{3,}|~{3,})[ \t]*(?:te?xt|plain(?:text)?|markdown|md|ya?ml)?[ \t]*\r?\n
    \s*(?P<id>[A-Z]{2,5}-\d{1,4})[ \t]*[:|][ \t]*(?P<title>[^\r\n]+)""",
    re.MULTILINE | re.VERBOSE,
)
_LABEL = re.compile(r"^[ \t]*(?:Table|Fields|Purpose):", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*Table:[ \t]*`?(?P<table>[\w.\"]+)`?[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainEntry:
    """A code block that describes a table.

    Attributes:
        id: The id on its first line.
        title: What follows the id.
        title_span: Where that stands.
        table: The table that its Table line names; None without one.
        span: From the line that opens the block to the last line in it.
    """

    id: str
    title: str
    title_span: Span
    table: str | None
    span: Span


def read_plain_entries(source: Source, span: Span, prefix: str) -> Iterator[PlainEntry]:
    """The entries in code blocks of ``span``; a template's, whose id is no number, are none."""
    for match in _BLOCK.finditer(source.text, span.start, span.end):
        closing = re.compile(rf"^ {{0,3}}{match['mark']}", re.MULTILINE)
        end = closing.search(source.text, match.end(), span.end)
        code = Span(match.start("id"), end.start() if end else span.end)
        text = source.slice(code)
        if not match["id"].startswith(f"{prefix}-") or not _LABEL.search(text):
            continue
        table = _TABLE.search(text)
        yield PlainEntry(
            id=match["id"],
            title=match["title"].strip(),
            title_span=Span(*match.span("title")),
            table=table["table"] if table else None,
            span=Span(match.start(), code.end),
        )
