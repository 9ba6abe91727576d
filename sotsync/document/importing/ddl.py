"""Comments in SQL that shows a schema: beside columns, above statements, and COMMENT ON.

Only comments are wanted, and they are what a parser throws away; documents also show SQL that no
parser accepts. So the text is walked token by token, and a comment belongs to the element whose
line it ends, or to the one that it stands above alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sotsync.document.sqltext import NAME

__all__ = ["Remark", "RemarkOn", "read_remarks"]

_TOKEN = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)"
    r"|(?P<string>'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)"
    r'|(?P<name>"(?:[^"]|"")*"|[^\W\d][\w$]*)|(?P<newline>\n)|(?P<mark>[(),;])|(?P<other>\S)',
    re.DOTALL,
)
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
_COMMENT_ON = re.compile(
    rf"COMMENT\s+ON\s+(?P<kind>TABLE|COLUMN|VIEW|MATERIALIZED\s+VIEW)\s+{_QUALIFIED}\s+IS\s+"
    r"(?P<text>'(?:[^']|'')*')",
    re.IGNORECASE,
)
_NO_COLUMNS = frozenset(
    {"constraint", "primary", "foreign", "unique", "check", "exclude", "like", "index", "key"}
)


class RemarkOn:
    """What a remark is about."""

    TABLE = "table"
    COLUMN = "column"
    POLICY = "policy"
    INDEX = "index"
    GROUP = "group"
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


@dataclass(slots=True)
class _Comment:
    text: str
    offset: int
    is_alone: bool
    blank_before: bool


@dataclass(slots=True)
class _Element:
    """A part of a CREATE TABLE's list: its first word and the comments of its lines."""

    name: str = ""
    start: int = -1
    above: list[_Comment] = field(default_factory=list)
    beside: list[_Comment] = field(default_factory=list)

    @property
    def is_column(self) -> bool:
        return self.name.startswith('"') or self.name.lower() not in _NO_COLUMNS


@dataclass(slots=True)
class _Statement:
    start: int = -1
    end: int = -1
    is_apart: bool = False
    above: list[_Comment] = field(default_factory=list)
    beside: list[_Comment] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)


def _comment_text(token: str) -> str:
    inner = token[2:-2] if token.startswith("/*") else token.lstrip("-")
    lines = (line.strip().lstrip("*").strip(" \t=-─━#") for line in inner.split("\n"))
    return " ".join(line for line in lines if line)


def read_remarks(sql: str) -> tuple[Remark, ...]:
    """Every comment of ``sql`` that has words, in order, with what it is about.

    Columns that a CREATE TABLE lists without one are among them, with no words.
    """
    statements = _Walker(sql).walk()
    found = [remark for statement in statements for remark in _interpret(sql, statement)]
    led = _leaders(sql, statements)
    return tuple(
        replace(remark, on=RemarkOn.GROUP, member="") if remark.offset in led else remark
        for remark in sorted(found, key=lambda remark: remark.offset)
    )


def _leaders(sql: str, statements: Sequence[_Statement]) -> frozenset[int]:
    """Where comments stand above several indexes or policies that have none of their own."""
    found: set[int] = set()
    for one, following in itertools.pairwise(statements):
        kinds = [_kind(sql, statement) for statement in (one, following)]
        if one.above and not following.above and kinds[0] and kinds[0] == kinds[1]:
            found.update(comment.offset for comment in one.above)
    return frozenset(found)


def _kind(sql: str, statement: _Statement) -> str:
    code = sql[statement.start : statement.end] if statement.start >= 0 else ""
    kinds = {"policy": _POLICY, "index": _INDEX}
    return next((name for name, pattern in kinds.items() if pattern.match(code)), "")


