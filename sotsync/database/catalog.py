"""A live server's catalog as a schema, in the models and words that replay uses.

Read is every fact that a schema has, of a live server without its origin: it does not know which
file made what. What is granted on the platform's own objects is not told from what it brings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sotsync.database import objects, other_queries, others, privilege_queries, queries
from sotsync.database.connection import Origins, Reader, Row, open_reader
from sotsync.database.ownership import Baseline, Ownership
from sotsync.database.relations import Members, group, read_relation
from sotsync.database.restated_queries import RESTATED
from sotsync.database.rights import Rights, read_default_privileges, read_rights
from sotsync.replay.platform import POSTGRES, Platform
from sotsync.schema import models
from sotsync.schema.names import qualified

__all__ = ["read_catalog", "read_schema"]

_Model = TypeVar("_Model")


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
    rights = read_rights(
        reader.rows(privilege_queries.PRIVILEGES), reader.rows(privilege_queries.RUNNER)[0]["name"]
    )
    tables, views = _relations(reader, relations, sequences, ownership, rights)
    own = [row for row in relations if ownership.owns(row)]
    keys = {row["oid"]: qualified(row["schema"], row["name"]) for row in own}
    checks = group(reader.rows(queries.DOMAIN_CHECKS), by="owner_oid")

    def read(query: str, model: Callable[[Row, Rights], _Model]) -> dict[str, _Model]:
        rows = filter(ownership.owns, reader.rows(query))
        return _keyed(rows, lambda row: model(row, rights))

    return models.Schema(
        namespaces={
            row["name"]: objects.read_namespace(row, rights)
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
            queries.DOMAINS,
            lambda row, rights: objects.read_domain(row, checks.get(row["oid"], ()), rights),
        ),
        composite_types=read(queries.COMPOSITES, objects.read_composite),
        range_types=read(queries.RANGES, objects.read_range),
        sequences=_keyed(
            (row for row in sequences if _is_own_sequence(row, keys, ownership)),
            lambda row: objects.read_sequence(row, keys, rights),
        ),
        tables=tables,
        views=views,
        functions=_functions(reader, ownership, rights),
        statistics=read(other_queries.STATISTICS, others.read_statistics),
        collations=read(other_queries.COLLATIONS, others.read_collation),
        **_others(reader, ownership, rights),
        **_foreign(reader, ownership, rights),
    )


def _others(reader: Reader, ownership: Ownership, rights: Rights) -> dict[str, Any]:
    """The fields of what is in no schema, or not by a name alone."""
    return {
        "event_triggers": {
            row["name"]: others.read_event_trigger(row, rights)
            for row in reader.rows(other_queries.EVENT_TRIGGERS)
            if ownership.owns(row)
        },
        "publications": _publications(reader, ownership, rights),
        "other_objects": _other_objects(reader, ownership, rights),
        "default_privileges": _default_privileges(reader, ownership),
    }


def _keyed(rows: Iterable[Row], model: Callable[[Row], _Model]) -> dict[str, _Model]:
    return {qualified(row["schema"], row["name"]): model(row) for row in rows}


def _functions(reader: Reader, ownership: Ownership, rights: Rights) -> dict[str, models.Function]:
    plain = filter(ownership.owns, reader.rows(queries.FUNCTIONS))
    aggregates = filter(ownership.owns, reader.rows(queries.AGGREGATES))
    return {
        **objects.read_functions(plain, rights),
        **objects.read_aggregates(aggregates, rights),
    }


def _publications(
    reader: Reader, ownership: Ownership, rights: Rights
) -> dict[str, models.Publication]:
    """The publications; of the platform's own, which are empty at first, those with something."""
    tables = group(reader.rows(other_queries.PUBLISHED_TABLES), by="publication_oid")
    found = [
        others.read_publication(
            row,
            tables.get(row["oid"], ()),
            rights,
            is_external=not _is_own_publication(row, ownership),
        )
        for row in reader.rows(other_queries.PUBLICATIONS)
    ]
    return {
        each.name: each for each in found if not each.is_external or each.tables or each.schemas
    }


def _is_own_publication(row: Row, ownership: Ownership) -> bool:
    return ownership.owns(row) and row["name"] not in ownership.platform.publications


def _foreign(reader: Reader, ownership: Ownership, rights: Rights) -> dict[str, Any]:
    """The fields of wrappers, servers and user mappings."""
    wrappers = filter(ownership.owns, reader.rows(other_queries.WRAPPERS))
    servers = list(filter(ownership.owns, reader.rows(other_queries.SERVERS)))
    names = {row["oid"]: row["name"] for row in servers}
    return {
        "foreign_data_wrappers": {
            row["name"]: others.read_wrapper(row, rights) for row in wrappers
        },
        "foreign_servers": {row["name"]: others.read_server(row, rights) for row in servers},
        "user_mappings": dict(
            others.read_user_mapping(row, names[row["server_oid"]])
            for row in reader.rows(other_queries.USER_MAPPINGS)
            if row["server_oid"] in names
        ),
    }


def _other_objects(
    reader: Reader, ownership: Ownership, rights: Rights
) -> dict[str, models.OtherObject]:
    found: dict[str, models.OtherObject] = {}
    for row in filter(ownership.owns, reader.rows(RESTATED)):
        found |= others.read_restated(row, rights)
    return found


def _default_privileges(
    reader: Reader, ownership: Ownership
) -> dict[str, models.DefaultPrivileges]:
    rows = reader.rows(privilege_queries.DEFAULT_PRIVILEGES)
    own = (row for row in rows if not ownership.is_platform_role(row["role"]))
    return read_default_privileges(own, ownership.default_privileges)


def _is_own_sequence(row: Row, tables: dict[int, str], ownership: Ownership) -> bool:
    """A sequence goes with the table it belongs to."""
    if row["table_oid"] is not None and row["table_oid"] not in tables:
        return False
    return ownership.owns(row)


def _relations(
    reader: Reader,
    rows: Sequence[Row],
    sequences: Sequence[Row],
    ownership: Ownership,
    rights: Rights,
) -> tuple[dict[str, models.Table], dict[str, models.View]]:
    members = Members(
        columns=group(reader.rows(queries.COLUMNS)),
        constraints=group(reader.rows(queries.CONSTRAINTS)),
        indexes=group(reader.rows(queries.INDEXES)),
        policies=group(reader.rows(queries.POLICIES)),
        triggers=group(reader.rows(queries.TRIGGERS)),
        rules=group(reader.rows(other_queries.RULES)),
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
            row,
            members if is_own else _added(row, members, ownership),
            rights,
            is_external=not is_own,
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
        rules=own(members.rules.get(oid, ())),
        identities=members.identities,
    )  # fmt: skip


def _has_additions(table: models.Table) -> bool:
    members = (table.columns, table.constraints, table.indexes, table.policies, table.triggers)
    return any(members) or bool(table.rules)
