"""Passages, and telling the template's placeholders from text."""

from __future__ import annotations

import pytest

from sotsync.document.passages import make_page
from sotsync.document.placeholders import has_braces, is_placeholder, is_template_sql, is_unfilled
from sotsync.text import Source, Span


def test_a_passage_shows_its_text() -> None:
    page = make_page(Source("x.md", "\u00a0 a \r\n"))
    assert str(page.stripped(0, 6)) == "\u00a0 a"
    assert page.stripped(4, 6).span == Span(4, 4)


PLACEHOLDERS = {
    "": True,
    "{Description}": True,
    "a {b c}": True,
    "YYYY-MM-DD": True,
    "YYYY-MM-DD (Migration: `YYYYMMDDHHMMSS_{name}.sql`)": True,
    "`YYYYMMDDHHMMSS_x.sql`": True,
    "[DBT-YYY](#dbt-yyy-x)": True,
    "Active | Planned": True,
    "`public` | `private`": True,
    "Active": False,
    "`a | b`": False,
    "`{a}` in code": False,
    '{"a": 1}': False,
    "a|b": False,
    "2026-01-05": False,
}


@pytest.mark.parametrize(("text", "wanted"), PLACEHOLDERS.items())
def test_placeholders_are_recognised(text: str, wanted: bool) -> None:  # noqa: FBT001
    assert is_placeholder(text) is wanted


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("CREATE TABLE {schema}.{table_name} ();", True),
        ("CREATE TABLE a (b text DEFAULT '{c}'); -- {d}\n/* {e} */ $x$ {f} $x$", False),
        ("CREATE TABLE a ();", False),
        ('CREATE TABLE "{a}" ();', False),
    ],
)
def test_template_sql_is_told_from_sql(sql: str, wanted: bool) -> None:  # noqa: FBT001
    assert is_template_sql(sql) is wanted
    assert has_braces("{Table Name}")
    assert not has_braces("{}")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", True),
        ("{What it answers}", True),
        ("Estimated row count: {How many rows now and in a year}", True),
        ("[TEST-XXX](SoT.testing_playbook.md#test-xxx) - {Which test proves who sees what}", True),
        (
            "[API-XXX](SoT.API_CONTRACTS.md#api-xxx) - {Endpoint name} (Read/Write/Update/Delete)",
            True,
        ),
        ("YYYY-MM-DD", True),
        ("Backend Team | Data Team", True),
        ("Contains PII: {Yes or No and which columns}", True),
        ("Lorem `ipsum` | dolor", False),
        ("either this | or that", False),
        ("Nightly, see {link}", False),
        ("Written as YYYY-MM-DD by the importer", False),
        ("Replaced by DBT-XXX once it is there", False),
        ("Query patterns: by tenant, see {dashboard}", False),
    ],
)
def test_what_holds_a_word_of_a_person_is_not_unfilled(text: str, wanted: bool) -> None:  # noqa: FBT001
    assert is_unfilled(text) is wanted
