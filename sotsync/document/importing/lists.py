"""Bullet and numbered lists of other documents, item by item with what hangs below each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.document.passages import Page
from sotsync.text import Span

__all__ = ["Item", "read_items", "several_names", "split_item"]

_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?:[-*+•]|\d{1,9}[.)])(?:[ \t]+|\Z)(?:\[[ xX]\][ \t]+)?(?P<text>.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item.

    Attributes:
        text: Its own words, continuation lines joined by a space.
        start: Where its line starts.
        lines: Its lines as they are, those of its children included.
        children: The items below it.
    """

    text: str
    start: int
    lines: tuple[str, ...]
    children: tuple[Item, ...] = ()


@dataclass(slots=True)
class _Open:
    indent: int
    text: str
    start: int
    lines: list[str]


def read_items(page: Page, span: Span, *, is_code: bool = False) -> tuple[Item, ...]:
    """The items of the list at ``span``, in order; in code without the comments between them."""
    opened: list[_Open] = []
    for line in page.lines(span):
        text = page.text[line.start : line.end].expandtabs(4).rstrip()
        found = _ITEM.match(text)
        if is_code and text.lstrip().startswith("--"):
            continue
        if found:
            opened.append(_Open(len(found["indent"]), found["text"].strip(), line.start, [text]))
        elif text.strip() and (not opened or (is_code and not text.startswith(" "))):
            opened.append(_Open(0, text.strip(), line.start, [text]))
        elif text.strip():
            opened[-1].text = f"{opened[-1].text} {text.strip()}".strip()
            opened[-1].lines.append(text)
    return tuple(_nest(opened, 0, len(opened)))


def _nest(opened: list[_Open], start: int, end: int) -> Iterator[Item]:
    while start < end:
        first = opened[start]
        stop = start + 1
        while stop < end and opened[stop].indent > first.indent:
            stop += 1
        below = tuple(_nest(opened, start + 1, stop))
        lines = [*first.lines, *(line for one in opened[start + 1 : stop] for line in one.lines)]
        yield Item(text=first.text, start=first.start, lines=tuple(lines), children=below)
        start = stop


_CODE_HEAD = re.compile(
    r"\*{0,2}`(?P<code>[^`]+)`(?P<mark>\*{0,2}:?\*{0,2})\s*(?P<rest>.*)", re.DOTALL
)
_SEVERAL = re.compile(r"(?P<names>(?:`\w+`\s*[,/&]\s*)+`\w+`):?\s*(?P<rest>.*)", re.DOTALL)
_BOLD_HEAD = re.compile(r"(?:\*\*|__)(?P<name>[^*]+?)(?:\*\*|__)\s*(?P<rest>.*)", re.DOTALL)
_PLAIN_HEAD = re.compile(
    r"(?P<name>[^\W\d][\w$]*(?:\.[^\W\d][\w$]*)?)"
    r"(?=\s*(?:[:(\[]|-\s|—|\u2013|→|->|=|\Z)|\s+[a-zA-Z])\s*(?P<rest>.*)",
    re.DOTALL,
)
_SEPARATOR = re.compile(r"\A\s*(?::|-{1,2}(?=\s)|—|\u2013|=(?=\s)|\.(?=\s))\s*")


def several_names(text: str) -> tuple[tuple[str, ...], str]:
    """The names of an item that begins with several, each in back-ticks, and what follows."""
    found = _SEVERAL.match(text)
    if found is None:
        return (), text
    return tuple(re.findall(r"\w+", found["names"])), found["rest"].lstrip(" :-—\u2013")


def split_item(text: str) -> tuple[str, str, bool, bool]:
    """The name that an item begins with, what follows, whether it is marked, and separated.

    ``marked`` means bold or code; ``separated`` that a colon, dash or bracket follows the name, so
    that it is one and not the first word of a sentence.
    """
    if found := _CODE_HEAD.match(text):
        head, _, definition = found["code"].strip().partition(" ")
        # A whole definition may stand in back-ticks: its first word is the name.
        rest = f"{definition} {found['rest']}".strip()
        name, rest, is_separated = _finish(head, rest)
        return name, rest, True, is_separated or bool(definition) or ":" in found["mark"]
    found = _BOLD_HEAD.match(text)
    plain = found or _PLAIN_HEAD.match(text)
    if plain is None:
        return "", text, False, False
    name, rest, is_separated = _finish(plain["name"].strip(), plain["rest"])
    return name, rest, found is not None, is_separated


def _finish(name: str, rest: str) -> tuple[str, str, bool]:
    is_separated = name.endswith(":") or not rest or rest[0] in "([→" or rest.startswith("->")
    found = _SEPARATOR.match(rest)
    kept = (rest[found.end() :] if found else rest).strip()
    return name.strip("`: "), kept, is_separated or found is not None
