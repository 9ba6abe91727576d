"""What is known of the names in a predicate: whose a table is, and what a function asks."""

from __future__ import annotations

from collections.abc import Collection

from sotsync.rules.names import fits
from sotsync.rules.routines import Routines, is_identity
from sotsync.rules.tenancy import Scope, Tenancy
from sotsync.rules.trees import Frame, Names, called
from sotsync.rules.views import is_invoker, messages_of
from sotsync.schema.models import Schema, Table
from sotsync.sql import Node

__all__ = ["Knowledge"]


class Knowledge:
    """What a schema and its owner say of tables, columns and functions."""

    def __init__(self, schema: Schema, tenancy: Tenancy, helpers: Collection[str]) -> None:
        self._schema = schema
        self._tenancy = tenancy
        self._helpers = helpers
        self._names = Names(schema)
        self._routines = Routines(schema, self._names)
        self._key = _only_key(schema.tables.get(tenancy.table or ""))

    @property
    def names(self) -> Names:
        """The tables by their names."""
        return self._names

    @property
    def routines(self) -> Routines:
        """The functions by their names."""
        return self._routines

    def is_helper(self, schema: str, name: str) -> bool:
        """Whether a person has said that the function asks for the tenant."""
        homes = [schema] if schema else [*self._routines.homes(name), ""]
        return any(fits(pattern, home, name) for pattern in self._helpers for home in homes)

    def is_about_arguments(self, call: Node) -> bool:
        """Whether a ``FuncCall`` is of a function whose answer depends on what it is given."""
        schema, name = called(call)
        asked = self._routines.asked(schema, name)
        return self.is_helper(schema, name) or (asked is not None and asked.is_about_arguments)

    def is_tenants(self, relation: str | None) -> bool:
        """Whether rows of the table belong to a tenant each, or are tenants."""
        if relation is None:
            return False
        return relation == self._tenancy.table or self._tenancy.of(relation).is_scoped

    def is_limited(self, relation: str | None, above: frozenset[str] = frozenset()) -> bool:
        """Whether a query of it gives each person their own rows; so it is with what nobody knows.

        A view asks with its owner's rights, past all policies, unless it says otherwise.
        """
        view = self._schema.views.get(relation or "")
        if view is not None and relation is not None and relation not in above:
            messages = messages_of(view)
            if any(map(is_identity, messages)):
                return True
            read = [one for one in messages if type(one).__name__ == "RangeVar"]
            found = [self._names.find(one, view.schema_name) for one in read]
            further = above | {relation}
            return is_invoker(view) and any(self.is_limited(one, further) for one in found)
        table = self._schema.tables.get(relation or "")
        return table is None or table.is_external or table.rls_enabled

    def tenant_column(self, relation: str | None) -> str | None:
        """The column of a table that names the tenant; of the tenants, their key."""
        if relation is None:
            return None
        return self._key if relation == self._tenancy.table else self._tenancy.of(relation).column

    def is_indirect(self, key: str) -> bool:
        """Whether rows of the table belong to a tenant through others."""
        return self._tenancy.of(key).scope is Scope.INDIRECT

    def is_held(self, key: str, columns: Collection[str]) -> bool:
        """Whether a foreign key holds one of the columns and the tenant together."""
        tenant = self.tenant_column(key)
        return any(
            tenant in one.columns and not frozenset(columns).isdisjoint(one.columns)
            for one in self._schema.tables[key].foreign_keys
        )

    def frame(self, key: str) -> Frame:
        """The row that a policy of the table is about."""
        table = self._schema.tables[key]
        return Frame(tables={table.name: (key, self._names.columns(key))})

    def home(self, key: str) -> str:
        """The PostgreSQL schema of a table."""
        return self._schema.tables[key].schema_name


def _only_key(table: Table | None) -> str | None:
    """The column that is a table's primary key by itself."""
    key = None if table is None else table.primary_key
    return key.columns[0] if key is not None and len(key.columns) == 1 else None
