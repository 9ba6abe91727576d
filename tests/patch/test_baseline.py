"""What a document says of things that a baseline made: its own words stay, new words name it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import PageSettings, render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

CREATED = "CREATE TABLE public.users (id integer PRIMARY KEY, mail text);"
CHANGED = "ALTER TABLE public.users ADD COLUMN name text;"
LATER = "ALTER TABLE public.users ADD COLUMN age integer;"


def script(path: str, text: str, *, is_baseline: bool = False) -> Script:
    version = path.rsplit("/", maxsplit=1)[-1].split("_", maxsplit=1)[0]
    return Script(
        source=Source(path, text),
        version=version if version.isdecimal() else "",
        is_baseline=is_baseline,
    )


def after(*scripts: Script) -> Replay:
    return replay(scripts)


ONE_BY_ONE = (
    script("supabase/migrations/20250101_users.sql", CREATED),
    script("supabase/migrations/20250201_name.sql", CHANGED),
)
NEWER = script("supabase/migrations/20260301_age.sql", LATER)


def dump(path: str = "supabase/baseline.sql") -> Script:
    return script(path, CREATED + CHANGED, is_baseline=True)


def document_of(actual: Replay, dates: Mapping[str, dt.date] | None = None) -> Source:
    return Source("SoT.md", render_document(actual, PageSettings(name="SoT.md", dates=dates or {})))


def test_a_new_document_names_the_baseline() -> None:
    text = document_of(after(dump(), NEWER)).text
    assert "\n**Created**: (Migration: `baseline.sql`)\n" in text
    assert "**Last Updated**: 2026-03-01 (Migration: `20260301_age.sql`)\n" in text
    assert (
        "> **Auto-Generated from Migration**: `baseline.sql`, `migrations/20260301_age.sql`" in text
    )
    assert "| `baseline.sql` | - | Baseline | N/A |" in text


def test_the_date_of_a_baseline_is_the_one_its_name_states() -> None:
    path = "supabase/schema_2026-01-01.sql"
    text = document_of(after(dump(path)), {path: dt.date(2026, 1, 1)}).text
    assert "\n**Created**: 2026-01-01 (Migration: `schema_2026-01-01.sql`)\n" in text


def test_a_document_that_the_baseline_makes_is_in_step() -> None:
    actual = after(dump(), NEWER)
    assert diff_document(parse_document(document_of(actual)), actual) == ()


def test_migrations_that_became_a_baseline_leave_the_document_as_it_is() -> None:
    source = document_of(after(*ONE_BY_ONE))
    actual = after(dump())
    assert diff_document(parse_document(source), actual) == ()
    assert plan_patch(parse_document(source), actual).edits == ()


def test_a_day_in_its_name_is_only_that_of_the_document() -> None:
    source = document_of(after(*ONE_BY_ONE))
    changes = diff_document(parse_document(source), after(dump("supabase/20260101_dump.sql")))
    assert [change.message for change in changes] == [
        "SoT.md: last_updated says 2025-02-01; it should say 2026-01-01"
    ]


def test_a_later_migration_is_written_beside_what_stays() -> None:
    source = document_of(after(*ONE_BY_ONE))
    text = plan_patch(parse_document(source), after(dump(), NEWER)).apply().text
    assert "\n**Created**: 2025-01-01 (Migration: `20250101_users.sql`)\n" in text
    assert "\n**Last Updated**: 2026-03-01 (Migration: `20260301_age.sql`)\n" in text
    assert (
        "> **Auto-Generated from Migration**: `migrations/20250101_users.sql`, "
        "`migrations/20260301_age.sql`\n"
    ) in text
    assert "| `20250201_name.sql` |" in text
    assert "| `20260301_age.sql` |" in text
    assert "baseline" not in text


def test_a_line_that_is_still_empty_is_filled() -> None:
    actual = after(dump())
    line = "**Created**: (Migration: `baseline.sql`)\n"
    emptied = document_of(actual).text.replace(line, "**Created**: YYYY-MM-DD\n")
    assert line not in emptied
    assert line in plan_patch(parse_document(Source("SoT.md", emptied)), actual).apply().text
