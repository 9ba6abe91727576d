"""What rests on something that no migration makes: it is there only if that is there.

A type, function or table that nothing creates is taken to exist, because a platform or an extension
may bring it. Whatever was built on it is marked with the statement that did so, like anything else
of which a server may have another opinion.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sotsync.replay.catalog import Catalog, Function, Namespace, Object, Relation, Type, TypeName
from sotsync.replay.typenames import is_builtin_spelling

__all__ = ["mark_unfounded"]


def mark_unfounded(catalog: Catalog) -> None:
    """Mark what has an unknown type, function or table below it, unless it is marked already."""
    for namespace in catalog.namespaces.values():
        for found in _unfounded(namespace):
            if found.uncertain is None and not found.is_platform:
                found.uncertain = found.changed or found.created


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
