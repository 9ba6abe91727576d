"""Differences that a team lives with, told from those that it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sotsync.diff.changes import Change
from sotsync.findings import Acceptance, Finding, Severity

__all__ = ["Accepted", "accept_changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What is accepted of some changes.

    Attributes:
        left: The changes that nobody accepts, in their order.
        notes: A note for each of the others, with the reason.
        used: The acceptances that cover any.
    """

    left: tuple[Change, ...]
    notes: tuple[Finding, ...]
    used: frozenset[Acceptance]


def accept_changes(changes: Iterable[Change], acceptances: Sequence[Acceptance]) -> Accepted:
    """Part the changes by whether one of the acceptances covers them."""
    left: list[Change] = []
    notes: list[Finding] = []
    used: set[Acceptance] = set()
    for change in changes:
        covering = next((one for one in acceptances if _covers(one, change)), None)
        if covering is None:
            left.append(change)
            continue
        used.add(covering)
        notes.append(_note(change, covering))
    return Accepted(left=tuple(left), notes=tuple(notes), used=frozenset(used))


def _covers(acceptance: Acceptance, change: Change) -> bool:
    blamed = () if change.actual_at is None else (change.actual_at,)
    places = (*change.documented_at, *blamed)
    names = dict.fromkeys((change.object, change.relation, change.entry))
    return any(acceptance.names(change.code, name, places) for name in names if name)


def _note(change: Change, acceptance: Acceptance) -> Finding:
    return Finding(
        code=change.code,
        severity=Severity.INFO,
        message=acceptance.note(change.message),
        object=change.object,
        document=change.documented_at[0] if change.documented_at else None,
        migration=change.actual_at,
    )
