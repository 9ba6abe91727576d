"""What is known already is counted and not listed, and the list of it only shrinks."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import jsonschema
import pytest

from sotsync.errors import InputError
from sotsync.report.formats import FORMATS
from sotsync.report.known import (
    known_json_schema,
    parse_known,
    render_known,
    still_there,
    without_known,
)
from sotsync.report.problems import problems_of
from sotsync.report.styles import PLAIN
from sotsync.text import Source
from tests.report.test_text import REPORT

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "known.schema.json"
PROBLEMS = problems_of(REPORT)
FINGERPRINTS = [problem.fingerprint for problem in PROBLEMS]


def test_the_published_schema_is_that_of_the_file() -> None:
    assert json.loads(PUBLISHED.read_bytes()) == known_json_schema()


def test_the_file_is_read_as_it_was_written() -> None:
    everything = still_there(None, PROBLEMS)
    text = render_known(everything)
    jsonschema.validate(json.loads(text), known_json_schema())
    assert set(parse_known(Source("known.json", text))) == set(everything)
    assert render_known(parse_known(Source("known.json", text))) == text
    assert text.count("\n") == len(everything) + 5, "a line for each"


def test_nothing_known_is_a_file_too() -> None:
    assert parse_known(Source("known.json", render_known(()))) == ()


def test_the_list_takes_everything_once_and_then_only_shrinks() -> None:
    first = still_there(None, PROBLEMS[1:])
    assert [one.fingerprint for one in first] == FINGERPRINTS[1:]
    later = still_there(first, PROBLEMS[:3])
    assert [one.fingerprint for one in later] == FINGERPRINTS[1:3]


@pytest.mark.parametrize("index", range(len(FINGERPRINTS)))
def test_what_is_new_is_all_that_is_listed(index: int) -> None:
    others = {*FINGERPRINTS} - {FINGERPRINTS[index]}
    left = without_known(REPORT, others)
    assert [problem.code for problem in problems_of(left)] == [PROBLEMS[index].code]
    assert left.known == len(others)
    assert not left.is_in_step


def test_nothing_new_is_not_in_step() -> None:
    left = without_known(REPORT, FINGERPRINTS)
    data = json.loads(FORMATS["json"](left, PLAIN))
    assert data["in_step"] is False
    assert data["summary"]["known"] == len(FINGERPRINTS)
    text = FORMATS["text"](left, PLAIN)
    assert "differs from supabase/migrations in 8 known places only" in text
    assert "differs nowhere new from" in FORMATS["markdown"](left, PLAIN)


def test_the_new_stands_beside_the_number_of_the_known() -> None:
    left = without_known(REPORT, [one.fingerprint for one in PROBLEMS if one.code == "D012"])
    text = FORMATS["text"](left, PLAIN)
    assert "in 7 places (4 errors, 3 warnings), and in 1 known place" in text
    assert "1 known place is not listed." in FORMATS["markdown"](left, PLAIN)


def test_known_findings_leave_a_document_in_step() -> None:
    report = dataclasses.replace(REPORT, changes=())
    left = without_known(report, [problem.fingerprint for problem in problems_of(report)])
    assert left.is_in_step
    assert left.known > 0


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "sotsync.known/2", "known": []}', "\x00", '{"known": 1']
)
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"known\.json: is no list of known problems"):
        parse_known(Source("known.json", text))
