"""A document merged by what it is made of: entries, their sections, their tables and fences.

Two entries that two branches added at one place are two entries, not a conflict; a description that
one person wrote and an example that another did are both kept. Text of people is merged by line.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sotsync.document.ids import id_order
from sotsync.document.models import Document, Entry, Section, SectionKind
from sotsync.document.regions import Regions
from sotsync.merge.choices import Choice, join
from sotsync.merge.grids import Grid, field_grid, history_grid, index_grid
from sotsync.merge.hunks import settle
from sotsync.merge.keyed import Item, merge_items, numbered
from sotsync.merge.lines import merge_lines, pick
from sotsync.merge.tables import merge_grids
from sotsync.patch.lost_words import comments_in
from sotsync.text import Span

__all__ = ["merge_documents"]

_DEPRECATED = "deprecated"
_HEAD, _TAIL = "head", "tail"
_BLANK = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """An entry of a document, or None for what is none."""

    document: Document
    entry: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of an entry: a section, or what stands before and behind them."""

    segments: tuple[_Segment, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What its segments are, in order."""
        return tuple(segment.name for segment in self.segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """Text of people, or one generated region.

    Attributes:
        name: ``text``, or the region's name.
        text: All of its characters.
        grid: What it is, if it is a table.
        is_code: Whether it is what stands in a fence.
    """

    name: str
    text: str
    grid: Callable[[], Grid] | None = None
    is_code: bool = False


def merge_documents(
    base: Document | None,
    ours: Document,
    theirs: Document,
    *,
    is_in_step: bool = False,
) -> Choice:
    """The document with the changes of both sides.

    Entries are known by their ids, which the caller has made agree.

    Args:
        base: What both sides started from; None where both added the document.
        ours: Our side.
        theirs: Their side.
        is_in_step: Whether all three state what the migrations of both sides make.
    """
    blocks = [() if one is None else tuple(_blocks(one)) for one in (base, ours, theirs)]
    return merge_items(blocks[0], blocks[1], blocks[2], _Merger(is_in_step).merge_block)


def _blocks(document: Document) -> Iterator[Item[_Block]]:
    """The parts that a document's text divides into, without a gap."""
    text = document.source.text
    parts: list[tuple[int, tuple[str, ...], Entry | None]] = [(0, (_HEAD,), None)]
    for section in document.sections:
        name = section.heading.text.text.casefold()
        kind = section.kind.value if section.kind is not SectionKind.UNKNOWN else name
        parts.append((section.span.start, ("section", kind), None))
    parts += [(entry.span.start, ("entry", entry.id), entry) for entry in document.entries]
    parts.sort(key=lambda part: part[0])
    ends = [*(start for start, _, _ in parts[1:]), len(text)]
    keys = numbered([key for _, key, _ in parts])
    for key, end, (start, _, entry) in zip(keys, ends, parts, strict=True):
        yield Item(
            key=key,
            text=text[start:end],
            value=_Block(document=document, entry=entry),
            zone=_DEPRECATED if entry is not None and entry.is_deprecated else "",
            rank=("", 0, "") if entry is None else id_order(entry.id),
        )


@dataclass(frozen=True, slots=True)
class _Merger:
    """One merge."""

    is_in_step: bool

    def merge_block(
        self, base: Item[_Block] | None, ours: Item[_Block] | None, theirs: Item[_Block] | None
    ) -> Choice:
        """An entry or another block that both sides changed."""
        if ours is None or theirs is None:
            return Choice(ours.text if ours else "", theirs.text if theirs else "")
        if ours.value.entry is None or theirs.value.entry is None:
            return merge_lines(base.text if base else "", ours.text, theirs.text, settle)
        sides = (None if one is None else _parts(one.value.entry) for one in (base, ours, theirs))
        before, own, other = sides
        assert own is not None  # Both sides have the entry.
        assert other is not None
        return merge_items(before or (), own, other, self.merge_part)

    def merge_part(
        self, base: Item[_Part] | None, ours: Item[_Part] | None, theirs: Item[_Part] | None
    ) -> Choice:
        """A section that both sides changed."""
        if ours is None or theirs is None:
            return Choice(ours.text if ours else "", theirs.text if theirs else "")
        names = {one.value.names for one in (base, ours, theirs) if one is not None}
        if len(names) > 1:
            return merge_lines(base.text if base else "", ours.text, theirs.text, settle)
        before: Sequence[_Segment | None] = base.value.segments if base else ()
        segments = itertools.zip_longest(before, ours.value.segments, theirs.value.segments)
        return join(self.merge_segment(*one) for one in segments)

    def merge_segment(self, base: _Segment | None, ours: _Segment, theirs: _Segment) -> Choice:
        """One generated region, or text between two."""
        before = None if base is None else base.text
        picked = pick(before, ours.text, theirs.text)
        if picked is not None:
            return Choice.of(picked)
        if ours.grid is not None and theirs.grid is not None:
            grid = base.grid() if base is not None and base.grid is not None else None
            merged = merge_grids(grid, ours.grid(), theirs.grid())
            if merged is not None:
                return merged
        if ours.is_code:
            return self.merge_code(before or "", ours.text, theirs.text)
        return merge_lines(before or "", ours.text, theirs.text, settle)

    def merge_code(self, base: str, ours: str, theirs: str) -> Choice:
        """SQL that both sides changed: it is written anew, so only comments are to be kept."""
        if self.is_in_step:
            merged = merge_lines(base, ours, theirs)
            if merged.is_settled:
                return merged
        known = {words for text in (base, ours) for words, _ in comments_in(text)}
        is_lost = any(words not in known for words, _ in comments_in(theirs))
        return Choice(ours, theirs) if is_lost else Choice.of(ours)


def _parts(entry: Entry | None) -> tuple[Item[_Part], ...]:
    """The parts that an entry's text divides into, without a gap."""
    assert entry is not None  # Only entries are divided.
    text = entry.source.text
    regions = tuple(sorted(_regions(entry), key=lambda region: region.span))
    pieces = [(entry.span.start, _HEAD), *((one.span.start, _name(one)) for one in entry.sections)]
    # A blank line behind the last section is its own, as it is of the others.
    blank = _BLANK.match(text, entry.content_end, entry.span.end)
    pieces.append((blank.end() if blank else entry.content_end, _TAIL))
    ends = [*(start for start, _ in pieces[1:]), entry.span.end]
    return tuple(
        Item(
            key=key,
            text=text[start:end],
            value=_Part(segments=tuple(_segments(text, Span(start, end), regions))),
        )
        for key, (start, _), end in zip(
            numbered([name for _, name in pieces]), pieces, ends, strict=True
        )
    )


def _name(section: Section) -> str:
    is_known = section.kind is not SectionKind.UNKNOWN
    return section.kind.value if is_known else section.heading.text.text.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    name: str
    span: Span
    grid: Callable[[], Grid] | None = None


def _regions(entry: Entry) -> Iterator[_Region]:
    regions: Regions = entry.regions
    source = entry.source
    for name, table in (("fields", regions.fields), ("summary", regions.summary)):
        if table is not None:
            grid = partial(field_grid, source, table)
            yield _Region(name=name, span=table.table.span, grid=grid)
    if regions.indexes is not None:
        index = partial(index_grid, source, regions.indexes)
        yield _Region(name="indexes", span=regions.indexes.table.span, grid=index)
    histories = {"migrations": regions.migration_history, "versions": regions.version_history}
    for name, history in histories.items():
        if history is not None:
            rows = partial(history_grid, source, history)
            yield _Region(name=name, span=history.table.span, grid=rows)
    for number, fence in enumerate(regions.fences):
        yield _Region(name=f"code {number}", span=fence.code.span)


def _segments(text: str, span: Span, regions: Sequence[_Region]) -> Iterator[_Segment]:
    """The generated regions in a part, and the text between them."""
    position = span.start
    for region in regions:
        if not span.contains(region.span) or region.span.start < position:
            continue
        yield _Segment(name="text", text=text[position : region.span.start])
        yield _Segment(
            name=region.name,
            text=text[region.span.start : region.span.end],
            grid=region.grid,
            is_code=region.grid is None,
        )
        position = region.span.end
    yield _Segment(name="text", text=text[position : span.end])
