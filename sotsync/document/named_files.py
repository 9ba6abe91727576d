"""Files that the document names without linking to them: its siblings and detailed specifications.

The quoted block at the top names the documents that refer to this one, and Detailed Specification
names migrations and seeds between back-ticks.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.document.placeholders import is_placeholder
from sotsync.text import Source, Span

__all__ = ["NamedFile", "named_files"]

_HEAD_END = re.compile(r"^## ", re.MULTILINE)
_QUOTED = re.compile(r"^>[^\r\n]*", re.MULTILINE)
_SIBLING = re.compile(r"(?<![\w/.-])SoT\.[\w-]+\.md\b")
_DETAILS = re.compile(
    r"^#{2,6}[ \t]+Detailed Specification[ \t]*\r?$(?P<body>.*?)(?=^#{1,6}[ \t]|\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_CODE = re.compile(r"(?<![`\[])`(?P<path>[\w@.-]+(?:/[\w@.-]*)+)`(?!`)")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """One name of a file.

    Attributes:
        name: As it is written.
        paths: Where the file may be, relative to the project.
        span: Where it is named.
        is_sibling: Whether it is another Source-of-Truth document.
    """

    name: str
    paths: tuple[str, ...]
    span: Span
    is_sibling: bool = False


def named_files(source: Source) -> Iterator[NamedFile]:
    """The files that a document names, in order."""
    folder = posixpath.dirname(source.path)
    end = _HEAD_END.search(source.text)
    for line in _QUOTED.finditer(source.text, 0, end.start() if end else len(source.text)):
        for match in _SIBLING.finditer(source.text, *line.span()):
            path = posixpath.normpath(posixpath.join(folder, match[0]))
            yield NamedFile(name=match[0], paths=(path,), span=Span(*match.span()), is_sibling=True)
    for section in _DETAILS.finditer(source.text):
        for match in _CODE.finditer(source.text, *section.span("body")):
            if not is_placeholder(match["path"]):
                yield NamedFile(
                    name=match["path"],
                    paths=tuple(_places(folder, match["path"])),
                    span=Span(*match.span("path")),
                )


def _places(folder: str, path: str) -> Iterator[str]:
    """A path may be meant from the project's folder or from the document's."""
    for start in dict.fromkeys(("", folder)):
        found = posixpath.normpath(posixpath.join(start, path))
        if not found.startswith(".."):
            yield found
