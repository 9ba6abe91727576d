"""A name that many tables have for a column: where one of them is renamed, the others stay."""

from __future__ import annotations

import pytest

from sotsync.diff.changes import Altered, Change, Ghost, Renamed, Undocumented
from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

TABLES = """
CREATE TABLE ships (id int PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE ports (
  id int PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> 'name'),
  low text GENERATED ALWAYS AS (lower(name)) STORED,
  kind text
);
CREATE INDEX ports_by_name ON ports (kind, name);
CREATE INDEX ports_by_low_name ON ports (lower(name)) WHERE name IS NOT NULL;
ALTER TABLE ports ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON ports USING (name = current_user);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER changed BEFORE UPDATE ON ports FOR EACH ROW WHEN (NEW.name <> OLD.name)
  EXECUTE FUNCTION touch();
CREATE VIEW harbours AS SELECT id, name AS port FROM ports;
CREATE POLICY both_names ON ports FOR SELECT
  USING (EXISTS (SELECT 1 FROM ships s WHERE s.name = ports.name));
CREATE VIEW both_kinds AS SELECT s.name AS ship, p.name AS port
  FROM ships s JOIN ports p ON p.id = s.id;
"""


def replayed(*scripts: str) -> Replay:
    """The schema after some migrations."""
    named = (
        Script(source=Source(f"migrations/{number:03}_x.sql", sql), version=f"{number:03}")
        for number, sql in enumerate(scripts, 1)
    )
    return replay(named)


def changes_of_facts(text: str, actual: Replay) -> list[Change]:
    """What differs, histories and the like left out."""
    changes = diff_document(parse_document(Source("SoT.md", text)), actual)
    return [one for one in changes if isinstance(one, Altered | Ghost | Renamed | Undocumented)]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("ALTER TABLE ships RENAME COLUMN name TO title;", ["public.ships.title"]),
        # The cell that shows how a column is generated has the old name in it.
        (
            "ALTER TABLE ports RENAME COLUMN name TO title;",
            ["public.ports.low", "public.ports.title"],
        ),
        ("ALTER TABLE ships RENAME COLUMN id TO kind;", ["public.ships.kind"]),
        (
            """ALTER TABLE ships RENAME COLUMN name TO title;
            ALTER TABLE ports RENAME COLUMN name TO label;""",
            ["public.ports.low", "public.ports.label", "public.ships.title"],
        ),
        ("ALTER TABLE ports RENAME TO kind;", ["public.kind"]),
    ],
)
def test_a_rename_is_followed_only_where_it_was(step: str, expected: list[str]) -> None:
    text = render_document(replayed(TABLES))
    actual = replayed(TABLES, step)
    changes = changes_of_facts(text, actual)
    assert sorted(one.object for one in changes) == sorted(expected)
    document = parse_document(Source("SoT.md", text))
    after = plan_patch(document, actual).apply().text
    assert diff_document(parse_document(Source("SoT.md", after)), actual) == ()


def test_what_people_write_in_their_own_way_is_not_taken_for_another_tables_column() -> None:
    policy = "CREATE POLICY letter ON ports FOR DELETE USING (name = 'a');"
    text = render_document(replayed(TABLES, policy))
    spelled = text.replace("(name = 'a')", "(name = 'a'::text)")
    assert spelled != text
    actual = replayed(TABLES, policy, "ALTER TABLE ships RENAME COLUMN name TO title;")
    assert [one.object for one in changes_of_facts(spelled, actual)] == ["public.ships.title"]


def test_a_change_beside_a_rename_is_told() -> None:
    text = render_document(replayed(TABLES))
    steps = (
        "ALTER TABLE ships RENAME COLUMN name TO title;",
        "ALTER POLICY both_names ON ports USING (EXISTS (SELECT 1 FROM ships s WHERE s.id > 0));",
    )
    changes = changes_of_facts(text, replayed(TABLES, *steps))
    assert [one.object for one in changes] == ["public.ports.both_names", "public.ships.title"]
