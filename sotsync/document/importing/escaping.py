"""Foreign text made safe for a place in a document: it may say anything, but change nothing.

An HTML comment could hide what follows or name a table (``<!-- sotsync: … -->``), so its opening is
written as an entity. Notes stand in a block quote: no heading, fence, table or unclosed block in
them reaches the lines below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["cell_text", "line_text", "quoted", "sql_comment"]

_SPACES = re.compile(r"[ \t\r\n]+")
_BEFORE_PIPE = re.compile(r"(\\*)\|")
_HEADING = re.compile(r"\A {0,3}#{1,6}[ \t]+(?P<text>.*?)[ \t#]*\Z")
_RULE = re.compile(r" {0,3}(?:-{3,}|={3,})[ \t]*\Z")


def _harmless(text: str) -> str:
    return text.replace("<!--", "&lt;!--")


def line_text(text: str) -> str:
    """The text as one line."""
    return _harmless(_SPACES.sub(" ", text).strip())


def cell_text(text: str) -> str:
    r"""The text as a table cell: one line, every pipe as ``\|``, back-slashes before it doubled."""
    return _BEFORE_PIPE.sub(lambda match: f"{match[1] * 2}\\|", line_text(text))


def sql_comment(text: str) -> str:
    """The text as one line of an SQL comment."""
    return f"-- {line_text(text)}"


def quoted(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines as a block quote; headings in it become bold, so that no anchor is taken."""
    return tuple(f"> {_quotable(line)}".rstrip(" ") for line in lines)


def _quotable(line: str) -> str:
    heading = _HEADING.match(line)
    if heading:
        return _harmless(f"**{heading['text'].strip('*')}**") if heading["text"] else ""
    return _harmless(line)
