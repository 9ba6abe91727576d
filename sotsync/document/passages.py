"""A piece of a document's text together with the place it stands at, and walking it by lines.

Markdown readers want lines that end at LF. A :class:`Page` gives them that without moving a single
character: the CR of a CRLF becomes a space and a lone CR becomes LF, so an offset in ``page.text``
is the same offset in the source. A space before a line end changes no block of Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.text import Source, Span

__all__ = ["SPACES", "Page", "Passage", "make_page"]

SPACES = " \t\v\f\r\n"
"""What Markdown calls white space; ``str.strip`` would also take U+00A0, which is text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text as it is written, and where: ``source.slice(passage.span) == passage.text``."""

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Page:
    """A source, and its text with every line ended by LF, of the same length."""

    source: Source
    text: str

    def lines(self, span: Span) -> Iterator[Span]:
        """The lines of ``span``, without their line ends."""
        start = span.start
        while start < span.end:
            end = self.after_line(start)
            yield Span(start, min(self.line_end(start), span.end))
            start = end

    def line_end(self, start: int) -> int:
        """The end of the line that holds ``start``, before its line end as it is in the source."""
        found = self.text.find("\n", start)
        if found < 0:
            return len(self.text)
        is_crlf = found > start and self.source.text[found - 1] == "\r"
        return found - 1 if is_crlf else found

    def after_line(self, start: int) -> int:
        """The offset after the line that holds ``start`` and its line end."""
        found = self.text.find("\n", start)
        return len(self.text) if found < 0 else found + 1

    def passage(self, start: int, end: int) -> Passage:
        """The passage of the characters from ``start`` up to but not including ``end``."""
        return Passage(self.source.text[start:end], Span(start, end))

    def stripped(self, start: int, end: int) -> Passage:
        """The passage without the white space around it; empty at ``start`` if nothing is left."""
        text = self.source.text[start:end]
        found = text.strip(SPACES)
        if not found:
            return Passage("", Span(start, start))
        left = start + len(text) - len(text.lstrip(SPACES))
        return Passage(found, Span(left, left + len(found)))


def make_page(source: Source) -> Page:
    """The page of ``source``."""
    text = source.text
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return Page(source, text)
