"""What a person is told of facts that a statement may have changed without anybody knowing."""

from __future__ import annotations

from sotsync.diff.schemas import diff_schemas
from sotsync.replay.result import Outcome
from sotsync.report.models import Report
from sotsync.report.text_format import render_text
from sotsync.schema.models import Schema
from tests.replay.describing import replay_files

_BASE = (
    "create table a (id int, owner text); create table b (id int, owner text);"
    " create table list (name text);"
    " create policy pa on a using (owner = current_user);"
    " create policy pb on b for select using (id > 0);"
)


def _replayed(block: str) -> tuple[Schema, int]:
    replayed = replay_files({"1.sql": _BASE, "2.sql": f"do $$ declare r record; {block} $$;"})
    return replayed.schema, replayed.outcomes[Outcome.NOT_KNOWABLE]


def _uncertain(schema: Schema) -> list[str]:
    names = []
    for key, table in schema.tables.items():
        names += [key] if table.origin.uncertain else []
        names += [f"{key} {p.name}" for p in table.policies.values() if p.origin.uncertain]
    return names


def test_a_loop_over_policies_puts_those_in_doubt_that_it_may_reach() -> None:
    schema, count = _replayed(
        "begin for r in select * from pg_policies where cmd = 'SELECT' and random() > 0.5 loop"
        " execute format('alter policy %I on %I.%I using (true)',"
        " r.policyname, r.schemaname, r.tablename); end loop; end"
    )
    assert _uncertain(schema) == ["public.b pb"]
    assert schema.tables["public.b"].policies["pb"].using == "id > 0"
    assert count == 1


def test_an_unknown_statement_puts_nothing_in_doubt_and_is_counted() -> None:
    for block in (
        "begin for r in select name from list loop execute r.name; end loop; end",
        "begin execute (select string_agg('drop table ' || name, ';') from list); end",
    ):
        schema, count = _replayed(block)
        assert _uncertain(schema) == []
        assert count == 1


def test_what_may_be_added_puts_its_table_in_doubt() -> None:
    schema, _ = _replayed(
        "begin if random() > 0.5 then create policy new on a; drop policy pb on b; end if; end"
    )
    assert _uncertain(schema) == ["public.a", "public.b", "public.b pb"]
    assert list(schema.tables["public.a"].policies) == ["pa"]


def test_changes_say_where_the_doubt_comes_from() -> None:
    schema, _ = _replayed(
        "begin if random() > 0.5 then alter policy pa on a using (true); end if; end"
    )
    documented = replay_files({"d.sql": _BASE.replace("pa on a using (owner", "pa on a using (id")})
    changes = diff_schemas(documented.schema, schema)
    assert [str(change.uncertain_at) for change in changes] == ["2.sql:1:7"]
    shown = render_text(Report(document="d.md", migrations="m", changes=changes))
    assert "uncertain: see 2.sql:1" in shown
