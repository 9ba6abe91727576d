"""Ids such as ``DBT-001``: how they are written, which are taken, and which comes next.

An id is a prefix of two to five capitals and a number of two or three digits; upstream tools do
not see a number of four. Ids may have parts between (``BR-FEA-001``), so an id is never looked
for right after a capital and a hyphen. A number is permanent and never used again, so the next one
follows the highest that was ever mentioned, not the first gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sotsync.errors import DocumentError

__all__ = [
    "HIGHEST",
    "IDENTIFIER",
    "LARGE_RANGE",
    "SPILL_RANGE",
    "format_id",
    "id_order",
    "identifiers_in",
    "next_number",
    "number_of",
    "used_numbers",
    "without_ranges",
]

IDENTIFIER = r"(?<![A-Za-z0-9_-])[A-Z]{2,5}(?:-[A-Z]{2,8})*-\d{2,4}(?![A-Za-z0-9_])"
"""The pattern of an id with a number, prefix and all."""

SPILL_RANGE = (501, 999)
"""Where numbers go when a category's own range is full: the rest of three digits."""

LARGE_RANGE = (1001, 9999)
"""Where numbers go after that, for teams that allow four digits."""

HIGHEST = {3: SPILL_RANGE[1], 4: LARGE_RANGE[1]}
"""The highest number that has so many digits."""

_BLOCK = 100
"""The template's ranges are blocks of so many numbers; those that begin one are in no range."""

_IDENTIFIER = re.compile(IDENTIFIER)
_RANGE = re.compile(rf"({IDENTIFIER})\s*(?:→|->|\.\.+|to|\u2013)\s*({IDENTIFIER})")


def format_id(prefix: str, number: int) -> str:
    """The id of that number: ``format_id("DBT", 7)`` is ``DBT-007``."""
    return f"{prefix}-{number:03}"


def number_of(identifier: str) -> int | None:
    """The number of an id; None for a placeholder such as ``DBT-XXX``."""
    last = identifier.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else None


def identifiers_in(text: str) -> tuple[str, ...]:
    """Every id that ``text`` mentions, in order, without repeats."""
    return tuple(dict.fromkeys(_IDENTIFIER.findall(text)))


def used_numbers(prefix: str, texts: Iterable[str]) -> frozenset[int]:
    """The numbers of every id of that prefix that the texts mention, or cover as ``A → B``.

    A range is an enumeration only where it is not a category's: those stand in navigation titles,
    so pass texts without them, or pass the ids alone.
    """
    numbers: set[int] = set()
    for text in texts:
        numbers.update(
            number
            for identifier in _IDENTIFIER.findall(text)
            if _prefix(identifier) == prefix and (number := number_of(identifier)) is not None
        )
        for first, last in _RANGE.findall(text):
            low, high = number_of(first), number_of(last)
            if _prefix(first) == _prefix(last) == prefix and low is not None and high is not None:
                numbers.update(range(low, high + 1))
    return frozenset(numbers)


def without_ranges(text: str) -> str:
    """The text with its ranges blanked: ``DBT-001 to DBT-099`` names a category, no entries."""
    return _RANGE.sub(lambda match: re.sub(r"[^\r\n]", " ", match.group()), text)


def id_order(identifier: str) -> tuple[str, int, str]:
    """The key by which ids are sorted: by prefix, and by number however many digits it has."""
    return _prefix(identifier), number_of(identifier) or 0, identifier


def next_number(used: Iterable[int], lowest: int, highest: int, *, digits: int = 3) -> int:
    """The number after the highest used one of the range.

    When the range is full, it is one of :data:`SPILL_RANGE`, then of :data:`LARGE_RANGE` where four
    digits are allowed. When that is full too, it is a number that some range has left at its end,
    and at the very last one between used ones.

    Raises:
        DocumentError: All numbers of so many digits are used.
    """
    taken = frozenset(used)
    ranges = [(lowest, highest), SPILL_RANGE, LARGE_RANGE]
    for low, high in ranges[: digits - 1]:
        number = max((n for n in taken if low <= n <= high), default=low - 1) + 1
        if number <= high:
            return number
    spill = SPILL_RANGE[0]
    left = [n for n in range(SPILL_RANGE[1], 0, -1) if n not in taken and (n > spill or n % _BLOCK)]
    if left:
        ends = (n for n in left if n < spill and taken.isdisjoint(range(n, _next_block(n))))
        return next(ends, left[0])
    several = "" if digits > 3 else "; `ids.digits = 4` in sotsync.toml allows numbers above 999"  # noqa: PLR2004 - what the words say
    raise DocumentError(
        f"no id is left: every number of up to {digits} digits is used",
        hint=f"`schemas` chooses what is documented{several}",
    )


def _next_block(number: int) -> int:
    return (number // _BLOCK + 1) * _BLOCK


def _prefix(identifier: str) -> str:
    return identifier.rpartition("-")[0]
