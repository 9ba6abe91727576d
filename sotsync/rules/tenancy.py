"""Whose the rows of each table are: a tenant's, a person's or everybody's.

Every rule about tenants starts from this. What a person has decided comes first, then the tenant
column, then what a table refers to; a table of which none of these tells stays out of all rules,
because a wrong alarm is worse than a missed one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from sotsync.config import TableScope, TenantSettings
from sotsync.rules.names import NamePatterns, fits
from sotsync.schema.models import Column, ForeignKey, Schema, Table
from sotsync.schema.names import qualified
from sotsync.schema.scope import plain_type

__all__ = [
    "TENANT_TABLES",
    "Scope",
    "Standing",
    "Tenancy",
    "base_type",
    "find_tenancy",
    "target_of",
]

TENANT_TABLES = (
    *("tenants", "tenant", "organizations", "organization", "organisations", "organisation"),
    *("orgs", "org", "workspaces", "workspace", "teams", "team", "accounts", "account"),
    *("companies", "company", "schools", "school"),
)
"""What people call a table of tenants."""
_PEOPLE = frozenset({"profiles", "profile", "users", "user"})
_LOG = "activity_log"
_MOST_HOPS = 4
_FEWEST_TABLES = 3
"""Of so many tables a column is suggested as the tenant's; fewer may mean anything."""


class Scope(Enum):
    """Whose the rows of a table are."""

    DIRECT = auto()
    """A tenant's, and the tenant column says whose."""
    INDIRECT = auto()
    """A tenant's, through rows that every row refers to."""
    UNCLEAR = auto()
    """Perhaps a tenant's: rows may refer to one that is."""
    USER = auto()
    """A person's."""
    GLOBAL = auto()
    """Everybody's, or nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one table.

    Attributes:
        scope: Whose its rows are.
        column: Its tenant column, if it has one.
        path: The keys of the tables between it and the tenant, in order, for an indirect one.
        is_stated: Whether a person has decided it.
    """

    scope: Scope
    column: str | None = None
    path: tuple[str, ...] = ()
    is_stated: bool = False

    @property
    def is_scoped(self) -> bool:
        """Whether each of its rows belongs to one tenant."""
        return self.scope in {Scope.DIRECT, Scope.INDIRECT}


@dataclass(frozen=True, kw_only=True)
class Tenancy:
    """Whose the rows of all tables are.

    Attributes:
        standings: What is known of each table that migrations make, by its key.
        table: The key of the tenants table; None where there is none.
        reference_type: The type that tenant columns ought to have; None where nothing tells.
        suggestion: The column that seems to be the tenant's where no table has a stated one, with
            the tenants table that it refers to and the number of tables.
    """

    standings: Mapping[str, Standing]
    table: str | None = None
    reference_type: str | None = None
    suggestion: tuple[str, str, int] | None = None
    _nothing: Standing = field(default=Standing(scope=Scope.GLOBAL), repr=False)

    def of(self, key: str) -> Standing:
        """What is known of the table of that key."""
        return self.standings.get(key, self._nothing)

    def direct(self, schema: Schema) -> Iterator[tuple[str, Table, Column]]:
        """Every table that has a tenant column, with its key and that column."""
        for key, standing in self.standings.items():
            if standing.scope is Scope.DIRECT and standing.column is not None:
                table = schema.tables[key]
                yield key, table, table.columns[standing.column]

    def scoped(self, schema: Schema) -> Iterator[tuple[str, Table, Standing]]:
        """Every table whose rows belong to a tenant each, with its key."""
        for key, standing in self.standings.items():
            if standing.is_scoped:
                yield key, schema.tables[key], standing


def target_of(key: ForeignKey) -> str:
    """The key of the table that a foreign key refers to."""
    return qualified(key.referenced_schema, key.referenced_table)


def find_tenancy(schema: Schema, settings: TenantSettings) -> Tenancy:
    """Whose the rows of each table are.

    Args:
        schema: What the database is.
        settings: What a person has decided.
    """
    tables = {key: one for key, one in schema.tables.items() if not one.is_external}
    columns = {key: _tenant_column(one, settings) for key, one in tables.items()}
    home = _tenants_table(schema, settings, tables, columns)
    finder = _Finder(tables, columns, home, settings)
    standings = {key: finder.standing(key) for key in tables}
    return Tenancy(
        standings=standings,
        table=home,
        reference_type=_reference_type(schema, home, standings),
        suggestion=None if any(columns.values()) else _suggestion(tables),
    )


def _tenant_column(table: Table, settings: TenantSettings) -> str | None:
    return next((name for name in settings.columns if name in table.columns), None)


def _tenants_table(
    schema: Schema,
    settings: TenantSettings,
    tables: Mapping[str, Table],
    columns: Mapping[str, str | None],
) -> str | None:
    """What is stated, else what most tenant columns refer to, else what is called after them."""
    if settings.table is not None:
        named = (key for key, one in tables.items() if fits(settings.table, *_name(one)))
        return next(named, None)
    referred = Counter(
        target_of(key)
        for name, table in tables.items()
        for key in table.foreign_keys
        if columns[name] and key.columns == (columns[name],)
    )
    if referred:
        return min(referred, key=lambda target: (-referred[target], target))
    called = (key for key, one in schema.tables.items() if one.name in _called_after(settings))
    return next(called, None)


