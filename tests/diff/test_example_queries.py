"""Queries of people: what is told of them, and all that is let be."""

from __future__ import annotations

import pytest

from sotsync.diff.human_text import check_human_text
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.text import Source

SQL = """
CREATE TABLE users (id int PRIMARY KEY, email text, name text);
CREATE TABLE orders (
  id int PRIMARY KEY, user_id int REFERENCES users, status text, total numeric, made timestamptz
);
CREATE VIEW mails AS SELECT id, email FROM users;
ALTER TABLE orders RENAME COLUMN total TO amount;
ALTER TABLE orders RENAME TO purchases;
ALTER TABLE unknown_base ADD COLUMN x int;
"""
ACTUAL = replay(
    [Script(source=Source("m/20200101000000_a.sql", SQL), version="20200101000000")],
    platform=SUPABASE,
)
DOCUMENT = render_document(ACTUAL)
PATTERN = "-- Pattern 1: {What it answers}"


def told(query: str) -> list[str]:
    document = parse_document(Source("S.md", DOCUMENT.replace(PATTERN, query, 1)))
    found = check_human_text(document, ACTUAL)
    return [finding.message for finding in found if finding.code == "D100"]


RIGHT = {
    "joins and aliases": "SELECT p.id, u.email AS mail FROM purchases p JOIN users u"
    " ON u.id = p.user_id ORDER BY mail",
    "parameters": "SELECT id FROM users WHERE email = :mail AND id > ? AND name = $1 LIMIT ?",
    "casts": "SELECT id FROM users WHERE id = ANY(:ids::int[])",
    "common tables": "WITH r AS (SELECT id, amount AS a FROM purchases) SELECT r.a, b FROM r",
    "functions": "SELECT value FROM jsonb_each('{}'::jsonb) AS j WHERE j.key = 'x'",
    "upsert": "INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET email ="
    " excluded.email",
    "update": "UPDATE purchases SET status = 'x' FROM users WHERE users.id = user_id",
    "delete": "DELETE FROM purchases USING users u WHERE u.id = user_id",
    "whole rows": "SELECT purchases FROM purchases",
    "system columns": "SELECT ctid, tableoid FROM purchases",
    "outer columns": "SELECT (SELECT email FROM users WHERE users.id = purchases.user_id)"
    " FROM purchases",
    "the platform": "SELECT a.whatever FROM auth.users a; SELECT * FROM information_schema.tables",
    "the catalogue": "SELECT oid, nope FROM pg_class",
    "a base that is not known": "SELECT anything FROM unknown_base",
    "values": "SELECT a, b FROM (VALUES (1, 2)) AS t (a, b)",
    "sub-select": "SELECT x.k FROM (SELECT id AS k FROM users) x",
    "no SQL": "select from where",
    "placeholders": "SELECT nope FROM {table}",
    "another statement": "EXPLAIN SELECT nope FROM users; DO $$BEGIN END$$",
    "a view": "SELECT email FROM mails GROUP BY email HAVING count(*) > 1",
    "a join's own name": "SELECT j.id FROM (users CROSS JOIN purchases) AS j",
    "stars": "SELECT u.*, * FROM users u",
}


@pytest.mark.parametrize("query", RIGHT.values(), ids=RIGHT.keys())
def test_what_may_be_right_is_let_be(query: str) -> None:
    assert told(query) == []


WRONG = {
    "SELECT u.emial FROM users u": "users.emial, which does not exist; the nearest is email",
    "SELECT zzz FROM users": "users.zzz, which does not exist",
    "SELECT total FROM purchases": "purchases.total, which does not exist; the nearest is amount",
    "SELECT * FROM orders": "public.orders, which does not exist; the nearest is public.purchases",
    "SELECT zzz FROM users, purchases": "zzz, which does not exist",
    "DELETE FROM public.users WHERE nope = 1": "users.nope, which does not exist",
}


@pytest.mark.parametrize("query", WRONG)
def test_what_is_not_there_is_told_with_what_is_nearest(query: str) -> None:
    assert told(query) == [f"a query names {WRONG[query]}"]


def test_a_deep_query_is_read() -> None:
    told("SELECT " + "(" * 500 + "1" + ")" * 500 + " FROM users WHERE " + "NOT " * 500 + "true")
