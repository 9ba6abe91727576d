"""Statements in one entry that reach others which they do not name: nothing is missed of them."""

from __future__ import annotations

import pytest

from sotsync.document.render.page import render_document
from sotsync.replay.result import Replay
from tests.diff.test_stated import assert_nothing_is_missed, replayed, situation_of

LONG = "a" * 63
SQL = f"""
CREATE SCHEMA app;
CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
CREATE TYPE {LONG} AS ENUM ('a');
CREATE TABLE users (id int PRIMARY KEY, name text DEFAULT 'x');
CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users (id), ok text);
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users (id), kind {LONG});
CREATE TABLE lines (id int PRIMARY KEY, order_id int REFERENCES orders (id));
CREATE TABLE app.users (id serial PRIMARY KEY);
CREATE TABLE old_name (id int GENERATED ALWAYS AS IDENTITY);
ALTER TABLE old_name RENAME TO numbered;
CREATE TABLE x_id_seq (a int);
CREATE INDEX x_items_key ON profiles (ok);
CREATE TABLE parent (id int PRIMARY KEY, a text NOT NULL DEFAULT 'q');
CREATE TABLE child (b int) INHERITS (parent);
CREATE VIEW totals AS SELECT user_id FROM orders;
CREATE TABLE x (a int);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY admins ON users FOR SELECT USING (is_admin());
"""  # noqa: S608 - a schema, made of nothing but itself
OWN = "CREATE TABLE public.x (\n  a INTEGER\n);"


@pytest.fixture(scope="module")
def actual() -> Replay:
    return replayed(SQL)


@pytest.fixture(scope="module")
def text(actual: Replay) -> str:
    return render_document(actual)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP FUNCTION is_admin() CASCADE",
        "ALTER FUNCTION is_admin() RENAME TO is_boss",
        "ALTER TABLE auth.users RENAME TO people",
        "ALTER TABLE auth.users RENAME COLUMN id TO number",
        "ALTER TABLE auth.users DROP COLUMN id CASCADE",
        "ALTER TABLE auth.users ALTER COLUMN id TYPE text",
        "DROP TABLE auth.users CASCADE",
        "CREATE TABLE auth.users (id int)",
        "DROP SCHEMA public CASCADE",
        "DROP SCHEMA app CASCADE",
        "ALTER SCHEMA public RENAME TO other",
        "ALTER SCHEMA app RENAME TO other",
        "SET search_path TO app; CREATE TABLE q (id int)",
        "DO $$ BEGIN DROP TABLE users; END $$",
        "CREATE TABLE app.users_id_seq (a int)",
        "CREATE TABLE numbered_id_seq (a int)",
        "ALTER SEQUENCE app.users_id_seq INCREMENT 7",
        "DROP SEQUENCE app.users_id_seq CASCADE",
        f"ALTER TYPE {LONG}bc ADD VALUE 'b'",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO anon",
    ],
)
def test_statements_about_what_others_use(actual: Replay, text: str, statement: str) -> None:
    assert OWN in text
    assert_nothing_is_missed(situation_of(text.replace(OWN, f"{OWN}\n{statement};"), actual))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # The name that PostgreSQL chooses is taken, by an index and by a table.
        (OWN, "CREATE TABLE public.x (items text UNIQUE);"),
        (OWN, "CREATE TABLE public.x (id serial);"),
        # Whoever refers to it cannot be compared with it.
        ("public.orders (\n  id INTEGER", "public.orders (\n  id TEXT"),
        # Its children have what it has.
        ("a TEXT NOT NULL DEFAULT 'q'", "a INTEGER"),
        ("  a TEXT NOT NULL DEFAULT 'q'\n", "  c TEXT\n"),
    ],
)
def test_tables_that_are_other_ones(actual: Replay, text: str, old: str, new: str) -> None:
    assert old in text
    assert_nothing_is_missed(situation_of(text.replace(old, new), actual))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX x_a ON x (a)",
        "DROP POLICY IF EXISTS everybody ON x",
        "ALTER TABLE x ALTER COLUMN a SET DEFAULT 1",
        "CREATE SCHEMA IF NOT EXISTS app",
        "GRANT SELECT ON x TO anon",
        "CREATE NONSENSE",
    ],
)
def test_other_statements_leave_the_rest_unread(actual: Replay, text: str, statement: str) -> None:
    situation = situation_of(text.replace(OWN, f"{OWN}\n{statement};"), actual)
    assert "public.users" in situation.stated.verbatim
    assert_nothing_is_missed(situation)
