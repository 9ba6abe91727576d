"""A document that stands in several files, read as one text.

The specification file of each entry is placed directly behind its short entry, so that all that
reads, compares and edits a document works on one text and needs to know nothing of files. A map
from the text to the files gives every place its own file, line and column, and divides edits to the
files they are of. Links of a specification file are shown as they would be in the main file: what
they say more, such as ``../SoT.ACTUAL_SCHEMA.md`` before an anchor, is in the file and in no text.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sotsync.document.headings import read_headings
from sotsync.document.models import Heading
from sotsync.document.passages import Page, Passage, make_page
from sotsync.document.relinking import Relinker
from sotsync.text import Edit, Location, Source, Span, apply_edits

__all__ = ["BYTE_ORDER_MARK", "ComposedSource", "Part", "Piece", "read_all_headings"]

BYTE_ORDER_MARK = "\ufeff"
_DEEPEST_DIVISION = 2
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Characters of the text that stand in a file as they are.

    Attributes:
        span: Where they are in the text.
        file: Which file, by its place among the files.
        start: Where they begin in the file.
    """

    span: Span
    file: int
    start: int

    @property
    def end(self) -> int:
        """Where they end in the file."""
        return self.start + len(self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A specification file in the text; ``span`` is from its first to its last character."""

    id: str
    file: int
    level: int
    span: Span


@dataclass(frozen=True)
class ComposedSource(Source):
    """One document's text, from several files.

    Attributes:
        sources: The files, the main one first.
        pieces: What of the text stands in which file, in order; what lies between is in none.
        parts: The specifications, in order.
        strays: Paths of specification files of this document that no entry names.
        rebuild: Composes the document anew from its files after edits.
    """

    sources: tuple[Source, ...] = field(repr=False, kw_only=True)
    pieces: tuple[Piece, ...] = field(repr=False, compare=False, kw_only=True)
    parts: tuple[Part, ...] = field(repr=False, compare=False, kw_only=True)
    strays: tuple[str, ...] = field(default=(), kw_only=True)
    rebuild: Callable[[ComposedSource, Sequence[Edit]], Source] = field(
        repr=False, compare=False, kw_only=True
    )

    def __hash__(self) -> int:
        """That of the text alone, which is worked out once."""
        return hash((self.path, self.text))

    @property
    def files(self) -> tuple[Source, ...]:
        """The files, the main one first."""
        return self.sources

    @property
    def main(self) -> Source:
        """The main file."""
        return self.sources[0]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [piece.span.start for piece in self.pieces]

    def location(self, offset: int) -> Location:
        """The place of the character at ``offset`` in its file."""
        return self.sources[self._piece_at(offset).file].location(self.position(offset))

    def _piece_at(self, offset: int) -> Piece:
        """The piece that holds the character at ``offset``, else the last one before it."""
        return self.pieces[max(bisect.bisect_right(self._starts, offset) - 1, 0)]

    def lines_of(self, span: Span) -> Iterator[tuple[str, int]]:
        """The path and the number of every line of a file that ``span`` touches."""
        for piece in self._pieces_in(Span(span.start, max(span.end, span.start + 1))):
            source = self.sources[piece.file]
            start = piece.start + max(span.start - piece.span.start, 0)
            end = piece.end - max(piece.span.end - span.end, 0)
            yield from source.lines_of(Span(start, end))

    def _pieces_in(self, span: Span) -> Iterator[Piece]:
        """The pieces that share a character with ``span``."""
        for index in range(
            max(bisect.bisect_right(self._starts, span.start) - 1, 0), len(self.pieces)
        ):
            piece = self.pieces[index]
            if piece.span.start >= span.end:
                return
            if piece.span.end > span.start:
                yield piece

    def seams(self, span: Span) -> tuple[tuple[int, str], ...]:
        """Where in ``span`` a piece of a file begins, counted from its start, and of which file."""
        return tuple(
            (max(piece.span.start - span.start, 0), self.sources[piece.file].path)
            for piece in self._pieces_in(span)
        )

    def outer(self, offset: int) -> int:
        """Behind the specification that ends at ``offset``, where the main file goes on."""
        for part in self.parts:
            if part.span.start <= offset <= part.span.end:
                following = (
                    piece.span.start
                    for piece in self.pieces
                    if piece.file == 0 and piece.span.start > part.span.end
                )
                return next(following, len(self.text))
        return offset

    def edited(self, edits: Iterable[Edit]) -> Source:
        """The document with every edit made in the file that it belongs to.

        Raises:
            ValueError: Two edits overlap, one lies outside the text or is of several files, or the
                files would not read as the edited text.
            DocumentError: The result is no document.
        """
        listed = tuple(edits)
        result = self.rebuild(self, listed)
        if _plain_ends(result.text) != _plain_ends(apply_edits(self.text, listed)):
            raise ValueError("the edits cannot be divided to the files of the document")
        return result

    def position(self, offset: int) -> int:
        """Where the character at ``offset`` is in its own file."""
        piece = self._piece_at(offset)
        return piece.start + min(offset - piece.span.start, len(piece.span))

    def part_of(self, identifier: str) -> Part | None:
        """The specification of the entry of that id."""
        return next((part for part in self.parts if part.id == identifier), None)

    def source_of(self, part: Part) -> Source:
        """The file of a specification."""
        return self.sources[part.file]

    def divided(self, edits: Iterable[Edit]) -> tuple[Source | None, ...]:
        """The files after the edits, in the order of :attr:`files`; None where nothing is left.

        Raises:
            ValueError: An edit writes into two files at once, or two edits overlap.
        """
        own: dict[int, list[Edit]] = {index: [] for index in range(len(self.sources))}
        gone: set[int] = set()
        for edit in edits:
            if not edit.span.start <= edit.span.end <= len(self.text):
                raise ValueError(f"an edit leaves the text at character {edit.span.start}")
            gone |= {p.file for p in self.parts if not edit.replacement and p.span in _In(edit)}
            for index, divided in self._divided(edit):
                own[index].append(divided)
        return tuple(
            None if index in gone else replace(source, text=apply_edits(source.text, own[index]))
            for index, source in enumerate(self.sources)
        )

    def _divided(self, edit: Edit) -> Iterator[tuple[int, Edit]]:
        if not len(edit.span):
            yield self._insertion(edit)
            return
        spans: dict[int, Span] = {}
        for piece in self._pieces_in(edit.span):
            start = self._start_in_file(piece, max(edit.span.start, piece.span.start))
            end = piece.end - max(piece.span.end - edit.span.end, 0)
            first = spans.get(piece.file, Span(start, end)).start
            # A cut around a specification leaves two pieces of the main file that touch.
            spans[piece.file] = Span(first, end)
        if len(spans) > 1 and edit.replacement:
            raise ValueError(f"an edit at character {edit.span.start} is of several files")
        for index, span in spans.items():
            yield index, Edit(span, self._as_in(index, edit.replacement))

    def _insertion(self, edit: Edit) -> tuple[int, Edit]:
        offset = edit.span.start
        piece = self._piece_at(offset)
        text = self._as_in(piece.file, edit.replacement)
        if offset <= piece.span.end:
            # At the border of two pieces of one file either gives the same place but for links.
            place = self._start_in_file(piece, offset)
            return piece.file, Edit(Span(place, place), text)
        newline = self.sources[piece.file].newline
        if text.endswith(newline):  # The last line of the file has no line end; it keeps none.
            text = newline + text.removesuffix(newline)
        return piece.file, Edit(Span(piece.end, piece.end), text)

    def _start_in_file(self, piece: Piece, offset: int) -> int:
        """Where an edit at ``offset`` begins in the file: before a CR that is in no text."""
        place = piece.start + offset - piece.span.start
        text = self.sources[piece.file].text
        is_hidden = place == piece.start > 0 and text[place - 1 : place + 1] == "\r\n"
        return place - 1 if is_hidden else place

    def _as_in(self, index: int, text: str) -> str:
        """Generated text as it stands in a file: with its line ends, its links led from there."""
        source = self.sources[index]
        if source.newline != self.newline:
            text = _LINE_END.sub(source.newline, text)
        return text if index == 0 else Relinker(self.path, source.path).outward(text)

    def file_offset(self, index: int, offset: int, *, is_end: bool = False) -> int:
        """Where the character at ``offset`` of a file is in the text; ends map to ends."""
        pieces, starts = self._by_file[index]
        at = bisect.bisect_left(starts, offset) if is_end else bisect.bisect_right(starts, offset)
        piece = pieces[max(at - 1, 0)]
        return piece.span.start + min(max(offset - piece.start, 0), len(piece.span))

    @cached_property
    def _by_file(self) -> Mapping[int, tuple[list[Piece], list[int]]]:
        found: dict[int, list[Piece]] = {index: [] for index in range(len(self.sources))}
        for piece in self.pieces:
            found[piece.file].append(piece)
        return {
            index: (pieces, [piece.start for piece in pieces]) for index, pieces in found.items()
        }


def _plain_ends(text: str) -> str:
    """The text as it is where each file's own line ends do not count."""
    return _LINE_END.sub("\n", text) if "\r" in text else text


@dataclass(frozen=True, slots=True)
class _In:
    """What an edit covers."""

    edit: Edit

    def __contains__(self, span: Span) -> bool:
        return self.edit.span.contains(span)


def read_all_headings(page: Page, start: int) -> tuple[Heading, ...]:
    """The headings of the text from ``start``; of several files, each read by itself.

    What one file leaves open, such as a code block, ends with the file. The headings of a
    specification are below that of its entry, and their anchors are those of their own page.
    """
    source = page.source
    if not isinstance(source, ComposedSource):
        return read_headings(page, start)
    main = read_headings(make_page(source.main), start)
    found = [_moved(source, page, 0, heading) for heading in main]
    for part in source.parts:
        lowest = max(part.level, _DEEPEST_DIVISION) + 1
        own = source.source_of(part)
        first = int(own.text.startswith(BYTE_ORDER_MARK))
        for heading in read_headings(make_page(own), first):
            moved = _moved(source, page, part.file, heading)
            found.append(replace(moved, level=max(moved.level, lowest)))
    return tuple(sorted(found, key=lambda heading: heading.line.start))


def _moved(source: ComposedSource, page: Page, file: int, heading: Heading) -> Heading:
    """A heading of one file at its place in the text."""
    spans = (heading.text.span, heading.line)
    text, line = (
        Span(source.file_offset(file, span.start), source.file_offset(file, span.end, is_end=True))
        for span in spans
    )
    passage = page.passage(text.start, max(text.start, text.end))
    return replace(heading, text=Passage(passage.text, passage.span), line=line)
