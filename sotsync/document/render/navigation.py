"""The navigation: one line an entry, under the category whose range holds its number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sotsync.document.ids import SPILL_RANGE, number_of
from sotsync.document.render.categories import IdRange
from sotsync.document.render.links import EntryLink

__all__ = ["SPILL", "navigation", "navigation_line", "navigation_title"]

SPILL = IdRange(title="More Tables", low=SPILL_RANGE[0], high=SPILL_RANGE[1])
"""The category of ids that their own category has no number left for."""


def navigation_line(entry: EntryLink) -> str:
    """``- [DBT-001](#dbt-001-users) - Users``."""
    return f"- {entry.markdown} - {entry.title}"


def navigation_title(ids: IdRange, prefix: str) -> str:
    """``**Core Tables** (DBT-001 to DBT-099):``."""
    return f"**{ids.title}** ({prefix}-{ids.low:03d} to {prefix}-{ids.high:03d}):"


def navigation(
    entries: Iterable[EntryLink], ranges: Sequence[IdRange], prefix: str
) -> tuple[str, ...]:
    """The whole section of a new document, every category in it, empty ones too."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    lines = ["## Navigation by Category", ""]
    for ids in ranges:
        inside = [entry for entry in ordered if ids.holds(number_of(entry.id))]
        lines += [navigation_title(ids, prefix), *map(navigation_line, inside), ""]
    spilled = [
        entry for entry in ordered if not any(ids.holds(number_of(entry.id)) for ids in ranges)
    ]
    if spilled:
        lines += [navigation_title(SPILL, prefix), *map(navigation_line, spilled), ""]
    return tuple(lines)
