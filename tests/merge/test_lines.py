"""Lines merged three ways: what is a change, what is a conflict, and how it is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.merge.choices import Choice, Labels, marked, split_lines
from sotsync.merge.keyed import Item, merge_items, merged_order
from sotsync.merge.lines import merge_lines
from sotsync.merge.matching import matches

texts = st.lists(st.sampled_from("abcd\r"), max_size=12).map("\n".join)
lines = st.lists(st.sampled_from("abc"), max_size=14)
keys = st.lists(st.sampled_from("abcdef"), unique=True)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n"),
        ("a\nb\n", "A\nb\n", "a\nB\n", "A\nB\n"),
        ("a\nb\n", "a\nx\nb\n", "a\nB\n", "a\nx\nB\n"),
        ("a\n", "a\nx\n", "a\nx\n", "a\nx\n"),
        ("a\nb\n", "a\n", "a\nb\nc\n", "a\nc\n"),
        ("", "x", "x", "x"),
        ("a\nb\nc\n", "", "a\nb\nc\n", ""),
    ],
)
def test_changes_of_both_sides_are_made(base: str, ours: str, theirs: str, merged: str) -> None:
    assert merge_lines(base, ours, theirs) == Choice.of(merged)


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("a\n", "b\n", "c\n"),
        ("a\n", "a\nb\n", "a\nc\n"),
        ("a\nb\n", "", "a\nB\n"),
        ("", "b\n", "c\n"),
    ],
)
def test_one_place_with_two_changes_is_a_choice(base: str, ours: str, theirs: str) -> None:
    assert merge_lines(base, ours, theirs) == Choice(ours, theirs)


def test_markers_have_their_size_their_labels_and_the_line_ends_of_the_text() -> None:
    choice = Choice("a\r\nb", "a\r\nc")
    result = marked(choice, labels=Labels(ours="HEAD", theirs="two\nlines"), size=9)
    assert result.conflicts == 1
    assert result.text == ("a\r\n<<<<<<<<< HEAD\r\nb\r\n=========\r\nc\r\n>>>>>>>>> two lines\r\n")


@given(texts, texts)
def test_a_side_that_changed_nothing_gives_way(base: str, side: str) -> None:
    """merge(O, A, O) = A, merge(O, O, B) = B, merge(O, A, A) = A."""
    assert merge_lines(base, side, base) == Choice.of(side)
    assert merge_lines(base, base, side) == Choice.of(side)
    assert merge_lines(base, side, side) == Choice.of(side)


@given(texts, texts, texts)
def test_no_line_of_a_side_is_lost(base: str, ours: str, theirs: str) -> None:
    """Every line that a side added is in the result, in one answer or in both."""
    result = marked(merge_lines(base, ours, theirs)).text
    there = {line.rstrip("\r\n") for line in split_lines(result)}
    known = {line.rstrip("\r\n") for line in split_lines(base)}
    for side in (ours, theirs):
        new = {line.rstrip("\r\n") for line in split_lines(side)} - known
        assert new <= there


@given(texts, texts, texts)
def test_a_merge_is_the_same_from_both_sides(base: str, ours: str, theirs: str) -> None:
    """What is settled does not depend on which side is ours, but for added lines' order."""
    one, other = merge_lines(base, ours, theirs), merge_lines(base, theirs, ours)
    assert one.is_settled == other.is_settled


@given(texts)
def test_lines_are_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text


@given(lines, lines)
def test_matches_are_the_same_lines_in_order(one: list[str], other: list[str]) -> None:
    place = there = 0
    for start, begin, length in matches(one, other):
        assert one[start : start + length] == other[begin : begin + length]
        assert start >= place
        assert begin >= there
        place, there = start + length, begin + length


def test_long_texts_without_anchors_count_as_different() -> None:
    one = ["x", *["a", "b"] * 400, "y"]
    other = ["z", *["b", "a", "a"] * 400, "w"]
    assert matches(one, other) == []


def items(names: list[str]) -> list[Item[str]]:
    return [Item(key=name, text=f"{name};", value=name) for name in names]


@given(keys, keys, keys)
def test_what_is_left_is_what_neither_took_away(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    merged = merge_items(items(base), items(ours), items(theirs), lambda *_: Choice.of("?"))
    kept = set(base) & set(ours) & set(theirs)
    added = (set(ours) | set(theirs)) - set(base)
    assert set(merged.ours.split(";")) - {""} == kept | added
    assert merged.is_settled


@given(keys, keys)
def test_our_order_stays(base: list[str], ours: list[str]) -> None:
    order = merged_order(items(base), items(ours), items(base))
    assert [key for key in order if key in ours] == ours
