"""The Markdown links of a text with the spans of their parts, and the files that they name.

A link that leads nowhere is told of, and its anchor is repaired without another byte of its file
changing, so every link says exactly where its anchor stands.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from sotsync.document.ids import IDENTIFIER
from sotsync.document.passages import Page, make_page
from sotsync.document.placeholders import is_placeholder
from sotsync.text import Source, Span

__all__ = ["Hyperlink", "linked_names", "linked_path", "read_links"]

_LINK = re.compile(
    r"\[(?P<text>[^\[\]\n]*)\]\(<?(?P<file>[^()\s#<>]*)(?:#(?P<slug>[^()\s<>]*))?>?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)"
)
_FILE = re.compile(r"\]\(<?([^()\s#<>]+)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
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
    for line in _lines(page):
        text = source.slice(line)
        if "](" not in text:
            continue
        shown = _CODE.sub(_without_links, text)
        for match in _LINK.finditer(shown):
            if not _is_template(match):
                yield _hyperlink(match, line.start)


def _without_links(match: re.Match[str]) -> str:
    """Inline code, of the same length, with nothing in it that could be a link."""
    return match[0] if "](" not in match[0] else " " * len(match[0])


def _lines(page: Page) -> Iterator[Span]:
    """The lines that are no code."""
    fence = ""
    for line in page.lines(Span(0, len(page.text))):
        match = _FENCE.match(page.source.slice(line))
        mark = match[1] if match else ""
        if fence:
            fence = "" if mark.startswith(fence) else fence
        elif mark:
            fence = mark
        else:
            yield line


def _is_template(match: re.Match[str]) -> bool:
    target = f"{match['file']}#{match['slug'] or ''}"
    return is_placeholder(f"{match['text']} {target}") or "-xxx" in target or "-yyy" in target


def _hyperlink(match: re.Match[str], start: int) -> Hyperlink:
    slug = match.span("slug") if match["slug"] is not None else (match.end(), match.end())
    return Hyperlink(
        text=match["text"],
        file=match["file"],
        slug=match["slug"],
        slug_span=Span(start + slug[0], start + slug[1]),
        span=Span(start + match.start(), start + match.end()),
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
