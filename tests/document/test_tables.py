"""Tables with the span of every cell."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sotsync.document.passages import make_page
from sotsync.document.tables import TextTable, find_table, plain
from sotsync.text import Source, Span


def table_of(text: str) -> TextTable | None:
    return find_table(make_page(Source("x.md", text)), Span(0, len(text)))


CASES: dict[str, tuple[str, list[list[str]] | None]] = {
    "plain": ("| a | b |\n|---|---|\n| 1 | 2 |\n", [["a", "b"], ["1", "2"]]),
    "without outer pipes": ("a | b\n:-- | --:\n1 | 2", [["a", "b"], ["1", "2"]]),
    "missing and extra cells": (
        "| a | b |\n|-|-|\n| 1 |\n| 1 | 2 | 3 |\n",
        [["a", "b"], ["1"], ["1", "2", "3"]],
    ),
    "an escaped pipe": ("| a | b |\n|-|-|\n| `x \\| y` | z |\n", [["a", "b"], ["`x | y`", "z"]]),
    "a backslash before an escaped one": ("|a|b|\n|-|-|\n|\\\\|z|\n", [["a", "b"], ["\\\\", "z"]]),
    "empty cells": ("| a | b |\n|-|-|\n| |  |\n||x|\n", [["a", "b"], ["", ""], ["", "x"]]),
    "one column": ("| a |\n|---|\n| 1 |\n", [["a"], ["1"]]),
    "below text": ("**Indexes**:\n| a | b |\n|-|-|\n", [["a", "b"]]),
    "text goes on as rows": ("| a | b |\n|-|-|\ntext\n", [["a", "b"], ["text"]]),
    "indented": ("  | a | b |\n  |-|-|\n  | 1 | 2 |\n", [["a", "b"], ["1", "2"]]),
    "CRLF": ("| a | b |\r\n|---|---|\r\n| 1 | 2 |\r\n", [["a", "b"], ["1", "2"]]),
    "too few cells below the header": ("| a | b |\n|---|\n", None),
    "no delimiter row": ("| a | b |\n| 1 | 2 |\n", None),
    "no header row": ("|---|---|\n| 1 | 2 |\n", None),
    "no pipe": ("a\n---\n", None),
    "a pipe in text": ("a | b\nc\n", None),
}


@pytest.mark.parametrize(("text", "rows"), CASES.values(), ids=CASES.keys())
def test_a_table_is_read_row_by_row(text: str, rows: list[list[str]] | None) -> None:
    table = table_of(text)
    found = table and [[cell.text for cell in row.cells] for row in (table.header, *table.rows)]
    assert found == rows


def test_cells_know_their_place() -> None:
    source = Source("x.md", "text\n|  a |b|\n|---|---|\n| `x \\| y`  | |\n")
    table = find_table(make_page(source), Span(0, len(source.text)))
    assert table is not None
    assert source.slice(table.span).startswith("|  a |b|")
    assert table.titles == ("a", "b")
    first, second = table.rows[0].cells
    assert source.slice(first.span) == " `x \\| y`  "
    assert source.slice(first.content.span) == "`x \\| y`"
    assert source.slice(second.span) == " "
    assert second.content.span == Span(second.span.start, second.span.start)
    assert source.slice(table.rows[0].line) == "| `x \\| y`  | |"
    assert table.rows[0].cell(2) is None
    assert table.rows[0].cell(None) is None
    assert table.rows[0].cell(0) == first


CELLS = st.sampled_from(("a", "", "`b`", "\\|", "x y", "**c**", "1"))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4), st.integers(1, 4))
def test_markdown_it_sees_the_same_cells(rows: list[list[str]], width: int) -> None:
    """It pads short rows and cuts long ones; otherwise the cells are the same."""
    lines = ["| " + " | ".join(["h"] * width) + " |", "|" + "-|" * width]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    text = "\n".join(lines) + "\n"
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    wanted = [
        inline.content.replace("|", "\\|")
        for opening, inline in itertools.pairwise(tokens)
        if opening.type == "td_open"
    ]
    table = table_of(text)
    assert table is not None
    found = [
        cell.content.text if (cell := row.cell(index)) else ""
        for row in table.rows
        for index in range(width)
    ]
    assert found == wanted


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("**bold**", "bold"),
        ("`code`", "code"),
        (" _one_ *two* ", "one two"),
        ("snake_case_name", "snake_case_name"),
        ("~~gone~~", "gone"),
    ],
)
def test_plain_text_has_no_marks(marked: str, shown: str) -> None:
    assert plain(marked) == shown
