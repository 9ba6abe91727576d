"""The Cross-Reference Index: who uses which table, and the Foreign Key Graph."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from sotsync.document.blocks import BlockKind, read_blocks, read_fence
from sotsync.document.models import (
    CrossReferenceIndex,
    CrossReferenceLine,
    CrossReferenceList,
    Section,
)
from sotsync.document.passages import Page
from sotsync.document.regions import Fence
from sotsync.document.tables import plain
from sotsync.text import Span

__all__ = ["read_cross_references"]

_LABEL = re.compile(
    r"[ \t]*\*\*(?P<title>[^*]+?):?\*\*[ \t]*:?[ \t]*\Z|#{1,6}[ \t]+(?P<heading>.+)"
)
_LINE = re.compile(
    r"[ \t]*[-*+][ \t]+\[?(?P<id>[A-Z]{2,5}-[\w-]+)\]?(?:\([^()]*\))?[ \t]+(?P<verb>[^:]*?)[ \t]*:"
    r"(?P<targets>.*)"
)
_TARGET = re.compile(
    r"\[?(?P<id>[A-Z]{2,5}-[\w-]*\d)\]?(?:\([^()]*#[^()]*\))?(?:[ \t]*\((?P<note>[^)]*)\))?"
)


def read_cross_references(page: Page, section: Section) -> CrossReferenceIndex:
    """The lists and the graph of ``section``."""
    blocks = read_blocks(page, section.body)
    graph: Fence | None = None
    text_end = section.body.end
    for block in blocks:
        if block.kind == BlockKind.FENCE:
            graph = graph or read_fence(page, block)
        elif block.kind == BlockKind.BREAK:
            text_end = min(text_end, block.span.start)
    return CrossReferenceIndex(
        section=section,
        lists=tuple(_read_lists(page, Span(section.body.start, text_end), graph)),
        graph=graph,
    )


def _read_lists(page: Page, body: Span, graph: Fence | None) -> Iterator[CrossReferenceList]:
    """The labelled lists; the label of the graph heads none, and the graph's lines are no text."""
    fenced = graph.span if graph else Span(body.end, body.end)
    lines = [line for line in page.lines(body) if not fenced.start <= line.start < fenced.end]
    labels = [index for index, line in enumerate(lines) if _LABEL.match(page.source.slice(line))]
    for first, last in itertools.pairwise([*labels, len(lines)]):
        label, below = lines[first], lines[first + 1 : last]
        end = lines[last].start if last < len(lines) else body.end
        if not label.start < fenced.start < end:
            yield _read_list(page, label, below)


def _read_list(page: Page, label: Span, below: list[Span]) -> CrossReferenceList:
    items = tuple(item for line in below if (item := _read_line(page, line)))
    match = _LABEL.match(page.source.slice(label))
    assert match is not None
    return CrossReferenceList(
        title=plain(match["title"] or match["heading"]).rstrip(":"),
        label=label,
        lines=items,
        insert_at=page.after_line(items[-1].line.start if items else label.start),
    )


def _read_line(page: Page, line: Span) -> CrossReferenceLine | None:
    match = _LINE.match(page.source.slice(line))
    if match is None:
        return None
    targets = tuple(
        (target["id"], target["note"] or "") for target in _TARGET.finditer(match["targets"])
    )
    return CrossReferenceLine(line=line, id=match["id"], verb=match["verb"], targets=targets)
