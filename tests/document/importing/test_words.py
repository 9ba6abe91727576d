"""Law: each word of an imported document is carried, or told with the reason why not.

The shapes are all that Markdown, SQL and the schema notations have room for words in, CommonMark's
seven kinds of HTML blocks among them, fences that HTML has swallowed, fences in quotes and lists.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.document.importing.places import bring, words

CONTEXTS = (
    "",
    "## users",
    "## users\n\nStored",
    "## users\n\n### Notes",
    "## users\n\n**Indexes:**",
    "## users\n\n### Columns",
    "## users\n\n### RLS policies",
    "### nowhere",
    "### Table: ghosts",
    "# Setup",
    "## Functions",
    "### Table: ghosts\n\n### Columns",
    "## users\n\n#### Fields of it",
    "## DBT-001: Users",
    "### `tags`",
    "Some intro\n\n- users: people",
)
"""What a shape may stand below."""

SHAPES = (
    *(Path(__file__).parent / "shapes.txt").read_bytes().decode()[:-1].split("\n%%%%\n"),
    "- \n\n  {}",
    "-\t{}\n\t- {}",
    "{}\\\n{}  \n{}",
    "{}\ttab\t{}",
    "\x00{}\x00 {}",
    "\ufeff{}",
    "\u2028{}\u2028# {}",
    "\x0b{}\x0c{}",
)
"""Each ``{}`` is a place where a person may have written."""


def missing(text: str) -> set[str]:
    """The words put into the places of the text that an import neither carries nor tells."""
    parts = text.split("{}")
    placed = [f"Zq{number}x" for number in range(1, len(parts))]
    filled = parts[0] + "".join(
        f"{word} told{part}" for word, part in zip(placed, parts[1:], strict=True)
    )
    found = bring(filled)
    told = [one.text.text for one in found.carried]
    told += [f"{one.name} {one.text}" for one in found.left]
    return set(placed) - words(" ".join(told))


@pytest.mark.parametrize("shape", SHAPES)
def test_words_in_each_place_are_told(shape: str) -> None:
    """Alone, in a table's section, in that of an unknown table, and in one about a single topic."""
    for context in ("", "## users", "### nowhere", "## users\n\n### RLS policies"):
        assert not missing(f"{context}\n\n{shape}" if context else shape), context


@given(
    st.lists(st.sampled_from((*CONTEXTS, *SHAPES)), min_size=2, max_size=6),
    st.sampled_from(("\n", "\n\n")),
    st.sampled_from(("\n", "\r\n", "\r")),
)
@settings(max_examples=150)
def test_words_are_told_whatever_stands_around(parts: list[str], gap: str, newline: str) -> None:
    """Shapes swallow one another: a fence may end in what follows, or HTML take its start."""
    text = gap.join(parts)
    assert not missing(re.sub(r"\n", lambda _: newline, text)), text
