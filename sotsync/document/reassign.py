"""Giving an entry another id: which characters of which documents that changes.

An id is permanent once others have seen it. Until then, as on a branch whose new table got the
number that another branch used, it can be replaced wherever it is mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sotsync.document.models import Document, Entry
from sotsync.text import Edit, Location, Source, Span

__all__ = ["Reassignment", "mentions_of", "reassign"]

_SLUG = r"\]\([^()\s]*#(?P<slug>[^()\s]+)\)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassignment:
    """What changes in one document.

    Attributes:
        source: The document before.
        edits: What changes in it.
        left: Where the old id is mentioned still, because two entries have it.
    """

    source: Source
    edits: tuple[Edit, ...]
    left: tuple[Location, ...]


def mentions_of(identifier: str, source: Source) -> tuple[Location, ...]:
    """Where a text mentions an id."""
    found = _mention(identifier).finditer(source.text)
    return tuple(source.location(match.start()) for match in found)


def reassign(
    document: Document, entry: Entry, new: str, others: Iterable[Source]
) -> tuple[Reassignment, ...]:
    """What giving ``entry`` the id ``new`` changes, the document first.

    Where another entry has the same id, only what is certainly about this one changes: the entry
    itself, and links with its anchor.

    Args:
        document: The document.
        entry: One of its entries.
        new: The new id.
        others: The other documents that may mention it.
    """
    is_shared = sum(one.id == entry.id for one in document.entries) > 1
    own = entry.heading.slug if is_shared else None
    return tuple(
        _in(source, entry, new, anchor=own, body=entry.span if place == 0 else None)
        for place, source in enumerate((document.source, *others))
    )


def _in(
    source: Source, entry: Entry, new: str, *, anchor: str | None, body: Span | None
) -> Reassignment:
    edits: list[Edit] = []
    left: list[Location] = []
    for match in _mention(entry.id).finditer(source.text):
        slug = match["slug"]
        is_inside = body is not None and body.start <= match.start() < body.end
        if anchor is not None and not is_inside and slug != anchor:
            left.append(source.location(match.start()))
            continue
        edits += _replaced(match, entry.id, new)
    return Reassignment(source=source, edits=tuple(edits), left=tuple(left))


def _replaced(match: re.Match[str], old: str, new: str) -> Iterator[Edit]:
    start = match.start()
    if match["id"] is not None:
        yield Edit(Span(start, start + len(old)), new)
    slug = match["slug"] or ""
    if match["bare"] is not None:
        yield Edit(Span(*match.span("bare")), new.lower())
    elif slug == old.lower() or slug.startswith(f"{old.lower()}-"):
        begin = match.start("slug")
        yield Edit(Span(begin, begin + len(old)), new.lower())


def _mention(identifier: str) -> re.Pattern[str]:
    """An id, with the anchor of the link whose words it is; or an anchor alone."""
    name = re.escape(identifier)
    return re.compile(
        rf"(?<![A-Za-z0-9_-])(?P<id>{name})(?![A-Za-z0-9_])(?:`?{_SLUG})?"
        rf"|(?<=[#\"'])(?P<bare>{name.lower()})(?![a-z0-9_])"
    )
