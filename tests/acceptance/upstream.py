"""What the tools of the template's publisher see in a folder of documents.

They know an id by its shape alone: a definition is a heading of the second or third level that
begins with one, a reference is one anywhere, ``A to B`` stands for all between. The shapes are
those tools'; the code is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Seen", "look"]

_ID = r"[A-Z]{2,5}-\d{2,3}"
_DEFINITION = re.compile(rf"^#{{2,3}}\s+({_ID})\b")
_MENTION = re.compile(rf"\b{_ID}\b")
_RANGE = re.compile(rf"\b{_ID}\s*(?:→|->|\.\.|to)\s*{_ID}\b")
_SECTION = re.compile(r"^#{1,3}\s+")
_STATUS = re.compile(r"^\s*-?\s*\*?\*?Status\*?\*?:\s*([A-Za-z][\w-]*)")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Every id that is defined, how often, and with which status; and all that are mentioned."""

    defined: Mapping[str, int]
    states: Mapping[str, str]
    mentioned: frozenset[str]

    @property
    def duplicates(self) -> list[str]:
        """The ids of more than one definition."""
        return sorted(one for one, times in self.defined.items() if times > 1)

    @property
    def dangling(self) -> list[str]:
        """Mentions of a kind of id that is defined at all: ``EAN-13`` is no reference."""
        kinds = {one.partition("-")[0] for one in self.defined}
        mentioned = {one for one in self.mentioned if one.partition("-")[0] in kinds}
        return sorted(mentioned - set(self.defined))


def look(folder: Path) -> Seen:
    """All documents below the folder."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))]
    defined = Counter(one for text in texts for one, _ in _entries(text))
    states = {
        one: match[1]
        for text in texts
        for one, body in _entries(text)
        if (match := next(filter(None, map(_STATUS.match, body)), None))
    }
    mentioned = {one for text in texts for one in _MENTION.findall(_RANGE.sub("", text))}
    return Seen(defined=defined, states=states, mentioned=frozenset(mentioned))


def _entries(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each definition with the lines up to the next heading of the first three levels."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = _DEFINITION.match(line)
        if match is None:
            continue
        rest = lines[number + 1 :]
        end = next((at for at, one in enumerate(rest) if _SECTION.match(one)), len(rest))
        yield match[1], rest[:end]
