"""What other documents cite of this one and do not find: ids of no entry, anchors that moved.

A table is dropped and its entry moves below Deprecated Tables; its anchor changes, and every link
to it in the API contracts leads nowhere. sotsync does not write other documents, so it says where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sotsync.document.codes import CODES, Code
from sotsync.document.hyperlinks import linked_path, read_links
from sotsync.document.ids import IDENTIFIER, without_ranges
from sotsync.document.models import Document, Entry
from sotsync.findings import Finding
from sotsync.text import Location, Source, Span

__all__ = ["check_citations"]


_HEADING = re.compile(rf"^ {{0,3}}#{{1,6}}[ \t]+[`*\[]*(?P<id>{IDENTIFIER})", re.MULTILINE)


@dataclass(slots=True)
class _Cited:
    """Where one id is cited, and which anchors of it lead nowhere."""

    places: list[Location] = field(default_factory=list)
    lost: dict[str, None] = field(default_factory=dict)


def check_citations(document: Document, others: Iterable[Source]) -> tuple[Finding, ...]:
    """A note for every id that other files cite in vain, with all places.

    Args:
        document: What is cited.
        others: The other documents.
    """
    entries = {entry.id: entry for entry in reversed(document.entries) if entry.number is not None}
    slugs = frozenset(heading.slug for heading in document.headings)
    sources = tuple(others)
    elsewhere = frozenset(one for source in sources for one in _defined(source)) - entries.keys()
    cited: dict[str, _Cited] = {}
    for source in sources:
        is_own = source is document.source
        for identifier, offset, slug in _mentions(source, document):
            entry = entries.get(identifier)
            if identifier in elsewhere:
                continue
            is_lost = slug is not None and slug not in slugs and slug != identifier.lower()
            if entry is not None and is_own and not is_lost and _is_within(offset, entry):
                continue
            if entry is None or entry.is_deprecated or is_lost:
                one = cited.setdefault(identifier, _Cited())
                one.places.append(source.location(offset))
                one.lost |= {slug: None} if slug is not None and is_lost else {}
    return tuple(_finding(key, cited[key], entries.get(key)) for key in sorted(cited))


def _defined(source: Source) -> Iterator[str]:
    """The ids that another document has headings for: it is a document of tables as well."""
    return (match["id"] for match in _HEADING.finditer(source.text))


def _is_within(offset: int, entry: Entry) -> bool:
    """Whether it stands in the entry itself, which does not cite itself."""
    return entry.span.start <= offset < entry.span.end


def _mentions(source: Source, document: Document) -> Iterator[tuple[str, int, str | None]]:
    """Each id in the text, with its offset and the anchor in the document that it links to."""
    prefix = re.escape(document.id_prefix)
    pattern = re.compile(rf"(?<![A-Za-z0-9_-]){prefix}-\d{{2,4}}(?![A-Za-z0-9_])")
    links = iter(sorted(_links(source, document)))
    link = next(links, None)
    for match in pattern.finditer(without_ranges(source.text)):
        while link is not None and link[0].end <= match.start():
            link = next(links, None)
        is_linked = link is not None and link[0].start <= match.start()
        slug = link[1] if link is not None and is_linked else None
        yield match.group(), match.start(), slug


def _links(source: Source, document: Document) -> Iterator[tuple[Span, str]]:
    """The links into the document, with their anchors."""
    for link in read_links(source):
        if link.slug and linked_path(source, link) == document.source.path:
            yield link.span, link.slug


def _shown(places: Iterable[Location]) -> str:
    """The places, those in one file after its name."""
    lines: dict[str, dict[int, None]] = {}
    for place in places:
        lines.setdefault(place.path, {})[place.line] = None
    return "; ".join(f"{path}:{', '.join(map(str, found))}" for path, found in lines.items())


def _finding(identifier: str, cited: _Cited, entry: Entry | None) -> Finding:
    also = f"; also at {_shown(cited.places[1:])}" if len(cited.places) > 1 else ""
    code = Code.DANGLING if entry is None else Code.LOST_CITATION
    if entry is None:
        message = f"{identifier} is cited and no entry defines it"
    elif entry.is_deprecated:
        message = f"{identifier} is deprecated and still cited"
    else:
        message = f"links to {identifier} lead nowhere"
    if entry is not None and cited.lost:
        anchors = ", ".join(f"#{slug}" for slug in cited.lost)
        message += f", by {anchors}; its anchor is #{entry.heading.slug}"
    kind = CODES[code]
    return Finding(
        code=code,
        severity=kind.severity,
        message=message + also,
        object=identifier,
        document=cited.places[0],
        hint=kind.hint,
    )
