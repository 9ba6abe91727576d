"""Rows of the catalog as models: what is no table and no view."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sotsync.database.connection import Row
from sotsync.database.definitions import expression
from sotsync.database.rights import Rights
from sotsync.replay.engine import replay
from sotsync.replay.platform_data import FIXED_SCHEMAS
from sotsync.replay.script import Script
from sotsync.schema import models
from sotsync.schema.names import automatic_name, qualified, quote
from sotsync.text import Source

__all__ = [
    "SequenceFacts",
    "read_aggregates",
    "read_composite",
    "read_domain",
    "read_enum",
    "read_extension",
    "read_functions",
    "read_namespace",
    "read_range",
    "read_sequence",
    "sequence_options",
]

_HIGHEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def _common(row: Row) -> dict[str, Any]:
    return {"name": row["name"], "comment": row["comment"], "origin": row["origin"]}


def _owned(row: Row, rights: Rights, kind: str) -> dict[str, Any]:
    return {**_common(row), **rights.of(row, kind), "schema_name": row["schema"]}


def read_namespace(row: Row, rights: Rights) -> models.Namespace:
    """A row of ``NAMESPACES``."""
    return models.Namespace(**_common(row), **rights.of(row, "SCHEMAS"))


def read_extension(row: Row) -> models.Extension:
    """A row of ``EXTENSIONS``; a schema that the extension insists on goes without saying."""
    is_fixed = FIXED_SCHEMAS.get(row["name"]) == row["schema"]
    return models.Extension(
        **_common(row),
        schema_name=None if is_fixed else row["schema"],
        version=row["version"],
    )


def read_enum(row: Row, rights: Rights) -> models.Enum:
    """A row of ``ENUMS``."""
    return models.Enum(
        **_owned(row, rights, "TYPES"),
        labels=tuple(row["labels"]),
    )


def read_domain(row: Row, checks: Iterable[Row], rights: Rights) -> models.Domain:
    """A row of ``DOMAINS`` with its rows of ``DOMAIN_CHECKS``."""
    return models.Domain(
        **_owned(row, rights, "TYPES"),
        base_type=row["base"],
        not_null=row["not_null"],
        default=expression(row["default"]),
        collation=row["collation"],
        checks=tuple(
            models.DomainCheck(
                name=check["name"],
                expression=expression(check["expression"]) or "",
                validated=check["validated"],
            )
            for check in checks
        ),
    )


def read_composite(row: Row, rights: Rights) -> models.CompositeType:
    """A row of ``COMPOSITES``."""
    pairs = zip(row["names"], row["types"], strict=True)
    return models.CompositeType(
        **_owned(row, rights, "TYPES"),
        attributes=tuple(models.CompositeAttribute(name=name, type=type_) for name, type_ in pairs),
    )


def read_range(row: Row, rights: Rights) -> models.RangeType:
    """A row of ``RANGES``; what PostgreSQL chooses by itself goes without saying."""
    words = ["subtype", "subtype_opclass", "collation", "canonical", "subtype_diff"]
    if row["multirange_type_name"] != _multirange_name(row["name"]):
        words.append("multirange_type_name")
    options = (f"{word} = {row[word]}" for word in words if row[word] is not None)
    return models.RangeType(
        **_owned(row, rights, "TYPES"),
        options=tuple(options),
    )


def _multirange_name(name: str) -> str:
    """The name that goes with a range type's (``makeMultirangeTypeName``, pg_type.c)."""
    if "range" in name:
        return name.replace("range", "multirange", 1)
    return f"{name}_multirange"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFacts:
    """The numbers of a sequence, None where they are the default of its type and direction."""

    start: int | None
    minimum: int | None
    maximum: int | None


def _facts(row: Row) -> SequenceFacts:
    highest = _HIGHEST.get(row["type"], _HIGHEST["bigint"])
    is_rising = row["increment"] > 0
    lowest, highest = (1, highest) if is_rising else (-highest - 1, -1)
    first = row["minimum"] if is_rising else row["maximum"]
    return SequenceFacts(
        start=None if row["start"] == first else row["start"],
        minimum=None if row["minimum"] == lowest else row["minimum"],
        maximum=None if row["maximum"] == highest else row["maximum"],
    )


def read_sequence(row: Row, tables: Mapping[int, str], rights: Rights) -> models.Sequence:
    """A row of ``SEQUENCES``; ``tables`` holds the keys of tables by oid."""
    facts = _facts(row)
    owner = tables.get(row["table_oid"])
    return models.Sequence(
        **_owned(row, rights, "SEQUENCES"),
        type=row["type"],
        increment=row["increment"],
        cache=row["cache"],
        cycles=row["cycles"],
        owned_by=f"{owner}.{quote(row['column'])}" if owner else None,
        is_serial=bool(owner) and row["is_default"],
        is_identity=row["dependency"] == "i",
        **dataclasses.asdict(facts),
    )


def sequence_options(row: Row, table: Row) -> str | None:
    """The options of an identity column's sequence that differ from the defaults, as SQL."""
    facts = _facts(row)
    parts = []
    if row["name"] != automatic_name(table["name"], row["column"], label="seq"):
        parts.append(f"SEQUENCE NAME {qualified(row['schema'], row['name'])}")
    if facts.start is not None:
        parts.append(f"START WITH {facts.start}")
    if row["increment"] != 1:
        parts.append(f"INCREMENT BY {row['increment']}")
    if facts.minimum is not None:
        parts.append(f"MINVALUE {facts.minimum}")
    if facts.maximum is not None:
        parts.append(f"MAXVALUE {facts.maximum}")
    if row["cache"] != 1:
        parts.append(f"CACHE {row['cache']}")
    if row["cycles"]:
        parts.append("CYCLE")
    return " ".join(parts) or None


def read_functions(rows: Iterable[Row], rights: Rights) -> dict[str, models.Function]:
    """The rows of ``FUNCTIONS``, by key.

    ``pg_get_functiondef`` prints the statement that makes a function anew, so replay reads it; the
    body and the settings are taken as the catalog keeps them.
    """
    found = {}
    for row in rows:
        for key, function in _replayed(row["definition"]).items():
            found[key] = function.model_copy(
                update={
                    "comment": row["comment"],
                    "body": None if row["has_sql_body"] else row["body"],
                    "settings": tuple(row["settings"] or ()),
                    "origin": row["origin"],
                    **rights.of(row, "FUNCTIONS"),
                }
            )
    return found


def _replayed(definition: str) -> Mapping[str, models.Function]:
    script = Script(source=Source("", definition))
    return replay([script], assume=True).schema.functions


def read_aggregates(rows: Iterable[Row], rights: Rights) -> dict[str, models.Function]:
    """The rows of ``AGGREGATES``, by key."""
    found = {}
    for row in rows:
        head = f"{quote(row['schema'])}.{quote(row['name'])}({row['arguments'] or '*'})"
        statement = f"CREATE AGGREGATE {head} ({', '.join(_aggregate_options(row))})"
        for key, function in _replayed(statement).items():
            found[key] = function.model_copy(
                update={
                    "comment": row["comment"],
                    "returns": row["returns"],
                    "origin": row["origin"],
                    **rights.of(row, "FUNCTIONS"),
                }
            )
    return found


def _aggregate_options(row: Row) -> Iterator[str]:
    for word in ("sfunc", "stype", "finalfunc", "combinefunc", "initcond", "parallel"):
        if row[word] is not None:
            yield f"{word} = {row[word]}"
