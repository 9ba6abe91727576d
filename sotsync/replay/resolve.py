"""Finding objects by name in a catalog, under the session's search path.

Source: PostgreSQL manual, "The Schema Search Path": ``pg_temp`` comes first for relations and
types, ``pg_catalog`` is searched before the path unless it is named there.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.replay.catalog import Catalog, Function, Index, Namespace, Relation, Sequence, Type
from sotsync.schema.names import truncate

__all__ = [
    "TEMPORARY",
    "current_namespaces",
    "find_functions",
    "find_index",
    "find_relation",
    "find_sequence",
    "find_type",
]

TEMPORARY = "pg_temp"
"""The namespace of temporary tables; nothing in it is part of the schema."""


def current_namespaces(catalog: Catalog, schema: str = "") -> Iterator[Namespace]:
    """The namespaces that a name with this schema part is looked up in, in order."""
    yield from _in_sight(catalog, schema)


def _in_sight(catalog: Catalog, schema: str) -> list[Namespace]:
    names = (schema,) if schema else (TEMPORARY, *catalog.search_path)
    namespaces = catalog.namespaces
    return [namespaces[name] for name in names if name in namespaces]


def find_relation(catalog: Catalog, schema: str, name: str) -> Relation | None:
    """The table or view of that name; an empty schema means the search path."""
    name = truncate(name)
    for namespace in _in_sight(catalog, schema):
        found = namespace.relations.get(name)
        if found is not None:
            return found
    return None


def find_index(catalog: Catalog, schema: str, name: str) -> Index | None:
    """The index of that name, those of constraints included."""
    name = truncate(name)
    for namespace in _in_sight(catalog, schema):
        found = namespace.indexes.get(name)
        if found is not None:
            return found
    return None


def find_sequence(catalog: Catalog, schema: str, name: str) -> Sequence | None:
    """The sequence of that name."""
    name = truncate(name)
    for namespace in _in_sight(catalog, schema):
        found = namespace.sequences.get(name)
        if found is not None:
            return found
    return None


def find_type(catalog: Catalog, schema: str, name: str) -> Type | None:
    """The user-defined type of that name."""
    name = truncate(name)
    for namespace in _in_sight(catalog, schema):
        found = namespace.types.get(name)
        if found is not None:
            return found
    return None


def find_functions(catalog: Catalog, schema: str, name: str) -> list[Function]:
    """Every overload of the name in sight, nearest schema first."""
    name = truncate(name)
    found: list[Function] = []
    for namespace in _in_sight(catalog, schema):
        found += namespace.functions.get(name, ())
    return found
