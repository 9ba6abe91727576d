"""What changed between two texts, as ``diff -u`` shows it, in a time that grows as they do.

The standard library compares every line with every line like it. A document of a thousand tables
has ten thousand times the same line, so that takes a quarter of a minute; a few lines of most
documents stand nowhere else, and divide the rest into parts that are compared alone.
"""

from __future__ import annotations

import bisect
import difflib
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sotsync.text import Source

__all__ = ["unified_diff"]

_CONTEXT = 3
_MOST_LINES = 2_000
"""Parts without a line of their own that have more lines than this are shown as a whole."""


@dataclass(frozen=True, slots=True)
class _Change:
    """The lines of one text that give way to lines of the other; either may be none."""

    old: range
    new: range


def unified_diff(before: Source, after: Source) -> str:
    """What a write would change, as ``diff -u`` shows it; empty where it would change nothing."""
    old, new = _lines(before), _lines(after)
    pieces: list[str] = []
    for changes in _hunks(_changes(old, new)):
        pieces += _hunk(changes, old, new)
    if not pieces:
        return ""
    shown = (
        line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
        for line in pieces
    )
    return "".join((f"--- a/{before.path}\n", f"+++ b/{after.path}\n", *shown))


def _lines(source: Source) -> list[str]:
    starts = [*source.line_starts, len(source.text)]
    return [source.text[start:end] for start, end in itertools.pairwise(starts) if start < end]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    """What differs, in order; changes that touch are one."""
    found: list[_Change] = []
    parts = [_Change(range(len(old)), range(len(new)))]
    while parts:
        part = _trimmed(parts.pop(), old, new)
        if not part.old and not part.new:
            continue
        smaller = _divided(part, old, new) if part.old and part.new else None
        if smaller is None:
            found.append(part)
        else:
            parts += reversed(smaller)
    return _joined(found)


def _trimmed(part: _Change, old: Sequence[str], new: Sequence[str]) -> _Change:
    """The part without the lines at both of its ends that are the same."""
    first, last = (part.old.start, part.new.start), (part.old.stop, part.new.stop)
    while first[0] < last[0] and first[1] < last[1] and old[first[0]] == new[first[1]]:
        first = first[0] + 1, first[1] + 1
    while first[0] < last[0] and first[1] < last[1] and old[last[0] - 1] == new[last[1] - 1]:
        last = last[0] - 1, last[1] - 1
    return _Change(range(first[0], last[0]), range(first[1], last[1]))


def _divided(part: _Change, old: Sequence[str], new: Sequence[str]) -> list[_Change] | None:
    """What is between the lines that both texts share in the part; None where there is none."""
    shared = _anchors(part, old, new)
    if not shared:
        return _compared(part, old, new)
    found, position = [], (part.old.start, part.new.start)
    for place in (*shared, (part.old.stop, part.new.stop)):
        found.append(_Change(range(position[0], place[0]), range(position[1], place[1])))
        position = place[0] + 1, place[1] + 1
    return found


def _anchors(part: _Change, old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where lines stand that each text has once in the part, as many as are in one order."""
    counts = Counter(old[place] for place in part.old)
    others = Counter(new[place] for place in part.new)
    places = {new[place]: place for place in part.new}
    single = [
        (place, places[old[place]])
        for place in part.old
        if counts[old[place]] == 1 and others[old[place]] == 1
    ]
    return _longest_in_order(single)


def _longest_in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs, which are in order of the first, in order of both."""
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect.bisect_left(ends, place)
        previous.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [index]
    found, index = [], last[-1] if last else -1
    while index >= 0:
        found.append(pairs[index])
        index = previous[index]
    return found[::-1]


def _compared(part: _Change, old: Sequence[str], new: Sequence[str]) -> list[_Change] | None:
    """What differs in a part without a line of its own; None where that is all of it."""
    if len(part.old) + len(part.new) > _MOST_LINES:
        return None
    ours, theirs = old[part.old.start : part.old.stop], new[part.new.start : part.new.stop]
    codes = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    if len(codes) == 1:
        return None
    first, other = part.old.start, part.new.start
    return [
        _Change(range(first + code[1], first + code[2]), range(other + code[3], other + code[4]))
        for code in codes
        if code[0] != "equal"
    ]


def _joined(changes: Sequence[_Change]) -> list[_Change]:
    found: list[_Change] = []
    for change in changes:
        last = found[-1] if found else None
        if last and last.old.stop == change.old.start and last.new.stop == change.new.start:
            found[-1] = _Change(
                range(last.old.start, change.old.stop), range(last.new.start, change.new.stop)
            )
        else:
            found.append(change)
    return found


def _hunks(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """The changes whose surroundings touch, together."""
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.old.start - hunk[-1].old.stop > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(changes: Sequence[_Change], old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    above = min(_CONTEXT, changes[0].old.start)
    below = min(_CONTEXT, len(old) - changes[-1].old.stop)
    ours = range(changes[0].old.start - above, changes[-1].old.stop + below)
    theirs = range(changes[0].new.start - above, changes[-1].new.stop + below)
    yield f"@@ -{_counted(ours)} +{_counted(theirs)} @@\n"
    position = ours.start
    for change in changes:
        yield from (f" {old[place]}" for place in range(position, change.old.start))
        yield from (f"-{old[place]}" for place in change.old)
        yield from (f"+{new[place]}" for place in change.new)
        position = change.old.stop
    yield from (f" {old[place]}" for place in range(position, ours.stop))


def _counted(lines: range) -> str:
    """The lines as a hunk's header counts them: from one, and before the first where none."""
    if len(lines) == 1:
        return str(lines.start + 1)
    return f"{lines.start + bool(lines)},{len(lines)}"
