"""Headings and labels that name a table: ``### Table: users``, ``**users**``, ``2. users``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sotsync.document.importing.names import Match, Names, clean
from sotsync.document.importing.words import Topic, topic_of
from sotsync.document.mapping import humanise
from sotsync.document.tables import plain
from sotsync.schema.names import split_qualified

__all__ = ["TableHeading", "table_heading", "table_label"]

_NUMBER = re.compile(r"\A(?:\d+(?:\.\d+)*[.):]?\s+|[^\w`(\"*]+)+")
_IDENTIFIER = re.compile(
    r"\A\[?`?(?P<id>[A-Z]{2,5}-\d{2,4})`?\]?(?:\s*[:|—\u2013-]\s*|\s+)(?P<rest>.+)\Z", re.DOTALL
)
_CODE = re.compile(r"`([^`]+)`")
_KIND = re.compile(
    r"\b(?:(?:database|db|materialized|junction|core|main|new)\s+)?(?:tables?|views?|entity|entities|"
    r"tablas?|tabelas?|tabellen?|vistas?|таблица|表|テーブル|جدول)\b"
    r"\s*:?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\A(?P<head>[^()]*)\((?P<inner>[^()]*)\)\s*(?P<tail>.*)\Z", re.DOTALL)
_SEPARATED = re.compile(r"\A(?P<head>.+?)(?:\s+(?:-|--|—|\u2013)\s+|:\s+)(?P<tail>.+)\Z", re.DOTALL)
_MARKED = re.compile(r"\A(?P<head>[a-z][\w.]*_\w+)\s+[^\w\s(\[`'\"—\u2013:,/&+-].*\Z", re.DOTALL)
"""A name before a sign: ``order_items ✅ done``."""
_BOLD = re.compile(r"\A(?:\*\*|__)(?P<name>[^*]+?):?(?:\*\*|__):?(?P<tail>\s.*)?\Z", re.DOTALL)
_SNAKE = re.compile(r"(?:[a-z][a-z0-9]*\.)?[a-z][a-z0-9]*(?:_[a-z0-9]+)+\Z")
_SEVERAL = re.compile(r"\b(?:tables|views|entities)\b", re.IGNORECASE)
_STATED = re.compile(r"\A\w+\s*:\s*[\w.]+\Z")
_LOWER = re.compile(r"\A[a-z][a-z0-9_.]*\Z")
_MARK = re.compile(r"\s*\[(?:DEPRECATED|SUPERSEDED|REMOVED)\]\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHeading:
    """A table that a heading or label names.

    Attributes:
        name: Its name as written.
        key: Ours; ``""`` where there is no such table.
        rest: What the heading says of it beyond the name, after a dash or colon.
        title: Words of the heading that name it otherwise.
        identifier: The id before the name.
        is_certain: Whether the words say that it is a table; else what stands below must.
    """

    name: str
    key: str = ""
    rest: str = ""
    title: str = ""
    identifier: str = ""
    is_certain: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """What the heading says beyond the name."""
        return tuple(part for part in (self.title, self.rest) if part)


def table_heading(names: Names, text: str, *, is_strict: bool) -> TableHeading | None:
    """The table that a heading names; None where it names none.

    Inside the section of another table (``is_strict``) the name must stand just as it is, in code,
    or beside the word table: ``#### Comments`` there is a heading like any other.
    """
    stripped = _MARK.sub("", _NUMBER.sub("", text.strip()))
    identified = _IDENTIFIER.match(stripped)
    identifier = identified["id"] if identified else ""
    rest = identified["rest"] if identified else stripped
    if coded := _coded(names, rest):
        return _with_words(coded, rest, identifier)
    bare = plain(rest)
    if _SEVERAL.search(bare) and names.table(bare, is_loose=False) is None:
        return None
    has_kind = _KIND.search(bare) is not None or bool(identifier)
    for candidate, tail in _candidates(bare):
        match = names.table(candidate, is_loose=not is_strict or has_kind)
        if match is not None and _is_meant(match, candidate, has_kind=has_kind, strict=is_strict):
            title = "" if tail or _says_no_more(bare, candidate, match) else bare
            return TableHeading(
                name=candidate, key=match.name, rest=tail, title=title, identifier=identifier
            )
    has_kind = _KIND.search(bare) is not None
    found = _unknown(bare, rest, identifier, has_kind=has_kind)
    return None if found is not None and found.name in names.others else found


def _coded(names: Names, text: str) -> Match | None:
    """The one table that is named in back-ticks."""
    found = {
        match.name: match
        for code in _CODE.findall(text)
        if (match := names.table(code, is_loose=False)) is not None
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _with_words(match: Match, text: str, identifier: str) -> TableHeading:
    """The heading of a table in back-ticks: what else it says is a title, or follows a dash."""
    separated = _SEPARATED.match(text)
    is_first = separated is not None and "`" in separated["head"]
    tail = plain(separated["tail"]) if separated and is_first else ""
    others = _CODE.sub(" ", separated["head"] if separated and is_first else text)
    title = _KIND.sub(" ", plain(others)).strip(" :()-—\u2013")
    name = split_qualified(match.name)[-1]
    is_same = humanise(title) == humanise(name) or not re.search(r"[^\W\d_]", title)
    return TableHeading(
        name=name,
        key=match.name,
        rest=tail,
        title="" if is_same else " ".join(title.split()),
        identifier=identifier,
    )


def _says_no_more(text: str, candidate: str, match: Match) -> bool:
    """Whether each word of a heading is one of the table's name; none in other letters is."""
    names = humanise(candidate), humanise(split_qualified(match.name)[-1])
    own = {word for name in names for word in name.split()}
    schema = split_qualified(match.name)[0]
    words = re.findall(r"[^\W\d_]+", _KIND.sub(" ", text).replace(schema, " "))
    return all(humanise(word) in own for word in words)


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    """Each part of the heading that may be the name, with what would follow it."""
    yield text, ""
    yield _KIND.sub(" ", text).strip(" :"), ""
    if found := _BRACKETED.match(text):
        tail = found["tail"].strip(" :-—\u2013")
        yield found["inner"].strip(), tail
        inner = found["inner"].strip()
        head = _KIND.sub(" ", found["head"]).strip(" :")
        yield head, "; ".join(part for part in (inner, tail) if part)
    if found := _MARKED.match(text):
        yield found["head"], ""
    if found := _SEPARATED.match(text):
        head = _KIND.sub(" ", found["head"]).strip(" :")
        yield head, found["tail"].strip()
        if not head:
            yield found["tail"].strip(), ""


