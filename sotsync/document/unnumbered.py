"""Headings that describe a table without giving it an id, so that it gets no second description.

``## Orders`` with the table's SQL or columns below it is an entry to whoever wrote it, and so is a
code block of plain text that begins with an id. Only a person can make an entry of it; until then
it is reported, and no new entry is added beside it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sotsync.document.models import Document, Heading
from sotsync.document.passages import Passage
from sotsync.document.plain_entries import read_plain_entries
from sotsync.document.sqltext import CREATED_RELATION, statements_only
from sotsync.text import Span

__all__ = ["Unnumbered", "unnumbered_sections"]

_DEEPEST = 3
_FENCE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n`]*\n(?P<code>.*?)^ {0,3}\1", re.MULTILINE | re.DOTALL
)
_MARKER = re.compile(r"<!--[ \t]*sotsync:[ \t]*table[ \t]*=[ \t]*(?P<table>\S+?)[ \t]*-->")
_TABLE_LINE = re.compile(
    r"^[-*> \t]*\*\*Table(?:\*\*:|:\*\*)[ \t]*`?(?P<table>[\w.\"]+)`?[ \t]*$", re.MULTILINE
)
_NESTED = re.compile(
    r"[`*\[]*(?P<prefix>[A-Z]{2,5})-\d{1,4}[`*\]]*\s*(?::|\||—|\u2013|-(?=\s))\s*(?P<title>.+)"
)
_ID_LINE = re.compile(
    r"^[-*> \t]*\*\*ID(?:\*\*:|:\*\*)[ \t]*`?(?P<id>[A-Z]{2,5}-\d{1,4})\b", re.MULTILINE
)
_COLUMNS = re.compile(
    r"^[ \t]*(?:\|[ \t]*)?(?:Column|Field)(?: Name)?[ \t]*\|"
    r"[ \t]*(?:Data )?Type[ \t]*\|",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnumbered:
    """A heading without an id and what stands below it.

    Attributes:
        heading: The heading.
        tables: The tables that are named below it by a comment, by SQL or by a Table line.
        has_columns: Whether a list of columns stands below it.
        id: The id that an ID line below it gives; None where there is none.
        title: What follows the id in a heading that has one; empty in others.
        is_block: Whether it is no heading but the first line of a code block.
    """

    heading: Heading
    title: str
    tables: tuple[str, ...]
    has_columns: bool
    id: str | None
    is_block: bool = False


def unnumbered_sections(document: Document) -> tuple[Unnumbered, ...]:
    """The headings that may describe a table and are no entries, in order.

    They stand outside of all entries, or inside one with an id of their own, as a deeper heading.
    Code blocks that are entries in plain text come last.
    """
    found = (_read(document, *candidate) for candidate in _candidates(document))
    sections = (one for one in found if one.tables or one.has_columns or one.title)
    return (*sections, *_blocks(document))


def _blocks(document: Document) -> Iterator[Unnumbered]:
    """The entries in plain text that are in no entry of the same id."""
    source = document.source
    starts = [entry.span.start for entry in document.entries]
    for block in read_plain_entries(source, Span(0, len(source.text)), document.id_prefix):
        following = bisect.bisect_right(starts, block.span.start)
        holder = document.entries[following - 1] if following else None
        if holder and holder.id == block.id and holder.span.contains(block.span):
            continue
        yield Unnumbered(
            heading=Heading(
                level=_DEEPEST,
                text=Passage(block.title, block.title_span),
                line=block.span,
                slug="",
            ),
            title="",
            tables=() if block.table is None else (block.table,),
            has_columns=True,
            id=block.id,
            is_block=True,
        )


def _candidates(document: Document) -> Iterator[tuple[Heading, str, Span]]:
    """The headings that begin no entry, each with its title and what stands below it."""
    starts = [entry.span.start for entry in document.entries]
    ends = [entry.span.end for entry in document.entries]
    headings: Sequence[Heading] = document.headings
    for place, heading in enumerate(headings):
        start = heading.line.start
        # Entries stand one after another: only the last that begins by here can hold the heading.
        following = bisect.bisect_right(starts, start)
        if heading.level > _DEEPEST or (following and starts[following - 1] == start):
            continue
        is_inside = following > 0 and heading.line.end <= ends[following - 1]
        match = _NESTED.match(heading.text.text)
        is_nested = match is not None and match["prefix"] == document.id_prefix
        if is_inside and not is_nested:
            continue
        later = (headings[other] for other in range(place + 1, len(headings)))
        below = (one.line.start for one in later if one.level <= max(heading.level, 2))
        end = min([next(below, len(document.source.text)), *starts[following : following + 1]])
        title = match["title"] if match and is_nested else ""
        yield heading, title, Span(heading.line.end, end)


def _read(document: Document, heading: Heading, title: str, body: Span) -> Unnumbered:
    text = document.source.slice(body).replace("\r\n", "\n")
    names = [match["table"] for match in _MARKER.finditer(text)]
    if not names:
        code = "\n".join(statements_only(match["code"]) for match in _FENCE.finditer(text))
        made = CREATED_RELATION.finditer(code)
        names = [match["name"] for match in made if not match["partition"]]
    if not names:
        names = [match["table"] for match in _TABLE_LINE.finditer(text)]
    stated = _ID_LINE.search(text)
    return Unnumbered(
        heading=heading,
        title=title,
        tables=tuple(dict.fromkeys(names)),
        has_columns=_COLUMNS.search(text) is not None,
        id=stated["id"] if stated else None,
    )
