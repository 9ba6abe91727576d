"""Links of a file in another folder, as they would be written in the main file.

A link is relative to the file it stands in. What a specification file says more than the main file
would, ``../`` or the main file's own name before an anchor, is a beginning that can be hidden and
put back, so that both spellings are exact to the character. Links in HTML are links too; code is
none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sotsync.text import Span

__all__ = ["Relinker"]

_TOKEN = re.compile(
    r"""
    ^\ {0,3}(?P<fence>`{3,}(?=[^`\n\r]*$)|~{3,}).*?(?:^\ {0,3}(?P=fence)[`~]*[ \t]*\r?$|\Z)
    | (?<!`)(?P<ticks>`+)(?!`)(?:(?!\r?\n[ \t]*\r?\n).)*?(?<!`)(?P=ticks)(?!`)
    | (?P<opening>\]\(<?|^\ {0,3}\[[^\]\n\r]+\]:[ \t]*<?)(?P<target>[^\s()<>\[\]]+)
    | (?P<tag><(?i:a|area|audio|embed|iframe|img|link|source|track|video)\b[^<>]*?
        \s(?i:href|src|srcset(?=\s*=\s*(?:"[^,"<>]*"|'[^,'<>]*')))\s*=\s*["']?)(?P<address>[^\s"'<>]+)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\?]")


@dataclass(frozen=True)
class Relinker:
    """The main file and a file beside or below it, both by their path."""

    main: str
    path: str

    def hidden(self, text: str) -> Iterator[Span]:
        """The beginnings of links in the other file's text that the main file has no use for."""
        for match in _TOKEN.finditer(text):
            target = _target(match)
            if target and (length := self._surplus(target)):
                start = match.end() - len(target)
                yield Span(start, start + length)

    def outward(self, text: str) -> str:
        """Text of the main file with its links as the other file must write them."""
        return _TOKEN.sub(lambda match: self._outward(match, _target(match)), text)

    def inward(self, text: str) -> str:
        """Text of the other file with its links as the main file must write them."""
        return _TOKEN.sub(lambda match: self._inward(match, _target(match)), text)

    @cached_property
    def _up(self) -> str:
        """The way from the other file's folder to the main file's, ending in a slash, or empty."""
        way = posixpath.relpath(_folder(self.main), _folder(self.path))
        return "" if way == "." else f"{way}/"

    @cached_property
    def _down(self) -> str:
        """The way back."""
        way = posixpath.relpath(_folder(self.path), _folder(self.main))
        return "" if way == "." else f"{way}/"

    @cached_property
    def _name(self) -> str:
        return posixpath.basename(self.main)

    def _surplus(self, target: str) -> int:
        """How many characters the other file's spelling of a link begins with in addition."""
        page, anchor, _ = target.partition("#")
        if anchor and page == self._up + self._name:
            return len(page)
        if anchor and page.startswith(f"{self._up}./") and self._is_own(page[len(self._up) :]):
            return len(self._up) + 2
        rest = target.removeprefix(self._up)
        is_hidden = rest != target and rest and not rest.startswith("#")
        return len(self._up) if is_hidden and not _ELSEWHERE.match(rest) else 0

    def _is_own(self, page: str) -> bool:
        """Whether a page is the main file itself, by a name of its own folder."""
        while page.startswith("./"):
            page = page[2:]
        return page == self._name

    def _outward(self, match: re.Match[str], target: str) -> str:
        page, anchor, _ = target.partition("#")
        if not target or _ELSEWHERE.match(target):
            return match[0]
        if not page:
            lead = self._up + self._name
        elif anchor and self._is_own(page):
            lead = f"{self._up}./"
        else:
            lead = self._up
        return f"{match['opening'] or match['tag']}{lead}{target}"

    def _inward(self, match: re.Match[str], target: str) -> str:
        if not target:
            return match[0]
        surplus = self._surplus(target)
        is_local = not surplus and not target.startswith("#") and not _ELSEWHERE.match(target)
        lead = self._down if is_local else ""
        return f"{match['opening'] or match['tag']}{lead}{target[surplus:]}"


def _target(match: re.Match[str]) -> str:
    """What a link leads to; empty for code."""
    return match["target"] or match["address"] or ""


def _folder(path: str) -> str:
    return posixpath.dirname(path) or "."
