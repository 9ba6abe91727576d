"""From a main file and its specifications to one text: what ``composition`` is made with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sotsync.document.composition import BYTE_ORDER_MARK, ComposedSource, Part, Piece
from sotsync.document.relinking import Relinker
from sotsync.text import Edit, Source, Span

__all__ = ["Placement", "compose_text"]

_OTHER_END = {"\n": re.compile(r"\r(?=\n)"), "\r\n": re.compile(r"(?<!\r)(?=\n)")}
"""What is hidden of a line end that the main file has not, or the place of what it lacks."""
_NOWHERE = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A specification file and where it goes.

    Attributes:
        id: The id of its entry.
        offset: Where its short entry ends in the main file.
        level: The level of its entry's heading.
        source: The file.
    """

    id: str
    offset: int
    level: int
    source: Source


def compose_text(
    main: Source,
    placements: Sequence[Placement],
    rebuild: Callable[[ComposedSource, Sequence[Edit]], Source],
    strays: tuple[str, ...] = (),
) -> ComposedSource:
    """The text of a main file with each specification behind its short entry, in order."""
    composer = _Composer(main)
    for number, placement in enumerate(sorted(placements, key=lambda one: one.offset), start=1):
        composer.add(number, placement)
    composer.copy_main(len(main.text))
    return ComposedSource(
        main.path,
        "".join(composer.texts),
        sources=tuple(composer.sources),
        pieces=tuple(composer.pieces),
        parts=tuple(composer.parts),
        strays=strays,
        rebuild=rebuild,
    )


class _Composer:
    """One pass over the main file."""

    def __init__(self, main: Source) -> None:
        self.main = main
        self.sources = [main]
        self.texts: list[str] = []
        self.pieces: list[Piece] = []
        self.parts: list[Part] = []
        self.length = 0
        self.position = 0

    def copy_main(self, end: int) -> None:
        self._copy(0, Span(self.position, end))
        self.position = end

    def add(self, number: int, placement: Placement) -> None:
        self.copy_main(placement.offset)
        self._close()
        source = placement.source
        self.sources.append(source)
        start = self.length
        for span in _shown_spans(self.main.path, source):
            self._copy_lines(number, span)
        self.parts.append(
            Part(
                id=placement.id,
                file=number,
                level=placement.level,
                span=Span(start, self.length),
            )
        )
        self._close()

    def _copy_lines(self, file: int, span: Span) -> None:
        """Copy text of a specification, with the line ends that the main file has."""
        text = self.sources[file].text
        position = span.start
        for match in _OTHER_END.get(self.main.newline, _NOWHERE).finditer(text, *_bounds(span)):
            self._copy(file, Span(position, match.start()))
            if self.main.newline == "\r\n":
                self._write("\r")
            position = match.end()
        self._copy(file, Span(position, span.end))

    def _copy(self, file: int, span: Span) -> None:
        text = self.sources[file].slice(span)
        placed = Span(self.length, self.length + len(text))
        self.pieces.append(Piece(span=placed, file=file, start=span.start))
        self._write(text)

    def _close(self) -> None:
        """A blank line between two files, which is in neither of them."""
        newline = self.main.newline
        is_open = bool(self.texts) and not "".join(self.texts[-2:]).endswith(("\n", "\r"))
        self._write(newline * 2 if is_open else newline)

    def _write(self, text: str) -> None:
        self.texts.append(text)
        self.length += len(text)


def _shown_spans(main: str, source: Source) -> Iterator[Span]:
    """What of a specification file is in the text: all but what its links say of the way there."""
    position = int(source.text.startswith(BYTE_ORDER_MARK))
    for hidden in Relinker(main, source.path).hidden(source.text):
        yield Span(position, hidden.start)
        position = hidden.end
    yield Span(position, len(source.text))


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end
