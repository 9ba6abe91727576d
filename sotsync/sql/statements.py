"""The statements of a file, each with its place, its tree and the comment above it.

A file that PostgreSQL's grammar takes whole is parsed at once. One that it does not is split
without the grammar and parsed statement by statement, so that one bad statement costs one finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from sotsync.sql import Node
from sotsync.sql.parser import GrammarError, NestingError, kind_of, parse_tree
from sotsync.sql.splitter import (
    Piece,
    PieceKind,
    chained_operators,
    skip_blank,
    split_pieces,
)
from sotsync.text import Source, Span

__all__ = ["FaultKind", "Statement", "SyntaxFault", "parse_statements"]


class FaultKind(Enum):
    """Why a run of characters is no statement that can be applied."""

    SYNTAX = "syntax"
    NESTING = "nesting"
    ENCODING = "encoding"
    META_COMMAND = "meta-command"
    COPY_DATA = "copy data"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxFault:
    """What is wrong with a run of characters.

    Attributes:
        message: PostgreSQL's words, or ours for what PostgreSQL never sees.
        offset: The character of the source to look at.
        kind: Which of the known cases it is.
    """

    message: str
    offset: int
    kind: FaultKind = FaultKind.SYNTAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a source.

    Attributes:
        span: Its characters, from the first token to before the semicolon.
        kind: The name of its message, such as ``create_stmt``; ``""`` where it was not parsed.
        node: The message itself; None where it was not parsed.
        error: Why there is no node.
        comment: The comment lines directly above, without their markers; ``""`` for none.
    """

    span: Span
    kind: str
    node: Node | None
    error: SyntaxFault | None = None
    comment: str = ""


_BYTE_ORDER_MARK = "\ufeff"
_MAXIMUM_CHAIN = 8_000
"""libpg_query overflows its stack, and ends the process, on chains of some 20,000 operators."""

_SHORTEST_LINK = 2
_CHAIN_CHARACTERS = "+-*/<>=|:^%&~!@#?"
_CHAIN_WORDS = ("is", "in", "at", "like", "union", "except", "intersect", "join", "collate")

_COMMENT_ABOVE = re.compile(
    r"(?:(?:--[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)[ \t]*(?:\r\n|\n|\r|\Z)\s*)+\Z"
)
_COMMENT_MARKERS = re.compile(r"^[ \t]*(?:--+|/\*+|\*(?!/))?[ \t]?|[ \t]*(?:\*+/)?[ \t]*$")
_LINES = re.compile(r"\r\n|\n|\r")
_HEAD = re.compile(r"\s*(?:(?:or|replace|temp|temporary|unlogged|unique|concurrently)\b\s*)*(\w+)")
_KIND_BY_WORDS = {
    ("create", "table"): "create_stmt",
    ("create", "view"): "view_stmt",
    ("create", "index"): "index_stmt",
    ("create", "policy"): "create_policy_stmt",
    ("create", "function"): "create_function_stmt",
    ("create", "procedure"): "create_function_stmt",
    ("create", "trigger"): "create_trig_stmt",
    ("alter", "table"): "alter_table_stmt",
    ("alter", "policy"): "alter_policy_stmt",
    ("insert", "into"): "insert_stmt",
    ("delete", "from"): "delete_stmt",
}


def parse_statements(source: Source, span: Span | None = None) -> tuple[Statement, ...]:
    """Every statement of the source, or of the part that ``span`` marks, in order.

    Never raises on content: what cannot be parsed is a statement with an ``error``.
    """
    text = source.text
    start, end = (span.start, span.end) if span is not None else (0, len(text))
    if text.startswith(_BYTE_ORDER_MARK, start):
        start += 1
    part = text[start:end]
    if not part.strip():
        return ()
    if "\0" not in part and not _may_overflow(part):
        try:
            return tuple(_from_tree(parse_tree(part), part, start))
        except (GrammarError, NestingError, UnicodeEncodeError):
            pass
    return _piece_by_piece(text, start, end)


def _may_overflow(text: str) -> bool:
    if len(text) < _MAXIMUM_CHAIN * _SHORTEST_LINK:
        return False
    marks = sum(text.count(character) for character in _CHAIN_CHARACTERS)
    if marks > _MAXIMUM_CHAIN:
        return True
    lowered = text.lower()
    return sum(lowered.count(word) for word in _CHAIN_WORDS) > _MAXIMUM_CHAIN * 4


