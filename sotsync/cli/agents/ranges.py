"""Where in a file an edit changes something, as exactly as its words tell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from sotsync.cli.agents.events import FileEdit
from sotsync.text import Span

__all__ = ["changed_spans"]

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_MAXIMUM_TEXT = 16_000_000
"""Above so many characters two texts are not compared at all: an agent waits for the answer."""

_MAXIMUM_PAIRS = 4_000_000
"""Above so many pairs of lines or words two texts are not compared in detail."""


def changed_spans(text: str, edit: FileEdit) -> tuple[Span, ...]:
    """The parts of ``text`` that an edit changes; empty spans where it only adds something.

    An edit that states no words may change everything. One whose words are not in the text fails,
    or means another text, so that nothing is said about it.
    """
    if edit.is_gone or (edit.content is None and not edit.replacements):
        return (Span(0, len(text)),)
    if edit.content is not None:
        return tuple(_differences(text, edit.content, 0))
    found = {
        span
        for old, new in (_as_in(text, *pair) for pair in edit.replacements)
        for start in _starts(text, old)
        for span in _differences(text[start : start + len(old)], new, start)
    }
    return tuple(sorted(found))


def _as_in(text: str, old: str, new: str) -> tuple[str, str]:
    """The words with the line ends of the text: agents read and write LF."""
    if old in text or "\r\n" not in text:
        return old, new
    return old.replace("\n", "\r\n"), new.replace("\n", "\r\n")


def _starts(text: str, words: str) -> Iterator[int]:
    """Every place of the words, one after another; nowhere for no words."""
    position = text.find(words) if words else -1
    while position >= 0:
        yield position
        position = text.find(words, position + len(words))


def _differences(old: str, new: str, offset: int) -> Iterator[Span]:
    """The parts of ``old`` that ``new`` changes: by line, and by word within changed lines."""
    if len(old) + len(new) > _MAXIMUM_TEXT:
        yield Span(offset, offset + len(old))
        return
    for start, end, replacement in _blocks(_LINES.findall(old), _LINES.findall(new)):
        before = old[start:end]
        for first, last, _ in _blocks(_WORDS.findall(before), _WORDS.findall(replacement)):
            yield Span(offset + start + first, offset + start + last)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """What differs between two lists of pieces, in characters of the old one."""
    limit = min(len(old), len(new))
    head = next((i for i in range(limit) if old[i] != new[i]), limit)
    tail = next((i for i in range(limit - head) if old[-1 - i] != new[-1 - i]), limit - head)
    inner, other = old[head : len(old) - tail], new[head : len(new) - tail]
    offset = sum(map(len, old[:head]))
    if not inner and not other:
        return
    if len(inner) * len(other) > _MAXIMUM_PAIRS:
        yield offset, offset + sum(map(len, inner)), "".join(other)
        return
    starts = [offset]
    for piece in inner:
        starts.append(starts[-1] + len(piece))
    matcher = difflib.SequenceMatcher(None, inner, other, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            yield starts[i], starts[j], "".join(other[k:m])
