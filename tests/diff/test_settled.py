"""Verdicts that are taken over from before a patch: the same as those that are found anew."""

from __future__ import annotations

import pytest

from sotsync.diff.documents import compare, compare_again
from sotsync.diff.settled import Citing
from sotsync.diff.situation import examine
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

SQL = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE users (id int PRIMARY KEY, mood mood, name text DEFAULT 'x');
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users (id));
CREATE TABLE lines (id int PRIMARY KEY, order_id int REFERENCES orders (id));
CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE INDEX lines_order ON lines (order_id);
"""
CHANGES = [
    ("`name`", "`names`"),
    ("DEFAULT 'x'", "DEFAULT 'y'"),
    ("CREATE TABLE public.users", "CREATE TABLE public.user"),
    ("Orders\n", "Orders of people\n"),
    ("DBT-002", "DBT-009"),
    ("('sad', 'ok')", "('sad')"),
    ("RETURN NEW", "RETURN OLD"),
    ("lines_order", "lines_orders"),
    ("**Status**: Active", "**Status**: Planned"),
    ("\n", "\r\n"),
    ("- `order_id`", "- "),
    ("-- public.touch(): see", "ALTER TABLE lines ADD COLUMN lost int;\n-- public.touch(): see"),
]


def replayed(*scripts: str) -> Replay:
    """The schema after some migrations."""
    named = (
        Script(source=Source(f"migrations/{number:03}_x.sql", sql), version=f"{number:03}")
        for number, sql in enumerate(scripts, 1)
    )
    return replay(named)


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_what_is_taken_over_is_what_would_be_found(old: str, new: str) -> None:
    actual = replayed(SQL)
    text = render_document(actual)
    settled = compare_again(examine(parse_document(Source("SoT.md", text)), actual)).settled
    assert len(settled.subjects) == 3
    for count in (1, -1):
        after = parse_document(Source("SoT.md", text.replace(old, new, count)))
        again = compare_again(examine(after, actual), settled)
        parse_document.cache_clear()
        fresh = parse_document(Source("SoT.md", text.replace(old, new, count)))
        assert again.changes == compare(examine(fresh, actual))


def test_entries_that_stay_as_they_are_keep_their_verdict() -> None:
    actual = replayed(SQL, "ALTER TABLE lines ADD COLUMN amount int;")
    before = examine(parse_document(Source("SoT.md", render_document(replayed(SQL)))), actual)
    settled = compare_again(before).settled
    after = examine(parse_document(plan_patch(before.document, actual).apply()), actual)
    held = [
        one.entry.title.text
        for one in after.subjects
        if settled.holds(after, one, Citing.of(after))
    ]
    assert sorted(held) == ["Orders", "Users"]
    assert compare_again(after, settled).changes == ()


def test_nothing_is_taken_over_from_another_schema() -> None:
    actual, other = replayed(SQL), replayed(SQL, "ALTER TABLE lines ADD COLUMN amount int;")
    document = parse_document(Source("SoT.md", render_document(actual)))
    settled = compare_again(examine(document, actual)).settled
    situation = examine(document, other)
    citing = Citing.of(situation)
    assert not any(settled.holds(situation, one, citing) for one in situation.subjects)
    assert compare_again(situation, settled).changes == compare(situation) != ()


def test_the_same_sides_are_brought_together_once() -> None:
    actual = replayed(SQL)
    document = parse_document(Source("SoT.md", render_document(actual)))
    assert examine(document, actual) is examine(document, actual)
    assert examine(document, actual) is not examine(document, actual, schemas=("public",))


TOUCHED = "CREATE TRIGGER touch BEFORE UPDATE ON first FOR EACH ROW EXECUTE FUNCTION touch();"


@pytest.mark.parametrize(
    ("migration", "held"),
    [
        # Only what points to the new table, or shows its function, is looked at again.
        ("CREATE TABLE parts (id int, line_id int REFERENCES lines (id));", ["Orders", "Users"]),
        ("CREATE TABLE alone (id int);", ["Lines", "Orders", "Users"]),
        (f"CREATE TABLE first (id int); {TOUCHED}", ["Lines", "Orders", "Users"]),
        ("DROP TABLE lines;", ["Users"]),
    ],
)
def test_a_table_that_comes_or_goes_concerns_those_that_cite_it(
    migration: str, held: list[str]
) -> None:
    actual = replayed(SQL, migration)
    before = examine(parse_document(Source("SoT.md", render_document(replayed(SQL)))), actual)
    settled = compare_again(before).settled
    after = examine(parse_document(plan_patch(before.document, actual).apply()), actual)
    found = [
        one.entry.title.text
        for one in after.subjects
        if settled.holds(after, one, Citing.of(after))
    ]
    assert sorted(found) == held
    assert compare_again(after, settled).changes == compare(after) == ()


MIGRATIONS = [
    "ALTER TABLE lines ADD COLUMN amount int;",
    "ALTER TABLE users RENAME TO people;",
    "ALTER TABLE users RENAME COLUMN name TO called;",
    "ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO orders_key;",
    "CREATE TABLE parts (id int, line_id int REFERENCES lines (id));",
    "DROP TRIGGER touch ON users;",
    "DROP TABLE lines;",
    "ALTER TYPE mood ADD VALUE 'glad';",
    "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$;",
    "ALTER TABLE lines ENABLE ROW LEVEL SECURITY;",
]


@pytest.mark.parametrize("migration", MIGRATIONS)
@pytest.mark.parametrize(("old", "new"), [("", ""), *CHANGES])
def test_a_plan_after_a_comparison_is_the_plan_without_one(
    migration: str, old: str, new: str
) -> None:
    """Entries without a change are not planned, and would not have been written."""
    actual = replayed(SQL, migration)
    text = render_document(replayed(SQL))
    text = text.replace(old, new, 1) if old else text
    document = parse_document(Source("SoT.md", text))
    compared = compare_again(examine(document, actual)).settled
    shorter, whole = plan_patch(document, actual, compared=compared), plan_patch(document, actual)
    assert shorter.edits == whole.edits
    assert (shorter.findings, shorter.changes) == (whole.findings, whole.changes)
    assert shorter.apply() == whole.apply()


@pytest.mark.parametrize("words", ["", " - for those who fetch them"])
def test_a_line_about_a_table_without_an_entry_leads_to_the_one_that_it_gets(words: str) -> None:
    """The verdict on an entry is taken over, so it must be one about what will be there."""
    parts = "CREATE TABLE parts (id int PRIMARY KEY, line_id int REFERENCES lines (id));"
    line = f"`public.parts` (`line_id` → `id`){words}"
    head, _, tail = render_document(replayed(SQL)).rpartition("**Referenced By**:\n  - None\n")
    text = f"{head}**Referenced By**:\n  - {line}\n{tail}"
    actual = replayed(SQL, parts)
    result = plan_patch(parse_document(Source("SoT.md", text)), actual).apply()
    assert f"  - [DBT-103](#dbt-103-parts) (`line_id` → `id`){words}\n" in result.text
    parse_document.cache_clear()
    assert plan_patch(parse_document(Source("SoT.md", result.text)), actual).edits == ()
