"""Text as it stands in a file: exact characters, places in it, and edits to it.

Everything that sotsync says of a file or changes in it goes through these values, so that what a
person wrote is never read loosely and never rewritten by accident. Lines end at LF, CRLF or CR
only: ``str.splitlines`` also breaks on U+000C, U+0085 and U+2028, which are text.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

__all__ = ["Edit", "Location", "Source", "Span", "apply_edits"]

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, ``start`` up to but not including ``end``."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place that a person can open: path, line and column, both counted from 1 in characters.

    The line is 0 where the file as a whole is meant.
    """

    path: str
    line: int = 0
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    @property
    def path_and_line(self) -> str:
        """The place as far as a reader needs it: ``SoT/SoT.md:141``."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class Source:
    """One file's text, decoded once, with the name it is shown by.

    ``text`` holds every character of the file: a byte order mark is its first character, and line
    ends are as they were. ``path`` is relative to the project and uses forward slashes.
    """

    path: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset of each line's first character."""
        if "\r" not in self.text:
            lengths = map(len, self.text.split("\n")[:-1])
            return [0, *(end + number for number, end in enumerate(accumulate(lengths), 1))]
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @cached_property
    def newline(self) -> str:
        """The file's first line end, which new lines take; LF where it has none."""
        match = _LINE_END.search(self.text)
        return match.group() if match else "\n"

    def line_of(self, offset: int) -> int:
        """The line, counted from 1, that holds the character at ``offset``."""
        return bisect.bisect_right(self.line_starts, offset)

    def location(self, offset: int) -> Location:
        """The place of the character at ``offset``."""
        starts = self.line_starts
        line = bisect.bisect_right(starts, offset)
        return Location(self.path, line, offset - starts[line - 1] + 1)

    def slice(self, span: Span) -> str:
        """The characters of ``span``."""
        return self.text[span.start : span.end]

    @property
    def files(self) -> tuple[Source, ...]:
        """The files that the text stands in, the one of ``path`` first."""
        return (self,)

    def lines_of(self, span: Span) -> Iterator[tuple[str, int]]:
        """The path and the number of every line that ``span`` touches."""
        last = self.line_of(max(span.start, span.end - 1))
        for line in range(self.line_of(span.start), last + 1):
            yield self.path, line

    def seams(self, span: Span) -> tuple[tuple[int, str], ...]:  # noqa: ARG002 - one file has none
        """Where in ``span`` a piece of a file begins, counted from its start, and of which file."""
        return ()

    def outer(self, offset: int) -> int:
        """The offset where text in the file of ``path`` goes that shall stand at ``offset``."""
        return offset

    def edited(self, edits: Iterable[Edit]) -> Source:
        """The source with every edit made.

        Raises:
            ValueError: Two edits overlap, or one lies outside the text.
        """
        return Source(self.path, apply_edits(self.text, edits))


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """The only way text changes: the characters of ``span`` give way to ``replacement``."""

    span: Span
    replacement: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with every edit made.

    Args:
        text: What the spans of the edits refer to.
        edits: In any order. Insertions (empty spans) at one offset keep the order given.

    Raises:
        ValueError: Two edits overlap, or one lies outside the text.
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < position or not edit.span.start <= edit.span.end <= len(text):
            raise ValueError(f"edits overlap or leave the text at character {edit.span.start}")
        pieces += (text[position : edit.span.start], edit.replacement)
        position = edit.span.end
    return "".join([*pieces, text[position:]])
