"""Comments in SQL that shows a schema: beside columns, above statements, and COMMENT ON.

Only comments are wanted, and they are what a parser throws away; documents also show SQL that no
parser accepts. So the text is walked token by token, and a comment belongs to the element whose
line it ends, or to the one that it stands above alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sotsync.document.importing.walking import Comment, Element, Statement, walk
from sotsync.document.sqltext import NAME

__all__ = ["Remark", "RemarkOn", "read_remarks"]

_QUALIFIED = rf"(?P<target>{NAME}(?:\s*\.\s*{NAME}){{0,2}})"
_TABLE = re.compile(
    r"CREATE\s+(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|OR\s+REPLACE|MATERIALIZED)\s+)*"
    rf"(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?{_QUALIFIED}(?P<list>\s*\()?",
    re.IGNORECASE,
)
_ALTER = re.compile(
    rf"ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?{_QUALIFIED}\s+ADD\s+(?:COLUMN\s+)?"
    rf"(?:IF\s+NOT\s+EXISTS\s+)?(?P<member>{NAME})",
    re.IGNORECASE,
)
_POLICY = re.compile(rf"CREATE\s+POLICY\s+(?P<member>{NAME})\s+ON\s+{_QUALIFIED}", re.IGNORECASE)
_INDEX = re.compile(
    rf"CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"(?P<member>{NAME})\s+ON\s+(?:ONLY\s+)?{_QUALIFIED}",
    re.IGNORECASE,
)
_STRING = (
    r"(?:[eE]?'(?:[^'\\]|\\.|'')*'(?:\s*\n\s*'(?:[^']|'')*')*|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)"
)
_COMMENT_ON = re.compile(
    rf"COMMENT\s+ON\s+(?P<kind>(?:MATERIALIZED|FOREIGN|EVENT)\s+\w+|\w+)\s+(?P<what>.+?)\s+IS\s+"
    rf"(?P<text>{_STRING})",
    re.IGNORECASE | re.DOTALL,
)
_MEMBER = re.compile(
    rf"(?P<member>{NAME})\s+ON\s+(?:DOMAIN\s+|TABLE\s+)?{_QUALIFIED}\Z", re.IGNORECASE
)
_RELATIONS = frozenset({"table", "view", "materialized view", "foreign table"})
_DEFINED = re.compile(
    r"(?:CREATE|ALTER|DROP)\s+(?:(?:OR|REPLACE|UNIQUE|GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|"
    r"MATERIALIZED|RECURSIVE|CONSTRAINT|EVENT|DEFAULT|USER)\s+)*(?:TABLE|VIEW|INDEX|POLICY|TRIGGER|"
    r"FUNCTION|PROCEDURE|TYPE|SCHEMA|EXTENSION|SEQUENCE|ROLE|USER|DOMAIN|PUBLICATION|DATABASE|RULE|"
    r"AGGREGATE|CAST|COLLATION|SERVER|STATISTICS|PRIVILEGES)\b"
    r"|COMMENT\s+ON\s|(?:GRANT|REVOKE)\s.*\s(?:TO|FROM)\s|SET\s+[\w.]+\s*(?:=|TO\b)"
    r"|(?:BEGIN|COMMIT|ROLLBACK|END|START\s+TRANSACTION)\s*;?\Z|DO\s+(?:LANGUAGE\s+\w+\s+)?\$"
    r"|SELECT\s+pg_catalog\.set_config",
    re.IGNORECASE | re.DOTALL,
)
"""What migrations tell better. All else, such as queries and rows, is a person's to show."""


