"""What an edit changes is told to the word, so that a person's cells are theirs to edit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.cli.agents import ranges
from sotsync.cli.agents.events import FileEdit
from sotsync.cli.agents.ranges import changed_spans


def changed(text: str, edit: FileEdit) -> list[str]:
    return [text[span.start : span.end] for span in changed_spans(text, edit)]


def test_only_the_words_that_differ_count() -> None:
    text = "| a | int | who |\n| b | int | what |\n"
    edit = FileEdit(path="x", replacements=((text, "| a | int | her |\n| b | text | what |\n"),))
    assert changed(text, edit) == ["who", "int"]


def test_every_place_of_the_words_counts() -> None:
    edit = FileEdit(path="x", replacements=(("a", "b"),))
    assert changed("a-a", edit) == ["a", "a"]


def test_a_new_content_is_compared_with_the_old_one() -> None:
    assert changed("one\ntwo\nthree\n", FileEdit(path="x", content="one\n2\nthree\n")) == ["two"]


def test_something_added_is_an_empty_span() -> None:
    edit = FileEdit(path="x", content="one two\n")
    assert [(span.start, span.end) for span in changed_spans("one\n", edit)] == [(3, 3)]


def test_words_that_are_not_there_change_nothing() -> None:
    assert changed("abc", FileEdit(path="x", replacements=(("z", "y"), ("", "y")))) == []


def test_line_feeds_match_the_line_ends_of_the_file() -> None:
    edit = FileEdit(path="x", replacements=(("a\nb", "a\nc"),))
    assert changed("a\r\nb\r\n", edit) == ["b"]


@pytest.mark.parametrize("edit", [FileEdit(path="x"), FileEdit(path="x", is_gone=True)])
def test_an_edit_without_words_may_change_everything(edit: FileEdit) -> None:
    assert changed("abc", edit) == ["abc"]


@pytest.mark.parametrize("limit", ["_MAXIMUM_PAIRS", "_MAXIMUM_TEXT"])
def test_large_texts_are_compared_as_a_whole(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(ranges, limit, 1)
    edit = FileEdit(path="x", content="x\ny\nz\n")
    assert "".join(changed("a\ny\nc\n", edit)).strip() == "a\ny\nc"


@given(st.text("ab \n\r|"), st.text("ab \n\r|"))
def test_what_lies_outside_the_spans_is_kept(old: str, new: str) -> None:
    """Every text between two changed spans stands in the new text, in the same order."""
    position, start = 0, 0
    for span in changed_spans(old, FileEdit(path="x", content=new)):
        kept = old[start : span.start]
        position = new.index(kept, position) + len(kept)
        start = span.end
    assert new.endswith(old[start:])
