"""Text that Markdown reads as a mark, in names, in SQL and in comments of the database."""

from __future__ import annotations

import re

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import PageSettings, lean_settings, render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source
from tests.patch.test_odd_names import KINDS, history, quoted, synchronised

RUNS = ("```", "a```b", "````", "`````sql", "~~~", "~~~~~", "\n```", "x\n````\ny", "\n~~~~\n")
FIRST = {
    "column": "CREATE TABLE t (id int PRIMARY KEY);",
    "policy": "CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
    "trigger": "CREATE TABLE t (id int PRIMARY KEY); CREATE FUNCTION f() RETURNS trigger"
    " LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$;",
}
CHANGES = {
    "column": "ALTER TABLE t ADD {0} text DEFAULT {1}; CREATE INDEX {0} ON t ({0});"
    " COMMENT ON COLUMN t.{0} IS {1};",
    "policy": "CREATE POLICY {0} ON t USING (id::text <> {1}); COMMENT ON POLICY {0} ON t IS {1};",
    "trigger": "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS {1};"
    " CREATE TRIGGER {0} BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();",
}
"""What brings a run of marks into a fence that has none so far: {0} a name, {1} a constant."""

COMMENTS = (
    *("```", "```js begins", "~~~", "# heading", "## DBT-001: Another", "- item", "1. item", "> q"),
    *("<!-- hidden", "<!-- sotsync: table=public.u -->", "<details>", "---", "***", "[x]: y", "+"),
    *(
        "| a | b |",
        "a\\|b",
        "a \\",
        "\\|",
        "x\n<!-- sotsync: table=public.u -->\ny",
        "    indented",
    ),
)


def constant(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("mark", ["```", "~~~"])
@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_a_fence_grows_with_the_marks_in_its_code(run: str, kind: str, mark: str) -> None:
    before = history(FIRST[kind])
    text = re.sub(r"^```", mark, render_document(before), flags=re.MULTILINE)
    change = CHANGES[kind].format(quoted(run), constant(run))
    actual = history(FIRST[kind], change)
    after = synchronised(text, actual)
    assert synchronised(after, actual) == after
    gone = "DROP TRIGGER {0} ON t;" if kind == "trigger" else "DROP POLICY {0} ON t;"
    gone = "ALTER TABLE t DROP {0};" if kind == "column" else gone
    synchronised(after, history(FIRST[kind], change, gone.format(quoted(run))))


def test_only_the_marks_of_the_fence_change_with_its_code() -> None:
    before = history(FIRST["policy"])
    actual = history(FIRST["policy"], 'CREATE POLICY "```" ON t USING (true);')
    text = render_document(before).replace(
        "```sql\n-- Enable RLS", "  ```sql  title=Policies \n-- Enable RLS"
    )
    after = synchronised(text, actual)
    assert "  ````sql  title=Policies \n-- Enable RLS" in after
    assert 'CREATE POLICY "```"' in after
    assert len(re.findall("^ *````", after, re.MULTILINE)) == 2


@pytest.mark.parametrize("settings", [PageSettings(), lean_settings()], ids=["full", "lean"])
@pytest.mark.parametrize("comment", COMMENTS, ids=repr)
def test_a_comment_of_the_database_is_text_in_the_document(
    comment: str, settings: PageSettings
) -> None:
    sql = (
        "CREATE TABLE t (id int PRIMARY KEY, x text); CREATE TABLE u (id int);"
        f" COMMENT ON TABLE t IS {constant(comment)}; COMMENT ON COLUMN t.x IS {constant(comment)};"
    )
    actual = history(sql)
    text = render_document(actual, settings)
    assert synchronised(text, actual) == text
    document = parse_document(Source("S.md", text))
    assert len(document.entries) == len(actual.schema.tables)
    tables = [one.regions.fields or one.regions.summary for one in document.entries]
    assert sum(len(one.rows) for one in tables if one) == 3
    assert diff_document(document, actual) == ()
    bare = render_document(history("CREATE TABLE a (id int);"), settings)
    synchronised(bare, history("CREATE TABLE a (id int);", sql))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_a_run_of_marks_is_written_and_read_back(run: str, kind: str) -> None:
    actual: Replay = history(KINDS[kind].format(quoted(run)))
    text = render_document(actual)
    assert synchronised(text, actual) == text
    assert plan_patch(parse_document(Source("S.md", text)), actual).edits == ()


DEFAULTS = ("x|y", "x\\|y", "x\\\\|y", "x\\\\\\|y", "\\", "|", "`|`", "\\|\n", "a`\\`|")


@pytest.mark.parametrize("text", DEFAULTS, ids=repr)
def test_a_default_of_any_marks_is_written_and_read_back(text: str) -> None:
    sql = f"CREATE TABLE t (id int PRIMARY KEY, x text DEFAULT {constant(text)});"
    escaped = text.replace("\\", "\\\\")
    sql += f"CREATE TABLE u (id int PRIMARY KEY, x text DEFAULT E{constant(escaped)});"
    actual = history(sql)
    written = render_document(actual)
    assert synchronised(written, actual) == written
    bare = "CREATE TABLE a (id int);"
    synchronised(render_document(history(bare)), history(bare, sql))


FILES = ("a`b.sql", "`a`.sql", "a```b|c.sql", "``.sql", "a_`", "`", "it's {new}.sql", "a  b.sql")


@pytest.mark.parametrize("settings", [PageSettings(), lean_settings()], ids=["full", "lean"])
@pytest.mark.parametrize("name", FILES)
def test_a_migration_of_any_name_is_cited_and_read_back(name: str, settings: PageSettings) -> None:
    def replayed(*files: tuple[str, str]) -> Replay:
        return replay(
            Script(source=Source(f"m/{version}_{file}", sql), version=version)
            for version, (file, sql) in zip(
                ("20260101", "20260202", "20260303"), files, strict=False
            )
        )

    first, second = (name, "CREATE TABLE t (id int);"), (name, "ALTER TABLE t ADD x int;")
    third = ("plain.sql", "ALTER TABLE t ADD y int;")
    text = render_document(replayed(first), settings)
    assert synchronised(text, replayed(first)) == text
    text = synchronised(text, replayed(first, second))
    text = synchronised(text, replayed(first, second, third))
    assert "(Migration: `20260303_plain.sql`)" in text
    assert "20260202" not in text.partition("### Columns")[0].partition("### Schema")[0]
