"""A part of a schema: the objects that live in some of its PostgreSQL schemas."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from sotsync.schema.models import Namespace, Schema

__all__ = ["namespaces_of", "select_namespaces"]

_OF_THE_DATABASE = frozenset(
    {
        "extensions",
        "foreign_data_wrappers",
        "foreign_servers",
        "user_mappings",
        "event_triggers",
        "publications",
    }
)
"""What belongs to the database as a whole, so that it is always kept."""

_FIELDS = tuple(field for field in Schema.model_fields if field not in _OF_THE_DATABASE)


class _Housed(Protocol):
    """An object that lives in a namespace; one that lives in none belongs to the database."""

    @property
    def schema_name(self) -> str | None: ...


def namespaces_of(schema: Schema) -> frozenset[str]:
    """The namespaces that hold something, or that are declared."""
    names = (_namespace(value) for field in _FIELDS for value in getattr(schema, field).values())
    return frozenset(name for name in names if name is not None)


def select_namespaces(schema: Schema, names: Collection[str]) -> Schema:
    """The objects of ``schema`` that live in the namespaces named; all of them where none is."""
    if not names:
        return schema
    kept = {
        field: {
            key: value
            for key, value in getattr(schema, field).items()
            if _namespace(value) is None or _namespace(value) in names
        }
        for field in _FIELDS
    }
    return schema.model_copy(update=kept)


def _namespace(value: Namespace | _Housed) -> str | None:
    return value.name if isinstance(value, Namespace) else value.schema_name
