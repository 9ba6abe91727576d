"""The report for people."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.diff.changes import (
    Altered,
    Change,
    Ghost,
    Outdated,
    Planned,
    Region,
    Renamed,
    Subject,
    Undocumented,
    Unmapped,
)
from sotsync.findings import Finding, Severity
from sotsync.report.formats import FORMATS
from sotsync.report.models import Report
from sotsync.report.styles import PLAIN, Style, harmless, harmless_line, unheard
from sotsync.report.text_format import render_text
from sotsync.text import Location

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
MIGRATION = Location("supabase/migrations/20260301_x.sql", 12, 1)


def at(*lines: int) -> tuple[Location, ...]:
    return tuple(Location(DOCUMENT, line, 1) for line in lines)


CHANGES: tuple[Change, ...] = (
    Unmapped(
        code="D003",
        subject=Subject.ENTRY,
        object="DBT-004",
        documented_at=at(9),
        reason="names no table or view",
    ),
    Undocumented(code="D001", subject=Subject.TABLE, object="public.new", actual="table"),
    Planned(
        code="D004",
        subject=Subject.TABLE,
        object="public.plans",
        documented="Planned",
        actual="Active",
        documented_at=at(20),
        actual_at=MIGRATION,
    ),
    Altered(
        code="D012",
        subject=Subject.COLUMN,
        object="public.users.email",
        relation="public.users",
        entry="DBT-001",
        regions=(Region.DEFINITION, Region.FIELDS),
        aspect="type",
        documented="text",
        actual="citext",
        documented_at=at(141, 120, 141),
        actual_at=MIGRATION,
    ),
    Renamed(
        code="D015",
        subject=Subject.COLUMN,
        object="public.users.phone",
        relation="public.users",
        documented="mobile",
        actual="phone",
        documented_at=(*at(142), Location("database-schema/users.md", 3)),
        actual_at=MIGRATION,
    ),
    Ghost(
        code="D011",
        subject=Subject.COLUMN,
        object="public.users.legacy",
        relation="public.users",
        documented="integer",
        documented_at=at(143),
    ),
    Outdated(
        code="D091",
        subject=Subject.ENTRY,
        object="DBT-001",
        relation="public.users",
        field="Last Updated",
        documented="2026-01-01",
        actual="2026-03-01",
        documented_at=at(90),
    ),
    Outdated(
        code="D090",
        subject=Subject.ENTRY,
        object="DBT-001",
        relation="public.users",
        field="Migration History",
        actual="20260301_x.sql",
        documented_at=at(200),
    ),
)
FINDINGS = (
    Finding(
        code="R101",
        severity=Severity.WARNING,
        message="PostgreSQL would refuse this",
        migration=MIGRATION,
        hint="Correct the statement.",
    ),
    Finding(code="P001", severity=Severity.ERROR, message="an entry was left alone"),
    Finding(code="M001", severity=Severity.INFO, message="a file was not applied"),
)
REPORT = Report(
    document=DOCUMENT,
    migrations="supabase/migrations",
    changes=CHANGES,
    findings=FINDINGS,
    relations=2,
    files=3,
)

EXPECTED = """\
DBT-004
  D003 DBT-004: names no table or view
       SoT/SoT.ACTUAL_SCHEMA.md:9

public.new
  D001 public.new is not documented
       documented  -
       actual      table

public.plans
  D004 public.plans is documented as planned and exists
       documented  Planned  SoT/SoT.ACTUAL_SCHEMA.md:20
       actual      Active   supabase/migrations/20260301_x.sql:12

public.users
  D012 public.users.email: type differs
       documented  text    SoT/SoT.ACTUAL_SCHEMA.md:120, 141
       actual      citext  supabase/migrations/20260301_x.sql:12
  D015 public.users.phone is documented under its old name
       documented  mobile  SoT/SoT.ACTUAL_SCHEMA.md:142; database-schema/users.md:3
       actual      phone   supabase/migrations/20260301_x.sql:12
  D011 public.users.legacy is documented and does not exist
       documented  integer  SoT/SoT.ACTUAL_SCHEMA.md:143
       actual      -
  D090, D091 out of date: Last Updated, Migration History
       SoT/SoT.ACTUAL_SCHEMA.md:90, 200

Also found
  R101 supabase/migrations/20260301_x.sql:12: PostgreSQL would refuse this
       Correct the statement.
  P001 an entry was left alone

