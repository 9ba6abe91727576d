"""Things with names, in an order, merged three ways by their names instead of by their lines.

What only one side added is added, at its place; what one side took away goes, unless the other has
changed it. Two things added at one place are no conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sotsync.merge.choices import Choice, join
from sotsync.merge.lines import pick

__all__ = ["Item", "MergeOne", "merge_items", "merged_items", "merged_order", "numbered"]

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Generic[V]):
    """One thing.

    Attributes:
        key: By which it is known in all three versions; no two of one version have the same.
        text: All of its text.
        value: What it was read as.
        zone: A part of the whole; what changes its zone is moved.
        rank: Orders things that two sides added at one place.
    """

    key: Hashable
    text: str
    value: V
    zone: str = ""
    rank: tuple[str, int, str] = ("", 0, "")


MergeOne = Callable[[Item[V] | None, Item[V] | None, Item[V] | None], Choice]
"""Merges what both sides have changed; at most the base, or one side, is None."""


def numbered(keys: Sequence[Hashable]) -> Iterator[Hashable]:
    """The keys, each with how many of the same there were before it."""
    seen: dict[Hashable, int] = {}
    for key in keys:
        seen[key] = seen.get(key, -1) + 1
        yield key, seen[key]


def merge_items(
    base: Sequence[Item[V]],
    ours: Sequence[Item[V]],
    theirs: Sequence[Item[V]],
    merge_one: MergeOne[V],
) -> Choice:
    """The texts of all things that stay, in order."""
    return join(choice for _, choice in merged_items(base, ours, theirs, merge_one))


def merged_items(
    base: Sequence[Item[V]],
    ours: Sequence[Item[V]],
    theirs: Sequence[Item[V]],
    merge_one: MergeOne[V],
) -> list[tuple[Hashable, Choice]]:
    """The text of each thing that stays, with its key, in order; of what goes, it is empty."""
    before, own, other = ({item.key: item for item in items} for items in (base, ours, theirs))
    return [
        (key, _merged(before.get(key), own.get(key), other.get(key), merge_one=merge_one))
        for key in merged_order(base, ours, theirs)
    ]


def _merged(
    base: Item[V] | None,
    ours: Item[V] | None,
    theirs: Item[V] | None,
    *,
    merge_one: MergeOne[V],
) -> Choice:
    texts = [None if one is None else one.text for one in (base, ours, theirs)]
    if base is None and (ours is None or theirs is None):
        return Choice.of(texts[1] or texts[2] or "")
    picked = pick(texts[0] or "", texts[1] or "", texts[2] or "")
    return merge_one(base, ours, theirs) if picked is None else Choice.of(picked)


def merged_order(
    base: Sequence[Item[V]], ours: Sequence[Item[V]], theirs: Sequence[Item[V]]
) -> list[Hashable]:
    """The keys of both sides in our order, each that only they have or have moved at its place."""
    zones = {item.key: item.zone for item in base}
    own = {item.key: item for item in ours}
    coming = [item for item in theirs if _comes(item, own.get(item.key), zones)]
    moved = {item.key for item in coming}
    order = [item.key for item in ours if item.key not in moved]
    ranks = {item.key: item.rank for item in (*ours, *theirs)}
    known = {item.key for item in base}
    places = {item.key: at for at, item in enumerate(theirs)}
    for item in coming:
        at = _place(order, [one.key for one in theirs[: places[item.key]]])
        while at < len(order) and _goes_first(order[at], item, known, own, ranks):
            at += 1
        order.insert(at, item.key)
    return order


def _comes(item: Item[V], own: Item[V] | None, zones: Mapping[Hashable, str]) -> bool:
    if own is None:
        return True
    return own.zone != item.zone and zones.get(item.key, item.zone) == own.zone


def _place(order: Sequence[Hashable], before: Sequence[Hashable]) -> int:
    """Behind the last thing before it that is there."""
    there = {key: at for at, key in enumerate(order)}
    return next((there[key] + 1 for key in reversed(before) if key in there), 0)


def _goes_first(
    key: Hashable,
    item: Item[V],
    known: set[Hashable],
    own: Mapping[Hashable, Item[V]],
    ranks: Mapping[Hashable, tuple[str, int, str]],
) -> bool:
    """Whether a thing that our side added at the same place stands before theirs."""
    return key not in known and key in own and ranks[key] <= item.rank
