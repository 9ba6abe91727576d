"""Headings found by the line scan, with a CommonMark parser as the second opinion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sotsync.document.headings import read_headings
from sotsync.document.passages import make_page
from sotsync.text import Source

COMMONMARK = MarkdownIt("commonmark")

# Left out, because only a whole parser can tell: headings and closed comments inside list items.
PIECES = (
    *("# a", "## b", " # d", "    # f", "```", "~~~", "``` a`b", "````", "- x", "  y"),
    *("1. z", "   w", "> q", "> # h", "> ```", "<!-- c", "<!-- d -->", "<div>", "</div>", "#"),
    *("<details>", "<a id='x'></a>", "<pre>", "<script>", "text", "", "---", "***", "* * *"),
    *("\t# t", "<?x", "<!X", "<![CDATA[", "#x", "## y ##", "## z #\t", "  - nested", "    deep"),
)


def lines_of_headings(text: str) -> list[int]:
    page = make_page(Source("x.md", text))
    return [page.source.line_of(heading.line.start) - 1 for heading in read_headings(page, 0)]


def second_opinion(text: str) -> list[int]:
    return [
        token.map[0]
        for token in COMMONMARK.parse(text)
        if token.type == "heading_open"
        and token.level == 0
        and token.markup.startswith("#")
        and token.map is not None
    ]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("\n".join))
def test_a_commonmark_parser_sees_the_same_headings(text: str) -> None:
    assert lines_of_headings(text) == second_opinion(text)


CASES = {
    "in a fence": "```\n## a\n```\n## b",
    "in a fence that is never closed": "~~~\n## a\n```\n## b",
    "in a longer fence": "````\n```\n## a\n````\n## b",
    "in a comment": "<!--\n\n## a\n-->\n## b",
    "in a comment that ends at once": "<!-->\n## a",
    "in a comment that never ends": "<!--\n## a",
    "in a script": "<script>\n\n## a\n</script>\n## b",
    "in a block up to its blank line": "<details>\n## a\n\n## b",
    "in a block without a blank line": "<details>\n## a",
    "below a lone tag": "<b>\n## a\n\n## b",
    "below a lone tag that never ends": "<b>\n## a",
    "below a lone tag that is text": "text\n<b>\n## a",
    "below a lone tag below a break": "***\n<b>\n## a",
    "below a tag in text": "<b>text\n## a",
    "below two tags": '<a id="dbt-001"></a>\n## a',
    "below a quote": "> quote\n## a",
    "in a list item": "- x\n\n  ## a",
    "in a list item with a tab": "-\tx\n\n   ## a",
    "in an empty list item": "-\n  ## a",
    "in a list item of five spaces": "-      x\n  ## a",
    "below a list": "- x\n ## a",
    "below a list and text": "- x\ntext\n  ## a",
    "below a list and a paragraph": "- x\n\ntext\n\n  ## a",
    "below a list and a break": "- x\n***\n  ## a",
    "below a list and a lone tag": "- x\n<b>\n  ## a",
    "below a list and a block": "- x\n<div>\n\n  ## a",
    "below a list and a fence": "- x\n```\n```\n  ## a",
    "below a list and a fence without an end": "- x\n```a`b\n  ## a",
    "seven marks": "####### a\n###### b",
    "without a space": "##a\n##\n##\ta",
    "with marks at the end": "## a ##\n## b#\n## #",
    "nothing": "",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_headings_are_found(text: str, line_end: str) -> None:
    assert lines_of_headings(text.replace("\n", line_end)) == second_opinion(text)


def test_a_heading_says_its_text_and_place() -> None:
    source = Source("x.md", "text\r\n\r\n ##  `a` b ##\t\r\n### a b\r\n")
    first, second = read_headings(make_page(source), 0)
    assert (first.level, first.text.text, first.slug) == (2, "`a` b", "a-b")
    assert source.slice(first.line) == " ##  `a` b ##\t"
    assert source.slice(first.text.span) == "`a` b"
    assert (second.level, second.slug) == (3, "a-b-1")


UNDERLINED = {
    "an entry": ("DBT-001: Users\n===\n", ["1 DBT-001: Users"]),
    "an entry below text": ("text\n\nDBT-001 | Users  \n---\nmore", ["2 DBT-001 | Users"]),
    "a known section": ("Columns\n-------\n", ["2 Columns"]),
    "below a heading": ("# A\nDBT-001: Users\n---\n", ["1 A", "2 DBT-001: Users"]),
    "any other text": ("What else\n---\n", []),
    "two lines of text": ("more\nDBT-001: Users\n---\n", []),
    "an item": ("- DBT-001: Users\n---\n", []),
    "an indented line": ("  DBT-001: Users\n---\n", []),
    "an indented underline": ("DBT-001: Users\n  ---\n", []),
    "a blank line": ("DBT-001: Users\n\n---\n", []),
    "nothing": ("---\n", []),
    "a fence": ("```\nDBT-001: Users\n---\n```\n", []),
    "a comment": ("<!--\nDBT-001: Users\n---\n-->\n", []),
    "words with dashes": ("DBT-001: Users\n--- x\n", []),
}


@pytest.mark.parametrize("name", UNDERLINED)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_underlined_headings_of_entries_and_sections(name: str, newline: str) -> None:
    text, expected = UNDERLINED[name]
    page = make_page(Source("x.md", text.replace("\n", newline)))
    found = read_headings(page, 0)
    assert [f"{one.level} {one.text.text}" for one in found] == expected