class RemarkOn:
    """What a remark is about."""

    TABLE = "table"
    COLUMN = "column"
    POLICY = "policy"
    INDEX = "index"
    GROUP = "group"
    CODE = "code"
    QUERY = "query"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One comment.

    Attributes:
        on: What it is about, one of :class:`RemarkOn`.
        table: The table as the SQL writes it; ``""`` where it is about none.
        member: The column, policy or index; the columns of a group, joined by commas.
        text: The words without comment marks.
        offset: Where they stand in the SQL.
    """

    on: str
    text: str
    offset: int
    table: str = ""
    member: str = ""


def read_remarks(sql: str) -> tuple[Remark, ...]:
    """Every comment of ``sql`` that has words, in order, with what it is about.

    Columns that a CREATE TABLE lists without one are among them, with no words.
    """
    statements = walk(sql)
    found = [remark for statement in statements for remark in _interpret(sql, statement)]
    led = _leaders(sql, statements)
    return tuple(
        replace(remark, on=RemarkOn.GROUP, member="") if remark.offset in led else remark
        for remark in sorted(found, key=lambda remark: remark.offset)
    )


def _leaders(sql: str, statements: Sequence[Statement]) -> frozenset[int]:
    """Where comments stand above several indexes or policies that have none of their own."""
    found: set[int] = set()
    for one, following in itertools.pairwise(statements):
        kinds = [_kind(sql, statement) for statement in (one, following)]
        if one.above and not following.above and kinds[0] and kinds[0] == kinds[1]:
            found.update(comment.offset for comment in one.above)
    return frozenset(found)


def _kind(sql: str, statement: Statement) -> str:
    code = sql[statement.start : statement.end] if statement.start >= 0 else ""
    kinds = {"policy": _POLICY, "index": _INDEX}
    return next((name for name, pattern in kinds.items() if pattern.match(code)), "")


def _interpret(sql: str, statement: Statement) -> Iterator[Remark]:
    code = sql[statement.start : statement.end] if statement.start >= 0 else ""
    if found := _TABLE.match(code):
        is_list = found["list"] is not None and "VIEW" not in found[0].upper().split()
        yield from _table_remarks(found["target"], statement, is_list=is_list)
        return
    for comment in statement.strings:
        yield Remark(on=RemarkOn.CODE, text=comment.text, offset=comment.offset)
    if found := _COMMENT_ON.match(code):
        yield _comment_on(found, statement.start)
    for pattern, on in (
        (_ALTER, RemarkOn.COLUMN),
        (_POLICY, RemarkOn.POLICY),
        (_INDEX, RemarkOn.INDEX),
    ):
        if found := pattern.match(code):
            yield from _member_remarks(statement, on, found["target"], found["member"])
            return
    comments = [*statement.above, *statement.beside, *_inner(statement)]
    if code and not _DEFINED.match(code):
        comments = [one for one in comments if not statement.start < one.offset < statement.end]
        yield Remark(on=RemarkOn.QUERY, text=code, offset=statement.start)
    for comment in comments:
        yield Remark(on=RemarkOn.OTHER, text=comment.text, offset=comment.offset)


def _inner(statement: Statement) -> Iterator[Comment]:
    for element in statement.elements:
        yield from (*element.above, *element.beside)


def _comment_on(found: re.Match[str], start: int) -> Remark:
    text, what = _string(found["text"]), found["what"]
    offset = start + found.start("text")
    kind = " ".join(found["kind"].lower().split())
    if kind in _RELATIONS:
        return Remark(on=RemarkOn.TABLE, table=what, text=text, offset=offset)
    if kind == "column":
        *path, member = re.findall(NAME, what) or [what]
        on = RemarkOn.COLUMN
        return Remark(on=on, table=".".join(path), member=member, text=text, offset=offset)
    if kind == "index":
        return Remark(on=RemarkOn.INDEX, member=what, text=text, offset=offset)
    if member_of := _MEMBER.match(what):
        on = RemarkOn.POLICY if kind == "policy" else RemarkOn.GROUP
        table, name = member_of["target"], member_of["member"]
        return Remark(on=on, table=table, member=name, text=text, offset=offset)
    return Remark(on=RemarkOn.OTHER, text=f"{found['kind']} {what}: {text}", offset=offset)


def _string(token: str) -> str:
    """The words of a string constant, which may stand on several lines."""
    if token.startswith("$"):
        inner = re.sub(r"\A\$\w*\$|\$\w*\$\Z", "", token)
    else:
        inner = re.sub(r"'\s*\n\s*'", "", token.lstrip("eE"))[1:-1].replace("''", "'")
        inner = inner.replace("\\'", "'") if token[0] in "eE" else inner
    return " ".join(inner.split())


def _split_above(statement: Statement) -> tuple[list[Comment], list[Comment]]:
    """The comments that stand free above a statement, and those directly above it."""
    comments = statement.above
    if statement.is_apart:
        return comments, []
    start = 0
    for index, comment in enumerate(comments):
        if comment.blank_before:
            start = index
    return comments[:start], comments[start:]


def _joined(comments: list[Comment]) -> str:
    return " ".join(comment.text for comment in comments)


def _table_remarks(table: str, statement: Statement, *, is_list: bool) -> Iterator[Remark]:
    free, above = _split_above(statement)
    for comment in free:
        yield Remark(on=RemarkOn.OTHER, text=comment.text, offset=comment.offset)
    own = [*above, *(statement.beside if is_list else ())]
    if own:
        yield Remark(on=RemarkOn.TABLE, table=table, text=_joined(own), offset=own[0].offset)
    if not is_list:
        for comment in (*statement.beside, *_inner(statement)):
            yield Remark(on=RemarkOn.GROUP, table=table, text=comment.text, offset=comment.offset)
        return
    elements = statement.elements
    for index, element in enumerate(elements):
        yield from _beside(table, element)
        if element.above:
            yield _above(table, elements, index)


def _beside(table: str, element: Element) -> Iterator[Remark]:
    if element.beside:
        on = RemarkOn.COLUMN if element.is_column and element.name else RemarkOn.GROUP
        yield Remark(
            on=on,
            table=table,
            member=element.name,
            text=_joined(element.beside),
            offset=element.beside[0].offset,
        )
    elif element.name and element.is_column:
        yield Remark(
            on=RemarkOn.COLUMN, table=table, member=element.name, text="", offset=element.start
        )


def _above(table: str, elements: list[Element], index: int) -> Remark:
    """A comment above one column is its own; above several it is the heading of a group."""
    group = [elements[index]]
    for element in elements[index + 1 :]:
        if element.above:
            break
        group.append(element)
    names = [element.name for element in group if element.name]
    is_below = index > 0 and not elements[0].above and not elements[index].above[0].blank_before
    if is_below and names:
        # Below one column and above the next, where the first column has none: either's.
        names.insert(0, elements[index - 1].name)
    is_single = len(names) == 1 and bool(group[0].name) and group[0].is_column
    return Remark(
        on=RemarkOn.COLUMN if is_single else RemarkOn.GROUP,
        table=table,
        member=", ".join(name.strip('"') for name in names),
        text=_joined(elements[index].above),
        offset=elements[index].above[0].offset,
    )


def _member_remarks(statement: Statement, on: str, table: str, member: str) -> Iterator[Remark]:
    free, above = _split_above(statement)
    for comment in free:
        yield Remark(on=RemarkOn.OTHER, text=comment.text, offset=comment.offset)
    own = [*above, *statement.beside, *_inner(statement)]
    if own:
        yield Remark(on=on, table=table, member=member, text=_joined(own), offset=own[0].offset)
