"""The document's headings, found by a scan that costs little however large the document is.

An ATX heading counts where Markdown sees one at the top level: not inside a fence, an HTML comment
or another HTML block, and not inside a list item. Only lines that could begin one of these are
looked at. An underlined (setext) heading counts where it says what an entry's or a known section's
heading says: people put ``---`` right below any line to divide a page.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from sotsync.document.models import Heading, SectionKind
from sotsync.document.outline import section_kind
from sotsync.document.passages import Page, Passage
from sotsync.document.slugs import unique_slugs
from sotsync.text import Span

__all__ = ["read_headings"]

_CANDIDATE = re.compile(
    r"^(?P<indent>[ ]{0,3})(?:(?P<marks>\#{1,6})(?=[ \t\n]|\Z)|(?P<fence>`{3,}|~{3,})|(?P<html><)"
    r"|(?P<underline>=+|-+)(?=[ \t]*(?:\n|\Z)))",
    re.MULTILINE | re.VERBOSE,
)
_ENTRY_TEXT = re.compile(
    r"[`*\[]*[A-Z]{2,5}-(?:[A-Z]{2,8}-)*(?:\d{1,4}|[XYZ]{3})[`*\]]*(?:\s*(?::|\||—|\u2013|-\s)|\Z)"
)
_LIST_ITEM = re.compile(r"( {0,3})([*+-]|\d{1,9}[.)])([ \t]+|\Z)")
_BREAK = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}\Z")
_BLANK = re.compile(r"^[ \t\v\f]*(?:\n|\Z)", re.MULTILINE)

# CommonMark 0.31, "HTML blocks": what opens each of the seven kinds, and what closes it.
_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|"
    "dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|"
    "hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
    "search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_CLOSED_BY_TEXT = (
    (
        re.compile(r"<(?:pre|script|style|textarea)(?=[ \t\n>]|\Z)", re.IGNORECASE),
        re.compile(r"</(?:pre|script|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
)
_CLOSED_BY_BLANK = re.compile(rf"</?(?:{_BLOCK_TAGS})(?=[ \t\n]|/?>|\Z)", re.IGNORECASE)
_ATTRIBUTE = r"""[ \t]+[A-Za-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^\s"'=<>`]+|'[^'\n]*'|"[^"\n]*"))?"""
_LONE_TAG = re.compile(
    rf"(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*[ \t]*/?>|</[A-Za-z][A-Za-z0-9-]*[ \t]*>)"
    r"[ \t]*(?:\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class _Found:
    level: int
    text: Passage
    line: Span
    is_underlined: bool = False


def read_headings(page: Page, start: int) -> tuple[Heading, ...]:
    """The headings from the offset ``start``, a line's start, to the end."""
    found = list(_scan(page, start))
    slugs = unique_slugs(one.text.text for one in found)
    return tuple(
        Heading(
            level=one.level,
            text=one.text,
            line=one.line,
            slug=slug,
            is_underlined=one.is_underlined,
        )
        for one, slug in zip(found, slugs, strict=True)
    )


def _scan(page: Page, start: int) -> Iterator[_Found]:
    position = closed = start
    nested: set[int] = set()
    while match := _CANDIDATE.search(page.text, position):
        position = page.after_line(match.start())
        if match["indent"] and _is_in_list(page, match, closed, nested):
            nested.add(match.start())
            continue
        if match["marks"]:
            line = page.passage(match.start(), page.line_end(match.start())).span
            yield _Found(len(match["marks"]), _heading_text(page, match), line)
            closed = position
        elif match["fence"]:
            end = _after_fence(page, match, position)
            closed, position = (closed if end == position else end), end
        elif match["underline"]:
            heading = _underlined(page, match, closed)
            if heading is not None:
                yield heading
                closed = position
        else:
            is_below_text = closed != match.start() and _is_text_above(page, match.start())
            html_end = _after_html(page, match, position, is_below_text=is_below_text)
            if html_end is not None:
                closed = position = html_end


