"""Undoing: what objects looked like before a statement, so that a rejected one has no effect."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sotsync.replay.catalog import Object, Relation

__all__ = ["Journal"]

_FIELDS: dict[type, tuple[str, ...]] = {}


class Journal:
    """The state of every object and container a statement touched, as it was before.

    :meth:`keep` is called before the first change; later calls for the same thing cost nothing. A
    journal that is not kept takes nothing over: outside a transaction nothing is ever undone.
    """

    __slots__ = ("_containers", "_is_kept", "_objects")

    def __init__(self, *, is_kept: bool = True) -> None:
        self._is_kept = is_kept
        self._objects: dict[int, tuple[Object, tuple[Any, ...]]] = {}
        self._containers: dict[int, tuple[Any, Any]] = {}

    def keep(self, target: Object) -> None:
        """Remember the fields of ``target``, with copies of its lists and mappings."""
        relation = target if isinstance(target, Relation) else getattr(target, "relation", None)
        if relation is not None:
            relation.uses = None
        if id(target) in self._objects:
            return
        names = _FIELDS.get(type(target)) or _field_names(type(target))
        values = [getattr(target, name) for name in names]
        state = tuple(v.copy() if type(v) in (dict, list) else v for v in values)
        self._objects[id(target)] = (target, state)

    def keep_container(self, container: dict[Any, Any] | list[Any]) -> None:
        """Remember what a mapping or list holds."""
        if id(container) not in self._containers:
            self._containers[id(container)] = (container, container.copy())

    def undo(self) -> None:
        """Put everything back."""
        for target, state in self._objects.values():
            for name, value in zip(_FIELDS[type(target)], state, strict=True):
                setattr(target, name, value)
        for container, content in self._containers.values():
            container.clear()
            (container.update if isinstance(container, dict) else container.extend)(content)

    def absorb(self, inner: Journal) -> None:
        """Take over what an inner, successful part remembered."""
        if not self._is_kept:
            return
        for key, kept in inner._objects.items():
            self._objects.setdefault(key, kept)
        for key, content in inner._containers.items():
            self._containers.setdefault(key, content)


def _field_names(kind: type) -> tuple[str, ...]:
    names = tuple(field.name for field in fields(kind))
    _FIELDS[kind] = names
    return names
