"""Where in a file the statements of a block are, and which files a table was touched by."""

from __future__ import annotations

from sotsync.replay.result import Outcome
from tests.replay.describing import replay_files, replay_sql

BLOCK = """create table t (a int);

do $$
begin
  if true then
    alter table t
      add column b int;  alter table t add column c int;
  end if;
  execute 'alter table t add column d int';
  execute current_setting('app.made');
end $$;
"""


def test_statements_inside_a_block_have_their_own_places() -> None:
    replayed = replay_sql(BLOCK)
    columns = replayed.schema.tables["public.t"].columns
    places = {name: str(column.origin.created) for name, column in columns.items()}
    assert places == {"a": "1.sql:1:1", "b": "1.sql:6:5", "c": "1.sql:7:26", "d": "1.sql:9:3"}
    assert [str(finding.migration) for finding in replayed.findings] == ["1.sql:10:3"]


def test_a_quoted_block_is_at_the_place_of_its_statement() -> None:
    replayed = replay_sql("select 1;\ndo 'begin create table t (a text default ''x''); end';")
    assert str(replayed.schema.tables["public.t"].origin.created) == "1.sql:2:1"


def test_a_block_ends_as_its_statements_do() -> None:
    def outcome(body: str) -> Outcome:
        outcomes = replay_sql(f"do $$ begin {body} end $$;").outcomes
        return next(outcome for outcome, count in outcomes.items() if count)

    assert outcome("null;") is Outcome.NO_EFFECT
    assert outcome("insert into t values (1);") is Outcome.NO_EFFECT
    assert outcome("create table t (a int);") is Outcome.APPLIED
    assert outcome("create table t (a int); execute now();") is Outcome.NOT_KNOWABLE
    assert outcome("raise exception 'no';") is Outcome.REJECTED


def test_tables_that_a_lost_branch_names_are_uncertain() -> None:
    replayed = replay_files(
        {
            "1.sql": "create table t (a int); create table u (a int); create table v (a int);",
            "2.sql": "do $$ begin if now() > '2020-01-01' then drop policy p on t;"
            " drop table public.v, lost; drop function f(); end if; end $$;",
        }
    )
    tables = replayed.schema.tables
    assert str(tables["public.t"].origin.uncertain) == "2.sql:1:7"
    assert str(tables["public.v"].origin.uncertain) == "2.sql:1:7"
    assert tables["public.u"].origin.uncertain is None
    assert tables["public.t"].origin.touched == ("1.sql", "2.sql")


def test_lesser_objects_of_a_lost_branch_are_uncertain() -> None:
    """They were taken for harmless, and so nothing was said of them."""
    replayed = replay_files(
        {
            "1.sql": "create table t (a int, b int); create publication p for table t (a);"
            "create extension postgres_fdw; create server s foreign data wrapper postgres_fdw;"
            "create rule r as on delete to t do instead nothing;"
            "create statistics of_t on a, b from t;",
            "2.sql": "do $$ begin if now() > '2020-01-01' then"
            " alter publication p drop table t;"
            " alter server s options (add host 'x');"
            " create or replace rule r as on delete to t do also nothing;"
            " alter statistics of_t set statistics 9; end if; end $$;",
        },
    )
    schema = replayed.schema
    found = [
        schema.publications["p"],
        schema.foreign_servers["s"],
        schema.tables["public.t"].rules["r"],
        schema.statistics["public.of_t"],
    ]
    assert [str(each.origin.uncertain) for each in found] == ["2.sql:1:7"] * 4
    assert replayed.outcomes[Outcome.NOT_KNOWABLE] == 1


def test_a_policy_rewritten_at_run_time_follows_renames() -> None:
    replayed = replay_sql(
        """
        create table t (owner uuid);
        create policy p on t using (owner = auth.uid());
        do $$
        declare r record;
        begin
          for r in select * from pg_policies loop
            execute format('alter policy %I on %I using (%s)', r.policyname, r.tablename,
              replace(r.qual, 'auth.uid()', '(select auth.uid())'));
          end loop;
        end $$;
        alter table t rename column owner to holder;
        """
    )
    policy = replayed.schema.tables["public.t"].policies["p"]
    assert policy.using == "holder = (SELECT auth.uid())"


def test_a_block_that_may_end_with_an_error_leaves_what_it_names_uncertain() -> None:
    replayed = replay_sql(
        "create table t (a int); create table u (a int); do $$ begin"
        " if random() > 0.5 then alter table t add column b int; end if;"
        " alter table u add column b int; alter table t drop column b; end $$;"
    )
    tables = replayed.schema.tables
    assert replayed.outcomes[Outcome.NOT_KNOWABLE] == 1
    assert list(tables["public.u"].columns) == ["a"]
    assert tables["public.t"].origin.uncertain is not None
    assert tables["public.u"].origin.uncertain is not None
