"""Who may refer to what, kept at hand so that a DROP need not look through the whole catalog.

The entries are a superset: a holder is noted under everything it ever referred to, and whoever asks
looks again at what it refers to now. A holder is read anew only after it may have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sotsync.replay.catalog import (
    Catalog,
    Column,
    Constraint,
    Expression,
    Function,
    Index,
    Object,
    Policy,
    Relation,
    Sequence,
    Trigger,
    Type,
)

__all__ = ["Users", "used_by"]

_HOLDERS = (Relation, Type, Function, Sequence)


class Users:
    """The relations, types, functions and sequences that may refer to an object."""

    __slots__ = ("_changed", "_holders", "_is_complete")

    def __init__(self) -> None:
        self._holders: dict[object, set[Object]] = {}
        self._changed: set[Object] = set()
        self._is_complete = False

    def note_change(self, target: Object) -> None:
        """Note that the target itself, not its parts, is new or may come to refer to others."""
        self._changed.add(target)

    def forget(self) -> None:
        """Note that anything may have come in, as with an extension."""
        self._is_complete = False

    def of(self, catalog: Catalog, targets: Iterable[Object]) -> list[Object]:
        """Whatever in the catalog may refer to one of the targets, in order of the schemas."""
        if not self._is_complete:
            self._changed.update(_everything(catalog))
            self._is_complete = True
        for changed in self._changed:
            self._gather(changed)
        self._changed.clear()
        found: set[Object] = set()
        for target in targets:
            found |= self._holders.get(target, set())
        places = {id(n): place for place, n in enumerate(catalog.namespaces.values())}
        present = [each for each in found if _is_present(each, places)]
        return sorted(present, key=lambda each: _order(each, places))

    def _gather(self, changed: Object) -> None:
        uses = _USES.get(type(changed))
        if uses is None:
            return
        holder: Object = getattr(changed, "relation", changed)
        for used in uses(changed):
            if isinstance(used, Object):
                holders = self._holders.get(used)
                if holders is None:
                    self._holders[used] = {holder}
                else:
                    holders.add(holder)


def _everything(catalog: Catalog) -> Iterator[Object]:
    for namespace in catalog.namespaces.values():
        for relation in namespace.relations.values():
            yield relation
            yield from relation.columns.values()
            yield from relation.constraints.values()
            yield from relation.indexes.values()
            yield from relation.policies.values()
            yield from relation.triggers.values()
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


def _of_relation(relation: Relation) -> Iterator[object]:
    """What a table refers to apart from its parts; itself, because its parts refer to it."""
    yield relation
    yield from relation.parents
    keys = (key.expression for key in relation.partition_keys)
    yield from _mentioned(relation.query, *keys)


def _of_column(column: Column) -> Iterable[object]:
    if column.default is None and column.generated is None:
        return (column.type.base,)
    return (column.type.base, *_mentioned(column.default, column.generated))


def _of_constraint(constraint: Constraint) -> Iterator[object]:
    yield constraint.referenced
    keys = (key.expression for key in constraint.keys)
    yield from _mentioned(constraint.expression, constraint.predicate, *keys)


def _of_index(index: Index) -> Iterable[object]:
    return _mentioned(index.predicate, *(key.expression for key in index.keys))


def _of_policy(policy: Policy) -> Iterator[object]:
    return _mentioned(policy.using, policy.with_check)


def _of_trigger(trigger: Trigger) -> Iterator[object]:
    yield trigger.function
    yield trigger.constraint_from
    yield from _mentioned(trigger.when)


def _of_type(type_: Type) -> Iterator[object]:
    yield from (used.base for used in type_.attributes.values())
    if type_.base is not None:
        yield type_.base.base
    checks = (each.expression for each in type_.checks.values())
    yield from _mentioned(type_.default, *checks, *type_.statements)


def _of_function(function: Function) -> Iterator[object]:
    yield from (parameter.type.base for parameter in function.parameters)
    if function.returns is not None:
        yield function.returns.base
    yield from _mentioned(function.sql_body, *(each.default for each in function.parameters))


def _of_sequence(sequence: Sequence) -> Iterator[object]:
    if sequence.owner is not None:
        yield sequence.owner
        yield sequence.owner.relation


def _mentioned(*expressions: Expression | None) -> Iterator[object]:
    for expression in expressions:
        if expression is not None:
            for reference in expression.references:
                yield reference.target


_USES: dict[type[Object], Callable[..., Iterable[object]]] = {
    Relation: _of_relation,
    Column: _of_column,
    Constraint: _of_constraint,
    Index: _of_index,
    Policy: _of_policy,
    Trigger: _of_trigger,
    Type: _of_type,
    Function: _of_function,
    Sequence: _of_sequence,
}


def used_by(holder: Object) -> Iterable[object]:
    """What the object itself, not its parts, refers to now."""
    uses = _USES.get(type(holder))
    return () if uses is None else uses(holder)
