"""Tables by meaning: which column of a table is which, and what a row of it states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from sotsync.document.exact import read_exact_name
from sotsync.document.grid_models import (
    FieldRole,
    FieldRow,
    FieldTable,
    HistoryRole,
    HistoryTable,
    IndexRole,
    IndexRow,
    IndexTable,
)
from sotsync.document.passages import Page, Passage
from sotsync.document.tables import Row, TextTable, plain

__all__ = ["read_field_table", "read_history_table", "read_index_table"]

Role = TypeVar("Role", bound=StrEnum)

_FIELD_TITLES = {
    "column": FieldRole.COLUMN,
    "columns": FieldRole.COLUMN,
    "column name": FieldRole.COLUMN,
    "field": FieldRole.COLUMN,
    "field name": FieldRole.COLUMN,
    "name": FieldRole.COLUMN,
    "type": FieldRole.TYPE,
    "data type": FieldRole.TYPE,
    "datatype": FieldRole.TYPE,
    "nullable": FieldRole.NULLABLE,
    "null": FieldRole.NULLABLE,
    "allows null": FieldRole.NULLABLE,
    "required": FieldRole.REQUIRED,
    "not null": FieldRole.REQUIRED,
    "default": FieldRole.DEFAULT,
    "default value": FieldRole.DEFAULT,
    "constraints": FieldRole.CONSTRAINTS,
    "constraint": FieldRole.CONSTRAINTS,
    "key": FieldRole.CONSTRAINTS,
    "description": FieldRole.DESCRIPTION,
    "notes": FieldRole.DESCRIPTION,
    "purpose": FieldRole.DESCRIPTION,
    "comment": FieldRole.DESCRIPTION,
    "example": FieldRole.EXAMPLE,
    "examples": FieldRole.EXAMPLE,
}
_INDEX_TITLES = {
    "index name": IndexRole.NAME,
    "index": IndexRole.NAME,
    "name": IndexRole.NAME,
    "columns": IndexRole.COLUMNS,
    "column": IndexRole.COLUMNS,
    "column(s)": IndexRole.COLUMNS,
    "fields": IndexRole.COLUMNS,
    "type": IndexRole.TYPE,
    "method": IndexRole.TYPE,
    "purpose": IndexRole.PURPOSE,
    "description": IndexRole.PURPOSE,
    "notes": IndexRole.NOTES,
}
_HISTORY_TITLES = {
    "migration": HistoryRole.MIGRATION,
    "migration file": HistoryRole.MIGRATION,
    "file": HistoryRole.MIGRATION,
    "date": HistoryRole.DATE,
    "description": HistoryRole.DESCRIPTION,
    "breaking change": HistoryRole.BREAKING,
    "breaking": HistoryRole.BREAKING,
    "version": HistoryRole.VERSION,
    "changes": HistoryRole.CHANGES,
    "change": HistoryRole.CHANGES,
    "updated by": HistoryRole.UPDATED_BY,
    "author": HistoryRole.UPDATED_BY,
    "field": HistoryRole.FIELD,
    "previous": HistoryRole.PREVIOUS,
    "new": HistoryRole.NEW,
    "reason": HistoryRole.REASON,
    "epic": HistoryRole.EPIC,
}


def _read_roles(table: TextTable, titles: Mapping[str, Role]) -> dict[Role, int]:
    roles: dict[Role, int] = {}
    for index, title in enumerate(_plain_titles(table.titles)):
        role = titles.get(title)
        if role is not None:
            roles.setdefault(role, index)
    return roles


@lru_cache(maxsize=2**8)
def _plain_titles(titles: tuple[str, ...]) -> tuple[str, ...]:
    """The titles of a table as they are looked up; nearly all tables have the same few."""
    return tuple(plain(title).rstrip("?").strip().lower() for title in titles)


def read_field_table(page: Page, table: TextTable) -> FieldTable | None:
    """The table as Field Specifications; None where it has no columns for name and type."""
    roles = _read_roles(table, _FIELD_TITLES)
    if not {FieldRole.COLUMN, FieldRole.TYPE} <= roles.keys():
        return None
    rows = tuple(_read_field_row(page, row, roles) for row in table.rows)
    return FieldTable(table=table, roles=roles, rows=rows)


def _read_field_row(page: Page, row: Row, roles: Mapping[FieldRole, int]) -> FieldRow:
    name, kind = row.text(roles[FieldRole.COLUMN]), row.content(roles[FieldRole.TYPE])
    type_, note = _read_type(page, kind) if kind else (None, "")
    default = row.content(roles.get(FieldRole.DEFAULT))
    return FieldRow(
        names=_read_names(name) if name is not None else (),
        row=row,
        type=type_,
        type_note=note,
        is_nullable=_read_nullable(row, roles, note),
        default=_read_default(page, default) if default else None,
        states_default=default is not None,
    )


_CODE = re.compile(r"`([^`]+)`")
# Back-ticks in a name are fenced by more of them, which no list of names is written with.
_FENCED_CODE = re.compile(r"(``+)(?!`) ?(.+?) ?(?<!`)\1")
# A cell that is one code span is one name, whatever characters are in it, but for a list's.
_WHOLE_CODE = re.compile(r"`([^`,/()]+)`")
_NAME = re.compile(r'"([^"]+)"|([A-Za-z_{][\w{}$]*)')


@lru_cache(maxsize=2**12)
def _read_names(text: str) -> tuple[str, ...]:
    r"""The columns of a Column cell: ```a```, ``a``, ```a` / `b```, ``**a** (PK)``."""
    bare = text.strip("`")
    exact = read_exact_name(bare)
    if exact != bare:
        return (exact,)
    fenced = _FENCED_CODE.fullmatch(text)
    if fenced is not None:
        return (fenced[2],)
    whole = _WHOLE_CODE.fullmatch(text)
    if whole is not None:
        return (whole[1].strip('"'),)
    codes: list[str] = _CODE.findall(text)
    pieces = codes or re.split(r"\s/\s|,", plain(text))
    matches = (_NAME.match(piece.strip()) for piece in pieces)
    return tuple(match[1] or match[2] for match in matches if match)


_TYPE = re.compile(
    r"""
    (?:
      double\s+precision | character\s+varying | bit\s+varying | national\s+char(?:acter)?
      | timestamp(?:\s*\(\d\))?\s+with(?:out)?\s+time\s+zone
      | time(?:\s*\(\d\))?\s+with(?:out)?\s+time\s+zone
      | interval\s+(?:year|month|day|hour|minute|second)(?:\s+to\s+(?:month|hour|minute|second))?
      | (?:geometry|geography)\([^()]*\)
      | (?:(?:(?:U&)?"(?:[^"]|"")+"|[^\W\d]\w*)\.)*
        (?:(?:U&)?"(?:[^"]|"")+"|[^\W\d]\w*)(?:%type)?
    )
    (?:\s*\(\s*-?\d+\s*(?:,\s*-?\d+\s*)?\))?
    (?:\s*(?:\[\d*\])+|\s+array\b)?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _read_type(page: Page, content: Passage) -> tuple[Passage | None, str]:
    """The type that a cell begins with, and the note after it."""
    text, start = content.text, content.span.start
    marks = len(text) - len(text.lstrip("`* \t"))
    match = _TYPE.match(text, marks)
    if match is None:
        return None, plain(text.replace("\\|", "|"))
    note = text[match.end() :].lstrip("`*_").strip()
    return page.passage(start + marks, start + match.end()), note


