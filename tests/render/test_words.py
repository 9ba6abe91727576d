from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.document.passages import make_page
from sotsync.document.render.words import cell, code, code_cell, humanise, sentence, table_row
from sotsync.document.tables import find_table
from sotsync.text import Source, Span


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("orders", "Orders"),
        ("order_items", "Order Items"),
        ("OrderItems", "Order Items"),
        ("api_keys", "API Keys"),
        ("user-url", "User URL"),
        ("2fa_codes", "2fa Codes"),
        ("_", "Table"),
        ("a*b`c [d]", "A B C D"),
    ],
)
def test_names_become_titles(name: str, title: str) -> None:
    assert humanise(name) == title


def test_file_names_become_sentences() -> None:
    assert sentence("add_email_to_users") == "Add email to users"
    assert sentence("") == ""


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("now()", "`now()`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("a\n  b", "`a b`"),
    ],
)
def test_code_spans_survive_their_own_back_ticks(text: str, span: str) -> None:
    assert code(text) == span


def test_cells_hold_neither_pipes_nor_line_ends() -> None:
    assert cell("a | b\r\nc ") == "a \\| b c"
    assert code_cell("a || b") == "`a \\|\\| b`"
    assert table_row(("a", "b")) == "| a | b |"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a|b", "a\\|b"),
        ("a\\|b", "a\\\\\\|b"),
        ("a\\\\|b", "a\\\\\\|b"),
        ("\\\\\\|", "\\\\\\\\\\|"),
        ("a\\", "a\\"),
    ],
)
def test_back_slashes_before_a_pipe_never_take_its_own(text: str, made: str) -> None:
    assert cell(text) == made


@given(st.text(st.sampled_from("a\\|`")))
def test_a_cell_is_read_as_one_cell(text: str) -> None:
    row = table_row((cell(text), "b"))
    source = Source("x.md", f"| A | B |\n|---|---|\n{row}\n")
    table = find_table(make_page(source), Span(0, len(source.text)))
    assert table is not None
    cells = table.rows[0].cells
    assert len(cells) == 2
    assert cells[0].content.text == cell(text)
    is_plain = re.search(r"(?<!\\)\\(?:\\\\)*\|", text) is None
    assert not is_plain or cells[0].text == text.strip()


@given(st.text())
def test_a_cell_is_always_one_cell(text: str) -> None:
    """Whatever is put into a cell, it stays on one line and holds no pipe that ends it."""
    made = cell(text)
    assert "\n" not in made
    assert "\r" not in made
    assert "|" not in made.replace("\\|", "")
