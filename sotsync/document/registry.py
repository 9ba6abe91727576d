"""The ids of a document: which there are, what they stand for, and what is wrong with them.

An id is permanent. So two entries with one id, an id that is used again after its table was
dropped, and an id that a branch took away are faults that no comparison with a database shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.document.codes import Code, report
from sotsync.document.ids import HIGHEST
from sotsync.document.mapping import EntryMapping, stated_table
from sotsync.document.models import Document, Entry
from sotsync.findings import Finding
from sotsync.text import Location

__all__ = ["IdRow", "check_ids", "list_ids"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdRow:
    """One id of a document.

    Attributes:
        id: The id.
        title: Its entry's title.
        table: The table or view that the entry is about; None where that is not known.
        status: What its Status line says; empty where it says nothing.
        category: The category of the navigation whose range holds it, else its Category line.
        is_deprecated: Whether its entry stands below Deprecated Tables.
        place: Its heading.
    """

    id: str
    title: str
    table: str | None
    status: str
    category: str
    is_deprecated: bool
    place: Location


def list_ids(document: Document, mapping: EntryMapping) -> tuple[IdRow, ...]:
    """Every id that an entry has, in the order of the page; placeholders are none."""
    return tuple(
        IdRow(
            id=entry.id,
            title=entry.title.text,
            table=mapping.key_of(entry) or _stated(entry),
            status=_value(entry, "status"),
            category=_category(document, entry),
            is_deprecated=entry.is_deprecated,
            place=document.source.location(entry.heading.line.start),
        )
        for entry in document.entries
        if entry.number is not None
    )


def _stated(entry: Entry) -> str | None:
    stated = stated_table(entry)
    return stated[0].key if len(stated) == 1 else None


def _value(entry: Entry, key: str) -> str:
    field = entry.regions.metadata_field(key)
    return "" if field is None or field.is_placeholder else field.value.text


def _category(document: Document, entry: Entry) -> str:
    navigation = document.navigation
    if navigation is not None and entry.number is not None:
        found = navigation.category_of(entry.number)
        if found is not None:
            return found.title
    return _value(entry, "category")


def check_ids(document: Document, base: Document | None = None) -> tuple[Finding, ...]:
    """What is wrong with the ids of a document, in the order of the page.

    Two entries with one id are a finding of reading the document, and mentions of ids that no entry
    has are one of reading its neighbours; neither is repeated here.

    Args:
        document: The document.
        base: The document on the branch that work is based on; None where that is not known.
    """
    return (
        *_used_again(document),
        *_outside_of_ranges(document),
        *_with_four_digits(document),
        *(() if base is None else _against(document, base)),
    )


def _numbered(document: Document) -> Iterator[Entry]:
    return (entry for entry in document.entries if entry.number is not None)


def _used_again(document: Document) -> Iterator[Finding]:
    """Ids of deprecated entries that a later table has got."""
    deprecated = {entry.id for entry in _numbered(document) if entry.is_deprecated}
    for entry in _numbered(document):
        if not entry.is_deprecated and entry.id in deprecated:
            yield _finding(
                document, entry, Code.ID_USED_AGAIN, f"{entry.id} is the id of a deprecated entry"
            )


def _outside_of_ranges(document: Document) -> Iterator[Finding]:
    navigation = document.navigation
    ranges = [] if navigation is None else [c for c in navigation.categories if c.lowest]
    for entry in _numbered(document) if ranges else ():
        assert entry.number is not None
        if not entry.is_deprecated and not any(one.holds(entry.number) for one in ranges):
            yield _finding(
                document, entry, Code.ID_OUT_OF_RANGE, f"{entry.id} is in the range of no category"
            )


def _with_four_digits(document: Document) -> Iterator[Finding]:
    for entry in _numbered(document):
        if entry.number is not None and entry.number > HIGHEST[3]:
            message = f"{entry.id} has more digits than other tools of the template read"
            yield _finding(document, entry, Code.ID_TOO_LONG, message)


def _against(document: Document, base: Document) -> Iterator[Finding]:
    """What a branch did to the ids of its base: took them away, or gave them to other tables."""
    own: dict[str, list[Entry]] = {}
    for entry in _numbered(document):
        own.setdefault(entry.id, []).append(entry)
    for former in _numbered(base):
        present = own.get(former.id, [])
        if not present:
            message = f"{former.id} ({former.title.text}) is on the base branch and gone here"
            yield report(Code.ID_GONE, document.source, 0, message, subject=former.id)
        for entry in present:
            if former.is_deprecated and not entry.is_deprecated and not _is_same(former, entry):
                message = f"{entry.id} is the id of a deprecated entry on the base branch"
                yield _finding(document, entry, Code.ID_USED_AGAIN, message)


def _is_same(former: Entry, entry: Entry) -> bool:
    before, now = _stated(former), _stated(entry)
    return former.title.text == entry.title.text if None in {before, now} else before == now


def _finding(document: Document, entry: Entry, code: Code, message: str) -> Finding:
    return report(code, document.source, entry.heading.line.start, message, subject=entry.id)
