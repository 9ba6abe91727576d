"""A live server's catalog as a schema, in the models and words that replay uses.

Read are the facts that migrations state; owners and rights, statistics and rows are not. Nothing
has an origin: a server does not know which file made what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sotsync.database import objects, queries
from sotsync.database.connection import Origins, Reader, Row, open_reader
from sotsync.database.ownership import Baseline, Ownership
from sotsync.database.relations import Members, group, read_relation
from sotsync.replay.platform import POSTGRES, Platform
from sotsync.schema import models
from sotsync.schema.names import qualified

__all__ = ["FAMILIES", "read_catalog", "read_schema"]

_Model = TypeVar("_Model")

FAMILIES = frozenset(
    """
    namespaces extensions enums domains composite_types range_types sequences tables views functions
    """.split()  # noqa: SIM905 - words read better than quoted words
)
"""The fields of a schema that are read; what a server has of the others is not known."""


def read_catalog(
    url: str,
    *,
    platform: Platform = POSTGRES,
    baseline: Baseline | None = None,
    origins: Origins | None = None,
) -> models.Schema:
    """The schema that a live server has, read in one read-only transaction.

    No special rights are needed. What the platform owns is left out; a table of the platform is
    there, as an external one, where the project has put policies or triggers on it.

    Args:
        url: A connection URL, or a connection string of libpq; a password can also come from the
            places that libpq looks in (``PGPASSWORD``, the password file).
        platform: What the server held before the first migration.
        baseline: Where the server is one of our own, what it held before the first migration.
        origins: The same, where it noted who made what.

    Raises:
        UsageError: The URL cannot be understood, or the driver is not installed.
        DatabaseError: The server cannot be reached or read in time.
    """
    with open_reader(url, origins) as reader:
        return read_schema(reader, Ownership(platform=platform, baseline=baseline))


def read_schema(reader: Reader, ownership: Ownership) -> models.Schema:
    """The schema, asked through an open reader."""
    relations = reader.rows(queries.RELATIONS)
    sequences = reader.rows(queries.SEQUENCES)
    tables, views = _relations(reader, relations, sequences, ownership)
    own = [row for row in relations if ownership.owns(row)]
    keys = {row["oid"]: qualified(row["schema"], row["name"]) for row in own}
    checks = group(reader.rows(queries.DOMAIN_CHECKS), by="owner_oid")

    def read(query: str, model: Callable[[Row], _Model]) -> dict[str, _Model]:
        return _keyed(filter(ownership.owns, reader.rows(query)), model)

    return models.Schema(
        namespaces={
            row["name"]: objects.read_namespace(row)
            for row in reader.rows(queries.NAMESPACES)
            if ownership.owns_namespace(row)
        },
        extensions={
            row["name"]: objects.read_extension(row)
            for row in reader.rows(queries.EXTENSIONS)
            if ownership.owns_extension(row)
        },
        enums=read(queries.ENUMS, objects.read_enum),
        domains=read(
            queries.DOMAINS, lambda row: objects.read_domain(row, checks.get(row["oid"], ()))
        ),
        composite_types=read(queries.COMPOSITES, objects.read_composite),
        range_types=read(queries.RANGES, objects.read_range),
        sequences=_keyed(
            (row for row in sequences if _is_own_sequence(row, keys, ownership)),
            lambda row: objects.read_sequence(row, keys),
        ),
        tables=tables,
        views=views,
        functions=_functions(reader, ownership),
    )


def _keyed(rows: Iterable[Row], model: Callable[[Row], _Model]) -> dict[str, _Model]:
    return {qualified(row["schema"], row["name"]): model(row) for row in rows}


def _functions(reader: Reader, ownership: Ownership) -> dict[str, models.Function]:
    plain = filter(ownership.owns, reader.rows(queries.FUNCTIONS))
    aggregates = filter(ownership.owns, reader.rows(queries.AGGREGATES))
    return {**objects.read_functions(plain), **objects.read_aggregates(aggregates)}


def _is_own_sequence(row: Row, tables: dict[int, str], ownership: Ownership) -> bool:
    """A sequence goes with the table it belongs to."""
    if row["table_oid"] is not None and row["table_oid"] not in tables:
        return False
    return ownership.owns(row)


def _relations(
    reader: Reader, rows: Sequence[Row], sequences: Sequence[Row], ownership: Ownership
) -> tuple[dict[str, models.Table], dict[str, models.View]]:
    members = Members(
        columns=group(reader.rows(queries.COLUMNS)),
        constraints=group(reader.rows(queries.CONSTRAINTS)),
        indexes=group(reader.rows(queries.INDEXES)),
        policies=group(reader.rows(queries.POLICIES)),
        triggers=group(reader.rows(queries.TRIGGERS)),
        identities={
            (row["table_oid"], row["column"]): row
            for row in sequences
            if row["dependency"] == "i"
        },
    )  # fmt: skip
    tables: dict[str, models.Table] = {}
    views: dict[str, models.View] = {}
    for row in rows:
        is_own = ownership.owns(row)
        found = read_relation(
            row, members if is_own else _added(row, members, ownership), is_external=not is_own
        )
        key = qualified(row["schema"], row["name"])
        if isinstance(found, models.View):
            if is_own:
                views[key] = found
        elif is_own or _has_additions(found):
            tables[key] = found if is_own else found.model_copy(update={"comment": None})
    return tables, views


def _added(row: Row, members: Members, ownership: Ownership) -> Members:
    """What the project put on a table of the platform."""
    oid, schema = row["oid"], row["schema"]

    def own(rows: Iterable[Row]) -> dict[int, list[Row]]:
        return {oid: [each for each in rows if ownership.owns_member(each)]}

    return Members(
        columns=own(members.columns.get(oid, ())),
        constraints=own(members.constraints.get(oid, ())),
        indexes=own(members.indexes.get(oid, ())),
        policies={oid: list(filter(ownership.owns_policy, members.policies.get(oid, ())))},
        triggers={
            oid: [each for each in members.triggers.get(oid, ())
                  if ownership.owns_trigger(each, schema)]
        },
        identities=members.identities,
    )  # fmt: skip


def _has_additions(table: models.Table) -> bool:
    return bool(
        table.columns or table.constraints or table.indexes or table.policies or table.triggers
    )
