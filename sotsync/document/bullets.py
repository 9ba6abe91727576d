"""Bullets that are read one by one: references between tables, related ids, key indexes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from sotsync.document.exact import read_exact_name
from sotsync.document.passages import SPACES, Page, Passage
from sotsync.document.regions import (
    BulletList,
    IndexBullet,
    ReferenceLine,
    ReferenceList,
    RelatedLine,
    RelatedList,
)
from sotsync.text import Span

__all__ = ["read_index_bullets", "read_references", "read_related"]

_BULLET = re.compile(r"(?P<indent>[ \t]*[-*+][ \t]+)(?P<text>.*)\Z")
_TAIL = re.compile(r"(?<![ \t])[ \t]+[-\u2013—][ \t]+")
_IDENTIFIER = re.compile(r"(?<![A-Za-z0-9_-])[A-Z]{2,5}-(?:[A-Z]{2,8}-)*\d{2,4}(?![A-Za-z0-9_])")
_ENTRY = re.compile(r"(?<![A-Za-z0-9_-])[A-Z]{2,5}-\d{1,4}(?![A-Za-z0-9_])")
_LINK = re.compile(r"\[[^\[\]]*\]\((?P<target>[^()\s]*)\)")
_CODE = re.compile(r"`([^`]+)`")
_ARROW = re.compile(r"([\w\"`, ]+?)\s*(?:→|->|=>)\s*([\w\"`, ]+?)\s*(?:\)|\Z)")
_TARGET_CALL = re.compile(r"\A([\w.\"]+)\s*\(([^)]*)\)\Z")
_PLAIN_COLUMNS = re.compile(r"\(([\w`\", ]+)\)")

Item = TypeVar("Item")


def _read_bullets(
    page: Page, lines: Sequence[Span], read: Callable[[Page, Span, re.Match[str]], Item]
) -> list[tuple[Span, Item]]:
    matches = ((line, _BULLET.match(page.source.slice(line).rstrip(SPACES))) for line in lines)
    return [(line, read(page, line, match)) for line, match in matches if match]


def _insert_at(page: Page, label: Span | None, items: Sequence[tuple[Span, object]]) -> int:
    last = items[-1][0] if items else label
    return page.after_line(last.start) if last else 0


def read_related(
    page: Page, title: str, label: Span | None, lines: Sequence[Span]
) -> RelatedList | None:
    """The bullets of one list of related ids; None for a flat list without any."""
    items = _read_bullets(page, lines, _read_related_line)
    if label is None and not items:
        return None
    return RelatedList(
        title=title,
        label=label,
        lines=tuple(item for _, item in items),
        insert_at=_insert_at(page, label, items),
    )


def _read_related_line(page: Page, line: Span, match: re.Match[str]) -> RelatedLine:
    start = line.start + match.start("text")
    body, tail = _split_tail(page, start, match["text"])
    identifier = _IDENTIFIER.search(body.text)
    link = _LINK.search(body.text)
    return RelatedLine(
        line=line,
        id=_part(page, start, identifier.span()) if identifier else None,
        target=_part(page, start, link.span("target")) if link else None,
        tail=tail,
    )


def read_references(page: Page, label: Span, lines: Sequence[Span]) -> ReferenceList:
    """The bullets below References, Referenced By, or the lean profile's Foreign Keys."""
    items = _read_bullets(page, lines, _read_reference)
    return ReferenceList(
        label=label,
        lines=tuple(item for _, item in items),
        insert_at=_insert_at(page, label, items),
    )


def _read_reference(page: Page, line: Span, match: re.Match[str]) -> ReferenceLine:
    start = line.start + match.start("text")
    body, tail = _split_tail(page, start, match["text"])
    identifier = _IDENTIFIER.search(body.text) or _ENTRY.match(body.text, body.text.startswith("["))
    link = _LINK.search(body.text)
    slug = link["target"].partition("#") if link else ("", "", "")
    columns, table, referenced = _read_columns(_LINK.sub("", body.text))
    return ReferenceLine(
        line=line,
        indent=match["indent"],
        body=body,
        target_id=identifier[0] if identifier else None,
        target_table=table,
        slug=_slug(page, start, link) if link and slug[1] else None,
        columns=columns,
        referenced_columns=referenced,
        tail=tail,
    )


