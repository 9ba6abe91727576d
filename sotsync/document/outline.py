"""From headings to the document's parts: its sections, its entries, and their sections.

An entry runs from its heading to the next heading that is not deeper, a section of the document to
the next entry or section. Text above the first heading, and all that fits nowhere, belongs to no
part and is never looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sotsync.document.blocks import BlockKind, read_blocks
from sotsync.document.codes import Code, report
from sotsync.document.ids import number_of
from sotsync.document.models import Entry, Heading, Section, SectionKind
from sotsync.document.passages import Page, Passage
from sotsync.document.regions import Regions
from sotsync.findings import Finding
from sotsync.text import Span

__all__ = ["Outline", "read_outline", "section_kind"]

_ENTRY = re.compile(
    r"""
    [`*\[]*
    (?P<id>[A-Z]{2,5}-(?:[A-Z]{2,8}-)*(?:\d{1,4}|[XYZ]{3}|\#{3}|\{[^}]*\}))
    [`*\]]*
    (?:\s*+(?::|\||—|\u2013|-(?=\s))\s*+(?P<title>.*))?
    \Z
    """,
    re.VERBOSE,
)
_MARK = re.compile(r"\[(?:DEPRECATED|SUPERSEDED|REMOVED)\]\Z")
_MARKER = re.compile(
    r"<!--[ \t]*sotsync:[ \t]*table[ \t]*=[ \t]*(?P<table>(?:\"[^\"\r\n]*\"|\S)+?)[ \t]*-->"
)
_BREAK = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})\Z")
DEEPEST_ENTRY = 3
DEEPEST_DIVISION = 2

_KINDS: tuple[tuple[re.Pattern[str], SectionKind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"navigation\b", SectionKind.NAVIGATION),
        (r"deprecated tables?\b|deprecated\Z", SectionKind.DEPRECATED_TABLES),
        (r"cross-reference index|cross reference index", SectionKind.CROSS_REFERENCE_INDEX),
        (r"(?:maintenance|update) protocol", SectionKind.MAINTENANCE_PROTOCOL),
        (r"purpose\b", SectionKind.PURPOSE),
        (r"schema definition|table definition|ddl\b|definition\Z", SectionKind.SCHEMA_DEFINITION),
        (r"field spec|fields?\Z|columns?\Z|column spec", SectionKind.FIELDS),
        (r"key index", SectionKind.KEY_INDEXES),
        (r"ind(?:ex|exes|ices)\b", SectionKind.INDEXES),
        (r"foreign keys?\b|relationships?\Z", SectionKind.FOREIGN_KEYS),
        (r"row[- ]level security|rls\b|policies\Z", SectionKind.ROW_LEVEL_SECURITY),
        (r"related ids?\b|related\Z|cross-references?\Z", SectionKind.RELATED_IDS),
        (r"triggers?\b", SectionKind.TRIGGERS),
        (r"data integrity|constraints\b", SectionKind.DATA_INTEGRITY),
        (r"example quer|common quer|queries\Z", SectionKind.EXAMPLE_QUERIES),
        (r"migration history|migrations\Z", SectionKind.MIGRATION_HISTORY),
        (r"backup\b", SectionKind.BACKUP),
        (r"compliance\b", SectionKind.COMPLIANCE),
        (r"detailed spec", SectionKind.DETAILED_SPECIFICATION),
        (r"version history|change ?log|history\Z", SectionKind.VERSION_HISTORY),
    )
)
_OF_DOCUMENT = frozenset(
    {
        SectionKind.NAVIGATION,
        SectionKind.DEPRECATED_TABLES,
        SectionKind.CROSS_REFERENCE_INDEX,
        SectionKind.MAINTENANCE_PROTOCOL,
    }
)
_LEADING = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?\s+|[^\w]+)+")


@lru_cache(maxsize=2**12)
def section_kind(text: str) -> SectionKind:
    """What a section under a heading of that text is about."""
    words = _LEADING.sub("", text.lower()).replace("*", "").replace("`", "").strip(" :")
    return next((kind for pattern, kind in _KINDS if pattern.match(words)), SectionKind.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The parts of a document, in order."""

    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


def read_outline(
    page: Page,
    headings: tuple[Heading, ...],
    read_regions: Callable[[Entry], Regions],
    prefix: str,
) -> Outline:
    """Divide the document at its headings; ``read_regions`` is what each entry will read with."""
    return _Divider(page, headings, read_regions, prefix).divide()


