"""Reaching a server: never a write, never a password in what is said."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType

import psycopg
import pytest

from sotsync.database import connection
from sotsync.database.catalog import read_catalog
from sotsync.database.connection import load_psycopg, open_reader, redact, shown_url
from sotsync.errors import DatabaseError, UsageError
from tests.database.conftest import Question

SHOWN = [
    ("postgresql://me:s3cret@db.example.org:6543/shop", "postgresql://me@db.example.org:6543/shop"),
    ("postgres://db.example.org/shop?password=s3cret", "postgresql://db.example.org/shop"),
    ("host=/run/db user=me password='s3 cret' dbname=shop", "postgresql://me@/shop"),
    ("postgresql://", "postgresql:///"),
]


@pytest.mark.parametrize(("url", "shown"), SHOWN)
def test_what_a_database_is_called(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@pytest.mark.parametrize(
    "url", ["postgresql//me:s3cret@h/db", "postgresql://me:s3c%ret@h/db", "s3cret", "host=h s3cret"]
)
def test_what_is_no_url_is_not_quoted(url: str) -> None:
    with pytest.raises(UsageError, match="no connection URL") as raised:
        shown_url(url)
    assert "s3c" not in str(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3c@ret@db.example.org/shop",
        "postgresql://me:s3c/ret@db.example.org/shop",
        "postgres://me@shop:s3c/ret@db.example.org/shop",
        "postgresql://me:s3cret/shop",
        "host=h port=s3cret",
    ],
)
def test_a_password_that_is_not_escaped_is_not_taken_for_a_place(url: str) -> None:
    with pytest.raises(UsageError, match="must be escaped") as raised:
        shown_url(url)
    assert "s3c" not in f"{raised.value} {raised.value.hint}"
    assert "ret" not in f"{raised.value} {raised.value.hint}"
    assert "%40" in (raised.value.hint or "")


def test_what_is_escaped_stands_for_itself() -> None:
    url = "postgresql://me%40home:p%40%2F@h1:1,h2:2/shop%40home?application_name=a@b"
    assert shown_url(url) == "postgresql://me@home@h1,h2:1,2/shop@home"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("cannot reach postgresql://me:s3cret@h/db", "postgresql://me:s3cret@h/db"),
        ('password "p@ss" is wrong', "postgresql://me:p%40ss@h/db"),
        ("p%40ss and p@ss", "postgresql://me:p%40ss@h/db"),
        ("host=h password=s3cret", "host=h password=s3cret"),
        ("password = 's3 cret'", "host=h password='s3 cret'"),
        ("see postgresql://x:other@h", "postgresql://me@h/db"),
    ],
)
def test_passwords_are_taken_out(text: str, url: str) -> None:
    shown = redact(text, url)
    assert "***" in shown
    assert all(secret not in shown for secret in ("s3cret", "p@ss", "p%40ss", "s3 cret", "other"))


def test_a_server_that_cannot_be_reached() -> None:
    url = "postgresql://me:s3cret@/shop?host=/nowhere/at/all"
    with pytest.raises(DatabaseError, match=r"postgresql://me@/shop: .*No such file") as raised:
        read_catalog(url)
    assert "s3cret" not in str(raised.value)
    assert raised.value.exit_code == 2
    assert "check that the server runs" in (raised.value.hint or "")
    assert raised.value.__suppress_context__


def test_nothing_can_be_written(question: Question) -> None:
    with (
        pytest.raises(DatabaseError, match="read-only transaction"),
        open_reader(question.url) as reader,
    ):
        reader.rows("DELETE FROM auth.users RETURNING id")


def test_names_are_printed_with_their_schema(question: Question) -> None:
    with open_reader(question.url) as reader:
        [row] = reader.rows(
            "SELECT current_setting('search_path') AS path, current_setting('statement_timeout') "
            "AS limit, current_setting('transaction_isolation') AS isolation, "
            "'auth.users'::regclass::text AS name"
        )
    expected = {"path": "", "limit": "1min", "isolation": "repeatable read", "name": "auth.users"}
    assert {key: row[key] for key in expected} == expected


def test_a_server_that_takes_too_long(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "STATEMENT_MILLISECONDS", 20)
    with (
        pytest.raises(DatabaseError, match="statement timeout") as raised,
        open_reader(question.url) as reader,
    ):
        reader.rows("SELECT pg_sleep(5)")
    assert "try again" in (raised.value.hint or "")


def test_no_special_rights_are_needed(question: Question) -> None:
    question.run("CREATE ROLE reader LOGIN; CREATE TABLE t (id int PRIMARY KEY)")
    url = question.url.replace("postgres:sesame", "reader")
    assert "public.t" in read_catalog(url).tables
    question.run("DROP ROLE reader")


def test_a_hostile_search_path_changes_nothing(question: Question) -> None:
    question.run(
        """
        CREATE TABLE t (id int PRIMARY KEY);
        CREATE SCHEMA evil;
        CREATE FUNCTION evil.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql
          AS $$ BEGIN RAISE 'called'; END $$;
        CREATE FUNCTION evil.current_database() RETURNS name LANGUAGE plpgsql
          AS $$ BEGIN RAISE 'called'; END $$;
        CREATE TABLE evil.pg_class (oid oid);
        CREATE TABLE evil."pg_namespace" (oid oid);
        CREATE ROLE misled LOGIN;
        ALTER ROLE misled SET search_path = evil, pg_catalog;
        GRANT USAGE ON SCHEMA evil TO misled;
        GRANT SELECT ON ALL TABLES IN SCHEMA evil TO misled;
        """
    )
    misled = read_catalog(question.url.replace("postgres:sesame", "misled"))
    assert misled == read_catalog(question.url)
    assert "public.t" in misled.tables
    question.run("DROP OWNED BY misled; DROP ROLE misled")


def test_a_server_that_is_too_old(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OLDEST_VERSION", 990000)
    with pytest.raises(DatabaseError, match="the server is PostgreSQL 18"):
        read_catalog(question.url)


def test_other_faults_have_no_hint(question: Question) -> None:
    with (
        pytest.raises(DatabaseError, match="syntax error") as raised,
        open_reader(question.url) as reader,
    ):
        reader.rows("SELEC")
    assert raised.value.hint is None


def without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Let imports of the package fail, as where the extra is not installed."""
    real = builtins.__import__

    def refuse(
        name: str,
        globals_: Mapping[str, object] | None = None,
        locals_: Mapping[str, object] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> ModuleType:
        if name.partition(".")[0] == package:
            raise ImportError(name)
        return real(name, globals_, locals_, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_psycopg() is psycopg
    assert "psycopg" in sys.modules
    without(monkeypatch, "psycopg")
    with pytest.raises(UsageError, match="needs psycopg") as raised:
        load_psycopg()
    assert raised.value.hint == "pip install 'sotsync[postgres]'"
