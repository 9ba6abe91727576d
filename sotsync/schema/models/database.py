"""A whole schema: every object by its qualified name."""

from __future__ import annotations

from collections.abc import Mapping

from sotsync.schema.models.base import Model
from sotsync.schema.models.foreign import ForeignDataWrapper, ForeignServer, UserMapping
from sotsync.schema.models.namespaces import DefaultPrivileges, Extension, Namespace
from sotsync.schema.models.others import Collation, OtherObject, Publication, Sequence, Statistics
from sotsync.schema.models.relations import Table, View
from sotsync.schema.models.routines import EventTrigger, Function
from sotsync.schema.models.types import CompositeType, Domain, Enum, RangeType

__all__ = ["Schema"]


class Schema(Model):
    """A whole database schema; every mapping is keyed by qualified name."""

    namespaces: Mapping[str, Namespace] = {}
    extensions: Mapping[str, Extension] = {}
    enums: Mapping[str, Enum] = {}
    domains: Mapping[str, Domain] = {}
    composite_types: Mapping[str, CompositeType] = {}
    range_types: Mapping[str, RangeType] = {}
    sequences: Mapping[str, Sequence] = {}
    tables: Mapping[str, Table] = {}
    views: Mapping[str, View] = {}
    functions: Mapping[str, Function] = {}
    foreign_data_wrappers: Mapping[str, ForeignDataWrapper] = {}
    foreign_servers: Mapping[str, ForeignServer] = {}
    user_mappings: Mapping[str, UserMapping] = {}
    collations: Mapping[str, Collation] = {}
    statistics: Mapping[str, Statistics] = {}
    event_triggers: Mapping[str, EventTrigger] = {}
    publications: Mapping[str, Publication] = {}
    other_objects: Mapping[str, OtherObject] = {}
    default_privileges: Mapping[str, DefaultPrivileges] = {}

    def relation(self, name: str) -> Table | View | None:
        """The table or view of that qualified name, if there is one."""
        return self.tables.get(name) or self.views.get(name)
