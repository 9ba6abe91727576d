"""Parts of a schema by the namespaces its objects live in."""

from __future__ import annotations

from sotsync.schema.selection import namespaces_of, select_namespaces
from tests.replay.describing import describe, replay_sql

SQL = """
create schema s;
create table t (a int);
create table s.t (a int);
create foreign data wrapper w;
create server far foreign data wrapper w;
create publication p for table s.t;
create cast (t as text) without function;
alter default privileges in schema s grant select on tables to anon;
alter default privileges grant select on tables to anon;
"""


def test_every_namespace_that_holds_something_is_told() -> None:
    assert namespaces_of(replay_sql(SQL).schema) == {"public", "s"}


def test_what_belongs_to_the_database_is_kept_with_any_namespace() -> None:
    assert describe(select_namespaces(replay_sql(SQL).schema, ["public"])) == [
        "public.t table",
        "public.t column a integer",
        "default postgres on tables anon has SELECT",
        "wrapper w",
        "server far w",
        "publication p table s.t",
        "other cast (public.t, text): CREATE CAST (t AS text) WITHOUT FUNCTION",
    ]


def test_no_names_select_everything() -> None:
    schema = replay_sql(SQL).schema
    assert select_namespaces(schema, ()) is schema
