"""Schemas out of nothing, and every way in which one of them can be a little different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st
from pydantic import BaseModel

from sotsync.schema.models import (
    Check,
    Column,
    Constraint,
    Domain,
    Enum,
    ForeignKey,
    Function,
    Index,
    IndexKey,
    Policy,
    PolicyCommand,
    PrimaryKey,
    ReferentialAction,
    Schema,
    Table,
    Trigger,
    Unique,
    View,
)
from sotsync.schema.names import qualified, quote

__all__ = ["Mutation", "mutations", "schemas"]

NAMES = st.sampled_from(["users", "orders", "Mixed Case", "select", "größe", "a_b", "x1"])
TYPES = st.sampled_from(["integer", "text", "uuid", "numeric(10,2)", "timestamp with time zone"])
DEFAULTS = st.sampled_from([None, "now()", "0", "'a'::text", "gen_random_uuid()"])
EXPRESSIONS = st.sampled_from(["a > 0", "length(b) < 5", "a IS NOT NULL", "b = ANY (ARRAY['x'])"])
COMMENTS = st.sampled_from([None, "Said once"])


@st.composite
def columns(draw: st.DrawFn) -> Mapping[str, Column]:
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    return {
        name: Column(
            name=name,
            type=draw(TYPES),
            not_null=draw(st.booleans()),
            default=draw(DEFAULTS),
            comment=draw(COMMENTS),
        )
        for name in names
    }


@st.composite
def constraints(draw: st.DrawFn, names: tuple[str, ...]) -> Mapping[str, Constraint]:
    possible: tuple[Constraint, ...] = (
        PrimaryKey(name="the_key", columns=names),
        Unique(name="only_one", columns=names[:1]),
        ForeignKey(
            name="points_to",
            columns=names[:1],
            referenced_schema="auth",
            referenced_table="users",
            referenced_columns=("id",),
            on_delete=draw(st.sampled_from(ReferentialAction)),
        ),
        Check(name="is_right", expression=draw(EXPRESSIONS)),
    )
    chosen = draw(st.lists(st.sampled_from(possible), max_size=3, unique_by=lambda one: one.name))
    return {one.name: one for one in chosen}


@st.composite
def indexes(draw: st.DrawFn, names: tuple[str, ...]) -> Mapping[str, Index]:
    if not draw(st.booleans()):
        return {}
    keys = tuple(IndexKey(column=name) for name in names)
    predicate = draw(st.none() | EXPRESSIONS)
    return {"by_key": Index(name="by_key", keys=keys, predicate=predicate)}


@st.composite
def policies(draw: st.DrawFn) -> Mapping[str, Policy]:
    names = draw(st.lists(st.sampled_from(["Read own", "writers"]), max_size=2, unique=True))
    return {
        name: Policy(
            name=name, command=draw(st.sampled_from(PolicyCommand)), using=draw(EXPRESSIONS)
        )
        for name in names
    }


@st.composite
def triggers(draw: st.DrawFn) -> Mapping[str, Trigger]:
    if not draw(st.booleans()):
        return {}
    trigger = Trigger(name="touch", timing="BEFORE", events=("UPDATE",), function="public.touch")
    return {"touch": trigger}


@st.composite
def tables(draw: st.DrawFn, schema_name: str, name: str) -> Table:
    made = draw(columns())
    names = tuple(made)
    return Table(
        schema_name=schema_name,
        name=name,
        columns=made,
        constraints=draw(constraints(names)),
        indexes=draw(indexes(names)),
        policies=draw(policies()),
        triggers=draw(triggers()),
        rls_enabled=draw(st.booleans()),
        comment=draw(COMMENTS),
    )


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """A schema with up to three tables, a view, types and a function."""
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(["public", "app"]), NAMES),
            min_size=1,
            max_size=3,
            unique=True,
        )
    )
    made = {qualified(*key): draw(tables(*key)) for key in keys}
    view = View(schema_name="public", name="seen", definition="SELECT 1 AS one")
    return Schema(
        tables=made,
        views={"public.seen": view} if draw(st.booleans()) else {},
        enums={"public.mood": Enum(schema_name="public", name="mood", labels=("fine", "sad"))},
        domains={"app.short": Domain(schema_name="app", name="short", base_type="text")},
        functions={
            "public.touch()": Function(
                schema_name="public", name="touch", returns="trigger", language="plpgsql", body="x"
            )
        },
    )


@dataclass(frozen=True)
class Mutation:
    """A schema that differs in one thing, which ``object`` names."""

    object: str
    schema: Schema


def mutations(schema: Schema) -> Iterator[Mutation]:
    """Every way in which the schema can be different in one thing."""
    for key, table in schema.tables.items():
        for name, changed in _mutated_tables(key, table):
            yield Mutation(
                name, schema.model_copy(update={"tables": {**schema.tables, key: changed}})
            )
        rest = {other: one for other, one in schema.tables.items() if other != key}
        yield Mutation(key, schema.model_copy(update={"tables": rest}))
    for field, key, update in _OTHERS:
        found = getattr(schema, field)
        if key in found:
            changed = found[key].model_copy(update=update)
            yield Mutation(key, schema.model_copy(update={field: {**found, key: changed}}))
            yield Mutation(key, schema.model_copy(update={field: {}}))


_OTHERS: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    ("views", "public.seen", {"definition": "SELECT 2 AS one"}),
    ("enums", "public.mood", {"labels": ("sad", "fine")}),
    ("domains", "app.short", {"not_null": True}),
    ("functions", "public.touch()", {"body": "y"}),
    ("functions", "public.touch()", {"security_definer": True}),
)

_MEMBERS: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "columns": (
        {"type": "bytea"},
        {"default": "'other'::text"},
        {"comment": "Said otherwise"},
        {"collation": '"C"'},
        {"default": None, "identity": "ALWAYS"},
    ),
    "constraints": ({"deferrable": True}, {"validated": False}),
    "indexes": (
        {"method": "hash"},
        {"is_unique": True},
        {"keys": (IndexKey(expression="lower(b)"),)},
    ),
    "policies": (
        {"is_permissive": False},
        {"roles": ("authenticated",)},
        {"with_check": "a = 7"},
        {"using": "false"},
    ),
    "triggers": ({"timing": "AFTER"}, {"level": "ROW"}, {"events": ("INSERT", "UPDATE")}),
}


def _mutated_tables(key: str, table: Table) -> Iterator[tuple[str, Table]]:
    yield key, table.model_copy(update={"rls_enabled": not table.rls_enabled})
    yield key, table.model_copy(update={"comment": "Said of all"})
    yield key, table.model_copy(update={"is_unlogged": True})
    for field, updates in _MEMBERS.items():
        members: Mapping[str, BaseModel] = getattr(table, field)
        for name, member in members.items():
            object_name = f"{key}.{quote(name)}"
            rest = {other: one for other, one in members.items() if other != name}
            yield object_name, table.model_copy(update={field: rest})
            for update in updates:
                changed = member.model_copy(update=update)
                yield object_name, table.model_copy(update={field: {**members, name: changed}})
    for name, column in table.columns.items():
        changed = column.model_copy(update={"not_null": not column.not_null})
        yield (
            f"{key}.{quote(name)}",
            table.model_copy(update={"columns": {**table.columns, name: changed}}),
        )
