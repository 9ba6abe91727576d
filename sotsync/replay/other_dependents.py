"""What the lesser kinds of object depend on, as :mod:`.dependents` tells it of tables and types.

Source: PostgreSQL manual, "Dependency Tracking".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sotsync.replay.catalog import Catalog, Column, Expression, Namespace, Object, Relation, Type
from sotsync.replay.objects import (
    Collation,
    Definition,
    EventTrigger,
    ForeignDataWrapper,
    ForeignServer,
    Publication,
    Published,
    Rule,
    Statistics,
    UserMapping,
)
from sotsync.schema.names import qualified, quote

__all__ = ["MemberOf", "collation_users", "dependent_others", "others_inside"]

_Wanted = Mapping[int, Object]


@dataclass(frozen=True, slots=True)
class MemberOf:
    """One table of a publication, which leaves it where a column that it names is dropped."""

    publication: Publication
    published: Published

    @property
    def relation(self) -> Relation:
        """The table, with which the membership goes."""
        return self.published.relation


def dependent_others(catalog: Catalog, wanted: _Wanted) -> Iterator[tuple[Object | MemberOf, bool]]:
    """Every object that depends on one of ``wanted``, and whether it goes without CASCADE."""
    for other in catalog.others.values():
        check = _CHECKS.get(type(other))
        is_automatic = check(other, wanted) if check is not None else None
        if is_automatic is not None:
            yield other, is_automatic
        if isinstance(other, Publication):
            yield from ((member, False) for member in _members(other, wanted))
    for target in wanted.values():
        if isinstance(target, ForeignServer):
            yield from ((table, False) for table in _foreign_tables(catalog, target))
        elif isinstance(target, Collation):
            yield from ((user, False) for user in collation_users(catalog, target))


def _members(publication: Publication, wanted: _Wanted) -> Iterator[MemberOf]:
    """The tables that are published by a column list or condition which loses something."""
    for published in publication.tables:
        is_listed = any(id(column) in wanted for column in published.columns or ())
        if is_listed or _is_mentioned((published.predicate,), wanted):
            yield MemberOf(publication, published)


def others_inside(catalog: Catalog, namespace: Namespace) -> Iterator[Object]:
    """What is named in the schema, of these kinds."""
    for other in catalog.others.values():
        if getattr(other, "namespace", None) is namespace:
            yield other


def collation_users(catalog: Catalog, collation: Collation) -> Iterator[Column | Type]:
    """The columns and domains that have the collation."""
    names = {qualified(collation.namespace.name, collation.name), quote(collation.name)}
    for namespace in catalog.namespaces.values():
        for relation in namespace.relations.values():
            yield from (c for c in relation.columns.values() if c.collation in names)
        yield from (t for t in namespace.types.values() if t.collation in names)


def _foreign_tables(catalog: Catalog, server: ForeignServer) -> Iterator[Relation]:
    for namespace in catalog.namespaces.values():
        for relation in namespace.relations.values():
            if relation.foreign_server == server.name:
                yield relation


def _is_mentioned(expressions: Iterable[Expression | None], wanted: _Wanted) -> bool:
    return any(
        id(reference.target) in wanted
        for expression in expressions
        if expression is not None
        for reference in expression.references
    )


def _rule(rule: Rule, wanted: _Wanted) -> bool | None:
    return False if _is_mentioned((rule.condition, *rule.actions), wanted) else None


def _statistics(statistics: Statistics, wanted: _Wanted) -> bool | None:
    if any(id(column) in wanted for column in statistics.columns):
        return True
    if not _is_mentioned(statistics.expressions, wanted):
        return None
    return any(isinstance(target, Column) for target in wanted.values())


def _event_trigger(trigger: EventTrigger, wanted: _Wanted) -> bool | None:
    return False if id(trigger.function) in wanted else None


def _wrapper(wrapper: ForeignDataWrapper, wanted: _Wanted) -> bool | None:
    return False if {id(wrapper.handler), id(wrapper.validator)} & wanted.keys() else None


def _server(server: ForeignServer, wanted: _Wanted) -> bool | None:
    return False if id(server.wrapper) in wanted else None


def _user_mapping(mapping: UserMapping, wanted: _Wanted) -> bool | None:
    return False if id(mapping.server) in wanted else None


def _definition(definition: Definition, wanted: _Wanted) -> bool | None:
    return False if _is_mentioned((definition.statement, *definition.changes), wanted) else None


_CHECKS: dict[type[Object], Callable[[Any, _Wanted], bool | None]] = {
    Rule: _rule,
    Statistics: _statistics,
    EventTrigger: _event_trigger,
    ForeignDataWrapper: _wrapper,
    ForeignServer: _server,
    UserMapping: _user_mapping,
    Definition: _definition,
}
