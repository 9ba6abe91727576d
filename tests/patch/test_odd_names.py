"""Every name that PostgreSQL takes comes back from every region that shows it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.diff.documents import diff_document
from sotsync.document.exact import exact_name, exact_sql, read_exact_name, read_exact_sql
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

NAMES = (
    *(
        "Mixed Case",
        "'",
        "a'b",
        "a\nb",
        "a\r\nb",
        "a\tb",
        "[x](y)",
        "a (b)",
        "a, b",
        "a / b",
        "a`b",
        "``",
        "`",
    ),
    *("a|b", "a\\|b", "a\\", "|", " lead", "trail ", "a  b", "{x}", "<b>x</b>", "<!-- x", "-->"),
    *("a\u200fb", "\u202eabc", "é" * 31, "表" * 21, "a.b", 'a"b', '"q"', "*em*", "_u_", "__u__"),
    *("#h", "- x", "-", "NULL", "none", "a → b", "a->b", "(a)", "DBT-001", "$1", "a;b", "--x"),
    *("/* x", "'q'", "a WHERE b", "WHERE", "a INCLUDE b", "a DESC", "x text_ops", "~~~", "&amp;"),
    *(
        'U&"a"',
        "U&a",
        "\u2028x",
        "\x0b",
        "\x7f",
        "\x85",
        "\u00a0",
        "**b**:",
        "id (PK)",
        "👩\u200d💻",
    ),
)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


KINDS = {
    "column": "CREATE TABLE t (id int PRIMARY KEY, {0} text NOT NULL DEFAULT 'x', UNIQUE ({0}));"
    " CREATE INDEX i ON t ({0}, id) INCLUDE ({0}) WHERE {0} IS NOT NULL;"
    " CREATE INDEX j ON t (lower({0}));",
    "referenced column": "CREATE TABLE p ({0} int PRIMARY KEY);"
    " CREATE TABLE t (id int PRIMARY KEY, {0} int REFERENCES p);",
    "table": "CREATE TABLE {0} (id int PRIMARY KEY, x text);"
    " CREATE TABLE tt (id int PRIMARY KEY, r int REFERENCES {0});",
    "schema": "CREATE SCHEMA {0}; CREATE TABLE {0}.k (id int PRIMARY KEY);"
    " CREATE TABLE t (id int PRIMARY KEY, r int REFERENCES {0}.k);",
    "index": "CREATE TABLE t (id int PRIMARY KEY, x text); CREATE INDEX {0} ON t (x);",
    "constraint": "CREATE TABLE t (id int, CONSTRAINT {0} PRIMARY KEY (id));",
    "policy": "CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
    " CREATE POLICY {0} ON t USING (id > 0);",
    "trigger": "CREATE TABLE t (id int PRIMARY KEY); CREATE FUNCTION {0}() RETURNS trigger"
    " LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$;"
    " CREATE TRIGGER {0} BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION {0}();",
    "type": "CREATE TYPE {0} AS ENUM ('a');"
    " CREATE TABLE t (id int PRIMARY KEY, x {0} DEFAULT 'a');",
    "view": "CREATE TABLE t (id int PRIMARY KEY, x text);"
    " CREATE VIEW {0} AS SELECT id, x AS {0} FROM t;",
}
FIRST = "CREATE TABLE zz (id int PRIMARY KEY, q text);"


def history(*files: str) -> Replay:
    scripts = [
        Script(source=Source(f"m/2020010{index}000000_x.sql", sql), version=f"2020010{index}000000")
        for index, sql in enumerate(files)
    ]
    return replay(scripts)


def synchronised(text: str, actual: Replay) -> str:
    """The document after a patch, which leaves nothing that differs."""
    after = plan_patch(parse_document(Source("S.md", text)), actual).apply()
    document = parse_document(after)
    assert (diff_document(document, actual), document.findings) == ((), ())
    return after.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_an_odd_name_is_written_and_read_back(kind: str, name: str) -> None:
    sql = KINDS[kind].format(quoted(name))
    actual = history(FIRST, sql)
    assert not actual.findings
    text = render_document(actual)
    assert synchronised(text, actual) == text
    synchronised(render_document(history(FIRST)), actual)


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_column_takes_and_leaves_an_odd_name(name: str) -> None:
    files = [
        FIRST + "CREATE TABLE t (id int PRIMARY KEY, plain text); CREATE INDEX i ON t (plain);"
    ]
    text = render_document(history(*files)).replace(
        "| `plain` | TEXT | Yes | - | - | - |", "| `plain` | TEXT | Yes | - | Kept | Too |"
    )
    for sql in (
        f"ALTER TABLE t RENAME COLUMN plain TO {quoted(name)};",
        f"ALTER TABLE t RENAME COLUMN {quoted(name)} TO plain_again;",
    ):
        files.append(sql)
        text = synchronised(text, history(*files))
        assert "| Kept | Too |" in text


ANY_NAME = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
).filter(lambda name: len(name.encode()) < 64)


@given(ANY_NAME)
def test_any_name_is_read_as_it_was_written(name: str) -> None:
    written = exact_name(name)
    assert read_exact_name(written) == name
    assert not set(written) & set("`|\n\r,\u202e")


@given(ANY_NAME, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_sql_is_read_as_it_was_written(name: str, constant: str) -> None:
    sql = quoted(name) + " = '" + constant.replace("'", "''") + "'"
    written = exact_sql(sql)
    assert read_exact_sql(written) == sql
    assert not set(written) & set("`\n\r")


@given(ANY_NAME)
@settings(max_examples=50, deadline=None)
def test_a_column_of_any_name_is_documented(name: str) -> None:
    actual = history(KINDS["column"].format(quoted(name)))
    text = render_document(actual)
    assert synchronised(text, actual) == text
