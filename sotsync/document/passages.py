"""A piece of a document's text together with the place it stands at."""

from __future__ import annotations

from dataclasses import dataclass

from sotsync.text import Source, Span

__all__ = ["Passage", "passage", "stripped"]

# What Markdown calls a space; ``str.strip`` would also take U+00A0 and its like, which are text.
SPACES = " \t\v\f\r\n"


@dataclass(frozen=True, slots=True)
class Passage:
    """Text as it is written, and where: ``source.slice(passage.span) == passage.text``."""

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


def passage(source: Source, start: int, end: int) -> Passage:
    """The passage of the characters from ``start`` up to but not including ``end``."""
    return Passage(source.text[start:end], Span(start, end))


def stripped(source: Source, start: int, end: int) -> Passage:
    """The passage without the white space around it; empty at ``start`` where nothing is left."""
    text = source.text[start:end]
    left = len(text) - len(text.lstrip(SPACES))
    if left == len(text):
        return Passage("", Span(start, start))
    right = len(text.rstrip(SPACES))
    return passage(source, start + left, start + right)
