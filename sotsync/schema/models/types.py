"""The types that migrations make."""

from __future__ import annotations

from sotsync.schema.models.base import Model, OwnedObject

__all__ = ["CompositeAttribute", "CompositeType", "Domain", "DomainCheck", "Enum", "RangeType"]


class Enum(OwnedObject):
    """An enumerated type; ``labels`` are in sort order."""

    schema_name: str
    labels: tuple[str, ...]


class DomainCheck(Model):
    """One CHECK of a domain."""

    name: str
    expression: str
    validated: bool = True


class Domain(OwnedObject):
    """A domain."""

    schema_name: str
    base_type: str
    not_null: bool = False
    default: str | None = None
    collation: str | None = None
    checks: tuple[DomainCheck, ...] = ()


class CompositeAttribute(Model):
    """One attribute of a composite type."""

    name: str
    type: str


class CompositeType(OwnedObject):
    """A composite type made by ``CREATE TYPE … AS (…)``."""

    schema_name: str
    attributes: tuple[CompositeAttribute, ...] = ()


class RangeType(OwnedObject):
    """A range type; ``options`` are the words of its definition, in the order of its text."""

    schema_name: str
    options: tuple[str, ...] = ()