def _underlined(page: Page, match: re.Match[str], closed: int) -> _Found | None:
    """The heading that an underline makes of the one line above it."""
    start = page.text.rfind("\n", 0, max(match.start() - 1, 0)) + 1
    if match["indent"] or start < closed or start >= match.start():
        return None
    text = page.stripped(start, page.line_end(start))
    above = page.text[page.text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    is_alone = start <= closed or not above.strip()
    is_meant = _ENTRY_TEXT.match(text.text) or section_kind(text.text) is not SectionKind.UNKNOWN
    if not is_alone or not is_meant or text.span.start != start or _LIST_ITEM.match(text.text):
        return None
    line = Span(start, page.line_end(match.start()))
    return _Found(1 if match["underline"].startswith("=") else 2, text, line, is_underlined=True)


def _heading_text(page: Page, match: re.Match[str]) -> Passage:
    text = page.stripped(match.end(), page.line_end(match.start()))
    without = text.text.rstrip("#")
    is_closed = not without or without[-1] in " \t"
    start = text.span.start
    return page.stripped(start, start + len(without)) if is_closed else text


def _after_fence(page: Page, match: re.Match[str], position: int) -> int:
    mark = match["fence"]
    if mark[0] == "`" and "`" in page.text[match.end() : position]:
        return position
    closing = re.compile(rf"^ {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*(?:\n|\Z)", re.MULTILINE)
    end = closing.search(page.text, position)
    return end.end() if end else len(page.text)


def _after_html(
    page: Page, match: re.Match[str], position: int, *, is_below_text: bool
) -> int | None:
    """Where the HTML block that begins at ``match`` ends; None where none begins."""
    start = match.start("html")
    for opening, closing in _CLOSED_BY_TEXT:
        if opened := opening.match(page.text, start):
            # ``<!-->`` is a whole comment: its end may overlap its beginning.
            end = closing.search(page.text, min(start + 2, opened.end()))
            return page.after_line(end.start()) if end else len(page.text)
    is_lone = not is_below_text and _LONE_TAG.match(page.text, start)
    if is_lone or _CLOSED_BY_BLANK.match(page.text, start):
        end = _BLANK.search(page.text, position)
        return end.start() if end else len(page.text)
    return None


def _is_text_above(page: Page, start: int) -> bool:
    """Whether the line above ``start`` may be text, which a lone tag does not interrupt."""
    above = page.text[page.text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    return bool(above.strip()) and not _BREAK.match(above)


def _is_in_list(page: Page, match: re.Match[str], first: int, nested: Container[int]) -> bool:
    """Whether the line at ``match`` is indented far enough to belong to a list item above it.

    The walk goes upwards, not above ``first``, where the last block of the top level ended. What a
    line belongs to, all below it belongs to at most; but text may be a lazy continuation of the
    item above, so it says nothing until a blank line shows that it is none. ``nested`` are the
    lines for which the answer was yes.
    """
    start = match.start()
    indent = depth = len(match["indent"])
    while start > first and indent:
        end = start - 1
        start = page.text.rfind("\n", 0, end) + 1
        line = page.text[start:end].expandtabs(4)
        if not line.strip():
            indent = depth
            continue
        item = None if _BREAK.match(line) else _LIST_ITEM.match(line)
        if item is not None and _content_offset(item, line) <= indent:
            return True
        own_depth = len(line) - len(line.lstrip(" "))
        depth = min(indent, own_depth)
        if item is not None or not _is_lazy(line):
            indent = depth
        if start in nested and indent == own_depth:
            return True
    return False


def _content_offset(item: re.Match[str], line: str) -> int:
    """The column that an item's text starts at; one after the mark if five spaces follow it."""
    spaces = len(item[3].expandtabs(4))
    is_empty = item.end() == len(line)
    return item.end(2) + (1 if is_empty or spaces > 4 else spaces)  # noqa: PLR2004


def _is_lazy(line: str) -> bool:
    """Whether the line may continue a paragraph of the item above without its indent."""
    text = line.lstrip(" ")
    if _BREAK.match(line):
        return False
    if text.startswith("<"):
        is_block = any(opening.match(text) for opening, _ in _CLOSED_BY_TEXT)
        return not is_block and _CLOSED_BY_BLANK.match(text) is None
    return re.match(r"#{1,6}(?:[ \t]|\Z)|>|`{3}[^`]*\Z|~{3}", text) is None
