"""Blocks with spans."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sotsync.document import blocks
from sotsync.document.blocks import Block, BlockKind, read_blocks, read_fence
from sotsync.document.passages import make_page
from sotsync.text import Source, Span
from tests.document.fixtures import NAMES, read

HOSTILE = (
    *("# a", "  ## b", "```sql", "```", "~~~~", "   ```", "- x", "  y", "1. z", "\t- t", "> q"),
    *(
        "> ```",
        "<!-- c",
        "-->",
        "<div>",
        "</div>",
        "text",
        "",
        " ",
        "\f",
        "a\u2028b",
        "\x85",
        "---",
    ),
    *(
        "===",
        "| a | b |",
        "|---|---|",
        "| x \\| y |",
        "[a]: <b> 'c'",
        "[d]: e",
        "    code",
        "\ttab",
    ),
    *(
        "***",
        "* * *",
        "a\x0bb",
        "\u00a0",
        "{x}",
        "\x00",
        "````",
        "- ",
        "2) k",
        "+",
        "<b>",
        "\ufeff",
    ),
)
LINE_ENDS = ("\n", "\n", "\n", "\r\n", "\r", "\n\n")


@st.composite
def hostile_texts(draw: st.DrawFn) -> str:
    """Lines that open, close and nest blocks, with every kind of line end, or none at the end."""
    lines = draw(st.lists(st.tuples(st.sampled_from(HOSTILE), st.sampled_from(LINE_ENDS))))
    return "".join(line + end for line, end in lines) + draw(st.sampled_from(("", "end", "```")))


def blocks_of(text: str) -> tuple[Block, ...]:
    return read_blocks(make_page(Source("x.md", text)), Span(0, len(text)))


@given(hostile_texts() | st.text())
def test_the_spans_of_the_blocks_add_up_to_the_text(text: str) -> None:
    position = 0
    for block in blocks_of(text):
        assert block.span.start == position
        assert len(block.span) > 0
        position = block.span.end
    assert position == len(text)


@given(hostile_texts())
def test_the_length_and_the_lines_do_not_change_when_line_ends_do(text: str) -> None:
    page = make_page(Source("x.md", text))
    assert len(page.text) == len(text)
    assert "\r" not in page.text
    lines = [page.source.slice(line) for line in page.lines(Span(0, len(text)))]
    wanted = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert lines == (wanted[:-1] if wanted[-1] == "" else wanted)


CASES = {
    "a heading, text and a list": (
        "# a\ntext\nmore\n\n- x\n  - y\n\n***\n",
        "heading paragraph blank list break",
    ),
    "an underlined heading": ("text\nmore\n===\n", "heading"),
    "an underlined heading below others": ("# a\n\nb\n---\n", "heading blank heading"),
    "a break is no underline of nothing": ("\n---\n", "blank break"),
    "a fence that is never closed": ("```\na\n\n# b\n", "fence"),
    "a fence inside a longer fence": ("````\n```\n````\nx", "fence paragraph"),
    "two fences without a line between": ("```\n```\n~~~\n~~~\n", "fence fence"),
    "back-ticks in the info string": ("``` a`b\n", "paragraph"),
    "a quote and a list": ("> a\n> b\n- c\n", "quote list"),
    "a quote goes on lazily": ("> a\nb\n", "quote"),
    "indented code": ("    a\n    b\n\nc\n", "indented paragraph"),
    "no indented code below text": ("a\n    b\n", "paragraph"),
    "a link definition": ("[a]: https://b\n\nc\n", "definition blank paragraph"),
    "a definition below text is text": ("x\n[a]: https://b\n", "paragraph"),
    "an HTML comment over blank lines": ("<!-- a\n\n# b\n-->\nc\n", "html paragraph"),
    "a table is a paragraph": ("| a |\n|---|\n| b |\n", "paragraph"),
    "a number that begins no list": ("a\n2. b\n", "paragraph"),
    "spaces are blank lines": ("  \n\t\nx", "blank paragraph"),
    "spaces at the end are blank lines": ("x\n\n   ", "paragraph blank"),
    "nothing": ("", ""),
}
KINDS = {kind.split(" ")[0]: kind for kind in BlockKind} | {"break": BlockKind.BREAK}
KINDS["definition"] = BlockKind.DEFINITION


@pytest.mark.parametrize(("text", "kinds"), CASES.values(), ids=CASES.keys())
def test_blocks_are_told_apart(text: str, kinds: str) -> None:
    assert [block.kind for block in blocks_of(text)] == [KINDS[kind] for kind in kinds.split()]


SECOND_OPINION = {
    "fence": BlockKind.FENCE,
    "heading_open": BlockKind.HEADING,
    "paragraph_open": BlockKind.PARAGRAPH,
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "blockquote_open": BlockKind.QUOTE,
    "html_block": BlockKind.HTML,
    "hr": BlockKind.BREAK,
}


@pytest.mark.parametrize("name", NAMES)
def test_markdown_it_sees_the_same_blocks(name: str) -> None:
    source = read(name)
    text = source.text.partition("\n---\n")[2] if name != "lean" else source.text
    wanted = [
        (token.map[0], SECOND_OPINION[token.type])
        for token in MarkdownIt("commonmark").parse(text)
        if token.level == 0 and token.map is not None
    ]
    page = make_page(Source("x.md", text))
    found = [
        (page.source.line_of(block.span.start) - 1, block.kind)
        for block in blocks_of(text)
        if block.kind != BlockKind.BLANK
    ]
    assert found == wanted


PLAIN = (
    *("- a\n", "- **R**:\n", "  - x\n", "- `a` b\n", "- [x](y)\n", "- [x]: y\n", "- {a}\n", "\n"),
    *("\n\n", "| a |\n", "|---|\n", "| b | <b> |\n", "```sql\n", "```\n", "```", "x\n", "x"),
    *(
        "**A**: b\n",
        "> **q**: r\n",
        "> x\n",
        "---\n",
        "===\n",
        "  y\n",
        "    code\n",
        "**\n",
        "* a\n",
    ),
    *(
        "[x]: y\n",
        "-\n",
        " \n",
        "   - z\n",
        "<div>\n",
        "1. x\n",
        "# h\n",
        "x <!--\n",
        "**b** -->\n",
    ),
    *("a\tb\n", "\f\n", "~~~\n", "\0\n"),
)


@given(st.lists(st.sampled_from(PLAIN), max_size=9).map("".join))
@settings(max_examples=2_000)
def test_plain_text_is_read_as_the_parser_reads_it(text: str) -> None:
    plain = blocks.plain_blocks_of(text)
    event("plain" if plain is not None else "not plain")
    if plain is not None:
        assert plain == blocks.parsed_blocks_of(text)


def test_what_sotsync_writes_is_plain() -> None:
    text = "**A**: b\n\n```sql\n-- x\n\n```\n\n- **R**:\n  - x\n\n| a |\n|---|\n\n> **N**: n\n\n"
    assert blocks.plain_blocks_of(text) is not None


FENCES = {
    "plain": ("```sql\na\nb\n```\n", "sql", "a\nb\n", True),
    "tildes and an indent": ("  ~~~ sql x \n  a\n  ~~~~\n", "sql x", "  a\n", True),
    "empty": ("```\n```", "", "", True),
    "not closed": ("```sql\na", "sql", "a", False),
    "only opened": ("```sql", "sql", "", False),
    "closed by the wrong mark": ("```\n~~~\n", "", "~~~\n", False),
    "CRLF": ("```sql\r\na\r\n```\r\n", "sql", "a\r\n", True),
    "the shorter mark does not close": ("````\n```\n", "", "```\n", False),
}


@pytest.mark.parametrize(("text", "info", "code", "is_closed"), FENCES.values(), ids=FENCES.keys())
def test_a_fence_is_read(text: str, info: str, code: str, is_closed: bool) -> None:  # noqa: FBT001
    page = make_page(Source("x.md", text))
    fence = read_fence(page, Block(BlockKind.FENCE, Span(0, len(text))))
    assert (fence.info.text, fence.code.text, fence.is_closed) == (info, code, is_closed)
    assert page.source.slice(fence.code.span) == code
