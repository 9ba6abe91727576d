"""Data outside of the database: wrappers, servers and who a role is there."""

from __future__ import annotations

from sotsync.schema.models.base import OwnedObject, SchemaObject

__all__ = ["ForeignDataWrapper", "ForeignServer", "UserMapping"]


class ForeignDataWrapper(OwnedObject):
    """A foreign data wrapper; ``options`` are SQL text: ``host 'example.org'``.

    ``omitted_options`` are the names of options that may hold a secret: their values are not kept.
    """

    handler: str | None = None
    validator: str | None = None
    options: tuple[str, ...] = ()
    omitted_options: tuple[str, ...] = ()


class ForeignServer(OwnedObject):
    """A foreign server; its options are as a wrapper's."""

    wrapper: str
    type: str | None = None
    version: str | None = None
    options: tuple[str, ...] = ()
    omitted_options: tuple[str, ...] = ()


class UserMapping(SchemaObject):
    """Whom a role is on a foreign server; ``name`` is the role, options are as a wrapper's."""

    server: str
    options: tuple[str, ...] = ()
    omitted_options: tuple[str, ...] = ()
