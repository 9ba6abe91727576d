"""What hangs on a partition stands in the fences of its table's entry, and follows there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.result import Replay
from sotsync.schema.models import Table
from sotsync.schema.partitions import partitions_of
from sotsync.text import Source
from tests.patch.test_partitions import replayed

EVENTS = """
CREATE SCHEMA old;
CREATE TABLE events (id int, at date NOT NULL, kind text, PRIMARY KEY (id, at))
  PARTITION BY RANGE (at);
CREATE INDEX events_kind ON events (kind);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE old.events PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2025-01-01');
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN null; END$$;
CREATE TRIGGER up BEFORE UPDATE ON events FOR EACH STATEMENT EXECUTE FUNCTION f();
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON events USING (true);
COMMENT ON POLICY p ON events IS 'parent';
COMMENT ON TABLE events IS 'parent';
"""
STEPS = {
    "table comment": "COMMENT ON TABLE events_2025 IS 'child';",
    "column comment": "COMMENT ON COLUMN events_2025.kind IS 'child';",
    "key comment": "COMMENT ON CONSTRAINT events_2025_pkey ON events_2025 IS 'child';",
    "index comment": "COMMENT ON INDEX events_2025_kind_idx IS 'child';",
    "own index comment": "CREATE INDEX own ON events_2025 (id); COMMENT ON INDEX own IS 'child';",
    "own check comment": "ALTER TABLE events_2025 ADD CONSTRAINT c CHECK (id > 0);"
    "COMMENT ON CONSTRAINT c ON events_2025 IS 'child';",
    "row security": "ALTER TABLE events_2025 ENABLE ROW LEVEL SECURITY;",
    "forced": "ALTER TABLE old.events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
    "policy of the same name": "CREATE POLICY p ON events_2025 USING (id > 0);"
    "COMMENT ON POLICY p ON events_2025 IS 'child';",
    "policy in another schema": "CREATE POLICY p ON old.events FOR SELECT USING (id > 1);",
    "policies everywhere": "CREATE POLICY p ON events_2025; CREATE POLICY p ON old.events;",
    "trigger of the same name": "CREATE TRIGGER up BEFORE INSERT ON events_2025"
    " FOR EACH ROW EXECUTE FUNCTION g(); COMMENT ON TRIGGER up ON events_2025 IS 'child';",
    "trigger that is off": "CREATE TRIGGER own BEFORE INSERT ON old.events"
    " FOR EACH ROW EXECUTE FUNCTION g(); ALTER TABLE old.events DISABLE TRIGGER own;",
    "new partition with all": "CREATE TABLE events_rest PARTITION OF events DEFAULT;"
    "COMMENT ON TABLE events_rest IS 'rest'; CREATE POLICY p ON events_rest USING (false);"
    "ALTER TABLE events_rest ENABLE ROW LEVEL SECURITY;"
    "CREATE TRIGGER up BEFORE INSERT ON events_rest FOR EACH ROW EXECUTE FUNCTION g();",
    "parent's policy": "ALTER POLICY p ON events USING (id > 5);",
    "parent's row security": "ALTER TABLE events DISABLE ROW LEVEL SECURITY;",
    "parent renamed": "ALTER TABLE events RENAME TO facts;",
    "column added": "ALTER TABLE events ADD more text; COMMENT ON COLUMN events_2025.more IS 'm';",
    "column renamed": "ALTER TABLE events RENAME kind TO sort;",
    "index added": "CREATE INDEX events_id ON events (id);"
    "COMMENT ON INDEX events_2025_id_idx IS 'follows';",
}
AFTER = {
    "partition renamed": "ALTER TABLE events_2025 RENAME TO events_past;",
    "partition dropped": "DROP TABLE events_2025;",
    "partition detached": "ALTER TABLE events DETACH PARTITION events_2025;",
    "partition moved": "ALTER TABLE old.events SET SCHEMA public;"
    "ALTER TABLE public.events RENAME TO x;",
    "all dropped": "DROP TABLE events;",
    "column renamed": "ALTER TABLE events RENAME kind TO sort;",
    "column dropped": "ALTER TABLE events DROP COLUMN kind;",
    "index dropped": "DROP INDEX events_kind;",
    "policies dropped": "DROP POLICY IF EXISTS p ON events_2025; DROP POLICY IF EXISTS p ON events;"
    "DROP POLICY IF EXISTS p ON old.events;",
    "policy renamed": "ALTER POLICY p ON events_2025 RENAME TO q;",
    "triggers dropped": "DROP TRIGGER IF EXISTS up ON events_2025; DROP TRIGGER up ON events;",
    "trigger renamed": "ALTER TRIGGER up ON events_2025 RENAME TO down;",
    "comments dropped": "COMMENT ON TABLE events_2025 IS NULL; COMMENT ON TABLE events IS NULL;"
    "COMMENT ON COLUMN events_2025.kind IS NULL; COMMENT ON INDEX events_2025_kind_idx IS NULL;",
    "row security off": "ALTER TABLE events_2025 DISABLE ROW LEVEL SECURITY;"
    "ALTER TABLE events DISABLE ROW LEVEL SECURITY;",
}


def stated(text: str) -> dict[str, Table]:
    schema = parse_document(Source("SoT.md", text)).schema
    return {key: one for key, one in schema.tables.items() if one.partition_bound is not None}


def followed(text: str, actual: Replay) -> str:
    """The document in step; it differs before if and only if something is written."""
    before = parse_document(Source("SoT.md", text))
    patch = plan_patch(before, actual)
    assert bool(patch.edits) == bool(diff_document(before, actual))
    after = patch.apply().text
    document = parse_document(Source("SoT.md", after))
    assert diff_document(document, actual) == ()
    assert document.findings == ()
    assert_same_members(document.schema.tables, actual.schema.tables)
    return after


def assert_same_members(found: Mapping[str, Table], actual: Mapping[str, Table]) -> None:
    """Comments, policies, triggers and row-level security of all tables are those of the other."""
    for key, one in actual.items():
        other = found[key]
        for name in ("comment", "rls_enabled", "rls_forced", "policies", "triggers"):
            assert getattr(one, name) == getattr(other, name), (key, name)
        for name in ("columns", "constraints", "indexes", "policies", "triggers"):
            ours, theirs = getattr(one, name), getattr(other, name)
            # An index that follows its parent's may have a name that no statement gives it.
            shared = ours.keys() & theirs.keys()
            assert all(ours[it].comment == theirs[it].comment for it in shared), (key, name)
            assert all(
                member.comment is None or it in shared or member.is_inherited
                for it, member in ours.items()
            )


@pytest.mark.parametrize("step", STEPS)
def test_what_hangs_on_a_partition_is_rendered_and_written(step: str) -> None:
    actual = replayed(EVENTS, STEPS[step])
    assert not actual.findings
    text = render_document(actual)
    assert followed(text, actual) == text
    followed(render_document(replayed(EVENTS)), actual)


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("step", STEPS)
def test_what_hangs_on_a_partition_follows_it(step: str, after: str) -> None:
    text = render_document(replayed(EVENTS, STEPS[step]))
    followed(text, replayed(EVENTS, STEPS[step], AFTER[after]))


@given(st.lists(st.sampled_from([*STEPS.values(), *AFTER.values()]), max_size=6))
@settings(max_examples=60, deadline=None)
def test_one_migration_after_the_other(steps: list[str]) -> None:
    text = render_document(replayed(EVENTS))
    for count in range(1, len(steps) + 1):
        actual = replayed(EVENTS, *steps[:count])
        if actual.findings:
            return  # A server would refuse it.
        text = followed(text, actual)


def test_words_above_a_policy_of_a_partition_stay_when_it_is_renamed() -> None:
    files = (EVENTS, STEPS["policies everywhere"])
    text = render_document(replayed(*files)).replace(
        "CREATE POLICY p\n  ON public.events_2025",
        "-- Only ours\nCREATE POLICY p\n  ON public.events_2025",
    )
    assert "-- Only ours" in text
    after = followed(text, replayed(*files, AFTER["partition renamed"]))
    assert "-- Only ours\nCREATE POLICY p\n  ON public.events_past" in after


def test_a_policy_of_a_partition_that_is_stated_wrongly_is_told() -> None:
    actual = replayed(EVENTS, STEPS["policy of the same name"])
    text = render_document(actual)
    wrong = text.replace("id > 0", "id > 7").replace("IS 'child'", "IS 'other'")
    changes = diff_document(parse_document(Source("SoT.md", wrong)), actual)
    assert [(one.code, one.object, one.relation) for one in changes] == [
        ("D041", "public.events_2025.p", "public.events"),
        ("D120", "public.events_2025.p", "public.events"),
    ]
    assert followed(wrong, actual) == text.replace("version: 1.0", "version: 1.1")


def test_partitions_keep_their_members_by_name() -> None:
    actual = replayed(EVENTS, STEPS["policies everywhere"])
    assert set(stated(render_document(actual))) == {"public.events_2025", "old.events"}
    assert list(partitions_of("public.events", actual.schema)) == [
        "public.events_2025",
        "old.events",
    ]


HISTORY = {
    STEPS["new partition with all"]: "Create partition `events_rest`; comment on partition"
    " `events_rest`; create policy `p` (ALL to public) on `events_rest`; enable row level security"
    " on `events_rest`; create trigger `up` (before insert) on `events_rest`",
    STEPS["column comment"]: "Comment on `kind` of `events_2025`",
    AFTER["partition renamed"]: "Partition `events_past` renamed from `events_2025`",
    AFTER["partition dropped"]: "Drop partition `events_2025`",
    AFTER["partition detached"]: "Detach partition `events_2025`",
    STEPS["parent's policy"] + STEPS["policy in another schema"]: "Alter policy `p` (USING); "
    "create policy `p` (SELECT to public) on `events`",
    "CREATE TABLE late (id int NOT NULL, at date NOT NULL, kind text); CREATE POLICY q ON late;"
    "ALTER TABLE events ATTACH PARTITION late DEFAULT; CREATE POLICY r ON late;": "Attach partition"
    " `late`; create policy `r` (ALL to public) on `late`",
}


@pytest.mark.parametrize(("sql", "said"), HISTORY.items(), ids=HISTORY.values())
def test_the_history_of_a_table_tells_of_its_partitions(sql: str, said: str) -> None:
    after = followed(render_document(replayed(EVENTS)), replayed(EVENTS, sql))
    assert f"| `002_x.sql` | {said} | sotsync |" in after
    assert "**Last Updated**: (Migration: `002_x.sql`)" in after


def test_a_partition_dropped_before_its_table_was_renamed_is_told_there() -> None:
    files = [EVENTS, AFTER["partition dropped"], STEPS["parent renamed"]]
    text = render_document(replayed(*files))
    assert "Drop partition `events_2025`" in text
    assert followed(text, replayed(*files)) == text


def test_partitions_of_partitions_are_told_at_the_top() -> None:
    below = (
        "CREATE TABLE e7 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"
        " PARTITION BY HASH (id);"
        "CREATE TABLE e70 PARTITION OF e7 FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
    )
    text = followed(render_document(replayed(EVENTS)), replayed(EVENTS, below))
    assert "Create partition `e7`; create partition `e70`" in text
    text = followed(text, replayed(EVENTS, below, "CREATE POLICY p ON e70;", "DROP TABLE e7;"))
    assert "Create policy `p` (ALL to public) on `e70`" in text
    assert "Drop partition `e7`; drop partition `e70`" in text