_TRUE = frozenset({"yes", "y", "true", "✓", "✅", "✔", "x", "null", "nullable", "optional"})
_FALSE = frozenset({"no", "n", "false", "✗", "❌", "✘", "not null", "required"})
_REQUIRED = frozenset({"yes", "y", "true", "✓", "✅", "✔", "x", "not null", "required"})
_OPTIONAL = frozenset({"no", "n", "false", "✗", "❌", "✘", "null", "optional", "-", "—", ""})


def _read_nullable(row: Row, roles: Mapping[FieldRole, int], note: str) -> bool | None:
    if (text := row.text(roles.get(FieldRole.NULLABLE))) is not None:
        return _choose(text, _TRUE, _FALSE)
    if (text := row.text(roles.get(FieldRole.REQUIRED))) is not None:
        return _choose(text, _OPTIONAL, _REQUIRED)
    text = row.text(roles.get(FieldRole.CONSTRAINTS))
    stated = f"{plain(text or '')} {note}".upper()
    if re.search(r"\b(?:NOT NULL|PRIMARY KEY|PK)\b", stated):
        return False
    return True if text is not None and re.search(r"\bNULL(?:ABLE)?\b", stated) else None


@lru_cache(maxsize=2**10)
def _choose(text: str, true: frozenset[str], false: frozenset[str]) -> bool | None:
    """What the cell's words say; the words in parentheses after them are a note."""
    words = plain(text).partition("(")[0].strip().lower()
    return True if words in true else False if words in false else None


