"""Tables that migrations alter and never create: only what these prove is compared."""

from __future__ import annotations

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

BASE = """
CREATE TABLE readers (id int PRIMARY KEY, name text NOT NULL, born date, kind text DEFAULT 'x');
CREATE INDEX readers_name ON readers (name);
ALTER TABLE readers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON readers USING (id > 0);
"""


def replayed(sql: str) -> Replay:
    """The schema after one migration."""
    return replay([Script(source=Source("migrations/001_x.sql", sql), version="001")])


TEXT = render_document(replayed(BASE))


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("ALTER TABLE readers ENABLE ROW LEVEL SECURITY;", ()),
        ("ALTER TABLE readers ALTER name TYPE text;", ()),
        ("ALTER TABLE readers ADD COLUMN mail text;", (("D010", "public.readers.mail"),)),
        ("ALTER TABLE readers DROP COLUMN born;", (("D011", "public.readers.born"),)),
        ("ALTER TABLE readers DROP COLUMN never;", ()),
        ("ALTER TABLE readers RENAME COLUMN born TO day;", (("D015", "public.readers.day"),)),
        ("ALTER TABLE readers RENAME COLUMN old TO born;", ()),
        ("ALTER TABLE readers ALTER kind TYPE varchar(9);", (("D012", "public.readers.kind"),)),
        (
            "ALTER TABLE readers ADD CONSTRAINT positive CHECK (id > 0);",
            (("D020", "public.readers.positive"),),
        ),
        (
            "CREATE INDEX readers_born ON readers (born);",
            (("D020", "public.readers.readers_born"),),
        ),
        (
            "CREATE POLICY more ON readers USING (true);",
            (("D041", "public.readers.more"),),
        ),
        ("CREATE POLICY own ON readers USING (id > 0);", ()),
        ("CREATE POLICY own ON readers USING (id > 1);", (("D041", "public.readers.own"),)),
    ],
)
def test_what_migrations_prove_is_told_and_nothing_else(
    sql: str, told: tuple[tuple[str, str], ...]
) -> None:
    document, actual = parse_document(Source("SoT.md", TEXT)), replayed(sql)
    found = [one for one in diff_document(document, actual) if one.relation == "public.readers"]
    assert tuple(sorted({(one.code, one.object) for one in found})) == told
    for change in found:
        assert not change.is_repairable
        assert change.hint == "no migration makes the table: write this into its entry by hand"
    assert "public.readers" not in str(plan_patch(document, actual).changes)


def test_the_places_are_those_of_the_entry() -> None:
    document = parse_document(Source("SoT.md", TEXT))
    actual = replayed("ALTER TABLE readers DROP COLUMN born;")
    [change] = [one for one in diff_document(document, actual) if one.code == "D011"]
    assert set(change.regions) == {"Schema Definition", "Field Specifications"}
    assert change.entry == document.entries[0].id
    assert change.actual_at is not None


def test_a_schema_that_is_left_out_is_left_out() -> None:
    document = parse_document(Source("SoT.md", TEXT))
    actual = replayed("ALTER TABLE readers DROP COLUMN born;")
    changes = diff_document(document, actual, schemas=("other",))
    assert not [one for one in changes if one.relation == "public.readers"]
