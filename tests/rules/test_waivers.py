"""Comments that allow a breach: whose they are, and what is told of those that allow nothing."""

from __future__ import annotations

import pytest

from sotsync.findings import Severity
from sotsync.rules.waivers import read_words
from tests.rules.cases import check_sql

TENANTS = "create table tenants (id uuid primary key);\n"
LOOSE = "create table {0} (id uuid primary key, tenant_id uuid references tenants);\n"


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("-- sotsync:allow SC203 rows of old", [("SC203", "rows of old")]),
        ("-- sotsync:allow SC203: rows of old", [("SC203", "rows of old")]),
        ("-- sotsync:allow SC203 — rows of old", [("SC203", "rows of old")]),
        ("/* sotsync:allow SC203 rows of old */", [("SC203", "rows of old")]),
        ("-- shared; sotsync:allow SC203, SC221 both", [("SC203", "both"), ("SC221", "both")]),
        ("-- sotsync:allow SC203", [("SC203", "")]),
        ("-- sotsync:allow everything", []),
        ("-- sotsync: allow SC203 no", []),
    ],
)
def test_a_comment_names_rules_and_a_reason(comment: str, words: list[tuple[str, str]]) -> None:
    assert [*read_words(comment)] == words


def told(sql: str) -> list[tuple[str, str | None, int]]:
    """What SC203 and the comments themselves come to: the weight, the object, the line."""
    findings = check_sql(sql, first=TENANTS).findings
    return [
        (f"{one.code} {one.severity}", one.object, one.migration.line)
        for one in findings
        if one.code in {"SC001", "SC203"} and one.migration
    ]


def test_a_comment_above_a_table_is_about_all_that_belongs_to_it() -> None:
    sql = "-- sotsync:allow SC203 shared\n" + LOOSE.format("a")
    sql += "alter table a alter column tenant_id set default gen_random_uuid();\n"
    assert told(sql) == []


def test_a_comment_above_another_statement_is_about_what_it_makes() -> None:
    sql = LOOSE.format("a") + "-- sotsync:allow SC203 shared\ncreate index on a (tenant_id);\n"
    assert told(sql) == [
        ("SC203 warning", "public.a.tenant_id", 1),
        ("SC001 info", None, 2),
    ]


def test_a_comment_without_a_reason_is_a_warning() -> None:
    sql = "-- sotsync:allow SC203\n" + LOOSE.format("a")
    assert told(sql) == [("SC001 warning", None, 1), ("SC203 warning", "public.a.tenant_id", 2)]


def test_a_comment_that_is_needed_no_more_is_a_note() -> None:
    sql = "-- sotsync:allow SC203 shared\n" + LOOSE.format("a").replace(
        "uuid ref", "uuid not null ref"
    )
    assert told(sql) == [("SC001 info", None, 1)]


def test_a_comment_belongs_to_one_statement() -> None:
    """Behind it on its line, in it, or directly above the next; with a gap to none."""
    between = "-- sotsync:allow SC203 b\n" + LOOSE.format("b")
    assert told(LOOSE.format("a").rstrip() + " -- sotsync:allow SC203 a\n" + LOOSE.format("b")) == [
        ("SC203 warning", "public.b.tenant_id", 2)
    ]
    assert told(LOOSE.format("a") + between) == [("SC203 warning", "public.a.tenant_id", 1)]
    assert told(LOOSE.format("a") + between.replace("\n", "\n\n", 1)) == [
        ("SC203 warning", "public.a.tenant_id", 1),
        ("SC203 warning", "public.b.tenant_id", 4),
    ]
    assert told(LOOSE.format("a") + "\n-- sotsync:allow SC203 a\n") == [
        ("SC203 warning", "public.a.tenant_id", 1)
    ]
    crlf = ("-- sotsync:allow SC203 a\n-- and more\n" + LOOSE.format("a")).replace("\n", "\r\n")
    assert told(crlf) == []


def test_a_text_that_looks_like_a_comment_in_a_string_changes_no_other_statement() -> None:
    sql = "select '-- sotsync:allow SC203 x';\n" + LOOSE.format("a")
    assert ("SC203 warning", "public.a.tenant_id", 2) in told(sql)


def test_what_is_allowed_is_kept_with_its_reason() -> None:
    checked = check_sql("-- sotsync:allow SC203 shared\n" + LOOSE.format("a"), first=TENANTS)
    [allowed] = checked.allowed
    assert (allowed.finding.code, allowed.reason) == ("SC203", "shared")
    assert allowed.finding.severity is Severity.WARNING
