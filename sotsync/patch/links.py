"""Links inside the document that follow an anchor which changes."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable

from sotsync.document.models import Document
from sotsync.patch.context import Context
from sotsync.patch.pen import Pen
from sotsync.text import Span

__all__ = ["followed", "link_targets", "plan_links"]

_TARGET = re.compile(
    r"""(?<=\]\(\#)[^)\s]+(?=\)) | (?<=\]:[ ]\#)\S+
    | (?<=href="\#)[^"\s]+(?=") | (?<=href='\#)[^'\s]+(?=')""",
    re.VERBOSE,
)
"""Where a link leads in the document itself, in Markdown and in HTML."""


def plan_links(pen: Pen, context: Context) -> None:
    """Point every link at the anchor's new name, but for text that another edit rewrites."""
    if not context.slugs:
        return
    taken = _joined(pen.rewritten)
    for match in _TARGET.finditer(pen.source.text):
        slug = context.slugs.get(match.group())
        span = Span(*match.span())
        if slug is not None and not _touches(taken, span):
            pen.write(span, slug, f"links to #{match.group()}")


def link_targets(document: Document, context: Context) -> tuple[Span, ...]:
    """Where links of the document point at anchors that change."""
    if not context.slugs:
        return ()
    found = _TARGET.finditer(document.source.text)
    return tuple(Span(*match.span()) for match in found if match.group() in context.slugs)


def _touches(taken: list[Span], span: Span) -> bool:
    place = bisect.bisect_left(taken, span.end, key=lambda one: one.start) - 1
    return place >= 0 and taken[place].end > span.start


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def followed(text: str, context: Context) -> str:
    """Text that moves, with its links pointing where they will lead."""
    return _TARGET.sub(lambda match: context.slugs.get(match.group(), match.group()), text)
