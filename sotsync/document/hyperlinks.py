"""The Markdown links of a text with the spans of their parts, and the files that they name.

A link that leads nowhere is told of, and its anchor is repaired without another byte of its file
changing, so every link says exactly where its anchor stands.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from sotsync.document.ids import IDENTIFIER
from sotsync.document.passages import make_page
from sotsync.document.placeholders import is_placeholder
from sotsync.text import Source, Span

__all__ = ["Hyperlink", "linked_names", "linked_path", "read_links"]

_LINK = re.compile(
    r"\[(?P<text>[^\[\]\n]*)\]\(<?(?P<file>[^()\s#<>]*)(?:#(?P<slug>[^()\s<>]*))?>?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)"
)
_FILE = re.compile(r"\]\(<?([^()\s#<>]+)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_MAYBE_TEMPLATE = re.compile(r"[{|]|XXX|YYY|ZZZ|###|-xxx|-yyy")
_ID = re.compile(IDENTIFIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyperlink:
    """One ``[text](file#slug)``.

    Attributes:
        text: What is shown.
        file: The target before ``#``, as written; empty for a place in the same file.
        slug: The anchor, as written; None without one.
        slug_span: Where the anchor stands; empty where there is none.
        span: The whole link.
    """

    text: str
    file: str
    slug: str | None
    slug_span: Span
    span: Span

    @property
    def id(self) -> str | None:
        """The id that the link is about: the first in its text, else the one its anchor begins."""
        match = _ID.search(self.text) or _ID.match((self.slug or "").upper())
        return match[0] if match else None


def read_links(source: Source) -> Iterator[Hyperlink]:
    """The links of a text, in order; code and placeholders such as ``#dbt-xxx`` hold none."""
    if "](" not in source.text:
        return
    page = make_page(source)
    fences = _Spans(_fenced(page.text))
    line, codes = Span(0, 0), _Spans(())
    for match in _LINK.finditer(page.text):
        start = match.start()
        if fences.hold(start):
            continue
        if not line.start <= start < line.end:
            line = Span(page.text.rfind("\n", 0, start) + 1, page.line_end(start))
            codes = _Spans(_inline(page.text, line))
        if not codes.hold(start) and not _is_template(match):
            yield _hyperlink(match)


class _Spans:
    """Spans of a text, asked for offsets that only grow."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._left = iter(spans)
        self._next = next(self._left, None)

    def hold(self, offset: int) -> bool:
        """Whether one of them holds the offset."""
        while self._next is not None and self._next.end <= offset:
            self._next = next(self._left, None)
        return self._next is not None and self._next.start <= offset


def _fenced(text: str) -> Iterator[Span]:
    """The code blocks; one that is never closed goes on to the end."""
    start, mark = 0, ""
    for match in _FENCE.finditer(text):
        if not mark:
            start, mark = match.start(), match[1]
        elif match[1].startswith(mark):
            yield Span(start, match.end())
            mark = ""
    if mark:
        yield Span(start, len(text))


def _inline(text: str, line: Span) -> Iterator[Span]:
    """The code inside a line."""
    if "`" in text[line.start : line.end]:
        for match in _CODE.finditer(text, line.start, line.end):
            yield Span(*match.span())


def _is_template(match: re.Match[str]) -> bool:
    whole = match[0]
    if _MAYBE_TEMPLATE.search(whole) is None:
        return False
    return is_placeholder(whole) or "-xxx" in whole or "-yyy" in whole


def _hyperlink(match: re.Match[str]) -> Hyperlink:
    slug = match.span("slug") if match["slug"] is not None else (match.end(), match.end())
    return Hyperlink(
        text=match["text"],
        file=match["file"],
        slug=match["slug"],
        slug_span=Span(*slug),
        span=Span(*match.span()),
    )


def linked_path(source: Source, link: Hyperlink) -> str | None:
    """The path that a link names, relative to the project; None for another place of the web.

    A path that leads out of the project is none that can be judged.
    """
    if _SCHEME.match(link.file):
        return None
    if not link.file:
        return source.path
    folder = "" if link.file.startswith("/") else posixpath.dirname(source.path)
    path = posixpath.normpath(posixpath.join(folder, unquote(link.file).lstrip("/")))
    return None if path.startswith("..") else path


def linked_names(source: Source) -> frozenset[str]:
    """The paths that may be linked to, found at a glance: the files whose presence matters."""
    files = {match[1] for match in _FILE.finditer(source.text) if not is_placeholder(match[1])}
    nowhere = Span(0, 0)
    links = (
        Hyperlink(text="", file=one, slug=None, slug_span=nowhere, span=nowhere) for one in files
    )
    return frozenset(path for link in links if (path := linked_path(source, link)) is not None)
