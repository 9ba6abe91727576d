"""Where statements end, found without the grammar, for text that the grammar does not take whole.

Source: PostgreSQL manual, "Lexical Structure", and psql's own rules for backslash commands and for
the data lines after ``COPY … FROM stdin``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["Piece", "PieceKind", "chained_operators", "skip_blank", "split_pieces"]


class PieceKind(Enum):
    """What a piece of a file is."""

    STATEMENT = auto()
    META_COMMAND = auto()
    COPY_DATA = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: from the first token to before the semicolon or the line's end."""

    kind: PieceKind
    start: int
    end: int


_MARK = re.compile(r"--|/\*|['\"$;()\\]")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")
_SKIPPED = re.compile(r"(?:[ \t\n\r\f\v]|--[^\r\n]*)*")
_BLOCK = re.compile(r"/\*|\*/")
_TAG = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_QUOTED = re.compile(r"(?:[^']|'')*(?:'|\Z)")
_ESCAPED = re.compile(r"(?:[^'\\]|\\.|'')*(?:'|\\?\Z)", re.DOTALL)
_IDENTIFIER = re.compile(r'(?:[^"]|"")*(?:"|\Z)')
_COPY = re.compile(r"copy\b.*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
_COPY_END = re.compile(r"^\\\.[ \t]*$", re.MULTILINE)
_ATOMIC = re.compile(r"create\b.*\bbegin\s+atomic\b", re.IGNORECASE | re.DOTALL)
_BLOCK_WORD = re.compile(r"\b(begin\s+atomic|case|end)\b", re.IGNORECASE)
_OPERATOR = re.compile(
    r"[-+*/<>=~!@#%^&|`?:]+|\b(?:is|in|at|like|ilike|collate|union|intersect|except|join)\b",
    re.IGNORECASE,
)


def split_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """The pieces of ``text[start:end]`` in order, without white space and comments between them.

    White space is PostgreSQL's: a no-break space or a byte order mark is part of a statement. So is
    a comment that never ends, for the server refuses it.
    """
    position = skip_blank(text, start, end)
    while position < end:
        if text[position] == "\\":
            stop = _LINE_END.search(text, position, end).start()  # type: ignore[union-attr] # \Z
            yield Piece(PieceKind.META_COMMAND, position, stop)
            position = stop
        elif text[position] == ";":
            position += 1
        else:
            stop = _statement_end(text, position, end)
            yield Piece(PieceKind.STATEMENT, position, stop)
            body = text[position:stop]
            position = stop + 1
            if body[:4].lower() == "copy" and _COPY.match(body):
                data = _copy_data(text, position, end)
                yield data
                position = data.end
        position = skip_blank(text, position, end)


def chained_operators(text: str) -> int:
    """How many operators stand outside strings and comments: no chain of them is longer."""
    bare = "".join(text[start:stop] for start, stop in _bare_runs(text, 0, len(text)))
    return sum(1 for _ in _OPERATOR.finditer(bare))


def _copy_data(text: str, start: int, end: int) -> Piece:
    match = _COPY_END.search(text, start, end)
    return Piece(PieceKind.COPY_DATA, min(start, end), match.end() if match else end)


def skip_blank(text: str, start: int, end: int) -> int:
    """Where the white space and the comments from ``start`` on are over, ``end`` at most."""
    position = start
    while position < end:
        position = _SKIPPED.match(text, position, end).end()  # type: ignore[union-attr] # always
        if not text.startswith("/*", position):
            break
        after = _block_comment_end(text, position, end)
        if after is None:
            break
        position = after
    return position


def _statement_end(text: str, start: int, end: int) -> int:
    depth = 0
    position = start
    while True:
        match = _MARK.search(text, position, end)
        if match is None:
            return end
        mark = match.group()
        if mark == ";" and depth <= 0 and not _is_open_body(text, start, match.start()):
            return match.start()
        depth += (mark == "(") - (mark == ")")
        position = _token_end(text, match, end)


def _is_open_body(text: str, start: int, end: int) -> bool:
    """Whether a function body in SQL (``BEGIN ATOMIC … END``) is still open at ``end``."""
    body = text[start:end]
    if not _ATOMIC.match(body):
        return False
    bare = " ".join(body[first:last] for first, last in _bare_runs(body, 0, len(body)))
    words = [word.lower() for word in _BLOCK_WORD.findall(bare)]
    ends = words.count("end")
    return ends < len(words) - ends


def _bare_runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    while match := _MARK.search(text, position, end):
        yield position, match.start()
        position = _token_end(text, match, end)
    yield position, end


def _token_end(text: str, match: re.Match[str], end: int) -> int:
    """Where the quoted text, comment or single character that ``match`` opens is over."""
    mark, start = match.group(), match.start()
    if mark == "--":
        return _LINE_END.search(text, start, end).start()  # type: ignore[union-attr] # \Z
    if mark == "/*":
        after = _block_comment_end(text, start, end)
        return end if after is None else after
    if mark == "'":
        pattern = _ESCAPED if _has_escape_prefix(text, start) else _QUOTED
        return pattern.match(text, start + 1, end).end()  # type: ignore[union-attr] # always
    if mark == '"':
        return _IDENTIFIER.match(text, start + 1, end).end()  # type: ignore[union-attr] # always
    if mark == "$":
        return _dollar_end(text, start, end)
    return match.end()


def _has_escape_prefix(text: str, quote: int) -> bool:
    if quote == 0 or text[quote - 1] not in "eE":
        return False
    return quote == 1 or not (text[quote - 2].isalnum() or text[quote - 2] in "_$")


def _dollar_end(text: str, start: int, end: int) -> int:
    if start and (text[start - 1].isalnum() or text[start - 1] in "_$"):
        return start + 1
    tag = _TAG.match(text, start, end)
    if tag is None:
        return start + 1
    close = text.find(tag.group(), tag.end(), end)
    return end if close < 0 else close + len(tag.group())


def _block_comment_end(text: str, start: int, end: int) -> int | None:
    """Where the comment that opens at ``start`` is over; None where it never is."""
    depth = 0
    for match in _BLOCK.finditer(text, start, end):
        depth += 1 if match.group() == "/*" else -1
        if depth == 0:
            return match.end()
    return None
