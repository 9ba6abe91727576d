"""Fences and files of SQL, Mermaid, DBML and Prisma: what people remark in them."""

from __future__ import annotations

import re

from sotsync.document.importing.ddl import Remark, RemarkOn, read_remarks
from sotsync.document.importing.diagrams import TableNote, read_dbml, read_mermaid, read_prisma
from sotsync.document.importing.gathering import Gathering
from sotsync.document.importing.models import Kind
from sotsync.document.importing.names import clean
from sotsync.document.importing.words import Topic, topic_of
from sotsync.document.sqltext import CREATED_RELATION, statements_only

__all__ = ["is_definition", "read_notation", "read_sql"]

_DEFINES = re.compile(
    r"\b(?:CREATE|ALTER|DROP|COMMENT\s+ON|GRANT|REVOKE)\s+(?:\w+\s+)*?(?:TABLE|VIEW|INDEX|POLICY|"
    r"TRIGGER|FUNCTION|TYPE|SCHEMA|EXTENSION|SEQUENCE|ROLE|DOMAIN|COLUMN|PUBLICATION|ON|SELECT|ALL|"
    r"PROCEDURE|USAGE|EXECUTE|INSERT)\b",
    re.IGNORECASE,
)
_PATH = re.compile(r"[\w./-]+\.sql")
"""A comment that only names the file that the SQL is from."""

_NOTATIONS = {
    "mermaid": read_mermaid,
    "dbml": read_dbml,
    "prisma": read_prisma,
}


def is_definition(sql: str) -> bool:
    """Whether the SQL defines something, which migrations do better, and is no example query."""
    return _DEFINES.search(statements_only(sql)) is not None


def created_tables(sql: str) -> tuple[str, ...]:
    """The tables and views that the SQL creates, as it writes them."""
    code = statements_only(sql)
    return tuple(found["name"] for found in CREATED_RELATION.finditer(code))


def read_sql(
    gathering: Gathering, sql: str, start: int, *, scope: str = "", heading: str = ""
) -> None:
    """The comments in SQL that starts at ``start``; those about nothing are about ``scope``."""
    names = gathering.names
    for table in created_tables(sql):
        gathering.facts += 1
        if names.table(table) is None:
            gathering.leave_table(table, "", start + max(sql.find(table), 0))
    for remark in read_remarks(sql):
        _take(gathering, remark, start + remark.offset, scope, heading)


def _take(gathering: Gathering, remark: Remark, offset: int, scope: str, heading: str) -> None:
    is_label = topic_of(remark.text) is not Topic.NONE or _PATH.fullmatch(remark.text)
    if remark.text and is_label:
        gathering.facts += 1
        return
    match = gathering.names.table(remark.table) if remark.table else None
    if remark.on == RemarkOn.OTHER or not remark.table:
        if scope:
            gathering.add_note(scope, remark.text, offset)
        else:
            gathering.leave_general(heading, remark.text, offset)
    elif match is None and remark.text:
        name = f"{remark.table}.{remark.member}" if remark.member else remark.table
        gathering.leave_table(name, remark.text, offset)
    elif match is not None:
        _take_about(gathering, remark, match.name, offset)


def _take_about(gathering: Gathering, remark: Remark, key: str, offset: int) -> None:
    names = gathering.names
    member = clean(remark.member)
    if remark.on == RemarkOn.TABLE:
        gathering.add(Kind.STORES, key, remark.text, offset)
    elif remark.on == RemarkOn.COLUMN:
        gathering.add_column(key, remark.member, remark.text, offset)
    elif remark.on == RemarkOn.INDEX and member in names.indexes(key):
        gathering.add(Kind.INDEX, key, remark.text, offset, member=member)
    elif remark.on == RemarkOn.POLICY and member in names.policies(key):
        gathering.add(Kind.POLICY, key, remark.text, offset, member=member)
    else:
        about = f"`{remark.member}`: " if remark.member else ""
        gathering.add_note(key, f"{about}{remark.text}", offset)


def read_notation(gathering: Gathering, language: str, code: str, start: int) -> bool:
    """Read code of a schema notation; whether it is one."""
    reader = _NOTATIONS.get(language)
    if reader is None or (language == "mermaid" and "erDiagram" not in code):
        return False
    for note in reader(code):
        _take_note(gathering, note, start + note.offset)
    return True


def _take_note(gathering: Gathering, note: TableNote, offset: int) -> None:
    match = gathering.names.table(note.table)
    if match is None:
        name = f"{note.table}.{note.member}" if note.member else note.table
        gathering.leave_table(name, note.text, offset)
    elif note.member:
        gathering.add_column(match.name, note.member, note.text, offset)
    elif note.text:
        gathering.add(Kind.STORES, match.name, note.text, offset)
