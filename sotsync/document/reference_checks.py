"""What is wrong with the references between the document and other documents.

Each is a note with both places and the command that repairs it: other documents belong to people,
and so does the decision which end of a reference is right.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sotsync.document.backlink_places import list_here, list_there
from sotsync.document.backlinks import Home, Pair, Reference, References
from sotsync.document.codes import Code, report_at
from sotsync.document.hyperlinks import Hyperlink, linked_path, read_links
from sotsync.document.models import Document
from sotsync.document.named_files import named_files
from sotsync.findings import Finding
from sotsync.text import Location, Source, Span

__all__ = ["check_references", "lost_anchors"]

_LISTED_PLACES = 6
"""How many references one finding spells out; an index may lack hundreds."""
_BY_HAND = "Name it there by hand: no list of its own is there for it."
_FIX_LINKS = "sotsync sync --fix-links"


def check_references(
    references: References, missing_files: Collection[str] = ()
) -> tuple[Finding, ...]:
    """The findings, in the order of their codes and ids.

    Args:
        references: The document and its siblings.
        missing_files: The paths among those that the document names which do not exist.
    """
    return (
        *_broken_links(references, frozenset(missing_files)),
        *_dangling(references),
        *_one_way(references),
        *_retired(references),
        *_lost(references),
        *_twice(references),
    )


def _broken_links(references: References, missing: frozenset[str]) -> Iterator[Finding]:
    source = references.document.source
    if not missing:
        return
    for link in references.links:
        path = linked_path(source, link)
        if path in missing:
            place = source.location(link.span.start)
            yield report_at(Code.BROKEN_LINK, place, f"{link.file} does not exist")
    gone = [one for one in named_files(source) if one.paths and missing.issuperset(one.paths)]
    siblings = [one for one in gone if one.is_sibling] if references.siblings else []
    if siblings:
        names = ", ".join(dict.fromkeys(one.name for one in siblings))
        place = source.location(siblings[0].span.start)
        yield report_at(Code.BROKEN_LINK, place, f"no such file: {names}")
    for one in gone:
        if not one.is_sibling:
            place = source.location(one.span.start)
            yield report_at(Code.BROKEN_LINK, place, f"{one.name} does not exist")


def _dangling(references: References) -> Iterator[Finding]:
    """Ids of a kind that a sibling defines, and that no sibling defines."""
    kinds = {identifier.rpartition("-")[0] for identifier in references.definitions}
    for (entry, other), reference in references.outgoing.items():
        if other.rpartition("-")[0] in kinds and other not in references.definitions:
            yield report_at(
                Code.DANGLING,
                reference.place,
                f"{entry} cites {other}, and no document defines it",
                entry,
                "Correct the id, or write its section.",
            )


def _one_way(references: References) -> Iterator[Finding]:
    """One finding for each end that lacks names, apart for those that only a person can add."""
    here = [(pair, list_here(references, pair) is not None) for pair in references.missing_here]
    for (entry, has_place), pairs in _grouped(here, 0).items():
        named = references.entries[entry]
        yield report_at(
            Code.ONE_WAY,
            references.document.source.location(named.heading.line.start),
            f"{entry} does not name what names it: "
            f"{_shown([(pair[1], references.incoming[pair]) for pair in pairs])}",
            entry,
            None if has_place else _BY_HAND,
        )
    others = dict.fromkeys(other for _, other in references.missing_there)
    places = {other: list_there(references, other) is not None for other in others}
    there = [(pair, places[pair[1]]) for pair in references.missing_there]
    for (other, has_place), pairs in _grouped(there, 1).items():
        home = references.home(other)
        assert home is not None  # That is what lets it be missing there.
        yield report_at(
            Code.ONE_WAY,
            home.place,
            f"{other} does not name what names it: "
            f"{_shown([(pair[0], references.outgoing[pair]) for pair in pairs])}",
            other,
            None if has_place else _BY_HAND,
        )


def _grouped(pairs: Iterable[tuple[Pair, bool]], end: int) -> Mapping[tuple[str, bool], list[Pair]]:
    found: dict[tuple[str, bool], list[Pair]] = {}
    for pair, has_place in sorted(pairs):
        found.setdefault((pair[end], has_place), []).append(pair)
    return dict(sorted(found.items()))


def _shown(references: list[tuple[str, Reference]]) -> str:
    told = [f"{one} ({reference.place.path_and_line})" for one, reference in references]
    more = len(told) - _LISTED_PLACES
    return ", ".join(told[:_LISTED_PLACES]) + (f" and {more} more" if more > 0 else "")


def _retired(references: References) -> Iterator[Finding]:
    for (entry, other), reference in references.outgoing.items():
        homes = references.definitions.get(other, ())
        if homes and all(home.definition.is_retired for home in homes):
            yield report_at(
                Code.LOST_CITATION,
                reference.place,
                f"{entry} cites {other}, which is deprecated ({homes[0].place.path_and_line})",
                entry,
                "Cite what has taken its place.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAnchor:
    """A link whose anchor is not there, though what it is about is.

    Attributes:
        source: The text it stands in.
        link: The link.
        slug: The anchor that it should have.
        place: Where that anchor stands.
    """

    source: Source
    link: Hyperlink
    slug: str
    place: Location


def lost_anchors(source: Source, references: References) -> Iterator[LostAnchor]:
    """The links of a text into the document, or from it into a sibling, that need another anchor.

    A short anchor such as ``#dbt-001`` is the template's own form, and let be.
    """
    document = references.document
    is_document = source.path == document.source.path
    own = _own_lines(document) if is_document else ()
    starts = [span.start for span in own]
    anchors = _anchors(references)
    for link in references.links if is_document else read_links(source):
        path = linked_path(source, link)
        if not link.slug or path is None or link.slug in anchors.get(path, ()):
            continue
        identifier = link.id
        if identifier is None or link.slug == identifier.lower():
            continue
        before = bisect.bisect_right(starts, link.span.start) - 1
        if before >= 0 and own[before].contains(link.span):
            continue
        found = _target(references, path, identifier, is_document=is_document)
        if found is not None:
            slug, place = found
            yield LostAnchor(source=source, link=link, slug=slug, place=place)


def _own_lines(document: Document) -> tuple[Span, ...]:
    """Lines of the document whose links are generated, and have codes of their own, in order."""
    navigation = document.navigation
    spans = [
        link.line
        for category in (navigation.categories if navigation else ())
        for link in category.links
    ]
    for entry in document.entries:
        regions = entry.regions
        for listed in (regions.references, regions.referenced_by, regions.foreign_keys):
            spans += [line.line for line in listed.lines] if listed else []
    return tuple(sorted(spans))


def _anchors(references: References) -> Mapping[str, frozenset[str]]:
    """The anchors of the headings of every file that is known."""
    document = references.document
    found = {document.source.path: frozenset(one.slug for one in document.headings)}
    for sibling in references.siblings:
        found[sibling.source.path] = sibling.anchors
    return found


def _target(
    references: References, path: str, identifier: str, *, is_document: bool
) -> tuple[str, Location] | None:
    """The anchor of what an id means in the file at ``path``, and its place."""
    document = references.document
    if path == document.source.path:
        entry = references.alone.get(identifier)
        if entry is None:
            return None
        return entry.heading.slug, document.source.location(entry.heading.line.start)
    if not is_document:
        return None
    homes = [one for one in references.definitions.get(identifier, ()) if _path(one) == path]
    if len(homes) != 1:
        return None
    return homes[0].definition.heading.slug, homes[0].place


def _path(home: Home) -> str:
    return home.sibling.source.path


def _lost(references: References) -> Iterator[Finding]:
    """The document's own links; those of other files are told with what they cite."""
    for lost in lost_anchors(references.document.source, references):
        yield report_at(
            Code.LOST_CITATION,
            lost.source.location(lost.link.slug_span.start),
            f"#{lost.link.slug} leads nowhere; the anchor of {lost.link.id} is #{lost.slug} "
            f"({lost.place.path_and_line})",
            lost.link.id,
            _FIX_LINKS,
        )


def _twice(references: References) -> Iterator[Finding]:
    for identifier, homes in references.definitions.items():
        used = [home for home in homes if home.is_used]
        if len(used) > 1:
            also = ", ".join(home.place.path_and_line for home in used[1:])
            message = f"{identifier} is defined more than once; also at {also}"
            yield report_at(Code.DEFINED_TWICE, used[0].place, message, identifier)
