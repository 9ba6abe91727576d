"""What a merge comes to: one text, or two that a person chooses between.

A merge that cannot decide goes on with both answers. Each of the two texts is a document without a
conflict marker, so that both can be read and brought in step with the migrations; only where they
then differ do markers go in. That keeps markers out of whatever the migrations decide.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from sotsync.merge.matching import matches
from sotsync.text import Source

__all__ = ["MARKER_SIZE", "Choice", "Labels", "Marked", "join", "marked", "split_lines"]

MARKER_SIZE = 7
"""How many characters a conflict marker has by default, in git."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The text as it is where doubts are settled for our side, and for theirs."""

    ours: str
    theirs: str

    @classmethod
    def of(cls, text: str) -> Choice:
        """No choice at all."""
        return cls(text, text)

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to choose."""
        return self.ours == self.theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What stands behind the conflict markers."""

    ours: str = "ours"
    theirs: str = "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text with conflict markers, and how many conflicts it has."""

    text: str
    conflicts: int


def join(choices: Iterable[Choice]) -> Choice:
    """The texts one after another."""
    listed = tuple(choices)
    ours = "".join(choice.ours for choice in listed)
    if all(choice.is_settled for choice in listed):
        return Choice.of(ours)
    return Choice(ours, "".join(choice.theirs for choice in listed))


def split_lines(text: str) -> list[str]:
    """The lines with their line ends; what follows the last one is a line too."""
    source = Source("", text)
    starts = [*source.line_starts, len(text)]
    lines = [text[start:end] for start, end in itertools.pairwise(starts)]
    return lines if lines and lines[-1] else lines[:-1]


def marked(choice: Choice, *, labels: Labels | None = None, size: int = MARKER_SIZE) -> Marked:
    """The text with both answers between conflict markers wherever they differ."""
    if choice.is_settled:
        return Marked(text=choice.ours, conflicts=0)
    names = labels or Labels()
    ours, theirs = split_lines(choice.ours), split_lines(choice.theirs)
    newline = Source("", choice.ours or choice.theirs).newline
    pieces: list[str] = []
    place = other = conflicts = 0
    for start, begin, length in (*matches(ours, theirs), (len(ours), len(theirs), 0)):
        if place < start or other < begin:
            conflicts += 1
            pieces += (
                f"{'<' * size} {_one_line(names.ours)}{newline}",
                *_closed(ours[place:start], newline),
                f"{'=' * size}{newline}",
                *_closed(theirs[other:begin], newline),
                f"{'>' * size} {_one_line(names.theirs)}{newline}",
            )
        pieces += ours[start : start + length]
        place, other = start + length, begin + length
    return Marked(text="".join(pieces), conflicts=conflicts)


def _closed(lines: list[str], newline: str) -> list[str]:
    """The lines, the last with a line end, so that a marker stands on a line of its own."""
    if lines and not lines[-1].endswith(("\n", "\r")):
        return [*lines[:-1], lines[-1] + newline]
    return lines


def _one_line(label: str) -> str:
    return "".join(" " if character in "\r\n" else character for character in label)
