"""Places and numbers as reports for people word them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from sotsync.report.styles import harmless_line
from sotsync.text import Location

__all__ = ["count", "places"]


def count(number: int, singular: str, plural: str) -> str:
    """``1 table``, ``2 tables``."""
    return f"{number:,} {singular if number == 1 else plural}"


def places(listed: Iterable[Location]) -> str:
    """``SoT/SoT.md:141, 163``: places in one file share its name."""
    grouped = itertools.groupby(sorted(listed), key=lambda place: place.path)
    return "; ".join(
        ":".join(filter(None, (harmless_line(path), _lines(each)))) for path, each in grouped
    )


def _lines(listed: Iterable[Location]) -> str:
    """The lines of places in one file; none for the file as a whole."""
    return ", ".join(dict.fromkeys(str(place.line) for place in listed if place.line))
