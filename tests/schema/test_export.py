"""The JSON export: it says where everything comes from, and keeps to its published schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema

from sotsync.schema.export import export_json_schema, export_replay, schema_to_json
from sotsync.schema.models import Column, Enum, Function, Policy, PrimaryKey, Schema, Table, View
from sotsync.schema.origin import Origin
from sotsync.text import Location

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "schema.schema.json"


@dataclass(frozen=True)
class Script:
    """A migration file as the export sees it."""

    path: str = "migrations/1_a.sql"
    version: str = "1"
    comment: str = "Orders"
    statements: int = 3


@dataclass(frozen=True)
class Skipped:
    """A file that is not applied, as the export sees it."""

    path: str = "migrations/notes.sql"
    reason: str = "its name does not fit"


@dataclass(frozen=True)
class Replay:
    """A replay as the export sees it."""

    schema: Schema
    scripts: tuple[Script, ...] = (Script(),)
    outcomes: Mapping[str, int] = field(default_factory=lambda: {"applied": 3})


def _origin(line: int, *, uncertain: bool = False) -> Origin:
    place = Location("migrations/1_a.sql", line, 3)
    return Origin(created=place, changed=place, uncertain=place if uncertain else None)


def _schema() -> Schema:
    orders = Table(
        name="orders",
        schema_name="public",
        columns={"id": Column(name="id", type="uuid", not_null=True, origin=_origin(2))},
        constraints={"orders_pkey": PrimaryKey(name="orders_pkey", columns=("id",))},
        policies={"own": Policy(name="own", using="true", origin=_origin(9, uncertain=True))},
        origin=_origin(1),
    )
    users = Table(name="users", schema_name="auth", is_external=True)
    return Schema(
        enums={"public.mood": Enum(name="mood", schema_name="public", labels=("good", "bad"))},
        tables={"public.orders": orders, "auth.users": users},
        views={"public.v": View(name="v", schema_name="public", definition="SELECT 1 AS one")},
        functions={"public.f()": Function(name="f", schema_name="public", returns="trigger")},
    )


def _validate(document: dict[str, Any]) -> None:
    jsonschema.validate(document, export_json_schema(), cls=jsonschema.Draft202012Validator)


def test_published_json_schema_is_current() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert published == export_json_schema(), "run: python -m tests.schema.publish"


def test_published_json_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(export_json_schema())


def test_exports_validate() -> None:
    _validate(schema_to_json(Schema()))
    _validate(schema_to_json(_schema()))
    _validate(json.loads(export_replay(Replay(_schema()), skipped=[Skipped()])))


def test_every_object_says_where_it_comes_from() -> None:
    document = json.loads(export_replay(Replay(_schema())))
    column = document["schema"]["tables"]["public.orders"]["columns"]["id"]
    assert column["origin"]["created"] == {
        "path": "migrations/1_a.sql",
        "line": 2,
        "column": 3,
        "version": "1",
    }
    assert document["scripts"] == [vars(Script())]
    assert document["outcomes"] == {"applied": 3}


def test_every_object_says_how_certain_it_is() -> None:
    tables = schema_to_json(_schema())["schema"]["tables"]
    assert tables["public.orders"]["confidence"] == "certain"
    assert tables["public.orders"]["policies"]["own"]["confidence"] == "uncertain"
    assert tables["auth.users"]["confidence"] == "partial"


def test_a_column_may_be_called_origin() -> None:
    column = Column(name="origin", type="text", origin=_origin(2))
    table = Table(name="t", schema_name="public", columns={"origin": column}, origin=_origin(1))
    exported = json.loads(export_replay(Replay(Schema(tables={"public.t": table}))))
    columns = exported["schema"]["tables"]["public.t"]["columns"]
    assert list(columns) == ["origin"]
    assert columns["origin"]["confidence"] == "certain"
