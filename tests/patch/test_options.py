"""What a team may choose about a patch."""

from __future__ import annotations

import pytest

from sotsync.config import DeprecatedForm
from sotsync.document.parse import parse_document
from sotsync.patch.options import PatchOptions
from sotsync.patch.plan import plan_patch
from sotsync.text import Source
from tests.patch.cases import CASES, read_replay, read_text

HEADINGS = {
    DeprecatedForm.FULL: ("Schema Definition", "Migration History", "Version History", "Purpose"),
    DeprecatedForm.SUMMARY: ("Migration History", "Version History"),
    DeprecatedForm.MINIMAL: (),
}


def patched(name: str, options: PatchOptions) -> tuple[str, str]:
    """A case's document before and after, with these options."""
    folder = next(folder for folder in CASES if folder.name == name)
    text = read_text(folder / "before.md")
    document = parse_document(Source("before.md", text))
    return text, plan_patch(document, read_replay(folder), options=options).apply().text


@pytest.mark.parametrize("form", DeprecatedForm)
def test_how_much_of_a_dropped_table_stays(form: DeprecatedForm) -> None:
    before, after = patched("possible_rename", PatchOptions(deprecated=form))
    gone = after[after.index("[DEPRECATED]") :]
    assert "DEPRECATED" not in before
    for heading in ("Schema Definition", "Migration History", "Version History"):
        assert (f"#### {heading}" in gone) == (heading in HEADINGS[form]), heading


@pytest.mark.parametrize("form", DeprecatedForm)
def test_words_stay_in_every_form(form: DeprecatedForm) -> None:
    """The rows of a history that quote somebody, or that somebody wrote, are people's words."""
    folder = next(folder for folder in CASES if folder.name == "possible_rename")
    row = "| Made by Ann | Ann |"
    text = read_text(folder / "before.md").replace("| Initial creation | sotsync |", row)
    document = parse_document(Source("before.md", text))
    options = PatchOptions(deprecated=form)
    after = plan_patch(document, read_replay(folder), options=options).apply().text
    assert after.count(row) == text.count(row)


def test_the_document_s_version_may_stay() -> None:
    before, counted = patched("drop_table", PatchOptions())
    _, left = patched("drop_table", PatchOptions(is_version_counted=False))
    line = next(line for line in before.split("\n") if line.startswith("version: "))
    assert line in left
    assert line not in counted
    assert "version: 1.10\n" in counted


def test_who_writes_history_can_be_named() -> None:
    _, after = patched("add_column", PatchOptions(updated_by="docs-bot"))
    assert "| docs-bot |" in after