_DASH_AND_WORDS = re.compile(r"[-\u2013—]\s")
"""No default, and a remark; an expression has no space behind its sign."""
_NO_DEFAULT = frozenset({"", "-", "—", "\u2013", "null", "none", "n/a"})


def _read_default(page: Page, content: Passage) -> Passage | None:
    """The expression in a Default cell; None where the cell says that there is none."""
    text, span = content.text, content.span
    if text.strip("`*_ \t").lower() in _NO_DEFAULT or _DASH_AND_WORDS.match(text):
        return None
    code = re.match(r"(`+)([^`].*?)\1", text)
    if code is None:
        return content
    return page.passage(span.start + code.start(2), span.start + code.end(2))


def read_index_table(table: TextTable) -> IndexTable | None:
    """The table as index table; None where it has no columns for name and columns."""
    roles = _read_roles(table, _INDEX_TITLES)
    if not {IndexRole.NAME, IndexRole.COLUMNS} <= roles.keys():
        return None
    return IndexTable(
        table=table, roles=roles, rows=tuple(_read_index_row(row, roles) for row in table.rows)
    )


def _read_index_row(row: Row, roles: Mapping[IndexRole, int]) -> IndexRow:
    name, columns = row.text(roles[IndexRole.NAME]), row.text(roles[IndexRole.COLUMNS])
    keys, predicate = _read_keys(_without_marks(columns)) if columns is not None else ((), None)
    return IndexRow(
        name=_read_index_name(name) if name is not None else "",
        row=row,
        keys=keys,
        predicate=predicate,
        type=row.content(roles.get(IndexRole.TYPE)),
    )


def _read_index_name(text: str) -> str:
    code = _FENCED_CODE.search(text) or _CODE.search(text)
    name = code[code.lastindex or 0] if code else plain(text)
    exact = read_exact_name(name)
    return name.strip().strip('"') if exact == name else exact


_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def _without_marks(text: str) -> str:
    """The text without the back-ticks around code; those inside of a span stay."""
    return _SPAN.sub(lambda span: span[2].strip() if span[1] != "`" else span[2], text)


def _read_keys(text: str) -> tuple[tuple[str, ...], str | None]:
    parts = re.split(r"\bWHERE\b", text, maxsplit=1, flags=re.IGNORECASE)
    predicate = parts[1].strip() if len(parts) > 1 else None
    keys = (key.strip() for key in _split_commas(_without_parentheses(parts[0].strip())))
    return tuple(key for key in keys if key), predicate


def _without_parentheses(text: str) -> str:
    """``(a, b)`` as ``a, b``, where the parentheses are one pair around all of it."""
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return text[1:-1] if index > 0 and index == len(text) - 1 else text
    return text


def _split_commas(text: str) -> list[str]:
    """The parts between the commas that stand outside parentheses and quotes."""
    parts, depth, start, quote = [], 0, 0, ""
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth += (character == "(") - (character == ")")
            if character == "," and depth == 0:
                parts.append(text[start:index])
                start = index + 1
    return [*parts, text[start:]]


def read_history_table(table: TextTable) -> HistoryTable | None:
    """The table as Migration or Version History; None where it has neither date nor version."""
    roles = _read_roles(table, _HISTORY_TITLES)
    if not roles.keys() & {HistoryRole.DATE, HistoryRole.VERSION, HistoryRole.MIGRATION}:
        return None
    return HistoryTable(table=table, roles=roles)
