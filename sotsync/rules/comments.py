"""Comments of migrations and documents that say something to rules.

``-- sotsync:allow SC203 reason`` and ``-- sotsync:commands select, insert`` belong to the statement
that they stand in or directly above; ``<!-- sotsync:allow SC203: reason -->`` and
``<!-- sotsync: scope=global -->`` to the entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sotsync.config import TableScope
from sotsync.document.claims import read_tags
from sotsync.document.mapping import map_entries
from sotsync.document.models import Document
from sotsync.replay.history import Action, Operation
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.rules.waivers import Stated, Waiver, read_words
from sotsync.schema.models import PolicyCommand
from sotsync.sql.statements import parse_statements
from sotsync.text import Location, Source, Span

__all__ = ["read_document_comments", "read_migration_comments"]

_MARK = "sotsync:"
_COMMENT = re.compile(r"--[^\r\n]*|/\*.*?\*/", re.DOTALL)
_COMMANDS = re.compile(
    r"sotsync:commands[ \t]+(?P<names>(?:select|insert|update|delete|none)\b[ \t,]*"
    r"(?:(?:select|insert|update|delete)\b[ \t,]*)*)",
    re.IGNORECASE,
)
_SCOPE = re.compile(rf"\s*sotsync:\s*scope\s*=\s*(?P<name>{'|'.join(TableScope)})\s*")
_LINE_END = r"(?:\r?\n|\r(?!\n))"
_GAP = re.compile(rf"{_LINE_END}[ \t]*{_LINE_END}")
_HIDDEN = re.compile(r"<!--(?P<words>.*?)-->", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remark:
    """A comment and the statement that it is about."""

    text: str
    at: Location
    statement: Location


def read_migration_comments(scripts: Iterable[Script], operations: Iterable[Operation]) -> Stated:
    """What comments in migrations say to rules.

    Args:
        scripts: The files.
        operations: What their statements did, which tells the tables that commands are said of.
    """
    remarks = [one for script in scripts for one in _remarks(script)]
    waivers = tuple(
        Waiver(rule=rule, reason=reason, at=one.at, statement=one.statement)
        for one in remarks
        for rule, reason in read_words(one.text)
    )
    return Stated(waivers=waivers, commands=_commands(remarks, operations))


def _remarks(script: Script) -> Iterator[_Remark]:
    """The comments of a file that are meant for sotsync, each with its statement."""
    source = script.source
    if _MARK not in source.text:
        return
    spans = [one.span for one in parse_statements(source, script.span)]
    start, end = (script.span.start, script.span.end) if script.span else (0, len(source.text))
    for match in _COMMENT.finditer(source.text, start, end):
        owner = _owner(match.start(), spans, source) if _MARK in match.group() else None
        if owner is not None:
            yield _Remark(
                text=match.group(),
                at=source.location(match.start()),
                statement=source.location(owner.start),
            )


def _owner(offset: int, spans: Iterable[Span], source: Source) -> Span | None:
    """The statement that a comment stands in, ends the line of, or is above without a gap."""
    before: Span | None = None
    for span in spans:
        if span.end > offset:
            if span.start <= offset:
                return span
            if before is not None and source.line_of(before.end) == source.line_of(offset):
                return before
            return None if _has_gap(source.text[offset : span.start]) else span
        before = span
    is_behind = before is not None and source.line_of(before.end) == source.line_of(offset)
    return before if is_behind else None


def _has_gap(text: str) -> bool:
    """Whether an empty line stands between a comment and what follows."""
    return _GAP.search(text) is not None


def _commands(
    remarks: Iterable[_Remark], operations: Iterable[Operation]
) -> Mapping[str, tuple[PolicyCommand, ...]]:
    stated: dict[Location, tuple[PolicyCommand, ...]] = {}
    for remark in remarks:
        if match := _COMMANDS.search(remark.text):
            names = re.findall(r"\w+", match["names"].upper())
            stated[remark.statement] = tuple(
                command for command in PolicyCommand if command.value in names
            )
    return {
        one.object: stated[one.location]
        for one in operations
        if one.location in stated and one.action is Action.CREATE_TABLE
    }


def read_document_comments(
    document: Document, replay: Replay, scripts: Iterable[Script] = ()
) -> Stated:
    """What hidden comments in the entries of a document say to rules.

    Args:
        document: The document.
        replay: What the migrations make, which tells whose the entries are.
        scripts: The migrations, whose comments may give ids to tables.
    """
    source = document.source
    if _MARK not in source.text:
        return Stated()
    tags = read_tags(document.id_prefix, replay, scripts)
    keys = (*replay.schema.tables, *replay.schema.views)
    waivers: list[Waiver] = []
    scopes: dict[str, TableScope] = {}
    for key, entry in map_entries(document, keys, tags=tags).entries.items():
        for match in _HIDDEN.finditer(source.text, entry.span.start, entry.span.end):
            words, at = match["words"].replace("\n", " "), source.location(match.start())
            waivers += (
                Waiver(rule=rule, reason=reason, at=at, table=key)
                for rule, reason in read_words(words)
            )
            if scope := _SCOPE.fullmatch(words):
                scopes.setdefault(key, TableScope(scope["name"]))
    return Stated(waivers=tuple(waivers), scopes=scopes)
