"""The other Source-of-Truth documents: which ids they define, and which tables they cite.

API contracts, user journeys, business rules and the testing playbook share one shape: a heading
such as ``## API-045: List orders`` defines an id, and the lines below it cite others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.document.front_matter import read_front_matter
from sotsync.document.headings import read_headings
from sotsync.document.ids import IDENTIFIER
from sotsync.document.metadata import read_label, read_metadata
from sotsync.document.models import Heading
from sotsync.document.passages import Page, Passage, make_page
from sotsync.text import Source, Span

__all__ = ["Citation", "Definition", "LabelledList", "Sibling", "labelled_lists", "read_sibling"]

_DEFINITION = re.compile(
    rf"[`*\[]*(?P<id>{IDENTIFIER})[`*\]]*(?:\s*(?::|\||—|\u2013|-(?=\s))\s*(?P<title>.*))?\Z"
)
_MENTION = re.compile(IDENTIFIER)
_TAIL = re.compile(
    r"(?:\]\([^()]*\))?[`*]*\s*(?:-|—|\u2013|:)\s+(?P<tail>.+)|\s*\((?P<note>[^)]*)\)"
)
_ACCESS = re.compile(r"(?<!\])\(([^()]*)\)\s*\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING_LABEL = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t:#]*\Z")
_BULLET = re.compile(r"([ \t]*[-*+][ \t]+)(?:\[[ xX]\][ \t]+)?\S")
_BEFORE_LISTED = re.compile(
    rf"[ \t]*(?:[-*+][ \t]+)?(?:\[[ xX]\][ \t]+)?(?:(?:\*\*|__)[^*_]+(?:\*\*|__)[ \t]*:?[ \t]*)?"
    rf"(?:[\[`*(]*{IDENTIFIER}[\])`*]*(?:\([^()]*\))?[ \t]*(?:(?:,|;|&|and)[ \t]*)?)*[\[`*(]*\Z"
)
"""What may stand before an id that its line lists: a bullet, a label, other ids."""
_RETIRED = re.compile(
    r"\[(?:DEPRECATED|SUPERSEDED)\]|\A\W*(?:deprecated|superseded)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One mention of an id inside a definition.

    Attributes:
        id: The cited id.
        place: Where it stands.
        label: The label line above it, in lower case: ``database operations``; maybe empty.
        text: The words after it, such as ``orders (Read/Write)``.
        access: The words in the last parentheses of its line: ``Read/Write``; maybe empty.
        is_listed: Whether its line lists ids, and does not only speak of one.
    """

    id: str
    place: Span
    label: str
    text: str
    access: str
    is_listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An id that a sibling document defines by a heading, with what it cites.

    ``is_retired`` says that it is marked as deprecated or superseded.
    """

    id: str
    title: str
    heading: Heading
    span: Span
    citations: tuple[Citation, ...]
    is_retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledList:
    """A label line inside a definition with the bullets directly below it.

    Attributes:
        label: What it says, in lower case: ``database operations``.
        bullets: The bullets' lines; empty where none follows.
        mark: The white space and the mark that its bullets begin with.
        insert_at: The offset of the line where one more bullet belongs.
    """

    label: str
    bullets: tuple[Span, ...]
    mark: str
    insert_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A Source-of-Truth document of another kind; any text can be read as one.

    ``anchors`` are those of all its headings.
    """

    source: Source
    definitions: tuple[Definition, ...]
    anchors: frozenset[str] = frozenset()

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
                is_retired=_is_retired(page, body, match["title"] or ""),
            )
        )
    anchors = frozenset(heading.slug for heading in headings)
    return Sibling(source=source, definitions=tuple(found), anchors=anchors)


def _end(
    page: Page, headings: tuple[Heading, ...], heading: Heading, definitions: frozenset[int]
) -> int:
    """A definition ends at the next heading that is not deeper or defines an id itself."""
    for later in headings[headings.index(heading) + 1 :]:
        if later.level <= heading.level or later.line.start in definitions:
            return later.line.start
    return len(page.text)


def labelled_lists(sibling: Sibling, definition: Definition) -> tuple[LabelledList, ...]:
    """The lists of a definition, in order."""
    page = make_page(sibling.source)
    start = min(page.after_line(definition.heading.line.start), definition.span.end)
    lines = tuple(_text_lines(page, Span(start, definition.span.end)))
    found: list[LabelledList] = []
    for number, line in enumerate(lines):
        label = _label(page.source.slice(line))
        if label is not None:
            found.append(_labelled_list(page, label, line, lines[number + 1 :]))
    return tuple(found)


def _labelled_list(page: Page, label: str, line: Span, below: tuple[Span, ...]) -> LabelledList:
    bullets: list[Span] = []
    mark = "- "
    for one in below:
        text = page.source.slice(one)
        match = _BULLET.match(text)
        if match:
            mark = mark if bullets else match[1]
            bullets.append(one)
        elif text.strip() or bullets:
            break
    last = bullets[-1] if bullets else line
    return LabelledList(
        label=label, bullets=tuple(bullets), mark=mark, insert_at=page.after_line(last.start)
    )


def _label(text: str) -> str | None:
    """What a line labels that labels the lines below it."""
    heading = _HEADING_LABEL.match(text)
    return heading[1].lower() if heading else read_label(text)


def _text_lines(page: Page, body: Span) -> Iterator[Span]:
    """The lines that are no code."""
    fence = ""
    for line in page.lines(body):
        match = _FENCE.match(page.source.slice(line))
        mark = match[1] if match else ""
        if fence:
            fence = "" if mark.startswith(fence) else fence
        elif mark:
            fence = mark
        else:
            yield line


def _citations(page: Page, body: Span, own: str) -> list[Citation]:
    label = ""
    found: list[Citation] = []
    for line in _text_lines(page, body):
        text = page.source.slice(line)
        title = _label(text)
        if title is not None:
            label = title
            continue
        if "-" not in text:
            continue
        field = read_metadata(page, line)
        above = field.key if field else label
        seen: set[str] = {own}
        for mention in _MENTION.finditer(text):
            if mention[0] not in seen:
                seen.add(mention[0])
                found.append(_citation(page.passage(line.start, line.end), mention, above))
    return found


def _is_retired(page: Page, body: Span, title: str) -> bool:
    """Whether the title or the Status line says that the id is out of use."""
    if _RETIRED.search(title):
        return True
    fields = (read_metadata(page, line) for line in _text_lines(page, body))
    status = next((field.value.text for field in fields if field and field.key == "status"), "")
    return _RETIRED.search(status) is not None


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
        is_listed=_BEFORE_LISTED.match(line.text[: mention.start()]) is not None,
    )