def _called_after(settings: TenantSettings) -> frozenset[str]:
    """What a table of tenants is called after the tenant column: ``tenants`` for ``tenant_id``.

    Any other name would be a guess, and errors would rest on it.
    """
    stems = [name.lower().removesuffix("id").rstrip("_") for name in settings.columns]
    plurals = (f"{stem[:-1]}ies" if stem.endswith("y") else f"{stem}s" for stem in stems)
    return frozenset((*stems, *plurals)) - {""}


def _name(table: Table) -> tuple[str, str]:
    return table.schema_name, table.name


def _reference_type(
    schema: Schema, home: str | None, standings: Mapping[str, Standing]
) -> str | None:
    """The type of the tenants table's key, else the one that most tenant columns have."""
    table = schema.tables.get(home or "")
    key = table.primary_key if table else None
    if table is not None and key is not None and len(key.columns) == 1:
        return base_type(table.columns[key.columns[0]].type, schema)
    types = Counter(
        base_type(schema.tables[key].columns[one.column].type, schema)
        for key, one in standings.items()
        if one.scope is Scope.DIRECT and one.column is not None
    )
    return min(types, key=lambda name: (-types[name], name), default=None)


def base_type(text: str, schema: Schema) -> str:
    """A type without its length, a domain's as the type below it."""
    seen: set[str] = set()
    while text in schema.domains and text not in seen:
        seen.add(text)
        text = schema.domains[text].base_type
    return plain_type(text)


def _suggestion(tables: Mapping[str, Table]) -> tuple[str, str, int] | None:
    """The column of a foreign key to a table called like tenants that most tables have."""
    found = Counter(
        (key.columns[0], target_of(key))
        for table in tables.values()
        for key in table.foreign_keys
        if len(key.columns) == 1 and key.referenced_table in TENANT_TABLES
    )
    if not found:
        return None
    (column, target), number = min(found.items(), key=lambda item: (-item[1], item[0]))
    return (column, target, number) if number >= _FEWEST_TABLES else None


class _Finder:
    """Judges one table after the other, and remembers none: chains are short."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        columns: Mapping[str, str | None],
        home: str | None,
        settings: TenantSettings,
    ) -> None:
        self._tables = tables
        self._columns = columns
        self._home = home
        self._stated = NamePatterns(settings.scope)
        self._has_tenants = bool(
            any(columns.values())
            or settings.table is not None
            or TableScope.TENANT in settings.scope.values()
        )

    def standing(self, key: str) -> Standing:
        table = self._tables[key]
        stated = self._stated.first(table.schema_name, table.name)
        if stated is not None:
            return self._as_stated(key, stated)
        if self._is_left_out(key) or not self._has_tenants:
            return Standing(scope=Scope.GLOBAL)
        if self._columns[key] is not None:
            return Standing(scope=Scope.DIRECT, column=self._columns[key])
        return self._by_references(key)

    def _by_references(self, key: str) -> Standing:
        """Whose the rows are by what they refer to."""
        if path := self._path(key, is_required=True):
            return Standing(scope=Scope.INDIRECT, path=path)
        if self._path(key, is_required=False):
            return Standing(scope=Scope.UNCLEAR)
        is_of_people = self._is_of_people(self._tables[key])
        return Standing(scope=Scope.USER if is_of_people else Scope.GLOBAL)

    def _as_stated(self, key: str, stated: TableScope) -> Standing:
        match stated:
            case TableScope.TENANT:
                column = self._columns[key]
                return Standing(scope=Scope.DIRECT, column=column, is_stated=True)
            case TableScope.PARENT:
                path = self._path(key, is_required=False)
                return Standing(scope=Scope.INDIRECT, path=path, is_stated=True)
            case TableScope.USER:
                return Standing(scope=Scope.USER, is_stated=True)
            case TableScope.GLOBAL:
                return Standing(scope=Scope.GLOBAL, is_stated=True)

    def _is_left_out(self, key: str) -> bool:
        table = self._tables[key]
        is_partition = table.partition_bound is not None
        return key == self._home or table.name == _LOG or is_partition

    def _is_direct(self, key: str) -> bool:
        """Whether rows of the table name their tenant, or are tenants."""
        if key == self._home:
            return True
        table = self._tables.get(key)
        if table is None:
            return False
        stated = self._stated.first(table.schema_name, table.name)
        if stated is not None:
            return stated is TableScope.TENANT
        return self._columns[key] is not None and not self._is_left_out(key)

    def _path(self, key: str, *, is_required: bool) -> tuple[str, ...]:
        """The shortest way along foreign keys to a table that names the tenant; empty for none."""
        ways: list[tuple[str, ...]] = [(key,)]
        seen = {key}
        for _ in range(_MOST_HOPS):
            further: list[tuple[str, ...]] = []
            for way in ways:
                for target in self._targets(way[-1], is_required=is_required):
                    if self._is_direct(target) and target != key:
                        return (*way[1:], target)
                    if target not in seen:
                        seen.add(target)
                        further.append((*way, target))
            ways = further
        return ()

    def _targets(self, key: str, *, is_required: bool) -> Iterator[str]:
        """What every row of the table refers to, or what rows may refer to."""
        table = self._tables.get(key)
        for one in table.foreign_keys if table is not None else ():
            known = [table.columns[name] for name in one.columns if table and name in table.columns]
            if not is_required or all(column.not_null for column in known):
                yield target_of(one)

    @staticmethod
    def _is_of_people(table: Table) -> bool:
        """Whether the table refers to people and to nothing else."""
        keys = table.foreign_keys
        return bool(keys) and all(
            (one.referenced_schema, one.referenced_table) == ("auth", "users")
            or one.referenced_table in _PEOPLE
            for one in keys
        )
