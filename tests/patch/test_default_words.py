"""What a person wrote behind a default stays when the default changes, goes and comes back."""

from __future__ import annotations

import pytest

from sotsync.document.render.page import render_document
from tests.patch.test_odd_names import history, synchronised

BASE = "CREATE TABLE public.pets (id int PRIMARY KEY, mood text DEFAULT 'calm');"
SET = "ALTER TABLE public.pets ALTER mood SET DEFAULT 'wild';"
DROP = "ALTER TABLE public.pets ALTER mood DROP DEFAULT;"
AGAIN = "ALTER TABLE public.pets ALTER mood SET DEFAULT 'calm';"


def cell(text: str) -> str:
    """The Default cell of the column in Field Specifications."""
    [row] = [line for line in text.split("\n") if line.startswith("| `mood` |")]
    return row.split("|")[4].strip()


@pytest.mark.parametrize("words", ["set by the app", "(see API-001)", "*never* null \\| empty"])
def test_words_behind_a_default_stay(words: str) -> None:
    text = render_document(history(BASE))
    text = text.replace("| `'calm'` |", f"| `'calm'` {words} |", 1)
    assert f"`'calm'` {words}" in text
    kept = []
    for steps in ([BASE], [BASE, SET], [BASE, SET, DROP], [BASE, SET, DROP, AGAIN]):
        text = synchronised(text, history(*steps))
        kept.append(cell(text) if "\\" not in words else words in text)
    if "\\" in words:
        assert kept == [True] * 4
    else:
        codes = ("`'calm'`", "`'wild'`", "-", "`'calm'`")
        assert kept == [f"{code} {words}" for code in codes]
