"""What people wrote, or have still to write, beside the facts: told, and never written.

None of it is drift of a generated region, so none of it has an edit. Queries that name what is
not there are worth a look; that a place is still empty, or a purpose says something else than the
table's comment, is a note.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sotsync.diff.example_queries import example_fences, unknown_names
from sotsync.diff.situation import EntryState, EntrySubject, Situation, examine
from sotsync.document.codes import Code, report
from sotsync.document.metadata import read_metadata
from sotsync.document.models import Document, Entry, Section, SectionKind
from sotsync.document.passages import Page, make_page
from sotsync.document.placeholders import has_braces
from sotsync.document.render.words import foreign_line
from sotsync.findings import Finding
from sotsync.replay.result import Replay
from sotsync.schema.models import Schema
from sotsync.schema.names import split_qualified

__all__ = ["check_human_text"]

_PERSONAL = frozenset(
    {
        SectionKind.PURPOSE,
        SectionKind.INDEXES,
        SectionKind.DATA_INTEGRITY,
        SectionKind.EXAMPLE_QUERIES,
        SectionKind.BACKUP,
        SectionKind.COMPLIANCE,
        SectionKind.DETAILED_SPECIFICATION,
    }
)
_PURPOSES = frozenset({"what it stores", "purpose"})


def check_human_text(
    document: Document, replay: Replay, *, schemas: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What to look at in the words of people, in the order of the document.

    Args:
        document: Whose words.
        replay: What is so.
        schemas: The only schemas whose tables are documented; all of them where it is empty.
    """
    situation = examine(document, replay, schemas=schemas)
    page = make_page(document.source)
    found: list[Finding] = []
    for subject in situation.subjects:
        found += _queries(page, situation.schema, subject)
        found += _unfilled(page, subject.entry)
        found += _purpose(page, subject)
    for entry in document.entries:
        if situation.state(entry) is EntryState.EXTERNAL:
            found += _base_unknown(situation, entry)
    return tuple(sorted(found, key=lambda one: one.document is not None and one.document.line))


def _queries(page: Page, schema: Schema, subject: EntrySubject) -> Iterator[Finding]:
    for fence in example_fences(page, subject.entry):
        for one in unknown_names(fence, schema):
            nearest = f"; the nearest is {one.nearest}" if one.nearest else ""
            message = f"a query names {one.name}, which does not exist{nearest}"
            yield report(Code.STALE_QUERY, page.source, one.offset, message, subject=subject.key)


def _unfilled(page: Page, entry: Entry) -> Iterator[Finding]:
    places = [place for section in entry.sections for place in _placeholders(page, section)]
    if places:
        number = len(places)
        message = f"{entry.id} has {number} {'place' if number == 1 else 'places'} left to fill in"
        yield report(Code.UNFILLED, page.source, places[0], message, subject=entry.id)


def _placeholders(page: Page, section: Section) -> Iterator[int]:
    """Where the lines of a person's section begin that are still the template's."""
    if section.kind not in _PERSONAL or "{" not in page.text[section.body.start : section.body.end]:
        return
    for line in page.lines(section.body):
        if has_braces(page.source.slice(line)):
            yield line.start


def _purpose(page: Page, subject: EntrySubject) -> Iterator[Finding]:
    comment = foreign_line(subject.actual.comment or "")
    section = subject.entry.section(SectionKind.PURPOSE)
    if not comment or section is None:
        return
    for line in page.lines(section.body):
        field = read_metadata(page, line)
        if field is None or field.key not in _PURPOSES or field.is_placeholder:
            continue
        if foreign_line(field.value.text).casefold() != comment.casefold():
            message = f"{field.label.text} says something else than the comment of {subject.key}"
            yield report(Code.OTHER_COMMENT, page.source, line.start, message, subject=subject.key)


def _base_unknown(situation: Situation, entry: Entry) -> Iterator[Finding]:
    key = situation.key_of(entry)
    relation = None if key is None else situation.schema.relation(key)
    if key is None or (relation is not None and situation.is_documentable(relation)):
        return
    schema = split_qualified(key)[0]
    is_left_out = bool(situation.schemas) and schema not in situation.schemas
    if is_left_out or (relation is None and not situation.is_altered_only(key)):
        return
    message = f"no migration makes {key}: of {entry.id} only what migrations change is compared"
    place = entry.heading.line.start
    yield report(Code.BASE_UNKNOWN, situation.document.source, place, message, subject=key)
