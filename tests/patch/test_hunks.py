from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sotsync.patch.hunks import insert_lines, remove_lines, rewrite
from sotsync.text import Edit, Source, Span, apply_edits


@given(st.text(), st.text(), st.text(), st.text())
def test_rewriting_touches_only_what_differs(before: str, old: str, new: str, after: str) -> None:
    """The result is as if the whole span were replaced, and an edit never starts with a match."""
    source = Source("x", before + old + after)
    edits = rewrite(source, Span(len(before), len(before) + len(old)), new)
    assert apply_edits(source.text, edits) == before + new + after
    for edit in edits:
        replaced = source.slice(edit.span)
        assert replaced[:1] != edit.replacement[:1] or not replaced or not edit.replacement


def test_new_lines_take_the_line_ends_of_their_file() -> None:
    source = Source("x", "a\r\nb\r\n")
    assert insert_lines(source, 3, ["n"]) == Edit(Span(3, 3), "n\r\n")
    assert insert_lines(source, 6, ["n", "m"]) == Edit(Span(6, 6), "n\r\nm\r\n")


def test_a_file_without_a_last_line_end_stays_without() -> None:
    source = Source("x", "a\nb")
    added = insert_lines(source, 3, ["n"])
    assert apply_edits(source.text, [added]) == "a\nb\nn"
    assert apply_edits(source.text, [remove_lines(source, Span(2, 3))]) == "a"
    assert insert_lines(Source("x", ""), 0, ["n"]).replacement == "n\n"


def test_a_line_goes_with_its_line_end() -> None:
    source = Source("x", "a\r\nb\r\nc")
    assert apply_edits(source.text, [remove_lines(source, Span(3, 4))]) == "a\r\nc"
    assert apply_edits("a", [remove_lines(Source("x", "a"), Span(0, 1))]) == ""
