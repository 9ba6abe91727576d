"""Who may refer to what, kept at hand so that a DROP need not look through the whole catalog.

The entries are a superset: a holder is noted under everything it ever referred to, and whoever asks
looks again at what it refers to now. A holder is read anew only after it may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sotsync.replay.binding import expressions_of, expressions_of_function, expressions_of_type
from sotsync.replay.catalog import (
    Catalog,
    Function,
    Object,
    Relation,
    Sequence,
    Type,
    TypeName,
)

__all__ = ["Users"]

_HOLDERS = (Relation, Type, Function, Sequence)


class Users:
    """The relations, types, functions and sequences that may refer to an object."""

    __slots__ = ("_changed", "_holders", "_is_complete")

    def __init__(self) -> None:
        self._holders: dict[object, set[Object]] = {}
        self._changed: set[Object] = set()
        self._is_complete = False

    def note_change(self, target: Object) -> None:
        """Note that the target, or what it is a part of, is new or may come to refer to others."""
        self._changed.add(getattr(target, "relation", target))

    def forget(self) -> None:
        """Note that anything may have come in, as with an extension."""
        self._is_complete = False

    def of(self, catalog: Catalog, targets: Iterable[Object]) -> list[Object]:
        """Whatever in the catalog may refer to one of the targets, in order of the schemas."""
        if not self._is_complete:
            self._changed.update(_every_holder(catalog))
            self._is_complete = True
        for holder in self._changed:
            if isinstance(holder, _HOLDERS):
                self._gather(holder)
        self._changed.clear()
        found: set[Object] = set()
        for target in targets:
            found |= self._holders.get(target, set())
        places = {id(n): place for place, n in enumerate(catalog.namespaces.values())}
        present = [each for each in found if _is_present(each, places)]
        return sorted(present, key=lambda each: _order(each, places))

    def _gather(self, holder: Object) -> None:
        for used in _used_by(holder):
            if isinstance(used, Object):
                self._holders.setdefault(used, set()).add(holder)


def _every_holder(catalog: Catalog) -> Iterator[Object]:
    for namespace in catalog.namespaces.values():
        yield from namespace.relations.values()
        yield from namespace.types.values()
        for overloads in namespace.functions.values():
            yield from overloads
        yield from namespace.sequences.values()


def _is_present(holder: Object, places: dict[int, int]) -> bool:
    """Whether the catalog still has the holder: what was dropped stays noted."""
    assert isinstance(holder, _HOLDERS)
    namespace, name = holder.namespace, holder.name
    if id(namespace) not in places:
        return False
    if isinstance(holder, Function):
        return any(holder is each for each in namespace.functions.get(name, ()))
    if isinstance(holder, Relation):
        return namespace.relations.get(name) is holder
    if isinstance(holder, Type):
        return namespace.types.get(name) is holder
    return namespace.sequences.get(name) is holder


def _order(holder: Object, places: dict[int, int]) -> tuple[int, int, int, str]:
    assert isinstance(holder, _HOLDERS)
    kind = next(place for place, kind in enumerate(_HOLDERS) if isinstance(holder, kind))
    return places[id(holder.namespace)], kind, holder.number, holder.name


def _used_by(holder: Object) -> Iterator[object]:
    """Everything that the holder and its parts refer to; itself, where that is a table."""
    if isinstance(holder, Relation):
        yield holder
        expressions = expressions_of(holder)
        yield from _used_by_relation(holder)
    elif isinstance(holder, Type):
        expressions = expressions_of_type(holder)
        yield from _bases([*holder.attributes.values(), holder.base])
    elif isinstance(holder, Function):
        expressions = expressions_of_function(holder)
        yield from _bases([*(each.type for each in holder.parameters), holder.returns])
    else:
        expressions = iter(())
        owner = getattr(holder, "owner", None)
        if owner is not None:
            yield from (owner, owner.relation)
    for expression in expressions:
        for reference in expression.references:
            yield reference.target


def _used_by_relation(relation: Relation) -> Iterator[object]:
    yield from relation.parents
    yield from _bases([column.type for column in relation.columns.values()])
    for constraint in relation.constraints.values():
        yield constraint.referenced
    for trigger in relation.triggers.values():
        yield trigger.function
        yield trigger.constraint_from


def _bases(names: Iterable[TypeName | None]) -> Iterator[object]:
    yield from (name.base for name in names if name is not None)
