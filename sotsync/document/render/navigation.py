"""The navigation: one line an entry, under the category whose range holds its number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sotsync.document.ids import LARGE_RANGE, SPILL_RANGE, id_order, number_of
from sotsync.document.render.categories import IdRange
from sotsync.document.render.links import EntryLink

__all__ = ["LARGE", "SPILL", "navigation", "navigation_line", "navigation_title", "spill_of"]

SPILL = IdRange(title="More Tables", low=SPILL_RANGE[0], high=SPILL_RANGE[1])
"""The category of ids that their own category has no number left for."""


LARGE = IdRange(title="Further Tables", low=LARGE_RANGE[0], high=LARGE_RANGE[1])
"""The category of ids with four digits."""


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
    ordered = sorted(entries, key=lambda entry: id_order(entry.id))
    lines = ["## Navigation by Category", ""]
    for ids in ranges:
        inside = [entry for entry in ordered if ids.holds(number_of(entry.id))]
        lines += [navigation_title(ids, prefix), *map(navigation_line, inside), ""]
    others = [
        entry for entry in ordered if not any(ids.holds(number_of(entry.id)) for ids in ranges)
    ]
    for ids in (SPILL, LARGE):
        inside = [entry for entry in others if spill_of(number_of(entry.id) or 0) is ids]
        if inside:
            lines += [navigation_title(ids, prefix), *map(navigation_line, inside), ""]
    return tuple(lines)


def spill_of(number: int) -> IdRange:
    """The category of a number that no other category holds."""
    return LARGE if number >= LARGE.low else SPILL