def _from_tree(tree: Node, part: str, base: int) -> Iterator[Statement]:
    """The statements of a tree, whose byte offsets become characters of the source."""
    encoded = None if part.isascii() else part.encode()
    byte = character = end = 0
    for raw in tree.stmts:
        first, length = raw.stmt_location, raw.stmt_len
        if encoded is None:
            begin, stop = first, first + length if length else len(part)
        else:
            begin = character + len(encoded[byte:first].decode())
            last = first + length if length else len(encoded)
            stop = begin + len(encoded[first:last].decode())
            byte, character = last, stop
        begin += _blank_at(part, begin, stop)
        comment = _comment_above(part, end, begin, is_after=end > 0)
        end = stop
        yield _statement(raw.stmt, Span(base + begin, base + _trimmed(part, begin, stop)), comment)


def _blank_at(part: str, begin: int, stop: int) -> int:
    if part[begin : begin + 1] not in "-/ \t\r\n":
        return 0
    first = skip_blank(part, begin, stop)
    return first - begin if first < stop else 0


def _statement(wrapper: Node, span: Span, comment: str) -> Statement:
    kind = kind_of(wrapper)
    node = getattr(wrapper, kind) if kind else None
    return Statement(span=span, kind=kind, node=node, comment=comment)


def _trimmed(text: str, start: int, stop: int) -> int:
    if not text[stop - 1 : stop].isspace():
        return stop
    return start + len(text[start:stop].rstrip())


def _comment_above(text: str, start: int, stop: int, *, is_after: bool) -> str:
    between = text[start:stop]
    if "--" not in between and "*/" not in between:
        return ""
    if is_after:
        # What follows the statement before on its own line is that statement's.
        between = "".join(_LINES.split(between, maxsplit=1)[1:])
    match = _COMMENT_ABOVE.search(between)
    if match is None:
        return ""
    lines = (_COMMENT_MARKERS.sub("", line) for line in _LINES.split(match.group().rstrip()))
    return "\n".join(lines).strip()


def _piece_by_piece(text: str, start: int, end: int) -> tuple[Statement, ...]:
    statements = []
    previous = start
    for piece in split_pieces(text, start, end):
        comment = _comment_above(text, previous, piece.start, is_after=previous > start)
        previous = piece.end
        statements.append(_parse_piece(text, piece, comment))
    return tuple(statements)


def _parse_piece(text: str, piece: Piece, comment: str) -> Statement:
    fault = _known_fault(text, piece)
    if fault is not None:
        return _faulty(text, piece, fault)
    try:
        tree = parse_tree(text[piece.start : piece.end])
    except (GrammarError, NestingError, UnicodeEncodeError) as error:
        return _faulty(text, piece, _fault_of(error, piece.start))
    span = Span(piece.start, _trimmed(text, piece.start, piece.end))
    return _statement(tree.stmts[0].stmt, span, comment)


def _known_fault(text: str, piece: Piece) -> SyntaxFault | None:
    """What is seen without the grammar, or must be kept away from it."""
    body = text[piece.start : piece.end]
    if piece.kind is PieceKind.META_COMMAND:
        message = f"psql's {body.split(None, 1)[0]} is not SQL"
        return SyntaxFault(message=message, offset=piece.start, kind=FaultKind.META_COMMAND)
    if piece.kind is PieceKind.COPY_DATA:
        message = "rows of COPY … FROM stdin"
        return SyntaxFault(message=message, offset=piece.start, kind=FaultKind.COPY_DATA)
    if "\0" in body:
        offset = piece.start + body.index("\0")
        message = "a NUL character ends SQL text"
        return SyntaxFault(message=message, offset=offset, kind=FaultKind.ENCODING)
    if _may_overflow(body) and chained_operators(body) > _MAXIMUM_CHAIN:
        message = "nested too deeply to be read"
        return SyntaxFault(message=message, offset=piece.start, kind=FaultKind.NESTING)
    return None


def _fault_of(error: GrammarError | NestingError | UnicodeEncodeError, start: int) -> SyntaxFault:
    if isinstance(error, GrammarError):
        return SyntaxFault(message=error.message, offset=start + error.offset)
    if isinstance(error, NestingError):
        return SyntaxFault(message=str(error), offset=start, kind=FaultKind.NESTING)
    message = "a lone surrogate is no character"
    return SyntaxFault(message=message, offset=start + error.start, kind=FaultKind.ENCODING)


def _faulty(text: str, piece: Piece, fault: SyntaxFault) -> Statement:
    is_deep = fault.kind is FaultKind.NESTING
    kind = _classify(text[piece.start : piece.end]) if is_deep else ""
    span = Span(piece.start, _trimmed(text, piece.start, piece.end))
    return Statement(span=span, kind=kind, node=None, error=fault)


def _classify(body: str) -> str:
    """The kind that the first words of a statement tell; ``""`` where they are not known."""
    first, _, rest = body.lower().partition(" ")
    second = _HEAD.match(rest)
    return _KIND_BY_WORDS.get((first, second[1] if second else ""), "")
