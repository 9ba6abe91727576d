"""A folder a case: what a person would be told about it, line by line."""

from pathlib import Path

import pytest

from sotsync.diff.codes import CODES
from sotsync.diff.documents import diff_document
from tests.diff.cases import CASES, read_case

each_case = pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)


@each_case
def test_every_change_is_told(folder: Path) -> None:
    case = read_case(folder)
    told = [f"{change.code} {change}" for change in diff_document(case.document, case.replay)]
    expected = (folder / "expected.txt").read_text(encoding="utf-8").split("\n")
    assert told == [line for line in expected if line]


@each_case
def test_a_change_names_its_places(folder: Path) -> None:
    case = read_case(folder)
    lines = case.document.source.text.count("\n") + 1
    for change in diff_document(case.document, case.replay):
        assert change.documented_at or change.kind == "undocumented"
        assert all(place.path == "document.md" for place in change.documented_at)
        assert all(1 <= place.line <= lines for place in change.documented_at)


def test_the_cases_show_every_code_of_a_document() -> None:
    told = {
        line.partition(" ")[0]
        for folder in CASES
        for line in (folder / "expected.txt").read_text(encoding="utf-8").split("\n")
        if line
    }
    assert told == set(CODES)