class _Divider:
    """One pass over the headings."""

    def __init__(
        self,
        page: Page,
        headings: tuple[Heading, ...],
        read_regions: Callable[[Entry], Regions],
        prefix: str,
    ) -> None:
        self.page = page
        self.headings = headings
        self.read_regions = read_regions
        self.prefix = prefix
        self.sections: list[Section] = []
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []

    def divide(self) -> Outline:
        index = 0
        while index < len(self.headings):
            heading = self.headings[index]
            end = index + 1
            if match := self._match_entry(heading):
                while end < len(self.headings) and not self._ends_entry(
                    self.headings[end], heading
                ):
                    end += 1
                self.entries.append(self._entry(match, index, end))
            else:
                while end < len(self.headings) and not self._ends_section(end, heading):
                    end += 1
                self.sections.append(self._section(index, self._start(end), SectionKind.UNKNOWN))
            index = end
        return Outline(
            sections=tuple(self.sections),
            entries=tuple(self.entries),
            findings=tuple(self.findings),
        )

    def _start(self, index: int) -> int:
        """Where the heading at ``index`` starts; the end of the text after the last."""
        if index < len(self.headings):
            return self.headings[index].line.start
        return len(self.page.text)

    def _match_entry(self, heading: Heading) -> re.Match[str] | None:
        text = heading.text.text
        mark = _MARK.search(text)
        unmarked = text[: mark.start()].rstrip() if mark else text
        match = _ENTRY.match(unmarked) if heading.level <= DEEPEST_ENTRY else None
        return match if match and match["id"].startswith(f"{self.prefix}-") else None

    def _ends_entry(self, heading: Heading, entry: Heading) -> bool:
        if heading.level <= entry.level:
            return True
        return heading.level <= DEEPEST_DIVISION and section_kind(heading.text.text) in _OF_DOCUMENT

    def _ends_section(self, index: int, section: Heading) -> bool:
        heading = self.headings[index]
        return heading.level <= max(section.level, DEEPEST_DIVISION) or bool(
            self._match_entry(heading)
        )

    def _section(self, index: int, end: int, default: SectionKind) -> Section:
        heading = self.headings[index]
        kind = section_kind(heading.text.text)
        body = Span(min(self.page.after_line(heading.line.end), end), end)
        return Section(
            kind=default if kind == SectionKind.UNKNOWN else kind,
            heading=heading,
            span=Span(heading.line.start, end),
            body=body,
        )

    def _is_deprecated(self, heading: Heading) -> bool:
        above = self.sections[-1] if self.sections else None
        return bool(_MARK.search(heading.text.text)) or (
            above is not None
            and above.kind == SectionKind.DEPRECATED_TABLES
            and above.heading.level < heading.level
        )

    def _entry(self, match: re.Match[str], first: int, end: int) -> Entry:
        heading = self.headings[first]
        span = Span(heading.line.start, self._start(end))
        content_end = _content_end(self.page, span)
        after_heading = min(self.page.after_line(heading.line.end), content_end)
        starts = list(self._section_starts(first + 1, end))
        ends = [self._start(index) for index in starts] + [content_end]
        text = heading.text.span.start
        title = match.span("title") if match["title"] else (match.end(), match.end())
        return Entry(
            id=match["id"],
            number=number_of(match["id"]),
            title=self.page.passage(text + title[0], text + title[1]),
            heading=heading,
            span=span,
            introduction=Span(after_heading, max(ends[0], after_heading)),
            sections=tuple(
                self._section(index, stop, SectionKind.UNKNOWN)
                for index, stop in zip(starts, ends[1:], strict=True)
            ),
            content_end=content_end,
            is_deprecated=self._is_deprecated(heading),
            markers=tuple(self._markers(span, max(ends[0], after_heading))),
            source=self.page.source,
            read_regions=self.read_regions,
        )

    def _markers(self, span: Span, introduced: int) -> Iterator[Passage]:
        """The tables that comments name; below the introduction only comments that are no text."""
        for marker in _MARKER.finditer(self.page.source.text, span.start, span.end):
            if marker.start() < introduced or self._is_comment(marker, Span(introduced, span.end)):
                yield self.page.passage(*marker.span("table"))

    def _is_comment(self, marker: re.Match[str], span: Span) -> bool:
        """Whether a marker stands in a block of HTML, not in code or in what people wrote."""
        start = marker.start()
        return any(
            block.kind is BlockKind.HTML and block.span.start <= start < block.span.end
            for block in read_blocks(self.page, span)
        )

    def _section_starts(self, first: int, end: int) -> Iterator[int]:
        """The headings that begin a section: the highest of the entry, and deeper known ones."""
        levels = [heading.level for heading in self.headings[first:end]]
        for index in range(first, end):
            heading = self.headings[index]
            if self._match_entry(heading):
                message = f"the heading {heading.text.text!r} reads like an entry inside an entry"
                place = heading.line.start
                self.findings.append(report(Code.NESTED_ENTRY, self.page.source, place, message))
            is_known = section_kind(heading.text.text) != SectionKind.UNKNOWN
            if heading.level == min(levels) or is_known:
                yield index


def _content_end(page: Page, span: Span) -> int:
    """The end of the entry's text, before the blank lines and thematic breaks that close it."""
    end = span.end
    while True:
        text_end = span.start + len(page.text[span.start : end].rstrip())
        end = min(page.after_line(text_end), end) if text_end < end else end
        last = page.text.rfind("\n", span.start, text_end) + 1
        above = page.text[page.text.rfind("\n", 0, max(last - 1, 0)) + 1 : max(last - 1, 0)]
        # A break right below text would be the underline of a heading.
        if last <= span.start or above.strip() or not _BREAK.match(page.text[last:text_end]):
            return end
        end = last
