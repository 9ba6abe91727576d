"""What was read of entries last, so that a text that stands in several documents is read once.

A patch is proven on the whole document that it leaves, and whoever watches a project reads it again
and again: most entries are as they were.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import NamedTuple

from sotsync.document.passages import Page
from sotsync.document.regions import Regions
from sotsync.document.shifting import shifted

__all__ = ["forget_regions", "remembered"]


class _Known(NamedTuple):
    """The regions of an entry, the page that they are of, and where the entry stands on it."""

    start: int
    regions: Regions
    page: Page


_KNOWN: dict[Hashable, _Known] = {}
_MOST_ENTRIES = 2**12
_PAGES: deque[Page] = deque()
"""The pages of what is known, the latest last: rows of tables hold on to the page they are of."""
_MOST_PAGES = 8


def remembered(key: Hashable, start: int, page: Page, read: Callable[[], Regions]) -> Regions:
    """The regions of an entry: those known, moved to where it stands, else as they are read.

    Args:
        key: All that the regions follow from, but for where the entry stands.
        start: Where it stands.
        page: On which page.
        read: Reads them there.
    """
    known = _KNOWN.pop(key, None)
    # The place of a finding is counted in lines, which may be others above.
    if known is None or known.regions.findings:
        known = _Known(start, read(), page)
    elif known.start != start:
        known = _Known(start, shifted(known.regions, start - known.start, page), page)
    _KNOWN[key] = known
    _let_go(known.page)
    return known.regions


def _let_go(page: Page) -> None:
    """Keep no more than some entries of the latest pages, which are whole documents."""
    if len(_KNOWN) > _MOST_ENTRIES:
        del _KNOWN[next(iter(_KNOWN))]
    if any(one is page for one in reversed(_PAGES)):
        return
    _PAGES.append(page)
    if len(_PAGES) > _MOST_PAGES:
        oldest = _PAGES.popleft()
        for key in [key for key, known in _KNOWN.items() if known.page is oldest]:
            del _KNOWN[key]


def forget_regions() -> None:
    """Read every entry anew: for those who measure how long that takes."""
    _KNOWN.clear()
    _PAGES.clear()
