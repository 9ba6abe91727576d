"""What must never be written is refused, whoever planned it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sotsync.errors import PromiseError
from sotsync.patch.models import Patch
from sotsync.text import Edit, Span
from tests.patch.cases import CASES, plan, read_replay, read_text

FOLDER = next(folder for folder in CASES if folder.name == "add_column")
TEXT = read_text(FOLDER / "before.md")


@pytest.fixture
def patch() -> Patch:
    return plan(TEXT, read_replay(FOLDER))


def edit(old: str, new: str) -> Edit:
    start = TEXT.index(old)
    return Edit(Span(start, start + len(old)), new)


def refused(patch: Patch, *edits: Edit) -> str:
    with pytest.raises(PromiseError) as caught:
        replace(patch, edits=edits).apply()
    assert "Nothing was written" in str(caught.value)
    return caught.value.message


def test_a_persons_prose_is_out_of_bounds(patch: Patch) -> None:
    message = refused(patch, *patch.edits, edit("Nobody lends more", "Everybody lends more"))
    assert message == "an edit lies outside the generated regions"


def test_text_between_regions_is_out_of_bounds(patch: Patch) -> None:
    start = TEXT.index("### House Rules")
    message = refused(patch, *patch.edits, Edit(Span(start, start), "words\n"))
    assert message == "an edit lies outside the generated regions"


def test_a_persons_cell_must_be_left(patch: Patch) -> None:
    words = "Printed inside the cover"
    assert words in refused(patch, *patch.edits, edit(words, "Somewhere"))


def test_a_removed_row_must_leave_its_words(patch: Patch) -> None:
    row = next(line for line in TEXT.split("\n") if line.startswith("| `shelf`")) + "\n"
    assert "Where it stands" in refused(patch, *patch.edits, edit(row, ""))


def test_half_a_patch_is_none(patch: Patch) -> None:
    assert "twice" in refused(patch, *patch.edits[:-1])


def test_edits_must_not_overlap(patch: Patch) -> None:
    assert "overlap" in refused(patch, *patch.edits, patch.edits[0])


def test_what_is_left_must_still_be_a_document(patch: Patch) -> None:
    everything = replace(patch, edits=(Edit(Span(0, len(TEXT)), ""),))
    with pytest.raises(PromiseError):
        everything.apply()


def test_a_patch_without_edits_gives_the_very_source(patch: Patch) -> None:
    nothing = plan(patch.apply().text, read_replay(FOLDER))
    assert not nothing
    assert nothing.apply() is nothing.source
