"""Markdown blocks with spans: mistune as the tokenizer, taught to say where it is.

mistune gives no positions. Every block that it makes at the top level, however, passes one of four
methods with the parser's cursor at the block's first character; a subclass that notes the cursor
there knows where each block starts, and a block ends where the next one starts. The blocks'
spans therefore always add up to the text, whatever the text is.

What stands inside a list or a quote has no positions of its own and is not tokenized: a generated
region there is refused, and bullets are read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import mistune

from sotsync.document.passages import SPACES, Page
from sotsync.document.regions import Fence
from sotsync.text import Span

__all__ = [
    "Block",
    "BlockKind",
    "parsed_blocks_of",
    "plain_blocks_of",
    "read_blocks",
    "read_fence",
]


class BlockKind(StrEnum):
    """What a block is. Tables are paragraphs to CommonMark, and are read by ``tables``."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    FENCE = "fence"
    INDENTED_CODE = "indented code"
    LIST = "list"
    QUOTE = "quote"
    HTML = "html"
    BREAK = "thematic break"
    DEFINITION = "link definition"
    BLANK = "blank lines"


@dataclass(frozen=True, slots=True)
class Block:
    """A block; ``span`` covers its lines with their line ends."""

    kind: BlockKind
    span: Span


_KINDS = {
    "fenced_code": BlockKind.FENCE,
    "indent_code": BlockKind.INDENTED_CODE,
    "atx_heading": BlockKind.HEADING,
    "setex_heading": BlockKind.HEADING,
    "thematic_break": BlockKind.BREAK,
    "block_quote": BlockKind.QUOTE,
    "list": BlockKind.LIST,
    "ref_link": BlockKind.DEFINITION,
    "raw_html": BlockKind.HTML,
    "block_html": BlockKind.HTML,
    "blank_line": BlockKind.BLANK,
}


class _State(mistune.BlockState):
    """A state that notes where each top-level block starts."""

    def __init__(self, parent: mistune.BlockState | None = None) -> None:
        super().__init__(parent)
        self.starts: dict[int, BlockKind] = {}
        self.has_continued = False

    def note(self, start: int, kind: BlockKind) -> None:
        if self.parent is None:
            self.starts.setdefault(start, kind)

    def turn_into_heading(self) -> None:
        """The paragraph noted last is the text of an underlined heading."""
        start = max(self.starts)
        for earlier in sorted(self.starts, reverse=True):
            if self.starts[earlier] != BlockKind.PARAGRAPH:
                break
            del self.starts[earlier]
            start = earlier
        self.starts[start] = BlockKind.HEADING

    def add_paragraph(self, text: str) -> None:
        self.note(self.cursor, BlockKind.PARAGRAPH)
        super().add_paragraph(text)

    def append_paragraph(self) -> int | None:
        end = super().append_paragraph()
        self.has_continued = end is not None
        return end

    def append_token(self, token: dict[str, Any]) -> None:
        # The parser's short cut for indented code appends without calling ``parse_method``.
        if token["type"] == "block_code" and token["style"] == "indent":
            self.note(self.cursor, BlockKind.INDENTED_CODE)
        super().append_token(token)


class _Parser(mistune.BlockParser):
    """A block parser that notes what it parsed, and does not look into lists and quotes."""

    state_cls = _State

    def __init__(self) -> None:
        super().__init__(block_quote_rules=["blank_line"], list_rules=["blank_line"])

    def parse_method(self, m: re.Match[str], state: mistune.BlockState) -> int | None:
        assert isinstance(state, _State)
        state.has_continued = False
        tokens = len(state.tokens)
        end = super().parse_method(m, state)
        if end:
            self._note(m, state, is_new=len(state.tokens) > tokens)
        return end

    @staticmethod
    def _note(match: re.Match[str], state: _State, *, is_new: bool) -> None:
        kind = _KINDS[match.lastgroup or ""]
        if match.lastgroup == "setex_heading" and not is_new:
            state.turn_into_heading()
        elif state.has_continued and not is_new:
            state.note(match.start(), BlockKind.PARAGRAPH)
        else:
            state.note(match.start(), kind)


_PARSER = _Parser()


