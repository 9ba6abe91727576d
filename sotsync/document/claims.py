"""Ids that are taken before a document defines them: by tags in migrations, and by other documents.

Teams name tables by id long before anybody writes the document: a comment above a CREATE TABLE says
``-- DBT-003``, and the API contracts link to ``#dbt-003-products``. A table gets the id that it is
called by already, and no other table ever gets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.document.ids import IDENTIFIER, number_of, without_ranges
from sotsync.document.mapping import humanise
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.names import split_qualified
from sotsync.sql.statements import Statement, parse_statements
from sotsync.text import Location, Source

__all__ = ["IdClaims", "read_claims", "read_tags"]

_CREATIONS = frozenset(
    {"create_stmt", "create_foreign_table_stmt", "create_table_as_stmt", "view_stmt"}
)
_COMMENT = re.compile(r"--[^\r\n]*|/\*.*?\*/", re.DOTALL)
_ID = re.compile(IDENTIFIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdClaims:
    """What is known of ids outside of the document.

    Attributes:
        numbers: The numbers of all ids that are mentioned anywhere.
        tables: The table or view that an id belongs to, by its key → the id.
    """

    numbers: frozenset[int] = frozenset()
    tables: Mapping[str, str] = field(default_factory=dict)


def read_claims(
    prefix: str, schema: Schema, scripts: Iterable[Script], others: Iterable[Source] = ()
) -> IdClaims:
    """Which ids are taken, and by which tables.

    A tag in a migration says it; else the title that other documents give the id, where it fits one
    table alone. What is said in two ways is not known.

    Args:
        prefix: The prefix of the document's ids.
        schema: What the database is.
        scripts: The migrations.
        others: Other files that may mention ids.
    """
    reader = _Reader(prefix, schema)
    for script in scripts:
        reader.read_script(script)
    sources = tuple(others)
    for source in sources:
        reader.read_text(source.text)
    tagged = _unambiguous(reader.tagged)
    titled = {
        identifier: keys
        for identifier, keys in reader.titled.items()
        if identifier not in reader.tagged and not keys & tagged.keys()
    }
    return IdClaims(numbers=frozenset(reader.numbers), tables={**_unambiguous(titled), **tagged})


def read_tags(prefix: str, replay: Replay, scripts: Iterable[Script]) -> Mapping[str, str]:
    """The ids that comments in migrations give to tables and views, by their keys.

    Those of tables that were dropped are among them: their entries are to be found as well.

    Args:
        prefix: The prefix of the document's ids.
        replay: What the migrations make.
        scripts: The migrations.
    """
    gone = {key: one.model for key, one in replay.dropped.items()}
    reader = _Reader(prefix, replay.schema, gone)
    for script in scripts:
        reader.read_script(script)
    return _unambiguous(reader.tagged)


def _unambiguous(claims: Mapping[str, set[str]]) -> dict[str, str]:
    """Each table's id, where the id belongs to that table alone and the table has no other."""
    certain = {identifier: min(keys) for identifier, keys in claims.items() if len(keys) == 1}
    found: dict[str, list[str]] = {}
    for identifier, key in certain.items():
        found.setdefault(key, []).append(identifier)
    return {key: ids[0] for key, ids in sorted(found.items()) if len(ids) == 1}


class _Reader:
    """Gathers, for every id, the tables that it may belong to."""

    def __init__(
        self, prefix: str, schema: Schema, gone: Mapping[str, Table | View] | None = None
    ) -> None:
        self.prefix = prefix
        self.numbers: set[int] = set()
        self.tagged: dict[str, set[str]] = {}
        self.titled: dict[str, set[str]] = {}
        relations = {**schema.tables, **schema.views}
        self.created: dict[Location, str] = {
            relation.origin.created: key
            for key, relation in {**(gone or {}), **relations}.items()
            if relation.origin.created is not None
        }
        names: dict[str, list[str]] = {}
        for key in relations:
            names.setdefault(humanise(split_qualified(key)[-1]), []).append(key)
        self.by_name = {name: keys[0] for name, keys in names.items() if len(keys) == 1}
        number = rf"(?P<id>{re.escape(prefix)}-\d{{2,4}})"
        self.mention = re.compile(
            rf"(?<![A-Za-z0-9_-])\[?`?{number}`?\]?(?![A-Za-z0-9_])"
            r"(?:\((?P<file>[^)#\s]*)#(?P<slug>[^)\s]+)\))?"
            r"[`*]*(?:[ \t]*(?:-|—|\u2013|:|\||=)[ \t]+(?P<title>[^\r\n|(\[]+))?"
        )

    def read_script(self, script: Script) -> None:
        """The tags in a migration: above the statements, else at its top."""
        text = script.source.text
        if f"{self.prefix}-" not in text:
            return
        comments = " ".join(_COMMENT.findall(text))
        mentioned = self._ids(comments)
        self.numbers.update(self._numbers(comments))
        made = [
            (key, self._tag(statement.comment))
            for statement in parse_statements(script.source, script.span)
            if (key := self._made(script.source, statement)) is not None
        ]
        if len(made) == len(mentioned) == 1:
            made = [(made[0][0], mentioned[0])]
        for key, tag in made:
            if tag is not None:
                self.tagged.setdefault(tag, set()).add(key)

    def _tag(self, comment: str) -> str | None:
        """The id nearest above a statement; several on one line list what the file is about."""
        named = (ids for line in reversed(comment.split("\n")) if (ids := self._ids(line)))
        nearest = next(named, [])
        return nearest[0] if len(nearest) == 1 else None

    def _made(self, source: Source, statement: Statement) -> str | None:
        if statement.kind not in _CREATIONS:
            return None
        return self.created.get(source.location(statement.span.start))

    def read_text(self, text: str) -> None:
        """The mentions in another file, with the titles that they give."""
        if f"{self.prefix}-" not in text:
            return
        self.numbers.update(self._numbers(text))
        for match in self.mention.finditer(text):
            for title in self._titles(match):
                key = self.by_name.get(humanise(title))
                if key is not None:
                    self.titled.setdefault(match["id"], set()).add(key)

    def _titles(self, match: re.Match[str]) -> Iterator[str]:
        slug = match["slug"] or ""
        start = f"{match['id'].lower()}-"
        if slug.startswith(start):
            yield slug.removeprefix(start).replace("-", " ")
        if match["title"]:
            yield match["title"]

    def _ids(self, text: str) -> list[str]:
        found = (one for one in _ID.findall(text) if one.rpartition("-")[0] == self.prefix)
        return list(dict.fromkeys(found))

    def _numbers(self, text: str) -> Iterator[int]:
        for identifier in self._ids(without_ranges(text)):
            number = number_of(identifier)
            if number is not None:
                yield number
