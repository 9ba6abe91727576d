"""Every folder of ``cases``: what is planned, in any kind of file, and that once is enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.text import Source
from tests.patch.cases import CASES, plan, read_replay, read_text, shown_findings

each_case = pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)


@each_case
def test_the_document_becomes_what_is_expected(folder: Path) -> None:
    patch = plan(read_text(folder / "before.md"), read_replay(folder))
    assert patch.apply().text == read_text(folder / "after.md")
    assert shown_findings(patch) == read_text(folder / "findings.txt")
    assert bool(patch) == bool(patch.changes)


@each_case
def test_once_is_enough(folder: Path) -> None:
    """Synchronising what was synchronised plans nothing."""
    assert plan(read_text(folder / "after.md"), read_replay(folder)).changes == ()


@each_case
def test_no_changes_and_no_edits_mean_the_same(folder: Path) -> None:
    """``diff`` and ``patch`` agree on whether there is anything to do, but for what is left alone.

    Changes that no patch repairs, and entries that are left alone with a finding, stay.
    """
    actual = read_replay(folder)
    for name in ("before.md", "after.md"):
        text = read_text(folder / name)
        changes = diff_document(parse_document(Source(name, text)), actual)
        patch = plan(text, actual)
        left_alone = {finding.object for finding in patch.findings}
        repairable = [
            change
            for change in changes
            if change.is_repairable and change.relation not in left_alone
        ]
        assert bool(repairable) == bool(patch.edits), (name, [str(one) for one in repairable])


def windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def with_mark(text: str) -> str:
    return "\ufeff" + text


def without_last_line_end(text: str) -> str:
    return text.removesuffix("\n")


def spaced(text: str) -> str:
    """Two spaces behind every metadata line: Markdown's own way to end a line in a paragraph."""
    lines = text.split("\n")
    return "\n".join(f"{line}  " if line.startswith("**Status**: ") else line for line in lines)


KINDS_OF_FILE = [windows, with_mark, without_last_line_end]


@each_case
@pytest.mark.parametrize("written", KINDS_OF_FILE, ids=lambda written: written.__name__)
def test_files_stay_as_they_are_written(folder: Path, written: Callable[[str], str]) -> None:
    """Line ends, a byte order mark and a missing last line end are kept, and change nothing."""
    before, after = read_text(folder / "before.md"), read_text(folder / "after.md")
    patch = plan(written(before), read_replay(folder))
    assert patch.apply().text == written(after)


@pytest.mark.parametrize("name", ["planned_table_appears", "add_column"])
def test_trailing_spaces_stay(name: str) -> None:
    folder = next(folder for folder in CASES if folder.name == name)
    before, after = read_text(folder / "before.md"), read_text(folder / "after.md")
    assert plan(spaced(before), read_replay(folder)).apply().text == spaced(after)
