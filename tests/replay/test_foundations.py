"""What rests on things that no migration makes is in doubt, and says which statement built it."""

from __future__ import annotations

from sotsync.schema.models.base import SchemaObject
from tests.replay.describing import replay_sql

SCRIPT = """create table t (id int primary key, a unknown_type, b int, c time(3), d varchar(9)[]);
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
"""


def _place(found: SchemaObject) -> str:
    return str(found.origin.uncertain)


def test_what_has_no_foundation_is_uncertain() -> None:
    schema = replay_sql(SCRIPT).schema
    t, u, w = schema.tables["public.t"], schema.tables["public.u"], schema.views["public.w"]
    assert [(name, _place(column)) for name, column in t.columns.items()] == [
        ("id", "None"),
        ("a", "1.sql:1:1"),
        ("b", "None"),
        ("c", "None"),
        ("d", "1.sql:11:1"),
    ]
    assert _place(t.triggers["tr"]) == "1.sql:6:1"
    assert _place(u.constraints["u_lost_id_fkey"]) == "1.sql:2:1"
    assert _place(u.constraints["u_t_id_fkey"]) == "None"
    assert _place(schema.views["public.v"]) == "1.sql:3:1"
    assert (_place(w), _place(w.columns["x"]), _place(w.columns["id"])) == (
        "1.sql:4:1",
        "1.sql:4:1",
        "None",
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
