"""Rows of the catalog as tables and views, each with all that belongs to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sotsync.database.connection import Row
from sotsync.database.definitions import (
    expression,
    query,
    read_bound,
    read_constraint,
    read_index,
    read_trigger,
)
from sotsync.database.objects import sequence_options
from sotsync.database.others import read_rule
from sotsync.database.rights import Rights
from sotsync.schema import models
from sotsync.schema.names import quote, quote_literal

__all__ = ["Members", "group", "read_relation"]

_KINDS = {
    "r": models.TableKind.TABLE,
    "p": models.TableKind.PARTITIONED,
    "f": models.TableKind.FOREIGN,
}
_VIEWS = "vm"
_IDENTITY = {"a": "ALWAYS", "d": "BY DEFAULT"}
_COMMANDS = {
    "*": models.PolicyCommand.ALL,
    "r": models.PolicyCommand.SELECT,
    "a": models.PolicyCommand.INSERT,
    "w": models.PolicyCommand.UPDATE,
    "d": models.PolicyCommand.DELETE,
}

Rows = Mapping[int, list[Row]]


def group(rows: Iterable[Row], by: str = "table_oid") -> Rows:
    """The rows by the oid of what they belong to, in their order."""
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[by]].append(row)
    return grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The rows of everything that belongs to a relation, by its oid."""

    columns: Rows
    constraints: Rows
    indexes: Rows
    policies: Rows
    triggers: Rows
    rules: Rows
    identities: Mapping[tuple[int, str], Row] = field(default_factory=dict)


def read_relation(
    row: Row, members: Members, rights: Rights, *, is_external: bool = False
) -> models.Table | models.View:
    """The relation of a row of ``RELATIONS``; of an external one the rights are not told."""
    oid = row["oid"]
    shared = {
        "name": row["name"],
        "schema_name": row["schema"],
        "comment": row["comment"],
        "origin": row["origin"],
        "columns": {
            column["name"]: _column(column, row, members) for column in members.columns.get(oid, ())
        },
        "indexes": {index["name"]: read_index(index) for index in members.indexes.get(oid, ())},
        "triggers": {
            trigger["name"]: read_trigger(trigger) for trigger in members.triggers.get(oid, ())
        },
        "rules": {rule["name"]: read_rule(rule) for rule in members.rules.get(oid, ())},
        **({} if is_external else rights.of(row, "TABLES")),
    }
    if row["kind"] in _VIEWS:
        return _view(row, shared)
    return _table(row, shared, members, is_external=is_external)


def _view(row: Row, shared: dict[str, Any]) -> models.View:
    options = dict(option.split("=", 1) for option in row["options"] or ())
    check_option = options.pop("check_option", None)
    return models.View(
        **shared,
        options=tuple(f"{name}={value}" for name, value in options.items()),
        is_materialized=row["kind"] == "m",
        definition=query(row["definition"]),
        check_option=check_option.upper() if check_option else None,
    )


def _table(
    row: Row, shared: dict[str, Any], members: Members, *, is_external: bool
) -> models.Table:
    oid = row["oid"]
    return models.Table(
        **shared,
        options=_options(row),
        kind=_KINDS[row["kind"]],
        constraints={
            constraint["name"]: read_constraint(constraint)
            for constraint in members.constraints.get(oid, ())
        },
        policies={policy["name"]: _policy(policy) for policy in members.policies.get(oid, ())},
        rls_enabled=row["rls_enabled"],
        rls_forced=row["rls_forced"],
        parents=tuple(row["parents"]),
        partition_key=row["partition_key"],
        partition_bound=read_bound(row["partition_bound"]),
        is_unlogged=row["persistence"] == "u",
        is_external=is_external,
        foreign_server=row["server"],
    )


def _options(row: Row) -> tuple[str, ...]:
    if row["kind"] != "f":
        return tuple(row["options"] or ())
    pairs = (option.split("=", 1) for option in row["server_options"] or ())
    return tuple(f"{quote(name)} {quote_literal(value)}" for name, value in pairs)


def _column(row: Row, relation: Row, members: Members) -> models.Column:
    text = expression(row["expression"])
    is_generated = row["generated"] != ""
    sequence = members.identities.get((relation["oid"], row["name"]))
    return models.Column(
        name=row["name"],
        comment=row["comment"],
        origin=row["origin"],
        type=row["type"],
        not_null=row["not_null"],
        default=None if is_generated else text,
        identity=_IDENTITY.get(row["identity"]),  # type: ignore[arg-type] # validated by the model
        identity_options=sequence_options(sequence, relation) if sequence else None,
        generated=text if is_generated else None,
        generated_virtual=row["generated"] == "v",
        collation=row["collation"],
        is_inherited=not row["is_local"],
    )


def _policy(row: Row) -> models.Policy:
    return models.Policy(
        name=row["name"],
        comment=row["comment"],
        origin=row["origin"],
        command=_COMMANDS[row["command"]],
        is_permissive=row["is_permissive"],
        roles=tuple(sorted(row["roles"])),
        using=expression(row["using"]),
        with_check=expression(row["with_check"]),
    )
