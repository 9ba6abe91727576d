"""Whose an object is: the project's own, or the platform's that it stands on.

A migration never makes what the platform brings, so what a live Supabase project has of it is left
out, but for the policies and triggers that a project puts on the platform's tables. On a server of
our own the question has an exact answer: everything made after the bootstrap is the project's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sotsync.database.connection import Row
from sotsync.replay.catalog import Acl, Catalog
from sotsync.replay.platform import POSTGRES, Platform

__all__ = ["BOOKKEEPING", "Baseline", "Ownership"]

BOOKKEEPING = frozenset(
    """
    schema_migrations schema_migration _prisma_migrations goose_db_version flyway_schema_history
    gorp_migrations refinery_schema_history _sqlx_migrations __diesel_schema_migrations
    pgmigrations atlas_schema_revisions __drizzle_migrations
    """.split()  # noqa: SIM905 - words read better than quoted words
)
"""The tables in which migration tools note what they have applied; hardly a migration makes one."""

_BOOKKEEPING_SCHEMAS = frozenset({"atlas_schema_revisions", "drizzle", "sqitch"})

# Nothing of a project's lives here; roles of a project may own what the platform's tools add.
_CLOSED = frozenset(
    """
    _realtime extensions graphql graphql_public pgbouncer realtime supabase_functions
    supabase_migrations vault
    """.split()  # noqa: SIM905 - the same
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a server of our own held before the first migration.

    Attributes:
        newest: Every later object has a higher oid; a new server's oids only rise.
        widths: How many columns each table had by then, by oid.
    """

    newest: int
    widths: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ownership:
    """Tells the project's objects from the platform's."""

    platform: Platform = POSTGRES
    baseline: Baseline | None = None

    @cached_property
    def _known(self) -> Catalog:
        catalog = Catalog()
        self.platform.install(catalog)
        return catalog

    @cached_property
    def schemas(self) -> frozenset[str]:
        """The schemas that the platform brings; ``public`` is everybody's."""
        return frozenset(name for name in self._known.namespaces if name != "public")

    @property
    def default_privileges(self) -> Mapping[tuple[str, str, str], Acl]:
        """What the platform grants on later objects, by role, schema and kind."""
        return self._known.platform_privileges

    def is_platform_role(self, role: str) -> bool:
        """Whether the role is the platform's own, which runs no migrations."""
        return role in self._roles

    def _is_known(self, schema: str, name: str) -> bool:
        namespace = self._known.namespaces[schema]
        holders = (namespace.relations, namespace.types, namespace.functions)
        return any(name in holder for holder in holders)

    @cached_property
    def _roles(self) -> frozenset[str]:
        return self.platform.roles - {"postgres"}

    def owns_namespace(self, row: Row) -> bool:
        """Whether the project made the schema."""
        if self.baseline is not None:
            return bool(row["oid"] > self.baseline.newest)
        name = row["name"]
        return name != "public" and name not in self.schemas | _BOOKKEEPING_SCHEMAS

    def owns_extension(self, row: Row) -> bool:
        """Whether the project installed the extension; the platform installs some by itself."""
        if self.baseline is not None:
            return bool(row["oid"] > self.baseline.newest)
        return row["name"] not in dict(self.platform.extensions)

    def owns(self, row: Row) -> bool:
        """Whether the project made the object, by its row's ``oid``, ``schema`` and ``owner``.

        What is in no schema, such as a foreign server, is whose its owner is.
        """
        if self.baseline is not None:
            return bool(row["oid"] > self.baseline.newest)
        schema = row.get("schema")
        if schema is None:
            return row["owner"] not in self._roles
        if schema in _BOOKKEEPING_SCHEMAS:
            return False
        if schema not in self.schemas:
            return True
        if schema in _CLOSED or row["owner"] in self._roles:
            return False
        return not self._is_known(schema, row.get("name", ""))

    def owns_member(self, row: Row) -> bool:
        """Whether the project put the index, constraint or column on a table of the platform.

        On a live server nothing tells; there the answer is no.
        """
        if self.baseline is None:
            return False
        if "oid" in row:
            return bool(row["oid"] > self.baseline.newest)
        return bool(row["number"] > self.baseline.widths.get(row["table_oid"], 0))

    def owns_trigger(self, row: Row, schema: str) -> bool:
        """Whether the project put the trigger on a table of the platform's ``schema``.

        The platform's own triggers call functions that live beside their table.
        """
        if self.baseline is not None:
            return bool(row["oid"] > self.baseline.newest)
        return bool(row["function_schema"] != schema)

    def owns_policy(self, row: Row) -> bool:
        """Whether the project put the policy on a table of the platform, which has none itself."""
        return self.baseline is None or bool(row["oid"] > self.baseline.newest)
