"""Related IDs of an entry of two files: lists that nobody has filled stand in the second one.

A short entry says what there is; four lists of placeholders in each of them are a third of a large
main file, which code hosts then refuse to show. They wait in the specification until somebody fills
them, and go back to their places when the files are joined.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sotsync.document.placeholders import is_unfilled
from sotsync.patch.sections import laid_out, merged_in_order, split_ending

__all__ = ["divide_lists", "merge_lists"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_LABEL = re.compile(r"\*\*(?P<label>[^*\r\n]+?):?\*\*:?[ \t]*(?=[\r\n]|\Z)")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?P<text>[^\r\n]*)")
_NO_LISTS = ("```", "~~~", "<!--")
"""What may hold lines that look like lists and are none."""
_RANKS: Mapping[Hashable, int] = {
    label: rank
    for rank, label in enumerate(
        (
            "accessed by apis",
            "used in user journeys",
            "enforces business rules",
            "validated by tests",
            "foreign key relationships",
        )
    )
}
"""The places of the lists in the template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A label with all below it, up to the next label."""

    kind: str
    text: str

    @property
    def is_unfilled(self) -> bool:
        """Whether there are bullets below the label, and nothing of them is a person's."""
        lines = [line.strip() for line in _LINE.findall(self.text)[1:]]
        bullets = [_BULLET.fullmatch(line) for line in lines if line]
        return bool(bullets) and all(one and is_unfilled(one["text"]) for one in bullets)


def divide_lists(text: str, newline: str) -> tuple[str, str]:
    """The section as it stays in the short entry, and as it goes to the specification.

    Either is empty where nothing is left for it. Joined again both are the section.
    """
    if any(mark in text for mark in _NO_LISTS):
        return text, ""
    head, lists = _lists_of(text)
    moving = [one.text for one in lists if one.is_unfilled]
    staying = [one.text for one in lists if not one.is_unfilled]
    if not moving:
        return text, ""
    if not staying and len(_LINE.findall(head.strip())) == 1:
        return "", text
    parts = _laid_out(head, staying, newline), _laid_out(_heading(head), moving, newline)
    is_exact = _bare(merge_lists(*parts, newline=newline)) == _bare(text)
    return parts if is_exact else (text, "")


def merge_lists(staying: str, own: str, *, newline: str) -> str:
    """The section of a short entry with the lists that stand in the specification.

    Args:
        staying: The section in the short entry.
        own: The section in the specification.
        newline: The line end of the main file.
    """
    head, lists = _lists_of(staying)
    other, more = _lists_of(own)
    words = other.removeprefix(_heading(other)).strip("\r\n")
    if words:
        head = laid_out([head, words], newline) + newline
    merged = merged_in_order(lists, more, _RANKS)
    return _laid_out(head, [one.text for one in merged], newline)


def _lists_of(text: str) -> tuple[str, Sequence[_List]]:
    """What stands above the first label, the heading first, and the lists."""
    pieces = list(_pieces(text))
    return pieces[0].text, pieces[1:]


def _pieces(text: str) -> Iterator[_List]:
    label = ""
    lines: list[str] = []
    for line in _LINE.findall(text):
        match = _LABEL.match(line)
        if match:
            yield _List(kind=label, text="".join(lines))
            label, lines = match["label"].strip().lower(), []
        lines.append(line)
    yield _List(kind=label, text="".join(lines))


def _heading(head: str) -> str:
    """The heading with the blank lines below it."""
    match = re.match(r"\s*[^\r\n]*(?:\r\n|\n|\r)?(?:[ \t]*(?:\r\n|\n|\r))*", head)
    return match[0] if match else ""


def _laid_out(head: str, lists: Sequence[str], newline: str) -> str:
    """The head and the lists below it, with the blank lines behind the last one, if any."""
    if not lists:
        return head
    blank = split_ending(lists[-1], newline)[1]
    return laid_out([head + lists[0], *lists[1:]], newline) + blank


def _bare(text: str) -> str:
    return text.rstrip("\r\n\t ")
