"""What rests on something that no migration makes: it is there only if that is there.

A type, function or table that nothing creates is taken to exist, because a platform or an extension
may bring it. Whatever was built on it is marked with the statement that did so, like anything else
of which a server may have another opinion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from sotsync.replay.catalog import Catalog, Function, Namespace, Object, Relation, Type, TypeName
from sotsync.replay.typenames import is_builtin_spelling
from sotsync.replay.users import used_by

__all__ = ["mark_unfounded"]


def mark_unfounded(catalog: Catalog, made: Iterable[Object] = ()) -> None:
    """Mark what has an unknown type, function or table below it, unless it is marked already.

    Args:
        catalog: Where it is.
        made: What statements made that need something unknown.
    """
    unfounded = {each for each in made if not each.is_platform}
    for namespace in catalog.namespaces.values():
        unfounded.update(each for each in _unfounded(namespace) if not each.is_platform)
    partial = set(_partial(catalog))
    unfounded |= partial
    _spread(catalog, unfounded)
    for found in unfounded - partial:
        if found.uncertain is None:
            found.uncertain = found.changed or found.created


def _partial(catalog: Catalog) -> Iterator[Object]:
    for namespace in catalog.namespaces.values():
        for relation in namespace.relations.values():
            if not (relation.is_known or relation.is_platform or relation.kind.endswith("view")):
                yield relation


def _spread(catalog: Catalog, unfounded: set[Object]) -> None:
    """Add whatever rests on what is there: a part of it, or a statement that mentions it."""
    count = -1
    while unfounded and count != len(unfounded):
        count = len(unfounded)
        for namespace in catalog.namespaces.values():
            for relation in namespace.relations.values():
                if not relation.is_platform:
                    _spread_in(relation, unfounded)
            for overloads in namespace.functions.values():
                unfounded.update(each for each in overloads if _rests(each, unfounded))


def _spread_in(relation: Relation, unfounded: set[Object]) -> None:
    """A table that one statement made is not there if a part of it could not be made."""
    is_unfounded = relation in unfounded or _rests(relation, unfounded)
    for part in _parts(relation):
        if part not in unfounded and _rests(part, unfounded):
            unfounded.add(part)
        is_unfounded |= part in unfounded and part.changed == relation.created
    if is_unfounded and relation.is_known:
        unfounded.update((relation, *_parts(relation)))


def _parts(relation: Relation) -> Iterator[Object]:
    yield from relation.columns.values()
    yield from relation.constraints.values()
    yield from relation.indexes.values()
    yield from relation.policies.values()
    yield from relation.triggers.values()


def _rests(found: Object, unfounded: set[Object]) -> bool:
    return any(used is not found and used in unfounded for used in used_by(found))


def _unfounded(namespace: Namespace) -> Iterator[Object]:
    for relation in namespace.relations.values():
        yield from _of_relation(relation)
    for type_ in namespace.types.values():
        if any(map(_is_unknown, (type_.base, *type_.attributes.values()))):
            yield type_
    for overloads in namespace.functions.values():
        yield from (function for function in overloads if _has_unknown_types(function))


def _of_relation(relation: Relation) -> Iterator[Object]:
    columns = [column for column in relation.columns.values() if _is_unknown(column.type)]
    yield from columns
    if relation.kind.endswith("view") and (columns or not relation.is_known):
        yield relation
    for constraint in relation.constraints.values():
        if constraint.referenced is not None and not constraint.referenced.is_known:
            yield constraint
    for trigger in relation.triggers.values():
        if isinstance(trigger.function, str):
            yield trigger


def _has_unknown_types(function: Function) -> bool:
    return any(map(_is_unknown, (function.returns, *(p.type for p in function.parameters))))


def _is_unknown(used: TypeName | None) -> bool:
    """Whether no one made the type; a column that only stands for one has none."""
    if used is None or isinstance(used.base, (Type, Relation)):
        return False
    return bool(used.base) and not _is_builtin(used.base)


@lru_cache(maxsize=1024)
def _is_builtin(spelled: str) -> bool:
    return is_builtin_spelling(spelled)
