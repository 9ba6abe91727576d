"""Tables that look renamed although migrations dropped one and created the other.

Whether a table that is created like one that was just dropped is the same to people, nobody can
tell but they. So it is never assumed: the old entry is deprecated, the new table gets an entry, and
before that a finding says which command keeps the entry instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.diff.situation import EntryState, Situation
from sotsync.findings import Finding, Severity
from sotsync.schema.models import Table, View

__all__ = ["possible_renames"]

POSSIBLE_RENAME = "P005"
"""A table was dropped, and one much like it created by the same migration or the next."""

_ENOUGH = 0.7


def possible_renames(situation: Situation) -> tuple[Finding, ...]:
    """A finding for each table without an entry that looks like one that was dropped with one."""
    return tuple(_found(situation))


def _found(situation: Situation) -> Iterator[Finding]:
    order = {script.path: place for place, script in enumerate(situation.replay.scripts)}
    for entry in situation.document.entries:
        key = situation.key_of(entry)
        if key is None or situation.state(entry) is not EntryState.GHOST:
            continue
        dropped = situation.replay.dropped.get(key)
        if dropped is None:
            continue
        for new, relation in situation.undocumented.items():
            created = relation.origin.created
            made = -1 if created is None else order.get(created.path, -1)
            is_near = made in {order.get(dropped.path, -2), order.get(dropped.path, -2) + 1}
            if not is_near or not _is_alike(dropped.model, relation):
                continue
            yield Finding(
                code=POSSIBLE_RENAME,
                severity=Severity.WARNING,
                message=f"{key} was dropped and {new} created much like it: possibly a rename",
                object=key,
                document=situation.document.source.location(entry.heading.line.start),
                migration=created,
                hint=f"If it is one, run sotsync mv {key} {new} before sync; else just sync.",
            )


def _is_alike(old: Table | View, new: Table | View) -> bool:
    """Whether enough columns of both have the same name and type."""
    if isinstance(old, View) or isinstance(new, View):
        return False
    same = sum(
        name in new.columns and new.columns[name].type == column.type
        for name, column in old.columns.items()
    )
    return bool(same) and same >= _ENOUGH * max(len(old.columns), len(new.columns))
