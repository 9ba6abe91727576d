"""Where objects live, and what is granted in advance on objects to come."""

from __future__ import annotations

from sotsync.schema.models.base import Model, OwnedObject, Privilege, SchemaObject

__all__ = ["DefaultPrivileges", "Extension", "Namespace"]


class Namespace(OwnedObject):
    """A schema, in the sense of ``CREATE SCHEMA``; PostgreSQL's catalog calls it a namespace.

    ``is_external`` marks one that no migration creates, on which migrations grant privileges.
    """

    is_external: bool = False


class Extension(SchemaObject):
    """An installed extension and the schema that holds its objects."""

    schema_name: str | None = None
    version: str | None = None


class DefaultPrivileges(Model):
    """What objects of one kind, which the role creates later, are granted at once.

    ``kind`` is TABLES, SEQUENCES, FUNCTIONS, TYPES or SCHEMAS. ``schema_name`` of None means all
    schemas. ``platform_privileges`` are those from before the first migration.
    """

    role: str
    schema_name: str | None = None
    kind: str
    privileges: tuple[Privilege, ...] = ()
    platform_privileges: tuple[Privilege, ...] = ()
