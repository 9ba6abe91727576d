"""Fences and files of SQL, Mermaid, DBML and Prisma: what people remark in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sotsync.document.importing.asides import asides
from sotsync.document.importing.ddl import Remark, RemarkOn, read_remarks
from sotsync.document.importing.diagrams import TableNote, read_dbml, read_mermaid, read_prisma
from sotsync.document.importing.gathering import Gathering
from sotsync.document.importing.models import Kind
from sotsync.document.importing.names import clean
from sotsync.document.importing.words import Topic, topic_of
from sotsync.document.sqltext import CREATED_RELATION, statements_only

__all__ = ["Code", "created_tables", "is_definition", "read_notation", "read_sql"]

_DEFINES = re.compile(
    r"\b(?:CREATE|ALTER|DROP|COMMENT\s+ON|GRANT|REVOKE)\s+(?:\w+\s+)*?(?:TABLE|VIEW|INDEX|POLICY|"
    r"TRIGGER|FUNCTION|TYPE|SCHEMA|EXTENSION|SEQUENCE|ROLE|DOMAIN|COLUMN|PUBLICATION|ON|SELECT|ALL|"
    r"PROCEDURE|USAGE|EXECUTE|INSERT)\b",
    re.IGNORECASE,
)
_FREE = frozenset({RemarkOn.OTHER, RemarkOn.CODE, RemarkOn.QUERY})
_PATH = re.compile(r"[\w./-]+\.sql")
"""A comment that only names the file that the SQL is from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Code of a document, and what it stands in.

    Attributes:
        text: The code.
        start: Where it begins.
        scope: The table in whose section it stands; ``""`` where it stands in none.
        heading: The heading above it.
    """

    text: str
    start: int = 0
    scope: str = ""
    heading: str = ""


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


def read_sql(gathering: Gathering, code: Code) -> None:
    """The comments in SQL; those about nothing are about the code's scope, if it has one."""
    for table in created_tables(code.text):
        gathering.facts += 1
        if gathering.names.table(table) is None:
            gathering.leave_table(table, "", code.start + max(code.text.find(table), 0))
    for remark in read_remarks(code.text):
        _take(gathering, remark, code)


def _take(gathering: Gathering, remark: Remark, code: Code) -> None:
    is_label = topic_of(remark.text) is not Topic.NONE or _PATH.fullmatch(remark.text)
    if remark.text and is_label:
        gathering.facts += 1
        return
    table, offset = remark.table, code.start + remark.offset
    if remark.on == RemarkOn.INDEX and not table:
        table = gathering.names.table_of_index(clean(remark.member))
    if remark.on in _FREE or not table:
        _take_free(gathering, remark, code)
        return
    match = gathering.names.table(table)
    if match is not None:
        _take_about(gathering, remark, match.name, offset)
    elif remark.text:
        name = f"{table}.{remark.member}" if remark.member else table
        gathering.leave_table(name, remark.text, offset)


def _take_free(gathering: Gathering, remark: Remark, code: Code) -> None:
    """A remark about no table; what stands in the code of a function is not about one either."""
    text = f"{remark.member}: {remark.text}" if remark.member else remark.text
    offset = code.start + remark.offset
    if not code.scope or remark.on == RemarkOn.CODE:
        gathering.leave_general(code.heading, text, offset)
    elif remark.on == RemarkOn.QUERY:
        gathering.add_note(code.scope, f"```sql\n{text}\n```", offset)
    else:
        gathering.add_note(code.scope, text, offset)


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


def read_notation(gathering: Gathering, language: str, code: Code) -> bool:
    """Read code of a schema notation; whether it is one.

    What it says beyond tables and columns is about the code's scope, or about nothing; a diagram
    shows the neighbours of a table as well, so that its relationships are not the table's alone.
    """
    reader = _NOTATIONS.get(language)
    if reader is None or (language == "mermaid" and "erDiagram" not in code.text):
        return False
    notes = tuple(reader(code.text))
    for note in notes:
        _take_note(gathering, note, code.start + note.offset)
    rest = tuple(asides(language, code.text, notes))
    if rest:
        text, offset = "\n".join(aside.text for aside in rest), code.start + rest[0].offset
        if code.scope and language != "mermaid":
            gathering.add_note(code.scope, text, offset)
        else:
            gathering.leave_general(code.heading or language, text, offset)
    return True


def _take_note(gathering: Gathering, note: TableNote, offset: int) -> None:
    match = gathering.names.table(note.table)
    if match is None:
        name = f"{note.table}.{note.member}" if note.member else note.table
        gathering.leave_table(name, note.text, offset)
    elif note.is_of_several:
        gathering.add_note(match.name, f"`{note.member}`: {note.text}", offset)
    elif note.member:
        gathering.add_column(match.name, note.member, note.text, offset)
    elif note.text:
        gathering.add(Kind.STORES, match.name, note.text, offset)
