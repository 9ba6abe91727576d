"""What a document has no place for makes no drift, whatever the migrations say of it."""

from __future__ import annotations

import pytest

from sotsync.diff.schemas import diff_schemas
from tests.replay.describing import replay_sql

TABLE = "create table t (a int primary key, b text); create type e as enum ('x');"
VIEW = "create view v as select a from t;"


@pytest.mark.parametrize(
    "statement",
    [
        "grant select on t, v to public",
        "grant select (a) on t to anon with grant option",
        "revoke usage on type e from public",
        "alter table t owner to bob",
        "alter default privileges grant select on tables to anon",
        "create rule r as on insert to v do instead nothing",
        "create publication p for all tables",
        "create statistics s on a, b from t",
        'create collation c from "C"',
        "create foreign data wrapper w",
        "create cast (t as text) with inout",
        "create event trigger e on sql_drop execute function f()",
    ],
)
def test_it_makes_no_drift(statement: str) -> None:
    documented = replay_sql(TABLE + VIEW, assume=True).schema
    actual = replay_sql(f"{TABLE}{VIEW}{statement};").schema
    assert actual != documented
    assert diff_schemas(documented, actual, is_documentation=True) == ()
    assert diff_schemas(documented, actual) == ()
