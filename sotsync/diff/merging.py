"""One fact that is wrong in several regions is one change with several places."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sotsync.diff.changes import Altered, Change, Outdated, Renamed, Subject
from sotsync.diff.facts import same_type
from sotsync.schema.names import quote, split_qualified
from sotsync.schema.spelling import squeeze

__all__ = ["fold_renamed_types", "merge_changes"]

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


def fold_renamed_types(changes: Iterable[Change]) -> list[Change]:
    """The changes without those that only say again that a type has a new name.

    Wherever the old name stands (a column's type, a cast in its default) becomes a place of the
    one change that tells of the rename.
    """
    renamed: dict[str, Renamed] = {}
    others: list[Change] = []
    for change in changes:
        if isinstance(change, Renamed) and change.subject is Subject.TYPE:
            renamed[change.object] = change
        else:
            others.append(change)
    kept: list[Change] = []
    for change in others:
        found = next((key for key, one in renamed.items() if _says_again(change, one)), None)
        if found is None:
            kept.append(change)
        else:
            renamed[found] = renamed[found].model_copy(update=_with_places(renamed[found], change))
    return [*kept, *renamed.values()]


def _says_again(change: Change, rename: Renamed) -> bool:
    if not isinstance(change, Altered) or change.documented is None or change.actual is None:
        return False
    old, new = (split_qualified(key or "")[-1] for key in (rename.documented, rename.actual))
    before = "" if change.code == "D012" else r'::\s*(?:[\w"]+\.)?'
    name = re.compile(rf'({before})(?<![\w"]){re.escape(quote(old))}(?![\w"])', re.IGNORECASE)
    followed = name.sub(lambda match: match[1] + quote(new), change.documented)
    if followed == change.documented:
        return False
    if change.code == "D012":
        return same_type(followed, change.actual)
    return squeeze(followed) == squeeze(change.actual)


def _with_places(one: Renamed, other: Change) -> dict[str, object]:
    return {
        "regions": tuple(dict.fromkeys((*one.regions, *other.regions))),
        "documented_at": tuple(dict.fromkeys((*one.documented_at, *other.documented_at))),
        "by_hand": one.by_hand or other.by_hand,
    }
