"""From a document's text to a :class:`Document`: the one way in."""

from __future__ import annotations

from functools import lru_cache, partial

from sotsync.document.codes import Code, report
from sotsync.document.composition import read_all_headings
from sotsync.document.cross_references import read_cross_references
from sotsync.document.documented import read_documented
from sotsync.document.front_matter import check_front_matter, read_front_matter
from sotsync.document.mapping import stated_table
from sotsync.document.models import (
    Document,
    Entry,
    FrontMatter,
    Heading,
    Profile,
    Section,
    SectionKind,
)
from sotsync.document.navigation import read_navigation
from sotsync.document.outline import Outline, read_outline
from sotsync.document.passages import make_page
from sotsync.document.reading import read_regions
from sotsync.document.summaries import check_strays
from sotsync.errors import DocumentError
from sotsync.findings import Finding
from sotsync.text import Location, Source

__all__ = ["DEFAULT_PREFIX", "parse_document"]

DEFAULT_PREFIX = "DBT"
"""The prefix of a document whose front matter names none."""


@lru_cache(maxsize=4)
def parse_document(source: Source) -> Document:
    """Read ``source`` as a Source-of-Truth document; nothing of its text is lost.

    Any text with one entry heading (``## DBT-001: Users``), or with front matter that names an
    ``id_prefix``, is one. What is odd in it becomes a finding. The documents read last are kept,
    with what was worked out of them: a patch and its proof speak of the same two texts.

    Raises:
        DocumentError: The text is no Source-of-Truth document at all.
    """
    page = make_page(source)
    front_matter = read_front_matter(page)
    prefix = _prefix(front_matter)
    start = front_matter.span.end if front_matter else int(source.text.startswith("\ufeff"))
    headings = read_all_headings(page, start)
    outline = read_outline(page, headings, partial(read_regions, page), prefix or DEFAULT_PREFIX)
    if not outline.entries and prefix is None:
        raise DocumentError(
            "this is no Source-of-Truth document: no heading such as '## DBT-001: Users'",
            location=Location(source.path),
            hint="Name another file, or start a document with 'sotsync init'.",
        )
    navigation = _find(outline, SectionKind.NAVIGATION)
    cross_references = _find(outline, SectionKind.CROSS_REFERENCE_INDEX)
    checked = check_front_matter(page, front_matter) if front_matter else ()
    return Document(
        source=source,
        profile=_profile(headings, outline),
        id_prefix=prefix or DEFAULT_PREFIX,
        front_matter=front_matter,
        headings=headings,
        sections=outline.sections,
        entries=outline.entries,
        navigation=read_navigation(page, navigation) if navigation else None,
        cross_references=read_cross_references(page, cross_references)
        if cross_references
        else None,
        outline_findings=(
            *check_strays(source),
            *checked,
            *outline.findings,
            *_repeated_ids(source, outline.entries),
        ),
        read_documented=read_documented,
    )


def _prefix(front_matter: FrontMatter | None) -> str | None:
    """The prefix that ``id_prefix: DBT-XXX`` names."""
    field = front_matter.get("id_prefix") if front_matter else None
    prefix = field.value.text.strip("\"'").partition("-")[0] if field else ""
    return prefix or None


def _find(outline: Outline, kind: SectionKind) -> Section | None:
    return next((section for section in outline.sections if section.kind == kind), None)


def _profile(headings: tuple[Heading, ...], outline: Outline) -> Profile:
    """The lean profile has no Schema Definition, and its title or its sections are its own."""
    kinds = {section.kind for entry in outline.entries for section in entry.sections}
    if SectionKind.SCHEMA_DEFINITION in kinds:
        return Profile.FULL
    first = headings[0].text.text.lower() if headings else ""
    texts = {section.heading.text.text.lower() for e in outline.entries for section in e.sections}
    is_lean = "data model" in first or SectionKind.KEY_INDEXES in kinds or "columns" in texts
    return Profile.LEAN if is_lean else Profile.FULL


def _repeated_ids(source: Source, entries: tuple[Entry, ...]) -> list[Finding]:
    """A finding for every entry whose id an earlier entry has; placeholders are no ids.

    Entries of one table are no case of two tables with one id: that they are two is told instead.
    """
    seen: dict[str, list[Entry]] = {}
    found: list[Finding] = []
    for entry in entries:
        earlier = seen.setdefault(entry.id, [])
        if entry.number is not None and earlier and not _is_same_table(entry, earlier):
            message = f"{entry.id} is the id of more than one entry"
            place = entry.heading.line.start
            found.append(report(Code.DUPLICATE_ID, source, place, message, subject=entry.id))
        earlier.append(entry)
    return found


def _is_same_table(entry: Entry, earlier: list[Entry]) -> bool:
    """Whether all of them state one table, and none is deprecated."""
    entries = [*earlier, entry]
    stated = {stated_table(one) for one in entries}
    return len(stated) == 1 and () not in stated and not any(one.is_deprecated for one in entries)
