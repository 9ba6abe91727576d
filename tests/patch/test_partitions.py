"""Partitions: created by the SQL of their table's entry, compared and kept in step there."""

from __future__ import annotations

import re

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.schema.partitions import partitions_of
from sotsync.text import Source

EVENTS = """
CREATE TABLE events (id int, at date NOT NULL, kind text DEFAULT 'x', PRIMARY KEY (id, at))
  PARTITION BY RANGE (at);
CREATE INDEX events_kind ON events (kind);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE users (id int PRIMARY KEY);
"""
STEPS = {
    "new": "CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01')"
    " TO ('2027-01-01');",
    "default": "CREATE TABLE events_rest PARTITION OF events DEFAULT;",
    "dropped": "DROP TABLE events_2025;",
    "detached": "ALTER TABLE events DETACH PARTITION events_2025;",
    "renamed": "ALTER TABLE events_2025 RENAME TO events_past;",
    "attached": "CREATE TABLE old (id int NOT NULL, at date NOT NULL, kind text DEFAULT 'x');"
    "ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
    "own index": "CREATE INDEX only_here ON events_2025 (id) WHERE kind = 'y';",
    "own default": "ALTER TABLE events_2025 ALTER kind SET DEFAULT 'y';",
    "own check": "ALTER TABLE events_2025 ADD CONSTRAINT positive CHECK (id > 0);",
    "parent renamed": "ALTER TABLE events RENAME TO facts;",
    "parent's column": "ALTER TABLE events ADD COLUMN note text; DROP INDEX events_kind;",
    "column renamed": "ALTER TABLE events RENAME COLUMN kind TO sort;",
    "below": "CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01')"
    " TO ('2028-01-01') PARTITION BY HASH (id);"
    "CREATE TABLE events_2027_0 PARTITION OF events_2027"
    " FOR VALUES WITH (MODULUS 2, REMAINDER 0);",
    "commented": "COMMENT ON TABLE events_2025 IS 'The first year';",
}


def replayed(*scripts: str) -> Replay:
    """The schema after some migrations."""
    named = (
        Script(source=Source(f"migrations/{number:03}_x.sql", sql), version=f"{number:03}")
        for number, sql in enumerate(scripts, 1)
    )
    return replay(named)


def test_the_definition_of_a_table_creates_its_partitions() -> None:
    actual = replayed(EVENTS, STEPS["default"])
    text = render_document(actual)
    first = "CREATE TABLE public.events_2025\n    PARTITION OF public.events"
    assert text.count("PARTITION OF public.events") == 2, text
    assert first in text or "CREATE TABLE public.events_2025 PARTITION OF public.events" in text
    stated = parse_document(Source("SoT.md", text)).schema
    assert list(partitions_of("public.events", stated)) == [
        "public.events_2025",
        "public.events_rest",
    ]
    assert stated.tables == actual.schema.tables


@pytest.mark.parametrize("step", STEPS)
def test_what_happens_to_partitions_is_seen_and_written(step: str) -> None:
    source = Source("SoT.md", render_document(replayed(EVENTS)))
    actual = replayed(EVENTS, STEPS[step])
    assert diff_document(parse_document(source), actual)
    after = plan_patch(parse_document(source), actual).apply()
    document = parse_document(after)
    assert diff_document(document, actual) == ()
    assert plan_patch(document, actual).edits == ()
    key = "public.facts" if step == "parent renamed" else "public.events"
    stated = partitions_of(key, document.schema)
    expected = partitions_of(key, actual.schema)
    for partition in stated.values():
        assert partition.columns == expected[f"public.{partition.name}"].columns
    assert set(stated) == set(expected)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2025-01-01", "2024-01-01", "partition bound"),
        ("events_2025", "events_2024", "events_2024"),
    ],
)
def test_a_partition_that_is_stated_wrongly_is_told(old: str, new: str, said: str) -> None:
    actual = replayed(EVENTS)
    text = render_document(actual)
    document = parse_document(Source("SoT.md", text.replace(old, new)))
    changes = diff_document(document, actual)
    assert any(said in change.message for change in changes), [one.message for one in changes]
    assert {change.relation for change in changes} == {"public.events"}
    after = plan_patch(document, actual).apply().text
    assert after == text.replace("version: 1.0", "version: 1.1")


def test_a_document_without_partitions_gets_them() -> None:
    actual = replayed(EVENTS)
    lines = render_document(actual).split("\n")
    start = lines.index("-- Partitions")
    end = next(number for number in range(start, len(lines)) if lines[number].endswith(";"))
    without = "\n".join([*lines[: start - 1], *lines[end + 1 :]])
    document = parse_document(Source("SoT.md", without))
    [change] = diff_document(document, actual)
    assert (change.code, change.object) == ("D005", "public.events_2025")
    after = plan_patch(document, actual).apply()
    assert diff_document(parse_document(after), actual) == ()


def test_a_foreign_key_of_a_table_is_told_once_and_one_of_a_partition_alone_by_itself() -> None:
    keys = (
        "ALTER TABLE events ADD COLUMN who int REFERENCES users;",
        "ALTER TABLE events_2025 ADD CONSTRAINT own FOREIGN KEY (id) REFERENCES users;",
    )
    text = render_document(replayed(EVENTS, STEPS["default"], *keys))
    assert "`public.events_2025` (`id` → `id`)" in text
    assert "`public.events_2025` (`who` → `id`)" not in text
    assert "`public.events_rest` (`who` → `id`)" not in text
    assert re.search(r"\[DBT-\d+\]\(#\S+-events\) \(`who` → `id`\)", text)