def _is_meant(match: Match, candidate: str, *, has_kind: bool, strict: bool) -> bool:
    name = split_qualified(match.name)[-1]
    is_written_so = clean(candidate) == name or "." in candidate or bool(match.former)
    if is_written_so:
        return topic_of(candidate) is Topic.NONE or not strict or has_kind or "_" in name
    if strict and not has_kind:
        return False
    return has_kind or topic_of(candidate) is Topic.NONE


def _unknown(bare: str, text: str, identifier: str, *, has_kind: bool) -> TableHeading | None:
    """A heading that can only be a table's name, but of none that we have."""
    codes = _CODE.findall(text)
    named = _KIND.sub(" ", bare).strip(" :")
    if len(codes) == 1 and re.fullmatch(r"[\w.\"]+", codes[0]):
        others = _KIND.sub(" ", plain(_CODE.sub(" ", text))).strip(" :()-—\u2013")
        return TableHeading(
            name=codes[0],
            title=others if re.search(r"[^\W\d_]", others) else "",
            identifier=identifier,
            is_certain=has_kind,
        )
    if has_kind and (_STATED.match(bare) or _LOWER.match(named)):
        return TableHeading(name=named, identifier=identifier)
    if _SNAKE.match(bare):
        return TableHeading(name=bare, identifier=identifier, is_certain=False)
    return TableHeading(name=named, identifier=identifier) if identifier else None


def table_label(names: Names, text: str, *, is_above: bool, is_inside: bool) -> TableHeading | None:
    """The table that a line of its own names: ``**users**``, `` `users`: ``, or the bare name.

    A bare name counts only above a list, table or code block; inside another table's section only
    the exact name does.
    """
    if found := _BOLD.match(text):
        tail = (found["tail"] or "").strip().lstrip(":-—\u2013").strip()
        head = table_heading(names, found["name"], is_strict=is_inside)
        is_ours = head is not None and bool(head.key)
        if head is not None and (is_ours or (is_above and not tail)) and not head.rest:
            return replace(head, rest=tail, title="")
        return None
    name = text.strip().rstrip(":").strip("`")
    if not is_above or not re.fullmatch(r"(?:\w+\.)?\w+", name):
        return None
    match = names.table(name, is_loose=False)
    if match is not None and clean(name) == name and name in match.name:
        return TableHeading(name=name, key=match.name)
    is_new = _SNAKE.match(name) and not is_inside and name not in names.others
    return TableHeading(name=name, is_certain=False) if is_new else None