def read_blocks(page: Page, span: Span) -> tuple[Block, ...]:
    """The blocks of ``span``, which starts at a line's start; their spans add up to ``span``."""
    return tuple(
        Block(kind, Span(span.start + start, span.start + end))
        for kind, start, end in _blocks_of(page.text[span.start : span.end])
    )


@lru_cache(maxsize=2**15)
def _blocks_of(text: str) -> tuple[tuple[BlockKind, int, int], ...]:
    """The blocks of a text, kept because most of a document is as it was before a patch."""
    plain = plain_blocks_of(text)
    return parsed_blocks_of(text) if plain is None else plain


def parsed_blocks_of(text: str) -> tuple[tuple[BlockKind, int, int], ...]:
    """The blocks of any text at all."""
    state = _State()
    state.process(text)
    _PARSER.parse(state)
    found: list[tuple[BlockKind, int, int]] = []
    starts = sorted({0: BlockKind.PARAGRAPH, **state.starts}.items()) if text else []
    ends: Iterable[int] = [*(start for start, _ in starts[1:]), len(text)]
    for (start, kind), end in zip(starts, ends, strict=False):
        exact = kind if text[start:end].strip(SPACES) else BlockKind.BLANK
        is_more = found and exact in _MERGED and found[-1][0] == exact
        found.append((exact, found.pop()[1] if is_more else start, end))
    return tuple(found)


_MERGED = frozenset({BlockKind.PARAGRAPH, BlockKind.BLANK})

_PLAIN = re.compile(
    r"""
      (?P<blank>(?:\n)+)
    | (?P<paragraph>(?:(?:\*\*\w|\||[A-Za-z])[^\n]*\n)+)
    | (?P<fence>```\w*\n(?:(?![ ]{0,3}```)[^\n]*\n)*```\n)
    | (?P<quote>(?:>[ ]\*\*\w[^\n]*\n)+(?=\n|\Z))
    | (?P<list>(?:(?:-[ ](?:[A-Za-z_{[]|\*\*\w|`[^`\n])[^\n]*\n
        (?:[ ]{2}-[ ](?:[A-Za-z_{[]|\*\*\w|`[^`\n])[^\n]*\n)*)+(?:\n+|\Z))+)(?![ -])
    """,
    re.VERBOSE,
)
_PLAIN_KINDS = {
    "blank": BlockKind.BLANK,
    "paragraph": BlockKind.PARAGRAPH,
    "fence": BlockKind.FENCE,
    "quote": BlockKind.QUOTE,
    "list": BlockKind.LIST,
}


def plain_blocks_of(text: str) -> tuple[tuple[BlockKind, int, int], ...] | None:
    """The blocks of a text as sotsync writes it; None where anything in it is less plain.

    Most of a large document is such text, and reading it so takes a fifth of the time. It never
    says anything else than the parser does.
    """
    found: list[tuple[BlockKind, int, int]] = []
    position = 0
    while position < len(text):
        match = _PLAIN.match(text, position)
        if match is None:
            return None
        found.append((_PLAIN_KINDS[match.lastgroup or ""], position, match.end()))
        position = match.end()
    return tuple(found)


_OPENING = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\n]*)")


def read_fence(page: Page, block: Block) -> Fence:
    """The fence that ``block`` is.

    A fence in which another one opens has lost its own end, and ends with that one's.
    """
    opening = _OPENING.match(page.text, block.span.start, block.span.end)
    assert opening is not None
    mark = opening[1]
    code_start = page.after_line(block.span.start)
    last = page.text.rfind("\n", 0, block.span.end - 1) + 1
    closing = re.compile(rf" {{0,3}}({re.escape(mark[0])}{{{len(mark)},}})[ \t]*(?:\n|\Z)")
    end = closing.match(page.text, last, block.span.end) if last >= code_start else None
    code_end = block.span.end if end is None else last
    again = re.compile(rf"^ {{0,3}}{re.escape(mark)}[ \t]*[A-Za-z]", re.MULTILINE)
    is_closed = end is not None and again.search(page.text, code_start, code_end) is None
    return Fence(
        span=block.span,
        code=page.passage(min(code_start, code_end), code_end),
        info=page.stripped(*opening.span(2)),
        opening=page.passage(*opening.span(1)),
        closing=page.passage(*((code_end, code_end) if end is None else end.span(1))),
        is_closed=is_closed,
    )
