"""The table of codes and its reference page say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sotsync.diff.changes import Ghost, Subject
from sotsync.diff.codes import CODES, drift_code
from tests.diff.cases import CASES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "drift-codes.md"
SECTION = re.compile(
    r"^## (?P<code>D\d{3}): (?P<title>.+)\n\n(?P<meaning>(?:.+\n)+)\n"
    r"```text\n(?P<example>.+)\n```\n\nSeverity: (?P<severity>\w+)\. Repair: `(?P<repair>.+)`\.$",
    re.MULTILINE,
)
SECTIONS = {match["code"]: match for match in SECTION.finditer(PAGE.read_bytes().decode())}


def test_the_page_has_every_code_in_order_and_no_other() -> None:
    assert list(SECTIONS) == list(CODES)
    assert PAGE.read_bytes().decode().count("\n## ") == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_page_says_what_the_table_says(code: str) -> None:
    row, section = CODES[code], SECTIONS[code]
    assert section["title"] == row.title
    assert section["severity"] == row.severity.value
    assert section["repair"] == row.repair


@pytest.mark.parametrize("code", CODES)
def test_the_example_is_a_message_of_a_case(code: str) -> None:
    told = {
        line
        for folder in CASES
        for line in (folder / "expected.txt").read_bytes().decode().split("\n")
    }
    assert f"{code} {SECTIONS[code]['example']}" in told


def test_there_is_no_other_code() -> None:
    with pytest.raises(KeyError):
        drift_code("D999")


def test_what_a_person_has_to_do_is_not_repaired_by_a_patch() -> None:
    dropped = Ghost(code="D002", subject=Subject.TABLE, object="public.payments")
    assert dropped.is_repairable
    assert dropped.hint == "sotsync sync"
    never = dropped.model_copy(update={"by_hand": "set its Status to Planned"})
    assert not never.is_repairable
    assert never.hint == "set its Status to Planned"
