"""The ``schema.json`` of tbls: comments on tables, columns, indexes and triggers.

Source: the JSON form of tbls' ``schema.Schema``: ``tables`` with ``name``, ``comment``, and
``columns``, ``indexes``, ``constraints`` and ``triggers``, each with a ``comment``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from sotsync.document.importing.gathering import Gathering
from sotsync.document.importing.models import Kind

__all__ = ["read_tbls"]

_OTHERS = ("constraints", "triggers")
_WORDS = frozenset({"desc", "comment", "description", "label"})


def read_tbls(gathering: Gathering) -> str:
    """Take all comments; why the file cannot be read, or nothing."""
    try:
        content = json.loads(gathering.source.text.removeprefix("\ufeff"))
    except (json.JSONDecodeError, RecursionError):
        return "is no JSON"
    tables = content.get("tables") if isinstance(content, dict) else None
    if not isinstance(tables, list):
        return "holds no tables, as the schema.json of tbls does"
    reader = _Reader(gathering)
    for table in _objects(tables):
        reader.read_table(table)
    texts = [one.text for one in gathering.texts] + [one.text for one in gathering.left]
    told = {*texts, *(text.partition(": ")[2] for text in texts)}
    for name, text in _sayings(content):
        if text.strip() not in told:
            gathering.leave_general(name, text, reader.find(text, is_anywhere=True))
    return ""


def _sayings(content: object) -> Iterator[tuple[str, str]]:
    """What a person says anywhere in the file: of viewpoints, labels, functions and the whole."""
    waiting = [("", content)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(key, value[key]) for key in reversed(value)]
            if name == "label":
                waiting.append((name, value.get("name")))
        elif isinstance(value, list):
            inner = "label" if name == "labels" else name
            waiting += [(inner, one) for one in reversed(value)]
        elif isinstance(value, str) and name in _WORDS:
            yield name, value


def _objects(values: object) -> Iterator[Mapping[str, object]]:
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, dict))


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


class _Reader:
    """Walks the tables, and finds each value again in the text to name its line."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.position = 0

    def find(self, value: str, *, is_anywhere: bool = False) -> int:
        """Where the string stands, at or after the last one found."""
        start = 0 if is_anywhere else self.position
        found = self.gathering.source.text.find(json.dumps(value, ensure_ascii=False), start)
        if found >= 0:
            self.position = found
        return self.position

    def read_table(self, table: Mapping[str, object]) -> None:
        name, comment = _text(table, "name"), _text(table, "comment")
        start = self.find(name)
        match = self.gathering.names.table(name, is_loose=False)
        if match is None:
            self.gathering.leave_table(name, comment, start)
            for column in _objects(table.get("columns")):
                self._leave(f"{name}.{_text(column, 'name')}", _text(column, "comment"))
            return
        self.gathering.add(Kind.STORES, match.name, comment, start)
        for column in _objects(table.get("columns")):
            place = self.find(_text(column, "name"))
            words = _text(column, "comment")
            self.gathering.add_column(match.name, _text(column, "name"), words, place)
        self._read_members(match.name, table)

    def _leave(self, name: str, comment: str) -> None:
        if comment:
            self.gathering.leave_table(name, comment, self.find(comment))

    def _read_members(self, key: str, table: Mapping[str, object]) -> None:
        indexes = self.gathering.names.indexes(key)
        for kind in ("indexes", *_OTHERS):
            for member in _objects(table.get(kind)):
                name, comment = _text(member, "name"), _text(member, "comment")
                place = self.find(name)
                if kind == "indexes" and name in indexes:
                    self.gathering.add(Kind.INDEX, key, comment, place, member=name)
                elif comment:
                    self.gathering.add_note(key, f"`{name}`: {comment}", place)
