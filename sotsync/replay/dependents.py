"""What depends on what: whom a DROP takes with it, and who stands in its way.

Source: PostgreSQL manual, "Dependency Tracking". A dependent is *automatic* where it goes without
CASCADE (an index on a dropped column), and otherwise makes a plain DROP fail (a view on it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sotsync.replay.catalog import (
    Catalog,
    Column,
    Constraint,
    Expression,
    Function,
    Index,
    IndexKey,
    Object,
    Policy,
    Reference,
    Relation,
    Sequence,
    Trigger,
    Type,
    TypeName,
)
from sotsync.replay.other_dependents import MemberOf, dependent_others
from sotsync.replay.users import Users

__all__ = ["AttributeOf", "DefaultOf", "Dependent", "Droppable", "dependents"]


@dataclass(frozen=True, slots=True)
class DefaultOf:
    """The default of a column, which is dropped where what it calls is dropped."""

    column: Column


@dataclass(frozen=True, slots=True)
class AttributeOf:
    """One attribute of a composite type, which goes with its own type."""

    composite: Type
    name: str


Droppable: TypeAlias = Object | DefaultOf | AttributeOf | MemberOf
Dependent: TypeAlias = tuple[Droppable, bool]
"""What depends, and whether it goes without CASCADE."""

_KEYS = ("primary key", "unique")


def dependents(catalog: Catalog, users: Users, targets: Iterable[Object]) -> Iterator[Dependent]:
    """Everything that depends directly on one of the targets, without their own parts."""
    wanted = {id(target): target for target in targets}
    if all(isinstance(t, Constraint) and t.kind not in _KEYS for t in wanted.values()):
        return
    owners = [t.relation for t in wanted.values() if isinstance(t, (Column, Constraint))]
    for user in users.of(catalog, {*wanted.values(), *owners}):
        if isinstance(user, Relation):
            if id(user) not in wanted:
                yield from _of_relation(user, wanted)
        elif isinstance(user, Type):
            yield from _of_type(user, wanted)
        elif isinstance(user, Function):
            yield from _of_function(user, wanted)
        elif isinstance(user, Sequence):
            yield from _of_sequence(user, wanted)
    yield from dependent_others(catalog, wanted)


_Wanted: TypeAlias = dict[int, Object]


def _mentions(expression: Expression | None, wanted: _Wanted) -> list[Reference]:
    if expression is None:
        return []
    return [r for r in expression.references if id(r.target) in wanted]


def _uses(used: TypeName | None, wanted: _Wanted) -> bool:
    return used is not None and id(used.base) in wanted


def _of_relation(relation: Relation, wanted: _Wanted) -> Iterator[Dependent]:
    if _mentions(relation.query, wanted):
        yield relation, False
        return
    if any(id(parent) in wanted for parent in relation.parents):
        yield relation, relation.partition_bound is not None
        return
    for column in relation.columns.values():
        yield from _of_column(column, wanted)
    for constraint in relation.constraints.values():
        yield from _of_constraint(constraint, wanted)
    for index in relation.indexes.values():
        if index.constraint is None:
            yield from _of_index(index, wanted)
    for policy in relation.policies.values():
        yield from _of_policy(policy, wanted)
    for trigger in relation.triggers.values():
        yield from _of_trigger(trigger, wanted)


def _of_constraint(constraint: Constraint, wanted: _Wanted) -> Iterator[Dependent]:
    own = (*constraint.columns, *constraint.include)
    if any(id(column) in wanted for column in own):
        yield constraint, True
        return
    if _loses_its_key(constraint, wanted):
        yield constraint, False
        return
    keys = constraint.keys if constraint.kind == "exclusion" else ()
    mentioned = [
        *_mentions(constraint.expression, wanted),
        *_mentions(constraint.predicate, wanted),
        *(r for key in keys for r in _mentions(key.expression, wanted)),
    ]
    if mentioned:
        yield constraint, _are_own_columns(mentioned, constraint.relation)


def _loses_its_key(constraint: Constraint, wanted: _Wanted) -> bool:
    """Whether a foreign key loses the table, a column or the key that it refers to."""
    referenced = constraint.referenced
    if referenced is None:
        return False
    columns = constraint.referenced_columns
    if id(referenced) in wanted or any(id(column) in wanted for column in columns):
        return True
    lost = [t for t in wanted.values() if isinstance(t, Constraint) and t.relation is referenced]
    if not any(_is_key_over(key, columns) for key in lost):
        return False
    others = [c for c in referenced.constraints.values() if id(c) not in wanted]
    return not any(_is_key_over(key, columns) for key in others)


def _is_key_over(constraint: Constraint, columns: list[Column]) -> bool:
    return constraint.kind in _KEYS and {id(c) for c in constraint.columns} == {
        id(c) for c in columns
    }


def _are_own_columns(mentioned: list[Reference], relation: Relation) -> bool:
    return all(
        isinstance(reference.target, Column) and reference.target.relation is relation
        for reference in mentioned
    )


def _of_index(index: Index, wanted: _Wanted) -> Iterator[Dependent]:
    columns = [*index.include, *(key.column for key in index.keys if key.column)]
    if any(id(column) in wanted for column in columns):
        yield index, True
        return
    mentioned = _mentions(index.predicate, wanted)
    mentioned += (r for key in index.keys for r in _key_mentions(key, wanted))
    if mentioned:
        yield index, _are_own_columns(mentioned, index.relation)


def _key_mentions(key: IndexKey, wanted: _Wanted) -> list[Reference]:
    return _mentions(key.expression, wanted)


def _of_policy(policy: Policy, wanted: _Wanted) -> Iterator[Dependent]:
    if _mentions(policy.using, wanted) or _mentions(policy.with_check, wanted):
        yield policy, False


def _of_trigger(trigger: Trigger, wanted: _Wanted) -> Iterator[Dependent]:
    updates = any(id(column) in wanted for column in trigger.update_columns)
    if id(trigger.function) in wanted or updates or _mentions(trigger.when, wanted):
        yield trigger, False
    elif id(trigger.constraint_from) in wanted:
        yield trigger, True


def _of_column(column: Column, wanted: _Wanted) -> Iterator[Dependent]:
    if _uses(column.type, wanted) or _mentions(column.generated, wanted):
        yield column, False
    elif _mentions(column.default, wanted):
        yield DefaultOf(column), False


def _of_type(type_: Type, wanted: _Wanted) -> Iterator[Dependent]:
    for name, used in type_.attributes.items():
        if _uses(used, wanted):
            yield AttributeOf(type_, name), False
    checks = any(_mentions(check.expression, wanted) for check in type_.checks.values())
    checks = checks or any(_mentions(each, wanted) for each in type_.statements)
    if checks or _uses(type_.base, wanted) or _mentions(type_.default, wanted):
        yield type_, False


def _of_sequence(sequence: Sequence, wanted: _Wanted) -> Iterator[Dependent]:
    owner = sequence.owner
    if owner is not None and (id(owner) in wanted or id(owner.relation) in wanted):
        yield sequence, True


def _of_function(function: Function, wanted: _Wanted) -> Iterator[Dependent]:
    uses = any(
        _uses(parameter.type, wanted) or _mentions(parameter.default, wanted)
        for parameter in function.parameters
    )
    if uses or _uses(function.returns, wanted) or _mentions(function.sql_body, wanted):
        yield function, False
