"""A part of a schema: the objects that live in some of its PostgreSQL schemas."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from sotsync.schema.models import Namespace, Schema

__all__ = ["namespaces_of", "select_namespaces"]

_FIELDS = tuple(field for field in Schema.model_fields if field != "extensions")
"""An extension belongs to the database as a whole, so it is always kept."""


class _Housed(Protocol):
    """An object that lives in a namespace."""

    @property
    def schema_name(self) -> str: ...


def namespaces_of(schema: Schema) -> frozenset[str]:
    """The namespaces that hold something, or that are declared."""
    return frozenset(
        _namespace(value) for field in _FIELDS for value in getattr(schema, field).values()
    )


def select_namespaces(schema: Schema, names: Collection[str]) -> Schema:
    """The objects of ``schema`` that live in the namespaces named; all of them where none is."""
    if not names:
        return schema
    kept = {
        field: {
            key: value
            for key, value in getattr(schema, field).items()
            if _namespace(value) in names
        }
        for field in _FIELDS
    }
    return schema.model_copy(update=kept)


def _namespace(value: Namespace | _Housed) -> str:
    return value.name if isinstance(value, Namespace) else value.schema_name