SoT/SoT.ACTUAL_SCHEMA.md differs from supabase/migrations in 8 places (5 errors, 3 warnings)
To repair (7 of 8): sotsync sync
By hand (1 of 8): name it above the entry: <!-- sotsync: table=public.name -->
1 note more; to list: sotsync diff --verbose
"""


def test_the_report_for_people() -> None:
    assert render_text(REPORT) == EXPECTED


def test_in_step_is_short_and_positive() -> None:
    report = Report(document="d.md", migrations="migrations", relations=1, files=2)
    assert render_text(report) == (
        "d.md is in step with migrations (1 table or view, 2 migrations)\n"
    )


def test_colour_adds_nothing_but_colour() -> None:
    coloured = render_text(REPORT, Style(is_coloured=True))
    assert "\x1b[" in coloured
    plain = coloured
    while "\x1b[" in plain:
        start = plain.index("\x1b[")
        plain = plain[:start] + plain[plain.index("m", start) + 1 :]
    assert plain == EXPECTED


HOSTILE = "\x1b]0;owned\x07 \x9b2J \u202e \ud800 \u2028 \r \U000e0041"


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_lets_a_document_steer_the_terminal(name: str) -> None:
    change = Altered(
        code="D012",
        subject=Subject.COLUMN,
        object=f"public.users.{HOSTILE}",
        relation=f"public.{HOSTILE}",
        aspect="type",
        documented=HOSTILE,
        actual=HOSTILE,
        documented_at=(Location(HOSTILE),),
        actual_at=Location(HOSTILE),
    )
    outdated = Outdated(
        code="D091", subject=Subject.ENTRY, object=HOSTILE, field=HOSTILE, documented=HOSTILE
    )
    finding = Finding(
        code="R100", severity=Severity.ERROR, message=HOSTILE, migration=Location(HOSTILE)
    )
    report = Report(
        document=HOSTILE,
        migrations=HOSTILE,
        changes=(change, outdated),
        findings=(finding,),
    )
    text = FORMATS[name](report, PLAIN)
    assert all(character == "\n" or character.isprintable() for character in text)
    assert text.endswith("\n")


@given(st.text())
def test_harmless_text_stays_as_it_is(text: str) -> None:
    """What is printable, a line end or a tab is not touched, and nothing else is left."""
    shown = harmless(text)
    assert "\x1b" not in shown
    if text.isprintable():
        assert shown == text
    assert harmless(shown) == shown


def test_languages_and_emoji_are_left_whole() -> None:
    family = "\U0001f468\u200d\U0001f469 na\u200cme ünïcödé 漢字"
    assert harmless(family) == family
    assert harmless("a\x00\u202eb\U000e0041") == "a\\x00\\u202eb\\U000e0041"


LONG = ", ".join(f"DBT-{number:03}" for number in range(1, 30))


def test_long_values_are_shown_where_they_begin_to_differ() -> None:
    change = Altered(
        code="D005",
        subject=Subject.VIEW,
        object="public.v",
        aspect="labels",
        documented=f"{LONG}, DBT-105",
        actual=f"{LONG}, DBT-106",
    )
    text = render_text(Report(document="d.md", migrations="m", changes=(change,)))
    assert "public.v: labels differ\n" in text
    assert re.search(r"documented  ….*DBT-029, DBT-105\b", text)
    assert re.search(r"actual      ….*DBT-029, DBT-106\b", text)


def test_the_parts_of_a_list_are_told_apart() -> None:
    change = Outdated(
        code="D080",
        subject=Subject.DOCUMENT,
        object="d.md",
        field="API-001 in Cross-Reference Index",
        documented="DBT-105 (R)",
        actual="DBT-106 (W)",
    )
    assert change.message == (
        "d.md: API-001 in Cross-Reference Index has DBT-105 (R) too much and lacks DBT-106 (W)"
    )
    field = "API-001 in Cross-Reference Index"
    assert change.headline == f"d.md: {field} is out of date"
    extra = change.model_copy(update={"actual": None})
    assert extra.headline == f"d.md: {field} has too many entries"
    missing = change.model_copy(update={"documented": None, "code": "D081"})
    assert missing.headline == f"d.md: {field} lacks foreign keys"
    text = render_text(Report(document="d.md", migrations="m", changes=(extra,)))
    assert text.startswith(f"d.md\n  D080 {field} has too many entries\n")


def test_a_file_as_a_whole_has_no_line() -> None:
    assert str(Location("a.md")) == Location("a.md").path_and_line == "a.md"
    finding = Finding(
        code="M001", severity=Severity.WARNING, message="odd", migration=Location("a.sql")
    )
    text = render_text(Report(document="d.md", migrations="m", findings=(finding,)))
    assert "M001 a.sql: odd\n" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", ":\u200b:error::x"),
        ("a\n \t::add-mask::x", "a\n \t:\u200b:add-mask::x"),
        ("a ##[set-output name=x]y", "a #\u200b#[set-output name=x]y"),
        ("##vso[task.setvariable]x", "#\u200b#vso[task.setvariable]x"),
        ("###[x]", "##\u200b#[x]"),
        ("'a'::text ## [x]", "'a'::text ## [x]"),
    ],
)
def test_no_runner_obeys_a_text(text: str, shown: str) -> None:
    assert unheard(text) == shown
    assert unheard(shown) == shown, "twice is as once"


def test_names_with_line_ends_make_no_lines() -> None:
    assert harmless_line("a\n::error::b\x1b") == "a\\n::error::b\\x1b"
    found = Finding(
        code="R100",
        severity=Severity.ERROR,
        message="m\n::error::pwned ##[add-mask]x",
        migration=Location("::error::\n::x.sql", 1, 1),
        hint="h\n::stop-commands::y",
    )
    text = render_text(Report(document="::d.md", migrations="m", findings=(found,)))
    assert not re.search(r"^\s*::|##\w*\[", text, re.MULTILINE)
    assert "m\\n::error::pwned" in text


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "is not documented"),
        (1, "is missing from Schema Definition"),
        (2, "is missing from Schema Definition and Field Specifications"),
        (3, "is missing from Schema Definition, Field Specifications and Columns"),
    ],
)
def test_where_something_is_missing_is_listed(count: int, told: str) -> None:
    places = (Region.DEFINITION, Region.FIELDS, Region.SUMMARY)[:count]
    change = Undocumented(
        code="D010", subject=Subject.COLUMN, object="public.t.a", regions=places, actual="text"
    )
    assert change.headline == f"public.t.a {told}"
