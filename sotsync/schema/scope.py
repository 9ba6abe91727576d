"""Where an expression stands: what its names mean, and of which types they are.

PostgreSQL stores an expression as it understood it in its schema: with the table before a column,
and with the casts that the types of the columns call for. A form that knows the same schema knows
which of them go without saying.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from sotsync.schema.models import Function, Schema
from sotsync.schema.spelling import strip_hidden_schema
from sotsync.schema.types import canonical_type

__all__ = ["Scope", "plain_type"]

_MODIFIERS = re.compile(r"\([^()]*\)")


def plain_type(text: str) -> str:
    """The canonical type without modifiers, and without a schema that goes without saying."""
    return strip_hidden_schema(_MODIFIERS.sub("", canonical_type(text)))


_SEARCHED = ("public", "extensions", "pg_catalog")
"""Where a name without a schema is looked for, as :data:`HIDDEN_SCHEMAS` leaves them out."""


class Scope:
    """A schema, and the table whose columns stand in the expression without its name.

    A scope is compared by identity, and remembers the forms that were found in it.
    """

    __slots__ = ("_known", "_others", "forms", "table")

    def __init__(self, schema: Schema, table: str = "") -> None:
        """Make the scope of what belongs to the table or domain of that key, or to none."""
        self.table = table
        self.forms: dict[tuple[str, ...], str | None] = {}
        self._known = _Known(schema)
        self._others: dict[str, Scope] = {table: self}

    def at(self, table: str) -> Scope:
        """The scope of what belongs to the table or domain of that key, in the same schema."""
        other = self._others.get(table)
        if other is None:
            other = object.__new__(Scope)
            other.table, other.forms = table, {}
            other._known, other._others = self._known, self._others
            self._others[table] = other
        return other

    def columns(self, schema_name: str, name: str) -> Mapping[str, str] | None:
        """The types of a table's columns by name; None where not all of them are known."""
        relations = self._known.relations
        homes = (schema_name,) if schema_name else _SEARCHED
        return next((relations[home, name] for home in homes if (home, name) in relations), None)

    def functions(self, schema_name: str, name: str) -> tuple[Function, ...]:
        """The functions of that name, whatever their arguments."""
        known = self._known.functions
        homes = (schema_name,) if schema_name else _SEARCHED
        return tuple(one for home in homes for one in known.get((home, name), ()))

    def base_type(self, type_name: str) -> str:
        """The type beneath a domain, else the type itself."""
        domains = self._known.domains
        for _ in domains:
            type_name = domains.get(type_name, type_name)
        return type_name


class _Known:
    """What a schema says, in the order in which expressions ask for it."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    @cached_property
    def relations(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        tables = [one for one in self._schema.tables.values() if not one.is_external]
        found = {
            (one.schema_name, one.name): {
                name: plain_type(column.type) for name, column in one.columns.items()
            }
            for one in (*tables, *self._schema.views.values())
        }
        # A domain's checks call what they check VALUE; a domain is never called like a table.
        for domain in self._schema.domains.values():
            value = {"value": plain_type(domain.base_type)}
            found.setdefault((domain.schema_name, domain.name), value)
        return found

    @cached_property
    def functions(self) -> Mapping[tuple[str, str], tuple[Function, ...]]:
        found: dict[tuple[str, str], tuple[Function, ...]] = {}
        for one in self._schema.functions.values():
            key = (one.schema_name, one.name)
            found[key] = (*found.get(key, ()), one)
        return found

    @cached_property
    def domains(self) -> Mapping[str, str]:
        return {
            plain_type(key): plain_type(one.base_type) for key, one in self._schema.domains.items()
        }
