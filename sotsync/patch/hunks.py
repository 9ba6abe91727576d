"""Edits that touch as little text as they can, in the line ends of their file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sotsync.text import Edit, Source, Span

__all__ = ["insert_lines", "line_end", "remove_lines", "rewrite", "with_newlines"]

_LINE_END = re.compile(r"\r\n|\n|\r")


def with_newlines(source: Source, text: str) -> str:
    """The text with its line ends as the file has them."""
    return text if source.newline == "\n" else text.replace("\n", source.newline)


def rewrite(source: Source, span: Span, replacement: str) -> tuple[Edit, ...]:
    """The edit that makes ``span`` say ``replacement``, without what both begin and end with.

    Nothing is changed where both are the same.
    """
    old, new = source.slice(span), replacement
    if old == new:
        return ()
    limit = min(len(old), len(new))
    start = next((i for i in range(limit) if old[i] != new[i]), limit)
    limit -= start
    end = next((i for i in range(limit) if old[-1 - i] != new[-1 - i]), limit)
    changed = Span(span.start + start, span.end - end)
    return (Edit(changed, new[start : len(new) - end]),)


def line_end(source: Source, offset: int) -> int:
    """The offset after the line end of the line that holds ``offset``."""
    match = _LINE_END.search(source.text, offset)
    return len(source.text) if match is None else match.end()


def insert_lines(source: Source, offset: int, lines: Iterable[str]) -> Edit:
    """New lines before the line that starts at ``offset``, or after the last line of all.

    A last line without a line end keeps the file without one.
    """
    text = source.newline.join(lines)
    is_open = offset == len(source.text) and not source.text.endswith(("\n", "\r"))
    replacement = source.newline + text if is_open and source.text else text + source.newline
    return Edit(Span(offset, offset), replacement)


def remove_lines(source: Source, line: Span) -> Edit:
    """The whole line away, its line end with it; a last line takes the one before it."""
    end = line_end(source, line.end)
    if end == line.end and line.start > 0:
        before = source.text[: line.start]
        trimmed = before.removesuffix("\n").removesuffix("\r")
        return Edit(Span(len(trimmed), end), "")
    return Edit(Span(line.start, end), "")