class _Walker:
    """One pass over the tokens."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.done: list[_Statement] = []
        self.statement = _Statement()
        self.depth = 0
        self.has_code = False
        self.is_blank = True
        self.blank_before = True
        self.last: _Element | None = None
        self.inside: list[_Comment] = []
        self.aligned: tuple[int, _Element] | None = None

    def walk(self) -> list[_Statement]:
        for match in _TOKEN.finditer(self.sql):
            if match["newline"]:
                self._end_line()
            elif match["comment"]:
                self._take_comment(match)
            else:
                self._take_code(match)
        self.done.append(self.statement)
        return self.done

    def _end_line(self) -> None:
        self.blank_before = self.is_blank
        self.is_blank = True
        self.has_code = False

    def _take_comment(self, match: re.Match[str]) -> None:
        self.is_blank = False
        text = _comment_text(match[0])
        comment = _Comment(text, match.start(), not self.has_code, self.blank_before)
        if "\n" in match[0]:
            self.has_code = False
        if not text:
            return
        statement = self.statement
        if not comment.is_alone and statement.start < 0 and self.done:
            self.done[-1].beside.append(comment)
        elif self.depth == 1 and statement.elements:
            self._take_inner(comment)
        else:
            (statement.above if statement.start < 0 else statement.beside).append(comment)

    def _take_inner(self, comment: _Comment) -> None:
        current = self.statement.elements[-1]
        column = comment.offset - self.sql.rfind("\n", 0, comment.offset)
        if comment.is_alone and self.aligned is not None and self.aligned[0] == column:
            self.aligned[1].beside.append(comment)
            return
        if not comment.is_alone:
            self.aligned = column, self.last or current
        if comment.is_alone and not current.name:
            current.above.append(comment)
        elif comment.is_alone:
            self.inside.append(comment)
        else:
            (self.last or current).beside.append(comment)

    def _take_code(self, match: re.Match[str]) -> None:
        self.is_blank = False
        self.has_code = True
        self.aligned = None
        statement = self.statement
        if statement.start < 0:
            statement.start = match.start()
            statement.is_apart = self.blank_before
        statement.end = match.end()
        mark = match["mark"]
        if self.inside:
            self._flush(is_closing=mark == ")" and self.depth == 1)
        if mark == ";" and self.depth <= 0:
            self.done.append(statement)
            self.statement, self.depth, self.last = _Statement(), 0, None
        elif mark == "(":
            self.depth += 1
            if self.depth == 1 and not statement.elements:
                statement.elements.append(_Element())
        elif mark == ")":
            self.depth -= 1
        elif mark == "," and self.depth == 1 and statement.elements:
            statement.elements.append(_Element())
        elif self.depth == 1 and statement.elements:
            self._take_word(match)

    def _flush(self, *, is_closing: bool) -> None:
        """Comments between an element's words are its own; those after the last are nobody's."""
        if is_closing:
            self.statement.elements.append(_Element(above=self.inside))
        else:
            self.statement.elements[-1].beside += self.inside
        self.inside = []

    def _take_word(self, match: re.Match[str]) -> None:
        current = self.statement.elements[-1]
        if not current.name:
            current.name, current.start = match[0], match.start()
        self.last = current


def _interpret(sql: str, statement: _Statement) -> Iterator[Remark]:
    code = sql[statement.start : statement.end] if statement.start >= 0 else ""
    if found := _TABLE.match(code):
        is_list = found["list"] is not None and "VIEW" not in found[0].upper().split()
        yield from _table_remarks(found["target"], statement, is_list=is_list)
        return
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
    for comment in (*statement.above, *statement.beside, *_inner(statement)):
        yield Remark(on=RemarkOn.OTHER, text=comment.text, offset=comment.offset)


def _inner(statement: _Statement) -> Iterator[_Comment]:
    for element in statement.elements:
        yield from (*element.above, *element.beside)


def _comment_on(found: re.Match[str], start: int) -> Remark:
    text = " ".join(found["text"][1:-1].replace("''", "'").split())
    offset = start + found.start("text")
    if found["kind"].upper() != "COLUMN":
        return Remark(on=RemarkOn.TABLE, table=found["target"], text=text, offset=offset)
    parts = re.findall(NAME, found["target"])
    return Remark(
        on=RemarkOn.COLUMN,
        table=".".join(parts[:-1]),
        member=parts[-1],
        text=text,
        offset=offset,
    )


def _split_above(statement: _Statement) -> tuple[list[_Comment], list[_Comment]]:
    """The comments that stand free above a statement, and those directly above it."""
    comments = statement.above
    if statement.is_apart:
        return comments, []
    start = 0
    for index, comment in enumerate(comments):
        if comment.blank_before:
            start = index
    return comments[:start], comments[start:]


def _joined(comments: list[_Comment]) -> str:
    return " ".join(comment.text for comment in comments)


def _table_remarks(table: str, statement: _Statement, *, is_list: bool) -> Iterator[Remark]:
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


def _beside(table: str, element: _Element) -> Iterator[Remark]:
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


def _above(table: str, elements: list[_Element], index: int) -> Remark:
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


def _member_remarks(statement: _Statement, on: str, table: str, member: str) -> Iterator[Remark]:
    free, above = _split_above(statement)
    for comment in free:
        yield Remark(on=RemarkOn.OTHER, text=comment.text, offset=comment.offset)
    own = [*above, *statement.beside, *_inner(statement)]
    if own:
        yield Remark(on=on, table=table, member=member, text=_joined(own), offset=own[0].offset)
