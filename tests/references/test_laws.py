"""Laws of writing in other documents, over generated ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.document.backlink_places import list_here, list_there
from sotsync.document.hyperlinks import read_links
from sotsync.errors import PromiseError
from sotsync.patch.backlinks import Neighbourhood, fix_links, fix_references
from sotsync.patch.neighbours import apply_anchors, apply_lines
from sotsync.patch.pen import Pen
from sotsync.text import Edit, Source, Span

WORDS = st.sampled_from(
    (
        "",
        "A person's own words about DBT-001 and API-002.",
        "```\n- [DBT-001](SoT.ACTUAL_SCHEMA.md#dbt-001-gone)\n```",
        "<!-- - DBT-002 -->",
        "| DBT-001 | a \\| b |",
        "\u202e\u05d0\x0b\x0c\tnot a list",
        "> - [API-001](SoT.API_CONTRACTS.md#api-001)",
        "1. Reads DBT-002.",
    )
)
TABLES = ("DBT-001", "DBT-002", "DBT-003", "DBT-XXX")
OTHERS = ("API-001", "API-002", "API-003", "UJ-001", "UJ-002", "TEST-001", "TEST-XXX")
SLUGS = ("", "-books", "-was-otherwise", "-xxx")
NUMBERS = st.sampled_from(((1,), (1, 2), (3, 1, 2), (1, 2, 2)))
LABELS_THERE = (
    "Database Operations",
    "Database Tables Accessed",
    "Validates",
    "Related IDs",
    "Notes",
)
LABELS_HERE = ("Accessed By APIs", "Used in User Journeys", "Validated By Tests", "RLS Testing")


@st.composite
def bullets(draw: st.DrawFn, file: str) -> str:
    is_there = file.endswith("ACTUAL_SCHEMA.md")
    identifier = draw(st.sampled_from(TABLES if is_there else OTHERS))
    slug = identifier.lower() + draw(st.sampled_from(SLUGS))
    link = draw(st.sampled_from((identifier, f"[{identifier}]({file}#{slug})")))
    mark = draw(st.sampled_from(("- ", "* ", "  - ", "- [ ] ")))
    tail = draw(st.sampled_from(("", " - Books", " - Books (Read/Write)", " - {Table}", " (R)  ")))
    return f"{mark}{link}{tail}"


@st.composite
def lists(draw: st.DrawFn, file: str) -> str:
    is_there = file.endswith("ACTUAL_SCHEMA.md")
    label = draw(st.sampled_from(LABELS_THERE if is_there else LABELS_HERE))
    head = draw(st.sampled_from((f"**{label}**:", f"### {label}\n", f"- **{label}**:")))
    return "\n".join([head, *draw(st.lists(bullets(file), max_size=3))])


@st.composite
def pages(draw: st.DrawFn, prefix: str, file: str) -> str:
    parts = ["# A page", ""]
    for number in draw(NUMBERS):
        title = draw(st.sampled_from(("Books", "Loans", "Books", "Books [DEPRECATED]", "{Title}")))
        parts += [f"## {prefix}-{number:03}: {title}", "", draw(WORDS), ""]
        if prefix == "DBT":
            parts += ["### Related IDs", ""]
        for one in draw(st.lists(lists(file), min_size=1, max_size=3)):
            parts += [one, "", draw(WORDS), ""]
    end = draw(st.sampled_from(("", "\n")))
    newline = draw(st.sampled_from(("\n", "\r\n")))
    return draw(st.sampled_from(("", "\ufeff"))) + ("\n".join(parts) + end).replace("\n", newline)


@st.composite
def neighbourhoods(draw: st.DrawFn) -> Neighbourhood:
    here = "SoT.ACTUAL_SCHEMA.md"
    document = draw(pages("DBT", "SoT.API_CONTRACTS.md"))
    names = (("API", "API_CONTRACTS"), ("UJ", "USER_JOURNEYS"), ("TEST", "testing_playbook"))
    return Neighbourhood(
        document=Source(f"SoT/{here}", document),
        siblings=tuple(
            Source(f"SoT/SoT.{name}.md", draw(pages(prefix, here))) for prefix, name in names
        ),
        others=(Source("epics/EPIC-01.md", draw(pages("EPIC", f"../SoT/{here}"))),),
    )


def sources(texts: Neighbourhood) -> Iterable[Source]:
    return (texts.document, *texts.siblings, *texts.others)


@settings(max_examples=40, deadline=None)
@given(neighbourhoods())
def test_back_links_are_added_once_and_all_that_have_a_place(before: Neighbourhood) -> None:
    after = fix_references(before)
    assert fix_references(after) == after
    left = after.references
    assert all(list_here(left, pair) is None for pair in left.missing_here)
    assert all(list_there(left, other) is None for _, other in left.missing_there)


@settings(max_examples=40, deadline=None)
@given(neighbourhoods())
def test_every_line_of_a_person_is_kept_in_its_order(before: Neighbourhood) -> None:
    after = fix_references(before)
    for old, new in zip(sources(before), sources(after), strict=True):
        kept = iter(lines(new))
        for line in lines(old):
            is_template = "-XXX" in line
            assert is_template or line in kept


def lines(source: Source) -> list[str]:
    """The lines; the last one's missing line end is no part of it."""
    return [line.rstrip("\r\n") for line in source.text.splitlines(keepends=True) if line.strip()]


@settings(max_examples=40, deadline=None)
@given(neighbourhoods())
def test_only_anchors_change_and_only_once(before: Neighbourhood) -> None:
    after = fix_links(before)
    assert fix_links(after) == after
    for old, new in zip(sources(before), sources(after), strict=True):
        assert blanked(old) == blanked(new)


def blanked(source: Source) -> str:
    return re.sub(r"(\]\([^()\s#]*)#[^()\s]*\)", r"\1)", source.text)


@settings(max_examples=40, deadline=None)
@given(neighbourhoods())
def test_a_link_that_was_corrected_leads_somewhere(before: Neighbourhood) -> None:
    after = fix_links(before)
    anchors = {heading.slug for heading in after.references.document.headings}
    for old, new in zip(sources(before), sources(after), strict=True):
        for was, now in zip(read_links(old), read_links(new), strict=True):
            if was.slug != now.slug and now.file.endswith("ACTUAL_SCHEMA.md"):
                assert now.slug in anchors


def test_an_edit_that_takes_a_line_of_a_person_is_refused() -> None:
    source = Source("a.md", "- words\n- more\n")
    pen = Pen(source)
    pen.remove(Span(0, 7), "removed")
    with pytest.raises(PromiseError, match="a line of a person"):
        apply_lines(pen)
    pen = Pen(source)
    pen.insert_text(3, "x", "inside a line")
    with pytest.raises(PromiseError, match="a line of a person"):
        apply_lines(pen)


def test_an_edit_outside_of_an_anchor_is_refused() -> None:
    source = Source("a.md", "[DBT-001](b.md#c) words\n")
    with pytest.raises(PromiseError, match="anchors"):
        apply_anchors(source, [Edit(Span(18, 23), "other")])
    assert apply_anchors(source, [Edit(Span(15, 16), "d")]).text == "[DBT-001](b.md#d) words\n"
