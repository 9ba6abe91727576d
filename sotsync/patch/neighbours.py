"""What is written in other documents, and in the document on their account: lines and anchors.

Other documents belong to people. A back-link is a whole new line in a list that is there for it,
and never takes a line away but one that is still the template's; a link gets another anchor, and
not one byte around it changes. Both are proven for every file before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sotsync.document.hyperlinks import read_links
from sotsync.document.ids import identifiers_in
from sotsync.document.placeholders import is_unfilled
from sotsync.errors import PromiseError
from sotsync.patch.pen import Pen
from sotsync.text import Edit, Source, Span, apply_edits

__all__ = ["Room", "add_bullets", "apply_anchors", "apply_lines"]

_REPORT = "This is a fault of sotsync; please report it. Nothing was written."
_NOTHING = re.compile(r"[_*(]*(?:none|nothing|n/a)(?: yet)?[)_*.]*\Z", re.IGNORECASE)
_MARK = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where new bullets go.

    Attributes:
        lines: The bullets that are there.
        insert_at: The offset of the line after them.
        mark: What a bullet begins with.
    """

    lines: tuple[Span, ...]
    insert_at: int
    mark: str


def add_bullets(pen: Pen, room: Room, texts: Iterable[str], sentence: str) -> None:
    """Put bullets at the end of a list, in the place of those that are the template's."""
    lines = [room.mark + text for text in texts]
    for line in room.lines:
        if _is_empty(pen.source.slice(line)):
            pen.remove(line, sentence)
    pen.insert(room.insert_at, lines, sentence)


def _is_empty(line: str) -> bool:
    """Whether nothing of a bullet is a person's; an id is, be its title missing or not."""
    text = _MARK.sub("", line, count=1).strip()
    if identifiers_in(text):
        return False
    return is_unfilled(text) or _NOTHING.match(text) is not None


def apply_lines(pen: Pen) -> Source:
    """The text with its new lines, once it is proven that every other line is kept.

    Raises:
        PromiseError: An edit is none of whole lines, or takes a person's line away.
    """
    source = pen.source
    starts = frozenset((*source.line_starts, len(source.text)))
    for edit in pen.edits:
        removed = source.slice(edit.span)
        is_kept = not removed or _is_empty(removed.strip("\r\n"))
        if not is_kept or not (edit.span.start in starts or edit.span.end in starts):
            raise PromiseError(
                "a line of a person would change",
                location=source.location(edit.span.start),
                hint=_REPORT,
            )
    return source.edited(pen.edits)


def apply_anchors(source: Source, edits: Iterable[Edit]) -> Source:
    """The text with other anchors, once it is proven that nothing but anchors of links changes.

    Raises:
        PromiseError: Something else would.
    """
    result = source.edited(edits)
    if _without_anchors(source) != _without_anchors(result):
        raise PromiseError(
            "more than the anchors of links would change",
            location=source.location(0),
            hint=_REPORT,
        )
    return result


def _without_anchors(source: Source) -> str:
    spans = [link.slug_span for link in read_links(source) if link.slug]
    return apply_edits(source.text, (Edit(span, "") for span in spans))
