"""One fact that is wrong in several regions is one change with several places."""

from __future__ import annotations

from collections.abc import Iterable

from sotsync.diff.changes import Altered, Change, Outdated
from sotsync.diff.facts import same_type

__all__ = ["merge_changes"]

_VALUE_CODE = "D014"
"""A cell says in one word what SQL says by default, identity or generation."""


def merge_changes(changes: Iterable[Change]) -> list[Change]:
    """The changes, with those of one fact in different regions made one."""
    merged: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        group = merged.setdefault(_fact(change), [])
        for place, earlier in enumerate(group):
            if _is_same_fact(earlier, change):
                group[place] = _joined(earlier, change)
                break
        else:
            group.append(change)
    return [change for group in merged.values() for change in group]


def _fact(change: Change) -> tuple[str, ...]:
    """What has to be equal for two changes to be about one fact."""
    if isinstance(change, Outdated):
        return (change.kind, change.code, change.object, change.field, change.actual or "")
    if isinstance(change, Altered) and change.code != _VALUE_CODE:
        return (change.kind, change.code, change.object, change.aspect)
    return (change.kind, change.code, change.object)


def _is_same_fact(one: Change, other: Change) -> bool:
    """Whether two changes of one object say the same of different regions."""
    if one.entry == other.entry and set(one.regions) & set(other.regions):
        return False
    if not isinstance(one, Altered):
        return not isinstance(one, Outdated) or one.documented == other.documented
    return _folded(one.documented) == _folded(other.documented) or (
        one.documented is not None
        and other.documented is not None
        and one.code == "D012"
        and same_type(one.documented, other.documented)
    )


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).lower()


def _joined(one: Change, other: Change) -> Change:
    places = dict.fromkeys((*one.documented_at, *other.documented_at))
    return one.model_copy(
        update={
            "entry": one.entry if one.entry == other.entry else None,
            "regions": tuple(dict.fromkeys((*one.regions, *other.regions))),
            "documented_at": tuple(places),
            "actual_at": one.actual_at or other.actual_at,
            "by_hand": one.by_hand if one.by_hand == other.by_hand else None,
        }
    )
