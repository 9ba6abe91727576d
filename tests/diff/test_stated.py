"""SQL that is what would be written is not read, and nothing comes out otherwise than if it were.

The long way, on which every fence is read, is the standard that the short one is held to.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from sotsync.diff.changes import Change
from sotsync.diff.documents import compare
from sotsync.diff.situation import Situation, examine
from sotsync.diff.stated import Stated
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.errors import DocumentError
from sotsync.findings import Finding
from sotsync.patch.options import PatchOptions
from sotsync.patch.plan import _Plan
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.schema.render.schema import render_schema
from sotsync.text import Edit, Source
from tests.diff.cases import CASES, read_case
from tests.diff.strategies import schemas
from tests.patch import cases as patch_cases

SQL = '''
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE users (id int PRIMARY KEY, mood mood, name text DEFAULT 'x');
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users (id));
CREATE TABLE lines (id int PRIMARY KEY, order_id int REFERENCES orders, mood mood);
CREATE TABLE "Odd ""name""" (id int PRIMARY KEY);
CREATE TABLE parts (id int, day date) PARTITION BY RANGE (day);
CREATE TABLE parts_old PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE VIEW totals AS SELECT user_id, count(*) AS orders FROM orders GROUP BY user_id;
CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch BEFORE UPDATE ON lines FOR EACH ROW EXECUTE FUNCTION touch();
CREATE INDEX lines_order ON lines (order_id);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON users FOR SELECT USING (name <> '' );
'''
KEYS = frozenset(
    {
        *("public.users", "public.orders", "public.lines", "public.parts", "public.totals"),
        'public."Odd ""name"""',
    }
)
ORDERS = frozenset({"public.users", "public.orders", "public.lines"})


def replayed(sql: str = SQL) -> Replay:
    return replay([Script(source=Source("migrations/001_all.sql", sql), version="001")])


def situation_of(text: str, actual: Replay) -> Situation:
    return examine(parse_document(Source("document.md", text)), actual)


def read_whole(situation: Situation) -> Situation:
    """The same with every fence read."""
    whole = dataclasses.replace(situation)
    stated = Stated(
        schema=situation.document.schema, findings=situation.document.documented.findings
    )
    whole.__dict__["stated"] = stated
    return whole


def outcome(
    situation: Situation,
) -> tuple[tuple[Change, ...], tuple[Finding, ...], tuple[Edit, ...]]:
    """All that follows from a situation: differences, findings and edits."""
    planned = _Plan(situation, PatchOptions()).planned()
    return compare(situation), (*situation.findings, *planned.findings), planned.edits


def assert_nothing_is_missed(situation: Situation) -> None:
    assert outcome(situation) == outcome(read_whole(situation))


def test_nothing_is_read_of_a_document_in_step() -> None:
    actual = replayed()
    situation = situation_of(render_document(actual), actual)
    assert situation.stated.verbatim == KEYS
    assert_nothing_is_missed(situation)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_are_those_of_the_document(newline: str) -> None:
    actual = replayed()
    situation = situation_of(render_document(actual).replace("\n", newline), actual)
    assert situation.stated.verbatim == KEYS
    assert_nothing_is_missed(situation)


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("PARTITION BY RANGE (day)", "PARTITION BY LIST (day)", {"public.parts"}),
        (
            "count(*) AS orders",
            "count(id) AS orders",
            {"public.totals", "public.orders", "public.users"},
        ),
        # Another entry shows the type of a column, and names other tables.
        ("DEFAULT 'x'", "DEFAULT 'y'", ORDERS),
        ("```sql", "```", set()),
        ("CREATE INDEX lines_order", "CREATE INDEX line_order", None),
        ("PARTITION BY", "); CREATE INDEX lines_order ON x (id); CREATE TABLE y (", None),
        ("PARTITION BY", "); CREATE TABLE orders_pkey (", None),
        # What stands in another entry may be about any table.
        (
            "CREATE INDEX lines_order",
            'ALTER TABLE "Odd ""name""" ADD COLUMN a int;\nCREATE INDEX lines_order',
            None,
        ),
        ("CREATE INDEX lines_order", "COMMENT ON TABLE users IS 'No';\nCREATE INDEX lines_o", None),
        ("CREATE INDEX lines_order", 'ALTER TABLE U&"\\0075sers" ADD a int;\nCREATE INDEX l', None),
        ("CREATE INDEX lines_order", "ALTER TABLE PARTS_old ADD a int;\nCREATE INDEX l", None),
        ("CREATE INDEX lines_order", "CREATE INDEX ON;\nCREATE INDEX l", None),
        ("('sad', 'ok')", "('sad')", None),
        ("RETURN NEW", "RETURN OLD", None),
        ("USING (name <> '')", "USING (true)", None),
        ("**Status**: Active", "**Status**: Planned", None),
        ("CREATE TABLE public.users", "CREATE TABLE public.user", None),
        ("CREATE TABLE public.orders", "CREATE TABLE public.users", None),
        ("```sql", "~~~sql", None),
    ],
)
def test_what_differs_is_read_with_all_that_it_names(
    old: str, new: str, read: set[str] | None
) -> None:
    actual = replayed()
    text = render_document(actual)
    assert old in text
    situation = situation_of(text.replace(old, new), actual)
    if read is not None:
        assert situation.stated.verbatim == KEYS - read
    assert_nothing_is_missed(situation)


@pytest.mark.parametrize("folder", patch_cases.CASES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("name", ["before.md", "after.md"])
def test_every_case_of_a_patch(folder: Path, name: str) -> None:
    text = patch_cases.read_text(folder / name)
    assert_nothing_is_missed(situation_of(text, patch_cases.read_replay(folder)))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_every_case_of_a_comparison(folder: Path) -> None:
    case = read_case(folder)
    assert_nothing_is_missed(examine(case.document, case.replay))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(schemas(), schemas(), st.data())
def test_any_schema_and_any_edit(now: Schema, then: Schema, data: st.DataObject) -> None:
    """Entries of one schema among those of another, with a line taken away or put elsewhere."""
    source = Source("001_all.sql", f"CREATE SCHEMA app;\n{render_schema(now)}")
    actual = replay([Script(source=source, version="001")], platform=SUPABASE)
    earlier = Source("001_all.sql", f"CREATE SCHEMA app;\n{render_schema(then)}")
    former = replay([Script(source=earlier, version="001")], platform=SUPABASE)
    lines = render_document(data.draw(st.sampled_from([actual, former]))).split("\n")
    at, to = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    line = lines.pop(at)
    if data.draw(st.booleans()):
        lines.insert(to, line)
    try:
        situation = situation_of("\n".join(lines), actual)
    except DocumentError:
        reject()
    assert_nothing_is_missed(situation)
