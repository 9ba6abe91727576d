"""What is read from a server is what replay says of the statements that made it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sotsync.database.queries import DOMAINS, FUNCTIONS, RANGES, for_version
from sotsync.database.settle import join
from sotsync.diff.witnesses import compare_servers
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.schema.models import Schema, Table
from sotsync.schema.normalize import normalize
from sotsync.schema.origin import Origin
from sotsync.schema.render import render_schema
from sotsync.schema.scope import Scope
from tests.database.conftest import Question, script

CASES = sorted((Path(__file__).parents[1] / "oracle" / "cases").glob("*.sql"))

# What only a reading of the whole query with its types could tell to be the same, and a column of
# two parents that lost one: to PostgreSQL it is the table's own from then on. Of a base type the
# server does not say how it was stated.
_UNTOLD = {
    "base_types": {"type public.box3"},
    "inheritance_only": {"public.c"},
    "views": {"public.natural_join", "public.whole"},
    "views_of_everything": {"public.natural_join", "public.whole"},
}


Asking = Callable[[], Question]


def _static(text: str) -> Schema:
    return replay([script(text)], platform=SUPABASE).schema


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_server_is_read_as_replay_says(case: Path, ask: Callable[[], Question]) -> None:
    text = case.read_text(encoding="utf-8")
    question = ask()
    question.apply(script(text))
    static = _static(text)
    joined = join(static, question.read(), platform=SUPABASE)
    scope = Scope(joined)
    untold = _UNTOLD.get(case.stem, set())
    for family in Schema.model_fields:
        one, other = getattr(static, family), getattr(joined, family)
        assert sorted(one.keys() - untold) == sorted(other.keys() - untold), family
        for key in one.keys() - untold:
            assert normalize(one[key], scope) == normalize(other[key], scope)
    changes = compare_servers(static, joined)
    assert [change for change in changes if change.relation not in untold] == []


def test_nothing_has_an_origin_on_a_live_server(question: Question) -> None:
    question.run("CREATE TABLE t (id int PRIMARY KEY, a text); CREATE TYPE m AS ENUM ('a')")
    schema = question.read(is_live=True)
    table = schema.tables["public.t"]
    assert table.origin == table.columns["a"].origin == Origin()
    assert [table.origin.created, table.constraints["t_pkey"].origin.created] == [None, None]
    assert list(schema.tables) == ["public.t"]
    assert list(schema.enums) == ["public.m"]


def test_on_a_live_server_the_platform_is_left_out(question: Question) -> None:
    question.run(
        """
        CREATE POLICY mine ON storage.objects FOR SELECT USING (bucket_id = 'a');
        CREATE FUNCTION public.on_user() RETURNS trigger LANGUAGE plpgsql
          AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER mine AFTER INSERT ON auth.users
          FOR EACH ROW EXECUTE FUNCTION public.on_user();
        CREATE TRIGGER theirs BEFORE UPDATE ON storage.objects
          FOR EACH ROW EXECUTE FUNCTION storage.update_updated_at_column();
        CREATE FUNCTION auth.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
        CREATE TABLE auth.theirs (id int); ALTER TABLE auth.theirs OWNER TO supabase_auth_admin;
        CREATE TABLE supabase_migrations.theirs (id int);
        CREATE SCHEMA mine;
        """
    )
    schema = question.read(is_live=True)
    assert sorted(schema.tables) == ["auth.users", "storage.objects"]
    users, things = schema.tables["auth.users"], schema.tables["storage.objects"]
    assert users.is_external
    assert (list(users.triggers), list(users.columns)) == (["mine"], [])
    assert (list(things.policies), list(things.triggers)) == (["mine"], [])
    assert sorted(schema.functions) == ["auth.mine()", "public.on_user()"]
    assert list(schema.namespaces) == ["mine"]
    assert "pgcrypto" not in schema.extensions


def test_on_a_server_of_our_own_everything_later_is_the_projects(question: Question) -> None:
    question.run(
        """
        CREATE INDEX mine_idx ON auth.users (created_at);
        ALTER TABLE auth.users ADD COLUMN mine text CHECK (mine <> '');
        CREATE TABLE auth.mine (id int);
        """
    )
    tables = question.read().tables
    assert sorted(tables) == ["auth.mine", "auth.users"]
    users = tables["auth.users"]
    assert (list(users.columns), list(users.indexes)) == (["mine"], ["mine_idx"])
    assert list(users.constraints) == ["users_mine_check"]


def test_what_a_foreign_table_says(question: Question) -> None:
    question.run(
        """
        CREATE EXTENSION wrappers;
        CREATE FOREIGN DATA WRAPPER w HANDLER stripe_fdw_handler;
        CREATE SERVER far FOREIGN DATA WRAPPER w;
        CREATE FOREIGN TABLE f (id int) SERVER far OPTIONS (object 'things');
        """
    )
    table = question.read().tables["public.f"]
    assert (table.foreign_server, table.options) == ("far", ("object 'things'",))


def test_secrets_are_left_out(question: Question) -> None:
    question.run(
        """
        CREATE FOREIGN DATA WRAPPER w OPTIONS (token 'hush', debug 'true');
        CREATE SERVER far FOREIGN DATA WRAPPER w OPTIONS (host 'far', api_key 'hush', "Odd" '1=2');
        CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS ("user" 'me', password 'hush');
        CREATE USER MAPPING FOR alice SERVER far;
        """
    )
    for is_live in (False, True):
        schema = question.read(is_live=is_live)
        assert "hush" not in schema.model_dump_json()
        assert schema.foreign_data_wrappers["w"].omitted_options == ("token",)
        assert schema.foreign_servers["far"].options == ("host 'far'", "\"Odd\" '1=2'")
        assert schema.foreign_servers["far"].omitted_options == ("api_key",)
        assert sorted(schema.user_mappings) == ["alice on far", "public on far"]
        mapping = schema.user_mappings["public on far"]
        assert (mapping.options, mapping.omitted_options) == (("\"user\" 'me'",), ("password",))


def test_of_the_platform_a_live_server_says_what_the_project_added(question: Question) -> None:
    question.run(
        """
        CREATE TABLE t (id int, a text);
        ALTER PUBLICATION supabase_realtime ADD TABLE t (a);
        ALTER TABLE t OWNER TO alice;
        ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin GRANT SELECT ON TABLES TO bob;
        ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM anon;
        """
    )
    schema = question.read(is_live=True)
    realtime = schema.publications["supabase_realtime"]
    assert (realtime.is_external, realtime.owner) == (True, None)
    assert [(each.table, each.columns) for each in realtime.tables] == [("public.t", ("a",))]
    assert schema.tables["public.t"].owner == "alice"
    defaults = schema.default_privileges
    assert "supabase_admin on tables" not in defaults
    [revoked] = defaults["alice on functions"].privileges
    assert (revoked.grantee, revoked.is_revoked) == ("public", True)
    sequences = defaults["postgres in public on sequences"]
    assert "anon" in {each.grantee for each in sequences.platform_privileges}
    assert "anon" not in {each.grantee for each in sequences.privileges}
    assert schema.publications.keys() == {"supabase_realtime"}


def test_a_rule_too_deep_for_the_grammar_stays_as_it_is(question: Question) -> None:
    deep = " + ".join("1" for _ in range(300))
    question.run("CREATE TABLE t (id int)")
    question.run(f"CREATE RULE r AS ON UPDATE TO t DO ALSO SELECT {deep}")
    [rule] = question.read().tables["public.t"].rules.values()
    assert rule.event == "UPDATE"
    assert rule.actions[0].count("+") == 299


RESTATED = """
CREATE FUNCTION less(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 < $2 $$;
CREATE FUNCTION more(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 > $2 $$;
CREATE FUNCTION ordered(text, text) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT 1 $$;
CREATE OPERATOR <<< (LEFTARG = text, RIGHTARG = text, FUNCTION = less, COMMUTATOR = >>>);
CREATE OPERATOR >>> (LEFTARG = text, RIGHTARG = text, FUNCTION = more, COMMUTATOR = <<<);
CREATE OPERATOR FAMILY lone USING btree;
ALTER OPERATOR FAMILY lone USING btree
  ADD OPERATOR 1 <<< (text, text), FUNCTION 1 ordered(text, text);
CREATE OPERATOR CLASS kept FOR TYPE text USING btree FAMILY lone AS OPERATOR 5 >>>;
CREATE TYPE colour AS ENUM ('red');
CREATE CAST (colour AS bytea) WITH INOUT;
CREATE TRUSTED LANGUAGE mine HANDLER plpgsql_call_handler;
CREATE ACCESS METHOD heaped TYPE TABLE HANDLER heap_tableam_handler;
CREATE DEFAULT CONVERSION told FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH TEMPLATE plain (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH PARSER words
  (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION search (PARSER = words);
"""


def test_what_is_restated_makes_the_same_again(question: Question, ask: Asking) -> None:
    question.run(RESTATED)
    first = question.read()
    other = ask()
    other.run(render_schema(first))
    second = other.read()
    assert first.other_objects == second.other_objects
    assert sorted(first.other_objects) == sorted(_static(RESTATED).other_objects)


def test_an_extension_says_only_what_was_chosen(question: Question) -> None:
    question.run("CREATE EXTENSION citext SCHEMA extensions; CREATE EXTENSION pg_cron")
    question.run("COMMENT ON EXTENSION pg_cron IS 'Nightly'")
    found = question.read().extensions
    assert found["citext"].schema_name == "extensions"
    assert (found["citext"].comment, found["citext"].version) == (None, None)
    assert (found["pg_cron"].schema_name, found["pg_cron"].comment) == (None, "Nightly")


def test_identity_options_and_inherited_members(question: Question) -> None:
    question.run(
        """
        CREATE TABLE p (id int GENERATED BY DEFAULT AS IDENTITY
          (START 5 INCREMENT 2 MINVALUE 3 MAXVALUE 99 CACHE 4 CYCLE), at date NOT NULL,
          total numeric GENERATED ALWAYS AS (2 * 3) STORED, CHECK (at > '2020-01-01'))
          PARTITION BY RANGE (at);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
        CREATE TABLE pk (id int PRIMARY KEY) PARTITION BY HASH (id);
        CREATE TABLE pk1 PARTITION OF pk FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        CREATE TABLE refers (pk_id int REFERENCES pk);
        CREATE INDEX p_at ON p (at);
        """
    )
    tables = question.read().tables
    column = tables["public.p"].columns["id"]
    options = "START WITH 5 INCREMENT BY 2 MINVALUE 3 MAXVALUE 99 CACHE 4 CYCLE"
    assert column.identity_options == options
    assert tables["public.p"].columns["total"].generated == "2 * 3"
    part = tables["public.p1"]
    assert part.columns["at"].is_inherited
    assert part.indexes["p1_at_idx"].is_inherited
    assert part.constraints["p_at_check"].is_inherited
    assert tables["public.pk1"].constraints["pk1_pkey"].is_inherited
    assert list(tables["public.refers"].constraints) == ["refers_pk_id_fkey"]


def test_a_view_with_a_check_option(question: Question) -> None:
    question.run(
        "CREATE TABLE t (id int); CREATE VIEW v WITH (security_invoker = true) AS "
        "SELECT id FROM t WHERE id > 1 WITH LOCAL CHECK OPTION"
    )
    view = question.read().views["public.v"]
    assert (view.check_option, view.options) == ("LOCAL", ("security_invoker=true",))


def test_an_expression_too_deep_for_the_grammar_stays_as_it_is(question: Question) -> None:
    deep = " + ".join("1" for _ in range(300))
    question.run(f"CREATE TABLE t (id int DEFAULT {deep}); CREATE VIEW v AS SELECT {deep} AS n")
    schema = question.read()
    table = schema.tables["public.t"]
    assert isinstance(table, Table)
    assert (table.columns["id"].default or "").count("+") == 299
    assert schema.views["public.v"].definition.count("+") == 299


def test_older_servers_are_asked_only_what_they_know() -> None:
    assert "prosqlbody" in for_version(FUNCTIONS, 140000)
    assert "prosqlbody" not in for_version(FUNCTIONS, 130010)
    assert "rngmultitypid" not in for_version(RANGES, 130010)
    assert for_version(DOMAINS, 130010) == for_version(DOMAINS, 180000)
