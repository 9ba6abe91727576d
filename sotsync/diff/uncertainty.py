"""Which changes are about something that a statement may have changed without anybody knowing.

Such a fact is compared all the same; whoever reads the change is told where the doubt comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sotsync.diff.changes import Change
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.names import quote
from sotsync.schema.origin import Origin
from sotsync.text import Location

__all__ = ["with_uncertainty"]


def with_uncertainty(changes: Iterable[Change], actual: Schema) -> tuple[Change, ...]:
    """The changes, each with the statement that puts its object in doubt, if one does."""
    doubts = dict(_doubts(actual))
    return tuple(_with_doubt(change, doubts) for change in changes) if doubts else tuple(changes)


def _with_doubt(change: Change, doubts: Mapping[str, Location]) -> Change:
    place = doubts.get(change.object) or doubts.get(change.relation or "")
    return change if place is None else change.model_copy(update={"uncertain_at": place})


def _doubts(schema: Schema) -> Iterator[tuple[str, Location]]:
    relations: dict[str, Table | View] = {**schema.tables, **schema.views}
    types = {**schema.enums, **schema.domains, **schema.composite_types, **schema.range_types}
    for key, each in {**types, **schema.functions, **relations}.items():
        yield from _doubt(key, each.origin)
    for key, relation in relations.items():
        for name, origin in _members(relation):
            yield from _doubt(f"{key}.{quote(name)}", origin)


def _members(relation: Table | View) -> Iterator[tuple[str, Origin]]:
    for mapping in (relation.columns, relation.indexes, relation.triggers):
        yield from ((member.name, member.origin) for member in mapping.values())
    if isinstance(relation, Table):
        for own in (relation.constraints, relation.policies):
            yield from ((member.name, member.origin) for member in own.values())


def _doubt(key: str, origin: Origin) -> Iterator[tuple[str, Location]]:
    if origin.uncertain is not None:
        yield key, origin.uncertain
