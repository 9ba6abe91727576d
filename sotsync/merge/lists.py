"""The lists that sotsync keeps beside a document, merged by what they list.

What either side added is added, and what either side took away is gone. A reference that both sides
reviewed as different things is not reviewed, for what they make together nobody has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sotsync.diff.reviews import Review, parse_review, render_review
from sotsync.errors import InputError
from sotsync.merge.choices import Choice
from sotsync.merge.lines import merge_lines, pick
from sotsync.report.known import parse_known, render_known
from sotsync.text import Source

__all__ = ["is_list", "merge_lists"]

K = TypeVar("K")
V = TypeVar("V")


def is_list(source: Source) -> bool:
    """Whether a text is a list of sotsync, or was meant to be."""
    return source.text.lstrip("\ufeff \t\r\n").startswith("{")


def merge_lists(base: Source, ours: Source, theirs: Source) -> Choice:
    """The list with what both sides made of it; by its lines where one is no list.

    Args:
        base: What both started from; empty where both added it.
        ours: Our side.
        theirs: Their side.
    """
    picked = pick(base.text, ours.text, theirs.text)
    if picked is not None:
        return Choice.of(picked)
    for merge in (_merge_known, _merge_review):
        try:
            text = merge(base, ours, theirs)
        except InputError:
            continue
        return Choice.of(text.replace("\n", ours.newline) if ours.newline != "\n" else text)
    return merge_lines(base.text, ours.text, theirs.text)


def _merge_known(base: Source, ours: Source, theirs: Source) -> str:
    before, own, other = (
        {one.fingerprint: one for one in parse_known(source)} if source.text.strip() else {}
        for source in (base, ours, theirs)
    )
    return render_known(_merged(before, own, other).values())


def _merge_review(base: Source, ours: Source, theirs: Source) -> str:
    before, own, other = (
        parse_review(source).reviewed if source.text.strip() else {}
        for source in (base, ours, theirs)
    )
    return render_review(Review(reviewed=_merged(before, own, other)))


def _merged(base: Mapping[K, V], ours: Mapping[K, V], theirs: Mapping[K, V]) -> dict[K, V]:
    """What is there after the changes of both; what both changed differently is not."""
    found: dict[K, V] = {}
    for key in dict.fromkeys((*ours, *theirs)):
        before, own, other = base.get(key), ours.get(key), theirs.get(key)
        value = own if other in (own, before) else other if own == before else None
        if value is not None:
            found[key] = value
    return found
