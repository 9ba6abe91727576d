"""Where planners put their edits: each with the sentence that says what it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sotsync.patch.hunks import insert_lines, remove_lines, rewrite, with_newlines
from sotsync.text import Edit, Source, Span

__all__ = ["Pen"]


@dataclass(slots=True)
class Pen:
    """The edits of one document, as they are planned.

    Attributes:
        source: The document's text.
        edits: What was planned so far.
        changes: The place and the sentence of each edit.
        rewritten: The whole of what was to say something else, be it or be it not changed.
    """

    source: Source
    edits: list[Edit] = field(default_factory=list)
    changes: list[tuple[int, str]] = field(default_factory=list)
    rewritten: list[Span] = field(default_factory=list)

    def text(self, text: str) -> str:
        """Generated text with its line ends as the file has them."""
        return with_newlines(self.source, text)

    def write(self, span: Span, replacement: str, sentence: str) -> None:
        """Make ``span`` say ``replacement``, as it is; nothing where it does already."""
        self.rewritten.append(span)
        self._put(rewrite(self.source, span, replacement), sentence)

    def insert(self, offset: int, lines: Iterable[str], sentence: str) -> None:
        """Put new lines before the line that starts at ``offset``."""
        self._put((insert_lines(self.source, offset, lines),), sentence)

    def insert_text(self, offset: int, text: str, sentence: str) -> None:
        """Put text, as it is, at ``offset``, inside a line or between lines."""
        self._put((Edit(Span(offset, offset), text),), sentence)

    def remove(self, line: Span, sentence: str) -> None:
        """Take a whole line away."""
        self.rewritten.append(line)
        self._put((remove_lines(self.source, line),), sentence)

    def cut(self, span: Span, sentence: str) -> None:
        """Take the characters of ``span`` away."""
        self.rewritten.append(span)
        self._put((Edit(span, ""),), sentence)

    def take(self, other: Pen) -> None:
        """Make the edits of another pen one's own."""
        self.edits += other.edits
        self.changes += other.changes
        self.rewritten += other.rewritten

    def clear(self) -> None:
        """Forget every edit."""
        self.edits.clear()
        self.changes.clear()
        self.rewritten.clear()

    def _put(self, edits: Iterable[Edit], sentence: str) -> None:
        for edit in edits:
            self.edits.append(edit)
            self.changes.append((edit.span.start, sentence))
