"""What two texts have in common, line by line, found quickly in texts of any size.

Lines that each text has once are anchors; they are matched first, in the longest run that is in
order in both. What lies between two anchors is small and is compared exactly. A text without
anchors that is too large to be compared exactly counts as different: a merge may then be a conflict
that a slower comparison would have avoided, and never the other way round.
"""

from __future__ import annotations

import bisect
import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Match", "matches"]

Match = tuple[int, int, int]
"""The first line in the one text, the first in the other, and how many lines are the same."""

_EXACT = 250_000
"""Above so many pairs of lines, lines without anchors are not compared with each other."""


def matches(one: Sequence[str], other: Sequence[str]) -> list[Match]:
    """The runs of lines that are the same in both, in order; none touches the next in both."""
    joined: list[Match] = []
    for start, place, length in _matched(_Pair(one, other, 0, len(one), 0, len(other))):
        if joined and joined[-1][0] + joined[-1][2] == start:
            first, begin, before = joined[-1]
            if begin + before == place:
                joined[-1] = (first, begin, before + length)
                continue
        joined.append((start, place, length))
    return joined


@dataclass(frozen=True, slots=True)
class _Pair:
    """A range of lines of each text."""

    one: Sequence[str]
    other: Sequence[str]
    low: int
    high: int
    left: int
    right: int

    def within(self, low: int, high: int, left: int, right: int) -> _Pair:
        """Other ranges of the same texts."""
        return _Pair(self.one, self.other, low, high, left, right)

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be the same."""
        return self.low == self.high or self.left == self.right

    @property
    def head(self) -> int:
        """How many lines are the same at the beginning."""
        pairs = zip(range(self.low, self.high), range(self.left, self.right), strict=False)
        return next(
            (at - self.low for at, to in pairs if self.one[at] != self.other[to]),
            min(self.high - self.low, self.right - self.left),
        )

    @property
    def tail(self) -> int:
        """How many lines are the same at the end."""
        pairs = zip(
            range(self.high - 1, self.low - 1, -1),
            range(self.right - 1, self.left - 1, -1),
            strict=False,
        )
        return next(
            (self.high - 1 - at for at, to in pairs if self.one[at] != self.other[to]),
            min(self.high - self.low, self.right - self.left),
        )


def _matched(pair: _Pair) -> Iterator[Match]:
    head = pair.head
    if head:
        yield pair.low, pair.left, head
    rest = pair.within(pair.low + head, pair.high, pair.left + head, pair.right)
    tail = rest.tail
    high, right = rest.high - tail, rest.right - tail
    yield from _between(rest.within(rest.low, high, rest.left, right))
    if tail:
        yield high, right, tail


def _between(pair: _Pair) -> Iterator[Match]:
    """What is the same in two ranges that neither begin nor end alike."""
    if pair.is_empty:
        return
    low, high, left, right = pair.low, pair.high, pair.left, pair.right
    anchors = _anchors(pair)
    if anchors:
        for first, second in anchors:
            yield from _matched(pair.within(low, first, left, second))
            yield first, second, 1
            low, left = first + 1, second + 1
        yield from _matched(pair.within(low, high, left, right))
    elif (high - low) * (right - left) <= _EXACT:
        lines = pair.one[low:high], pair.other[left:right]
        matcher = difflib.SequenceMatcher(None, *lines, autojunk=False)
        for first, second, length in matcher.get_matching_blocks():
            if length:
                yield low + first, left + second, length


def _anchors(pair: _Pair) -> list[tuple[int, int]]:
    """The lines that each range has once, as far as they are in the same order in both."""
    counted = Counter(pair.one[pair.low : pair.high])
    there = Counter(pair.other[pair.left : pair.right])
    places = {pair.other[at]: at for at in range(pair.left, pair.right)}
    pairs = [
        (at, places[line])
        for at in range(pair.low, pair.high)
        if counted[line := pair.one[at]] == 1 and there[line] == 1
    ]
    return _longest_rise(pairs)


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs, sorted by their first, whose second rises too."""
    lowest: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        pile = bisect.bisect_left(lowest, second)
        before.append(piles[pile - 1] if pile else -1)
        lowest[pile : pile + 1] = [second]
        piles[pile : pile + 1] = [index]
    found: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
