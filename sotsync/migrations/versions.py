"""What a file name says: its version, its name, its date, its place in natural order."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["date_in_name", "date_of_version", "natural_key", "split_name"]

_DIGITS = re.compile(r"(\d+)", re.ASCII)
_NAMED = re.compile(r"(?P<version>\d+)(?:[_-]+(?P<name>.*))?\Z", re.ASCII | re.DOTALL)
_DAY = re.compile(r"(?<!\d)\d{4}[-_.]?\d{2}[-_.]?\d{2}(?:\d{6})?(?!\d)", re.ASCII)
_EPOCH_DIGITS = {10: 1, 13: 1000}
"""Seconds (golang-migrate) and milliseconds (node-pg-migrate, drizzle) since 1970."""
_YEARS = range(1995, 2100)
"""PostgreSQL is from 1996; anything else at the start of a version is not a year."""


def natural_key(text: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A sort key that puts ``2_b`` before ``10_a``; ties are broken by the text itself."""
    pieces = enumerate(_DIGITS.split(text))
    key = ((0, int(piece), "") if index % 2 else (1, 0, piece) for index, piece in pieces if piece)
    return tuple(key), text


def split_name(stem: str) -> tuple[str, str]:
    """The version and the name in ``20260301120000_add_orders``; no version gives ``""``."""
    match = _NAMED.match(stem)
    return (match["version"], match["name"] or "") if match else ("", stem)


def date_of_version(version: str) -> dt.date | None:
    """The day that a version states, by its first eight digits or as a time since 1970."""
    digits = version.replace("-", "").replace("_", "").replace(".", "")
    if not digits.isascii() or not digits.isdecimal():
        return None
    return _calendar_date(digits[:8]) or _epoch_date(digits)


def date_in_name(stem: str) -> dt.date | None:
    """The first day that a file's name states anywhere: ``schema_2026-03-01``."""
    found = (date_of_version(match[0]) for match in _DAY.finditer(stem))
    return next((date for date in found if date is not None), None)


def _calendar_date(digits: str) -> dt.date | None:
    if len(digits) != len("20260301"):
        return None
    try:
        date = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return date if date.year in _YEARS else None


def _epoch_date(digits: str) -> dt.date | None:
    divisor = _EPOCH_DIGITS.get(len(digits))
    if divisor is None:
        return None
    date = dt.datetime.fromtimestamp(int(digits) // divisor, tz=dt.UTC).date()
    return date if date.year in _YEARS else None
