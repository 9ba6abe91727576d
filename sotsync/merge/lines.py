"""Text of people, merged three ways line by line.

Two changes are in conflict only where they touch the same line, or add different lines at the same
place. Where several lines in a row gave way to as many, each is a change of its own: two people who
fill in two lines of one list are not in each other's way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sotsync.merge.choices import Choice, join, split_lines
from sotsync.merge.matching import matches

__all__ = ["Lines", "Resolve", "merge_lines", "pick"]

Lines = Sequence[str]
Resolve = Callable[[Lines, Lines, Lines], Choice | None]
"""Is given the lines of a conflict, base, ours, theirs; None where it cannot tell either."""


@dataclass(frozen=True, slots=True)
class _Change:
    """The lines of the base from ``start`` up to ``end`` give way to ``lines``."""

    start: int
    end: int
    lines: tuple[str, ...]
    is_ours: bool


def pick(base: str | None, ours: str, theirs: str) -> str | None:
    """The one of three texts that holds what was changed; None where both sides changed it."""
    if theirs in {ours, base}:
        return ours
    return theirs if ours == base else None


def merge_lines(base: str, ours: str, theirs: str, resolve: Resolve | None = None) -> Choice:
    """The text with the changes of both sides.

    Args:
        base: What both sides started from.
        ours: Our text.
        theirs: Their text.
        resolve: Settles what is in conflict by lines.
    """
    picked = pick(base, ours, theirs)
    if picked is not None:
        return Choice.of(picked)
    lines = split_lines(base)
    changes = [
        *_changes(lines, split_lines(ours), is_ours=True),
        *_changes(lines, split_lines(theirs), is_ours=False),
    ]
    return join(_merged(lines, changes, resolve))


def _changes(base: Lines, side: Lines, *, is_ours: bool) -> Iterator[_Change]:
    place = other = 0
    for start, begin, length in (*matches(base, side), (len(base), len(side), 0)):
        if place < start or other < begin:
            yield from _divided(place, start, side[other:begin], is_ours=is_ours)
        place, other = start + length, begin + length


def _divided(start: int, end: int, lines: Lines, *, is_ours: bool) -> Iterator[_Change]:
    """One change a line where lines gave way to as many."""
    if end - start != len(lines):
        yield _Change(start, end, tuple(lines), is_ours)
        return
    for offset, line in enumerate(lines):
        yield _Change(start + offset, start + offset + 1, (line,), is_ours)


def _merged(base: Lines, changes: list[_Change], resolve: Resolve | None) -> Iterator[Choice]:
    place = 0
    for group in _groups(sorted(changes, key=lambda one: (one.start, one.end, not one.is_ours))):
        start = min(change.start for change in group)
        end = max(change.end for change in group)
        yield Choice.of("".join(base[place:start]))
        yield _settled(base, group, start, end, resolve)
        place = end
    yield Choice.of("".join(base[place:]))


def _groups(changes: list[_Change]) -> Iterator[list[_Change]]:
    """The changes, those of both sides that concern one place together."""
    group: list[_Change] = []
    end = -1
    for change in changes:
        if group and not _meets(change, group, end):
            yield group
            group, end = [], -1
        group.append(change)
        end = max(end, change.end)
    if group:
        yield group


def _meets(change: _Change, group: list[_Change], end: int) -> bool:
    if change.start < end:
        return True
    # Two that only add, at one place: their order is a choice.
    return any(
        change.start == change.end == other.start == other.end and other.is_ours != change.is_ours
        for other in group
    )


def _settled(
    base: Lines, group: list[_Change], start: int, end: int, resolve: Resolve | None
) -> Choice:
    before = base[start:end]
    ours = _applied(base, [one for one in group if one.is_ours], start, end)
    theirs = _applied(base, [one for one in group if not one.is_ours], start, end)
    picked = pick("".join(before), "".join(ours), "".join(theirs))
    if picked is not None:
        return Choice.of(picked)
    resolved = None if resolve is None else resolve(before, ours, theirs)
    return resolved or Choice("".join(ours), "".join(theirs))


def _applied(base: Lines, changes: list[_Change], start: int, end: int) -> list[str]:
    lines: list[str] = []
    for change in changes:
        lines += (*base[start : change.start], *change.lines)
        start = change.end
    return [*lines, *base[start:end]]
