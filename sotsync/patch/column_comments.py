"""Comments between the columns of a CREATE TABLE, carried over when the statement is rendered anew.

A comment belongs to the column on whose line it ends, or to the next column below it; it follows
that column through renames. What belonged to a column that is gone moves on to the next one only
if it is a heading: a comment on lines of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

__all__ = ["carry_comments", "line_name"]

_OWN_LINE = re.compile(r"  (?! )")
"""The line on which a column or constraint begins, as rendered; the others go on with it."""

_LINES = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(
    r"""\s* (?:CONSTRAINT\s+)? (?:(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)\s*\.\s*)*
    (?:"(?P<quoted>(?:[^"]|"")+)"|(?P<bare>[A-Za-z_][\w$]*))""",
    re.VERBOSE | re.IGNORECASE,
)
_TRAILING = re.compile(
    r"""^(?P<code>(?:[^'"-]|'(?:[^']|'')*'|"[^"]*"|-(?!-))*)(?P<comment>--.*)$"""
)


@dataclass(slots=True)
class _Comments:
    """What stands above and behind one line of the statement."""

    above: list[str] = field(default_factory=list)
    behind: str = ""


def carry_comments(old: str, new: str, renamed: Mapping[str, str]) -> str:
    """The statement ``new`` with the comments of ``old``.

    Args:
        old: The statement as it stands in the document.
        new: The statement as rendered, one column or constraint a line.
        renamed: Present names of columns → the names they have in ``old``.
    """
    if "--" not in old:
        return new
    lines = new.split("\n")
    names = {
        renamed.get(name, name)
        for name in map(line_name, filter(_OWN_LINE.match, lines[1:]))
        if name is not None
    }
    comments = _passed_on(_read(old), names)
    out = lines[:1]
    for line in lines[1:]:
        is_one = _OWN_LINE.match(line) is not None
        name = line_name(line) if is_one else None
        found = None if name is None else comments.get(renamed.get(name, name))
        if found is not None and line.startswith(" "):
            indent = line[: len(line) - len(line.lstrip())]
            is_first = len(out) == 1
            above = found.above[1:] if is_first and found.above[:1] == [""] else found.above
            out += [f"{indent}{text}" if text else "" for text in above]
        behind = f" {found.behind}" if found is not None and found.behind else ""
        out.append(line + behind)
    return "\n".join(out)


def _read(old: str) -> Mapping[str, _Comments]:
    found: dict[str, _Comments] = {}
    above: list[str] = []
    for line in _LINES.split(old)[1:]:
        text = line.strip()
        if not text:
            above = [*above, ""] if not above or above[-1] else above
        elif text.startswith("--"):
            above.append(text)
        else:
            name = line_name(line)
            if name is not None and name not in found:
                behind = _TRAILING.match(line)
                is_heading = any(above)
                found[name] = _Comments(
                    above=above if is_heading else [], behind=behind["comment"] if behind else ""
                )
            above = []
    return found


def _passed_on(
    comments: Mapping[str, _Comments], names: AbstractSet[str]
) -> Mapping[str, _Comments]:
    """The comments of columns that survive, with the headings of those that do not."""
    found: dict[str, _Comments] = {}
    heading: list[str] = []
    for name, one in comments.items():
        heading = one.above or heading
        if name in names:
            found[name] = _Comments(above=heading, behind=one.behind)
            heading = []
    return found


def line_name(line: str) -> str | None:
    """The column or constraint that a line of CREATE TABLE, or of a query, begins with."""
    match = _NAME.match(line)
    if match is None:
        return None
    if match["quoted"] is not None:
        return match["quoted"].replace('""', '"')
    return match["bare"].lower()
