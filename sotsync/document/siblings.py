"""The other Source-of-Truth documents: which ids they define, and which tables they cite.

API contracts, user journeys, business rules and the testing playbook share one shape: a heading
such as ``## API-045: List orders`` defines an id, and the lines below it cite others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sotsync.document.front_matter import read_front_matter
from sotsync.document.headings import read_headings
from sotsync.document.ids import IDENTIFIER
from sotsync.document.metadata import read_label, read_metadata
from sotsync.document.models import Heading
from sotsync.document.passages import Page, Passage, make_page
from sotsync.text import Source, Span

__all__ = ["Citation", "Definition", "Sibling", "read_sibling"]

_DEFINITION = re.compile(
    rf"[`*\[]*(?P<id>{IDENTIFIER})[`*\]]*(?:\s*(?::|\||—|\u2013|-(?=\s))\s*(?P<title>.*))?\Z"
)
_MENTION = re.compile(IDENTIFIER)
_TAIL = re.compile(
    r"(?:\]\([^()]*\))?[`*]*\s*(?:-|—|\u2013|:)\s+(?P<tail>.+)|\s*\((?P<note>[^)]*)\)"
)
_ACCESS = re.compile(r"(?<!\])\(([^()]*)\)\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One mention of an id inside a definition.

    Attributes:
        id: The cited id.
        place: Where it stands.
        label: The label line above it, in lower case: ``database operations``; maybe empty.
        text: The words after it, such as ``orders (Read/Write)``.
        access: The words in the last parentheses of its line: ``Read/Write``; maybe empty.
    """

    id: str
    place: Span
    label: str
    text: str
    access: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An id that a sibling document defines by a heading, with what it cites."""

    id: str
    title: str
    heading: Heading
    span: Span
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A Source-of-Truth document of another kind; any text can be read as one."""

    source: Source
    definitions: tuple[Definition, ...]

    def definition(self, identifier: str) -> Definition | None:
        """The first definition of that id."""
        return next((found for found in self.definitions if found.id == identifier), None)


def read_sibling(source: Source) -> Sibling:
    """The definitions of ``source``, in order."""
    page = make_page(source)
    front_matter = read_front_matter(page)
    headings = read_headings(page, front_matter.span.end if front_matter else 0)
    starts = [(h, m) for h in headings if (m := _DEFINITION.match(h.text.text))]
    found: list[Definition] = []
    for heading, match in starts:
        end = _end(page, headings, heading, frozenset(h.line.start for h, _ in starts))
        body = Span(min(page.after_line(heading.line.start), end), end)
        found.append(
            Definition(
                id=match["id"],
                title=match["title"] or "",
                heading=heading,
                span=Span(heading.line.start, end),
                citations=tuple(_citations(page, body, match["id"])),
            )
        )
    return Sibling(source=source, definitions=tuple(found))


def _end(
    page: Page, headings: tuple[Heading, ...], heading: Heading, definitions: frozenset[int]
) -> int:
    """A definition ends at the next heading that is not deeper or defines an id itself."""
    for later in headings[headings.index(heading) + 1 :]:
        if later.level <= heading.level or later.line.start in definitions:
            return later.line.start
    return len(page.text)


def _citations(page: Page, body: Span, own: str) -> list[Citation]:
    label = ""
    found: list[Citation] = []
    for line in page.lines(body):
        text = page.source.slice(line)
        heading = re.match(r" {0,3}#{1,6}[ \t]+(.*?)[ \t:]*\Z", text)
        title = heading[1].lower() if heading else read_label(text)
        if title is not None:
            label = title
            continue
        field = read_metadata(page, line)
        above = field.key if field else label
        seen: set[str] = {own}
        for mention in _MENTION.finditer(text):
            if mention[0] not in seen:
                seen.add(mention[0])
                found.append(_citation(page.passage(line.start, line.end), mention, above))
    return found


def _citation(line: Passage, mention: re.Match[str], label: str) -> Citation:
    after = _TAIL.match(line.text, mention.end())
    access = _ACCESS.search(line.text.rstrip())
    note = after["note"] if after else None
    start = line.span.start
    return Citation(
        id=mention[0],
        place=Span(start + mention.start(), start + mention.end()),
        label=label,
        text=(after["tail"] or note or "").strip() if after else "",
        access=note or (access[1] if access else ""),
    )
