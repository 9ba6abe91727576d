"""Whether entries can be added and moved at all, for those who only look.

``sync`` finds out when it plans. ``diff`` says what is wrong and what repairs it, and must not name
a command that would leave it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sotsync.diff.changes import Change
from sotsync.errors import DocumentError
from sotsync.findings import Finding

__all__ = ["NO_PLACE", "left_alone", "with_places"]

NO_PLACE = "P003"
"""An entry was not added or moved, because it would not be read as one where it belongs."""

_NEEDS_A_PLACE = frozenset({"D001", "D002"})


def with_places(
    changes: Sequence[Change], unplaced: Callable[[], Iterable[Finding]]
) -> tuple[Change, ...]:
    """The changes; those of entries that no patch can place say what a person has to do.

    Args:
        changes: What differs.
        unplaced: Finds the entries that no patch can place, as
            :func:`~sotsync.patch.plan.find_unplaced` does. It is asked only where an entry is to be
            added or moved.
    """
    if not any(one.code in _NEEDS_A_PLACE and one.is_repairable for one in changes):
        return tuple(changes)
    try:
        findings = tuple(unplaced())
    except DocumentError as error:
        hints = dict.fromkeys(_without_a_place(changes), error.hint or error.message)
    else:
        left = (one for one in findings if one.code == NO_PLACE)
        hints = {one.object: one.hint for one in left if one.object and one.hint}
    return tuple(
        left_alone(change, hints.get(change.object))
        if change.code in _NEEDS_A_PLACE and change.object in hints
        else change
        for change in changes
    )


def _without_a_place(changes: Sequence[Change]) -> list[str]:
    return [one.object for one in changes if one.code == "D001" and one.is_repairable]


def left_alone(change: Change, hint: str | None) -> Change:
    """A change that a repair leaves, with what a person has to do about it."""
    if not change.is_repairable:
        return change
    return change.model_copy(update={"by_hand": hint or "see what is said of it above"})
