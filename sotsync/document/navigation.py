"""Navigation by Category: the categories, their ranges of numbers, and the links below them."""

from __future__ import annotations

import itertools
import re

from sotsync.document.models import Category, Navigation, NavigationLink, Section
from sotsync.document.passages import SPACES, Page
from sotsync.document.tables import plain
from sotsync.text import Span

__all__ = ["read_navigation"]

_LINK = re.compile(
    r"""
    [ \t]*[-*+][ \t]+
    (?:\[`?(?P<linked>[A-Z]{2,5}-[\w\#{}]+)`?\]\((?P<file>[^()\#\s]*)(?:\#(?P<slug>[^()\s]*))?\)
      |`?(?P<bare>[A-Z]{2,5}-[\w\#{}]+)`?)
    (?:[ \t]*(?:-|—|\u2013|:|\|)[ \t]*(?P<title>.*))?
    \Z
    """,
    re.VERBOSE,
)
_TITLE = re.compile(r" {0,3}(?:\#{1,6}[ \t]+\S|\*\*\S)")
_RANGE = re.compile(
    r"\b[A-Z]{2,5}-(?P<low>\d+)\s*(?:to|through|\u2013|—|-|→|->|\.\.+)\s*"
    r"(?:[A-Z]{2,5}-)?(?P<high>\d+)[)\]]*"
)


def read_navigation(page: Page, section: Section) -> Navigation:
    """The categories of ``section``; bullets above the first title belong to none."""
    lines = list(page.lines(section.body))
    end = section.body.end
    titles = [line for line in lines if _TITLE.match(page.source.slice(line))]
    return Navigation(
        section=section,
        categories=tuple(
            _read_category(page, title, after.start)
            for title, after in itertools.pairwise([*titles, Span(end, end)])
        ),
    )


def _read_category(page: Page, line: Span, end: int) -> Category:
    text = page.source.slice(line)
    numbers = _RANGE.search(text)
    title = text[: numbers.start()].rstrip(" \t([") + text[numbers.end() :] if numbers else text
    after = page.after_line(line.start)
    links = tuple(
        link for below in page.lines(Span(after, end)) if (link := _read_link(page, below))
    )
    return Category(
        title=plain(title.strip().lstrip("#").rstrip(": \t")).rstrip(": \t"),
        line=line,
        lowest=int(numbers["low"]) if numbers else None,
        highest=int(numbers["high"]) if numbers else None,
        links=links,
        insert_at=page.after_line(links[-1].line.start)
        if links
        else _below_title(page, after, end),
    )


def _below_title(page: Page, after: int, end: int) -> int:
    """Right below the title, or below the blank line that follows a ``###`` title."""
    first = next(page.lines(Span(after, end)), None)
    is_heading = page.text[page.text.rfind("\n", 0, after - 1) + 1 : after].lstrip().startswith("#")
    if is_heading and first is not None and not page.source.slice(first).strip():
        return page.after_line(after)
    return after


def _read_link(page: Page, line: Span) -> NavigationLink | None:
    match = _LINK.match(page.source.slice(line).rstrip(SPACES))
    if match is None:
        return None
    start, end = match.span("title") if match["title"] else (match.end(), match.end())
    slug = match.span("slug") if match["slug"] is not None else None
    return NavigationLink(
        line=line,
        id=match["linked"] or match["bare"],
        slug=page.passage(line.start + slug[0], line.start + slug[1]) if slug else None,
        title=page.passage(line.start + start, line.start + end),
    )
