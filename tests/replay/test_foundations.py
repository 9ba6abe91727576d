"""What rests on things that no migration makes is in doubt, and says which statement built it."""

from __future__ import annotations

from sotsync.schema.models.base import SchemaObject
from tests.replay.describing import replay_sql

SCRIPT = """create table t (id int primary key, b int, c time(3), d varchar(9)[]);
create table u (t_id int references t, lost_id int references missing);
create view v as select * from nowhere;
create view w as select id, mystery(b) as x from t;
create view sure as select id, c, 'x' as label from t;
create trigger tr before update on t for each row execute function lost();
create function g(x unknown_type) returns int language sql as 'select 1';
create function h() returns "char" language sql as 'select 1';
create domain dom as strange;
create type pair as (a int, b strange);
alter table t alter d type stranger;
alter table t add column a unknown_type;
"""


def _place(found: SchemaObject) -> str:
    return str(found.origin.uncertain)


def test_what_has_no_foundation_is_uncertain() -> None:
    schema = replay_sql(SCRIPT).schema
    t, u, w = schema.tables["public.t"], schema.tables["public.u"], schema.views["public.w"]
    assert [(name, _place(column)) for name, column in t.columns.items()] == [
        ("id", "None"),
        ("b", "None"),
        ("c", "None"),
        ("d", "1.sql:11:1"),
        ("a", "1.sql:12:1"),
    ]
    assert _place(t) == "None"
    assert _place(t.triggers["tr"]) == "1.sql:6:1"
    assert _place(u.constraints["u_lost_id_fkey"]) == "1.sql:2:1"
    assert (_place(u), _place(u.columns["t_id"])) == ("1.sql:2:1", "1.sql:2:1")
    assert _place(schema.views["public.v"]) == "1.sql:3:1"
    assert (_place(w), _place(w.columns["x"]), _place(w.columns["id"])) == (
        "1.sql:4:1",
        "1.sql:4:1",
        "1.sql:4:1",
    )
    assert _place(schema.views["public.sure"]) == "None"
    assert _place(schema.functions["public.g(unknown_type)"]) == "1.sql:7:1"
    assert _place(schema.functions["public.h()"]) == "None"
    assert _place(schema.domains["public.dom"]) == "1.sql:9:1"
    assert _place(schema.composite_types["public.pair"]) == "1.sql:10:1"


def test_what_a_document_states_is_not_in_doubt() -> None:
    schema = replay_sql(SCRIPT, assume=True).schema
    assert all(table.origin.uncertain is None for table in schema.tables.values())
    assert _place(schema.tables["public.t"].columns["a"]) == "None"


RESTING = """create table sure (id int primary key);
create table child (id int primary key, parent int references late);
create table late (id int primary key);
create table grandchild (child int references child);
create index i on child (parent);
alter table sure add column child int references child (id);
create view v as select * from child;
create view vv as select * from v;
create policy p on sure using (exists (select 1 from nowhere));
create policy q on sure using (public.unheard(id));
create policy ok on sure using (exists (select 1 from late) or exists (select 1 from pg_class));
create trigger tr before update on sure for each row execute function stamp();
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create function f() returns bigint language sql as 'select count(*) from nowhere';
create function g() returns bigint language sql as 'with x as (select 1) select public.f() from x';
create function h() returns bigint language sql as 'select public.unheard(1)';
create function k() returns bigint language sql as 'this is not SQL';
create function l() returns bigint language sql as 'select count(*) from late, pg_class';
alter table based enable row level security;
create function n() returns bigint language sql as 'select count(*) from based';
create view based_view as select a from based;
set check_function_bodies = off;
create function m() returns bigint language sql as 'select count(*) from nowhere';
"""


def test_what_rests_on_something_in_doubt_is_in_doubt() -> None:
    schema = replay_sql(RESTING).schema
    sure = schema.tables["public.sure"]
    assert [_place(sure), _place(schema.tables["public.late"])] == ["None", "None"]
    assert _place(schema.tables["public.child"]) == "1.sql:2:1"
    assert _place(schema.tables["public.child"].indexes["i"]) == "1.sql:5:1"
    assert _place(schema.tables["public.grandchild"]) == "1.sql:4:1"
    assert _place(sure.columns["child"]) == "None"
    assert _place(sure.constraints["sure_child_fkey"]) == "1.sql:6:1"
    assert [_place(schema.views[f"public.{name}"]) for name in ("v", "vv")] == [
        "1.sql:7:1",
        "1.sql:8:1",
    ]
    assert {name: _place(policy) for name, policy in sure.policies.items()} == {
        "p": "1.sql:9:1",
        "q": "1.sql:10:1",
        "ok": "None",
    }
    assert _place(sure.triggers["tr"]) == "1.sql:12:1"
    assert _place(schema.tables["public.based"]) == "None"
    assert _place(schema.views["public.based_view"]) == "1.sql:21:1"
    assert {name: _place(function) for name, function in schema.functions.items()} == {
        "public.stamp()": "None",
        "public.f()": "1.sql:14:1",
        "public.g()": "None",
        "public.h()": "1.sql:16:1",
        "public.k()": "None",
        "public.l()": "None",
        "public.m()": "None",
        "public.n()": "1.sql:20:1",
    }
