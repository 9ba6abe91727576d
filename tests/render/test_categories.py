from __future__ import annotations

import pytest

from sotsync.document.render.categories import (
    DEFAULT_RANGES,
    Category,
    IdRange,
    classify,
    range_of,
)
from sotsync.replay.engine import replay
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.text import Source


def schema_of(sql: str) -> Schema:
    return replay([Script(source=Source("m/1_x.sql", sql), version="1")]).schema


PARENTS = "create table a (id int primary key); create table b (id int primary key);"
KEYS = "a_id int references a, b_id int references b"
LOG = "table_name text, record_id text, action text, old_data jsonb, new_data jsonb"
TENANTS = (
    "create table tenants (id int primary key);"
    " create table p (tenant int references tenants, id int, unique (tenant, id));"
    " create table q (tenant int references tenants, id int, unique (tenant, id));"
)
BOTH = (
    "foreign key (tenant, p) references p (tenant, id),"
    " foreign key (tenant, q) references q (tenant, id)"
)
CHILDREN = "".join(f"create table {name} (t int references t);" for name in "abc")

SHAPES = {
    "create table t (id int primary key);": Category.FEATURE,
    "create table profiles (id int primary key);": Category.CORE,
    "create table login_events (id int primary key);": Category.AUDIT,
    "create table catalogue (id int primary key);": Category.FEATURE,
    f"create table t ({LOG});": Category.AUDIT,
    f"{PARENTS} create table t ({KEYS}, at date, primary key (a_id, b_id));": Category.JUNCTION,
    f"{PARENTS} create table t ({KEYS}, c int, unique (a_id, b_id));": Category.JUNCTION,
    f"{PARENTS} create table t ({KEYS}, c int, d int, e int, f int, unique (a_id, b_id));": (
        Category.FEATURE
    ),
    f"{PARENTS} create table t ({KEYS});": Category.FEATURE,
    f"{PARENTS} create table u (id int primary key); create table t (u_id int references u, {KEYS},"
    " created_at timestamptz, updated_at timestamptz, primary key (a_id, b_id));": (
        Category.JUNCTION
    ),
    f"{TENANTS} create table t (id int primary key, tenant int references tenants, p int, q int,"
    f" note text, {BOTH}, unique (tenant, p, q));": Category.JUNCTION,
    f"{TENANTS} create table t (tenant int references tenants, p int, note text,"
    " foreign key (tenant, p) references p (tenant, id), unique (tenant, p));": Category.FEATURE,
    "create table a (id int primary key); create table t (one int references a,"
    " other int references a, primary key (one, other));": Category.JUNCTION,
    f"create table t (id int primary key); {CHILDREN}": Category.CORE,
    "create view t as select 1 as one;": Category.VIEW,
}


@pytest.mark.parametrize("sql", SHAPES)
def test_new_entries_fall_in_the_category_of_their_shape(sql: str) -> None:
    schema = schema_of(sql)
    names = ("public.t", "public.profiles", "public.login_events", "public.catalogue")
    relation = next(found for name in names if (found := schema.relation(name)))
    assert classify(relation, schema) is SHAPES[sql]


def test_ranges_are_found_by_the_words_of_their_titles() -> None:
    ranges = (
        IdRange(title="Core Tables", low=1, high=9),
        IdRange(title="Settings Tables", low=101, high=109),
    )
    assert range_of(Category.CORE, ranges).low == 1
    assert range_of(Category.AUDIT, ranges).low == 101
    assert range_of(Category.VIEW, ranges[:1]) is DEFAULT_RANGES[3]
    assert ranges[0].holds(9)
    assert not ranges[0].holds(10)
    assert not ranges[0].holds(None)


def test_patterns_of_a_person_win() -> None:
    patterns = {Category.AUDIT: ("public.u*",), Category.CORE: ("users", "L")}
    schema = schema_of("create table users (x int); create table l ();")
    assert classify(schema.tables["public.users"], schema, patterns) is Category.AUDIT
    assert classify(schema.tables["public.l"], schema, patterns) is Category.FEATURE
