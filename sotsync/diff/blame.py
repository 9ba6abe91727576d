"""Which statement made an object what it is, as exactly as the replay can say.

An object remembers only the last statement that changed it. The history of operations knows which
statement last changed *this field* of it, and which one dropped what is no longer there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from sotsync.replay.history import Action, Operation
from sotsync.replay.result import Dropped, Replay
from sotsync.schema.origin import Origin
from sotsync.text import Location

__all__ = ["Blame"]

_ACTIONS: Mapping[str, frozenset[Action]] = {
    "type": frozenset({Action.ALTER_TYPE}),
    "not_null": frozenset({Action.SET_NOT_NULL, Action.DROP_NOT_NULL}),
    "default": frozenset({Action.SET_DEFAULT, Action.DROP_DEFAULT}),
    "identity": frozenset({Action.SET_IDENTITY, Action.DROP_IDENTITY}),
    "generated": frozenset({Action.SET_EXPRESSION, Action.DROP_EXPRESSION}),
    "validated": frozenset({Action.VALIDATE_CONSTRAINT}),
    "rls_enabled": frozenset({Action.ENABLE_RLS, Action.DISABLE_RLS}),
    "rls_forced": frozenset({Action.FORCE_RLS, Action.NO_FORCE_RLS}),
    "comment": frozenset({Action.COMMENT}),
    "name": frozenset(
        {
            Action.RENAME_TABLE,
            Action.MOVE_TABLE,
            Action.RENAME_COLUMN,
            Action.RENAME_CONSTRAINT,
            Action.RENAME_INDEX,
            Action.RENAME_POLICY,
            Action.RENAME_TRIGGER,
        }
    ),
}

_DROPS = frozenset(
    {
        Action.DROP_COLUMN,
        Action.DROP_CONSTRAINT,
        Action.DROP_INDEX,
        Action.DROP_POLICY,
        Action.DROP_TRIGGER,
    }
)


class Blame:
    """The statements of a replay by what they did; without a replay, provenance alone answers."""

    def __init__(self, replay: Replay | None = None) -> None:
        self._operations: tuple[Operation, ...] = replay.operations if replay else ()
        self._dropped: Mapping[str, Dropped] = replay.dropped if replay else {}

    @cached_property
    def _by_object(self) -> Mapping[str, list[Operation]]:
        found: dict[str, list[Operation]] = {}
        for operation in self._operations:
            found.setdefault(operation.object, []).append(operation)
        return found

    def changed(self, relation: str, name: str, field: str, origin: Origin) -> Location | None:
        """The statement that last changed ``field`` of a member, or of the relation (``""``)."""
        wanted = _ACTIONS.get(field, frozenset())
        names = {name, *origin.renamed_from} if name else {""}
        for operation in reversed(self._by_object.get(relation, ())):
            if operation.action in wanted and operation.subject in names:
                return operation.location
        return origin.changed or origin.created

    def dropped(self, relation: str, name: str = "") -> Location | None:
        """The statement that dropped a member of ``relation``, or the relation itself."""
        if not name:
            gone = self._dropped.get(relation)
            return gone.dropped if gone else None
        for operation in reversed(self._by_object.get(relation, ())):
            if operation.action in _DROPS and operation.subject == name:
                return operation.location
        return None
