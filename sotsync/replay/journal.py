"""Undoing: what objects looked like before a statement, so that a rejected one has no effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from sotsync.replay.catalog import Object
from sotsync.replay.users import Users

__all__ = ["Journal", "Mark", "Transaction"]

_Container: TypeAlias = "dict[Any, Any] | list[Any]"
_MISSING = object()


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the fields of one class are read: all of them, and those that are changed in place."""

    names: tuple[str, ...]
    values: Callable[[Object], tuple[Any, ...]]
    containers: Callable[[Object], tuple[_Container, ...]]


_SHAPES: dict[type, _Shape] = {}


class Journal:
    """What to do, last change first, so that everything is as it was before.

    :meth:`keep` and its like are called before the first change; later calls for the same object
    cost nothing. A journal that is not kept takes nothing over from inner ones: outside a
    transaction nothing is ever undone.
    """

    __slots__ = ("_is_kept", "_known", "_log", "_users")

    def __init__(self, users: Users, *, is_kept: bool = True) -> None:
        self._users = users
        self._is_kept = is_kept
        self._known: set[int] = set()
        self._log: list[_Undo] = []

    def begin(self, made: Object) -> None:
        """Note a new object: who undoes its making need not know what it was like."""
        self._known.add(id(made))

    def keep(self, target: Object) -> None:
        """Remember the fields of ``target``, and what its lists and mappings hold."""
        self._users.note_change(target)
        if id(target) in self._known:
            return
        self._known.add(id(target))
        shape = _SHAPES.get(type(target)) or _shape_of(type(target))
        containers = [(each, each.copy() if each else each) for each in shape.containers(target)]
        self._log.append(_ObjectUndo(target, shape, shape.values(target), containers))

    def keep_container(self, container: _Container) -> None:
        """Remember all that a mapping or list holds, in its order."""
        if id(container) not in self._known:
            self._known.add(id(container))
            self._log.append(_ContainerUndo(container, container.copy()))

    def keep_entry(self, mapping: dict[Any, Any], key: object) -> None:
        """Remember one entry of a mapping whose order does not count, however large it is."""
        self._log.append(_EntryUndo(mapping, key, mapping.get(key, _MISSING)))

    def undo(self) -> None:
        """Put everything back."""
        for entry in reversed(self._log):
            entry.undo()
            if isinstance(entry, _ObjectUndo):
                self._users.note_change(entry.target)

    def absorb(self, inner: Journal) -> None:
        """Take over what an inner, successful part remembered."""
        if self._is_kept:
            self._known |= inner._known
            self._log += inner._log


class Mark(NamedTuple):
    """How many findings, happenings and dropped relations there were, and the search path."""

    findings: int
    happenings: int
    dropped: int
    search_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open BEGIN (without a name) or SAVEPOINT, and the journal that was in use before it."""

    name: str
    outer: Journal
    mark: Mark


class _ObjectUndo(NamedTuple):
    target: Object
    shape: _Shape
    values: tuple[Any, ...]
    containers: list[tuple[_Container, _Container]]

    def undo(self) -> None:
        for name, value in zip(self.shape.names, self.values, strict=True):
            setattr(self.target, name, value)
        for container, content in self.containers:
            _refill(container, content)


class _ContainerUndo(NamedTuple):
    container: _Container
    content: _Container

    def undo(self) -> None:
        _refill(self.container, self.content)


class _EntryUndo(NamedTuple):
    mapping: dict[Any, Any]
    key: object
    value: object

    def undo(self) -> None:
        if self.value is _MISSING:
            self.mapping.pop(self.key, None)
        else:
            self.mapping[self.key] = self.value


_Undo: TypeAlias = _ObjectUndo | _ContainerUndo | _EntryUndo


def _refill(container: _Container, content: _Container) -> None:
    container.clear()
    if isinstance(container, dict):
        container.update(content)
    else:
        container.extend(content)


def _shape_of(kind: type) -> _Shape:
    found = fields(kind)
    names = tuple(field.name for field in found)
    changed_in_place = [f.name for f in found if str(f.type).startswith(("list[", "dict["))]
    shape = _Shape(names, _getter(names), _getter(changed_in_place))
    _SHAPES[kind] = shape
    return shape


def _getter(names: Sequence[str]) -> Callable[[Object], tuple[Any, ...]]:
    """Reads fields as a tuple, which ``attrgetter`` gives only for two and more."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda target: tuple(getattr(target, name) for name in names)
