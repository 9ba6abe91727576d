"""One sentence about a migration: what its author wrote at its top, else its name.

A file's first comment is often no description at all: a line of dashes around one shouted word, or
a label of the first statement. Such a comment says less than the file's name does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sotsync.document.ids import identifiers_in
from sotsync.document.render.words import sentence

__all__ = ["MAXIMUM_LENGTH", "describe"]

MAXIMUM_LENGTH = 120
"""How long a description may be; a cell of a table is no place for a paragraph."""

_FEWEST_WORDS = 2
_WRAPPED = 60
"""A line of so many characters was broken for its length, so the next one goes on with it."""

_SMALL_WORDS = frozenset(
    """
    a an and are as at but by for from if in into is its of on onto or our per so than that the
    their to via was were where which with without
    """.split()  # noqa: SIM905 - words read better than quoted words
)
"""Words that no sentence ends with."""

_DECORATION = "-=*#~_+/\\|<>!· \t"
_LABEL = re.compile(
    r"(?:(?:migration|description|purpose|summary|title|name)\b[^:.]{0,24}:|section\s*[-:])"
    r"\s+(?=\S)",
    re.IGNORECASE,
)
_TAG = re.compile(r"@[a-z]+\b")
_STOP = re.compile(r"(?<=[^\W\d_])[.!?](?=\s|\Z)|(?<=\d)[.!?](?=\s+[A-Z]|\Z)|:\Z|;\Z")
_WORD = re.compile(r"[^\W\d_]{2,}")
_KIND = (
    r"(?:composite\s+type|enum\s+type|domain\s+type|foreign\s+key|table|type|enum|function|index"
    r"|policy|trigger|view|schema|extension|column|sequence|constraint)s?"
)
_NAME = r"[\w.`\"]+"
_STATEMENT_LABEL = re.compile(
    r"(?:create|alter|drop|add|modify)\s+(?:(?:a|an|the)\s+)?(?:new\s+)?"
    rf"(?:{_NAME}\s+{_KIND}|{_KIND}(?:\s+(?:named\s+)?{_NAME})?)"
    rf"(?:\s+(?:if\s+not\s+exists|(?:to|on|from)\s+table:?\s+{_NAME}))?",
    re.IGNORECASE,
)
_TOOL_LINE = re.compile(
    r"statement-breakpoint|current sql file was generated after introspecting the database"
    r"|if you want to run this migration please uncomment this code\b.*",
    re.IGNORECASE,
)
"""What tools write into each file, whatever it does: drizzle-kit."""


def describe(comment: str, name: str) -> str:
    """What a migration is about, in one sentence without its full stop.

    Args:
        comment: Its first comment, without comment marks; maybe empty.
        name: The words of its file name: ``add_email_to_users``; maybe empty.
    """
    stated = _first_sentence(comment)
    is_telling = len(_WORD.findall(stated)) >= _FEWEST_WORDS
    if stated and (not name or (is_telling and not _STATEMENT_LABEL.fullmatch(stated))):
        return _cut(stated)
    return sentence(name)


def _first_sentence(comment: str) -> str:
    text = ""
    for line in _paragraph(comment):
        if text and not _goes_on(text, line):
            break
        text = f"{text} {line}".strip()
        stop = _STOP.search(text)
        if stop is not None:
            text = text[: stop.start()]
            break
    return text.rstrip(" .:;,")


def _goes_on(text: str, line: str) -> bool:
    """Whether the next line of a comment belongs to the same sentence."""
    if text.endswith(",") or not line[0].isupper() or text.count("(") > text.count(")"):
        return True
    # A name may begin a line that was broken for its length; a sentence of its own is no name.
    return len(text) >= _WRAPPED and text.rpartition(" ")[2].lower() in _SMALL_WORDS


def _paragraph(comment: str) -> Iterator[str]:
    """The lines of the first paragraph, without decoration, labels and tags of ids."""
    is_begun = False
    for raw in comment.split("\n"):
        line = raw.strip(_DECORATION)
        line = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
        if line and (_TAG.match(line) or _TOOL_LINE.fullmatch(line) or _is_only_ids(line)):
            continue
        if line:
            is_begun = True
            yield line
        elif is_begun:
            return


def _is_only_ids(line: str) -> bool:
    ids = identifiers_in(line)
    return bool(ids) and not _WORD.search(re.sub("|".join(ids), "", line))


def _cut(text: str) -> str:
    if len(text) <= MAXIMUM_LENGTH:
        return text
    kept = text[: MAXIMUM_LENGTH - 1]
    return f"{kept.rpartition(' ')[0] or kept}…".replace(",…", "…")
