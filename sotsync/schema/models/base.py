"""What every model and every object of a schema has."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from sotsync.schema.origin import Origin

__all__ = ["Model", "OwnedObject", "Privilege", "SchemaObject"]


class Model(BaseModel):
    """A frozen value that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SchemaObject(Model):
    """What every object of a schema has."""

    name: str
    comment: str | None = None
    origin: Origin = Origin()


class Privilege(Model):
    """What a role may do with an object, beyond what PostgreSQL gives by itself.

    By itself an owner may do everything, and ``public`` may run functions and use types (manual,
    "Privileges"); ``is_revoked`` marks such a privilege that was taken away. ``public`` stands for
    every role. ``columns`` are those of a table that a privilege is limited to.
    """

    grantee: str
    privilege: str
    grantable: bool = False
    columns: tuple[str, ...] = ()
    is_revoked: bool = False


class OwnedObject(SchemaObject):
    """What every object has that roles own and are granted privileges on.

    ``privileges`` are sorted.
    """

    owner: str | None = None
    privileges: tuple[Privilege, ...] = ()
