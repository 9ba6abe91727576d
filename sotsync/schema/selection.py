"""A part of a schema: the objects that live in some of its PostgreSQL schemas."""

from __future__ import annotations

from collections.abc import Collection

from sotsync.schema.models import Schema

__all__ = ["select_namespaces"]

_OF_THE_DATABASE = frozenset({"extensions"})
"""What belongs to no schema, or to the database as a whole, is always kept."""


def select_namespaces(schema: Schema, names: Collection[str]) -> Schema:
    """The objects of ``schema`` that live in the namespaces named; all of them where none is."""
    if not names:
        return schema
    kept = {
        field: {
            key: value
            for key, value in getattr(schema, field).items()
            if getattr(value, "schema_name", value.name) in names
        }
        for field in Schema.model_fields
        if field not in _OF_THE_DATABASE
    }
    return schema.model_copy(update=kept)