def _slug(page: Page, start: int, link: re.Match[str]) -> Passage:
    hash_at = link.start("target") + link["target"].index("#")
    return _part(page, start, (hash_at + 1, link.end("target")))


def _read_columns(text: str) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """Columns, target table and target columns of either form that people write.

    ``auth.users (`user_id` → `id`)`` names the target first, ```user_id` → `users(id)`` last.
    """
    parenthesis = text.find("(")
    arrow = re.search(r"→|->|=>", text)
    if arrow and (parenthesis < 0 or arrow.start() < parenthesis):
        return _read_column_first(text[: arrow.start()], text[arrow.end() :])
    head = text[:parenthesis] if parenthesis >= 0 else text
    code = _CODE.search(head)
    inner = _ARROW.search(text[parenthesis + 1 :]) if parenthesis >= 0 else None
    if inner:
        columns = _names(inner[1])
        # What follows the last column after a comma is a remark: ``(`a` → `b`, cascade)``.
        return columns, code[1] if code else None, _names(inner[2])[: len(columns)]
    plain = _PLAIN_COLUMNS.search(text)
    return _names(plain[1]) if plain else (), code[1] if code else None, ()


def _read_column_first(
    before: str, after: str
) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    columns = _names(before)
    target = after.strip().replace("`", "")
    call = _TARGET_CALL.match(target.partition(" ON ")[0].strip())
    if call:
        return columns, _table(call[1]), _names(call[2])
    inner = _PLAIN_COLUMNS.search(target)
    head = target.partition("(")[0].strip()
    return columns, _table(head), _names(inner[1]) if inner else ()


def _table(text: str) -> str | None:
    """A table's name, unless the text is an id or more than one word."""
    is_name = re.fullmatch(r"[\w.\"]+", text) and not _IDENTIFIER.fullmatch(text)
    return text if is_name else None


def _names(text: str) -> tuple[str, ...]:
    cleaned = (name.strip().strip("`*\"' ") for name in text.split(","))
    return tuple(name for name in cleaned if re.fullmatch(r"[\w{}$]+", name))


def read_index_bullets(page: Page, label: Span, lines: Sequence[Span]) -> BulletList:
    """The bullets of Key Indexes."""
    items = _read_bullets(page, lines, _read_index_bullet)
    return BulletList(
        label=label,
        bullets=tuple(item for _, item in items),
        insert_at=_insert_at(page, label, items),
    )


def _read_index_bullet(page: Page, line: Span, match: re.Match[str]) -> IndexBullet:
    text = _part(page, line.start, match.span("text"))
    codes = (re.sub(r"\A[\w.]*\s*\((.*)\)\Z", r"\1", code) for code in _CODE.findall(text.text))
    return IndexBullet(line=line, text=text, columns=tuple(n for c in codes for n in _columns(c)))


def _columns(code: str) -> tuple[str, ...]:
    """The columns between one pair of back-ticks: words, or one name of any characters."""
    exact = read_exact_name(code)
    if exact != code:
        return (exact,)
    return _names(code) or ((code,) if "," not in code and "(" not in code else ())


def _split_tail(page: Page, start: int, text: str) -> tuple[Passage, Passage | None]:
    """What is before the first `` - `` outside code, links and parentheses, and what follows."""
    depth = 0
    in_code = False
    for index, character in enumerate(text):
        if character == "`":
            in_code = not in_code
        elif not in_code and character in "([":
            depth += 1
        elif not in_code and character in ")]":
            depth -= 1
        elif not in_code and depth <= 0 and (match := _TAIL.match(text, index)):
            body, tail = (0, index), (match.end(), len(text))
            return _part(page, start, body), _part(page, start, tail)
    return _part(page, start, (0, len(text))), None


def _part(page: Page, start: int, found: tuple[int, int]) -> Passage:
    return page.passage(start + found[0], start + found[1])
