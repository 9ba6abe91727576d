"""Documents merged without git: laws over generated edits, and what is hostile."""

from __future__ import annotations

import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.merge.choices import marked
from sotsync.merge.merging import merge_sources
from sotsync.merge.regeneration import Regeneration
from sotsync.replay.engine import replay
from sotsync.replay.script import Script
from sotsync.text import Source

PATH = "SoT/SoT.ACTUAL_SCHEMA.md"
SQL = """\
CREATE TABLE public.books (id uuid PRIMARY KEY, title text NOT NULL, pages integer);
CREATE TABLE public.loans (id bigint PRIMARY KEY, book_id uuid REFERENCES public.books (id));
"""


@cache
def regeneration(sql: str = SQL) -> Regeneration:
    script = Script(source=Source("supabase/migrations/20260101090000_first.sql", sql))
    return Regeneration(replay=replay([script]))


@cache
def document() -> str:
    step = regeneration()
    source = Source(PATH, render_document(step.replay))
    return step.applied(parse_document(source)).source.text


def merge(base: str, ours: str, theirs: str, *, is_known: bool = True) -> str:
    sources = (Source(PATH, text) for text in (base, ours, theirs))
    merged = merge_sources(*sources, regeneration=regeneration() if is_known else None)
    return marked(merged.choice).text


PLACES = (
    "{What one row of this table stands for}",
    "{Which need of the business it serves}",
    "{Who reads and writes it and when}",
    "| `title` | TEXT | No | - | - |",
    "| `pages` | INTEGER | Yes | - | - |",
    "{How many rows now and in a year}",
    "{Which queries matter most}",
)
WORDS = st.text(st.characters(categories=("L", "N")), min_size=4, max_size=9).map("w{}w".format)
edits = st.dictionaries(st.sampled_from(PLACES), WORDS, max_size=4)


def edited(text: str, changes: dict[str, str], side: str = "") -> str:
    for place, words in changes.items():
        said = f"{words}{side}"
        new = f"{place.removesuffix('- |')}{said} |" if place.startswith("|") else said
        assert place in text
        text = text.replace(place, new, 1)
    return text


@pytest.mark.parametrize("is_known", [True, False])
@settings(max_examples=15, deadline=None)
@given(changes=edits)
def test_a_side_that_changed_nothing_gives_way(changes: dict[str, str], *, is_known: bool) -> None:
    """merge(O, A, O) = A and merge(O, O, B) = B, byte for byte."""
    base, side = document(), edited(document(), changes)
    assert merge(base, side, base, is_known=is_known) == side
    assert merge(base, base, side, is_known=is_known) == side


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("is_known", [True, False])
@settings(max_examples=15, deadline=None)
@given(ours=edits, theirs=edits)
def test_no_word_is_lost(
    ours: dict[str, str], theirs: dict[str, str], *, is_known: bool, newline: str
) -> None:
    """All that either side wrote is there; between markers only where both wrote at one place."""
    base = document().replace("\n", newline)
    texts = edited(base, ours, "A"), edited(base, theirs, "B")
    result = merge(base, *texts, is_known=is_known)
    for words in ours.values():
        assert f"{words}A" in result
    for words in theirs.values():
        assert f"{words}B" in result
    is_clean = not ours.keys() & theirs.keys()
    assert ("<<<<<<<" not in result) == is_clean
    assert result.count("\r\n") == (result.count("\n") if newline == "\r\n" else 0)
    if is_clean:
        assert merge(base, result, base, is_known=is_known) == result
        assert merge(result, result, result, is_known=is_known) == result
        assert merge(base, *reversed(texts), is_known=is_known) == result


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "No document at all.\n",
        "---\nid_prefix: DBT-XXX\n---\n",
        "## DBT-101: Books\n",
        "<<<<<<< ours\n## DBT-101: Books\n=======\n## DBT-101: Volumes\n>>>>>>> theirs\n",
        "## DBT-101: Books\n\n```sql\nCREATE TABLE",
        "## DBT-101: A\n\n## DBT-101: B\n\n## DBT-101: C\n",
        "\ufeff## DBT-101: Books\n\x0c\u2028| a | b |\n|---|---|\n| c |\n",
        "> " * 200 + "x\n",
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_hostile_texts_are_merged_all_the_same(hostile: str, *, is_known: bool) -> None:
    side = edited(document(), {PLACES[0]: "Books on paper"})
    for base in ("", document(), hostile):
        result = merge(base, side, hostile, is_known=is_known)
        assert "Books on paper" in result


def test_words_inside_markers_that_were_there_before_stay() -> None:
    text = document().replace(PLACES[0], "<<<<<<< a\nOne\n=======\nTwo\n>>>>>>> b", 1)
    other = edited(text, {PLACES[1]: "Memory is short"})
    result = merge(text, edited(text, {PLACES[2]: "Clerks"}), other)
    assert "<<<<<<< a\nOne\n=======\nTwo\n>>>>>>> b" in result
    assert "Memory is short" in result
    assert "Clerks" in result


def test_both_add_an_entry_at_one_place() -> None:
    base = document()
    entry = "## DBT-103: {}\n\n**ID**: DBT-103\n\n### Purpose & Context\n\n{}\n\n---\n\n"
    place = base.index("## Deprecated Tables")
    sides = [
        base[:place] + entry.format(name, f"About {name}") + base[place:]
        for name in ("Rooms", "Doors")
    ]
    result = merge(base, *sides, is_known=False)
    assert "<<<<<<<" not in result
    assert "## DBT-103: Rooms" in result
    assert "## DBT-104: Doors\n\n**ID**: DBT-104" in result


def test_a_large_document_takes_seconds() -> None:
    body = document()
    start, end = body.index("## DBT-101"), body.index("## DBT-102")
    entry = body[start:end]
    copies = [
        entry.replace("DBT-101", f"DBT-{number}").replace("books", f"books_{number}")
        for number in range(1001, 1901)
    ]
    base = body[:start] + "".join(copies) + body[end:]
    assert len(base) > 2_000_000
    ours, theirs = (base.replace(place, "Words", 1) for place in PLACES[:2])
    began = time.perf_counter()
    result = merge(base, ours, theirs, is_known=False)
    assert time.perf_counter() - began < 30
    assert result == base.replace(PLACES[0], "Words", 1).replace(PLACES[1], "Words", 1)
