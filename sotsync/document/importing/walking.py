"""SQL of documents walked token by token: each statement with the comments around and in it.

Nothing in a document need be SQL: a fence may hold a sentence, or have lost its end. So a line that
begins no command is a remark too, and a statement that begins below another ends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sotsync.document.sqltext import NAME

__all__ = ["Comment", "Element", "Statement", "walk"]

_TOKEN = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z)|(?:\.\.\.|…)[^\n]*)"
    r"|(?P<string>\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)"
    r'|(?P<name>"(?:[^"]|"")*"|[^\W\d][\w$]*)|(?P<newline>\n)|(?P<mark>[(),;])|(?P<other>\S)',
    re.DOTALL,
)
_COMMANDS = frozenset(
    {
        *("alter", "analyze", "begin", "call", "cluster", "comment", "commit", "copy", "create"),
        *("delete", "do", "drop", "end", "execute", "explain", "grant", "import", "insert"),
        *("listen", "lock", "merge", "notify", "prepare", "reassign", "refresh", "reindex"),
        *("reset", "revoke", "rollback", "savepoint", "security", "select", "set", "show"),
        *("start", "table", "truncate", "update", "vacuum", "values", "with"),
    }
)
_BEGINS = re.compile(
    r"(?:CREATE\s+(?:(?:OR\s+REPLACE|UNIQUE|TEMP|TEMPORARY|UNLOGGED|MATERIALIZED)\s+)*|ALTER\s+|"
    r"DROP\s+)(?:TABLE|VIEW|INDEX|POLICY|TRIGGER|FUNCTION|PROCEDURE|TYPE|SCHEMA|EXTENSION|SEQUENCE|"
    r"PUBLICATION)\s|COMMENT\s+ON\s|INSERT\s+INTO\s",
    re.IGNORECASE,
)
"""What begins a statement, whether or not the one above was ended."""
_LIST_OF_TABLE = re.compile(
    rf"CREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{NAME}(?:\s*\.\s*{NAME})*\s*\(",
    re.IGNORECASE,
)
_AFTER_LIST = frozenset({"with", "without", "partition", "inherits", "tablespace", "on", "using"})
_COMMENT_IN_CODE = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_NO_COLUMNS = frozenset(
    {"constraint", "primary", "foreign", "unique", "check", "exclude", "like", "index", "key"}
)


@dataclass(slots=True)
class Comment:
    """A comment, or a line that is no SQL."""

    text: str
    offset: int
    is_alone: bool
    blank_before: bool


@dataclass(slots=True)
class Element:
    """A part of a CREATE TABLE's list: its first word and the comments of its lines."""

    name: str = ""
    start: int = -1
    above: list[Comment] = field(default_factory=list)
    beside: list[Comment] = field(default_factory=list)

    @property
    def is_column(self) -> bool:
        """Whether it is a column, and no constraint."""
        return self.name.startswith('"') or self.name.lower() not in _NO_COLUMNS


@dataclass(slots=True)
class Statement:
    """A statement, from its first token to its last, with the comments of each of its parts.

    Attributes:
        start: Where it begins; -1 where comments stand for themselves.
        end: Where it ends.
        is_apart: Whether a blank line stands between it and the comments above.
        above: The comments above it.
        beside: Those in it and beside its end.
        elements: The parts of its list.
        strings: The comments inside its string constants, such as the body of a function.
        is_stray: Whether it is lines that are no SQL.
    """

    start: int = -1
    end: int = -1
    is_apart: bool = False
    above: list[Comment] = field(default_factory=list)
    beside: list[Comment] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    strings: list[Comment] = field(default_factory=list)
    is_stray: bool = False


def walk(sql: str) -> list[Statement]:
    """The statements of ``sql``, lines that are no SQL among them, in order."""
    return _Walker(sql).walk()


def _comment_text(token: str) -> str:
    inner = token[2:].removesuffix("*/") if token.startswith("/*") else token.lstrip("-.…")
    lines = (line.strip().lstrip("*").strip(" \t=-─━#") for line in inner.split("\n"))
    return " ".join(line for line in lines if line)


class _Walker:
    """One pass over the tokens."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.done: list[Statement] = []
        self.statement = Statement()
        self.depth = 0
        self.has_code = False
        self.is_blank = True
        self.blank_before = True
        self.last: Element | None = None
        self.inside: list[Comment] = []
        self.aligned: tuple[int, Element] | None = None

    def walk(self) -> list[Statement]:
        position = 0
        while match := _TOKEN.search(self.sql, position):
            position = match.end()
            if match["newline"]:
                self._end_line()
            elif match["comment"]:
                self._take_comment(match)
            elif self._is_stray(match):
                position = self._take_stray(match.start())
            else:
                self._take_code(match)
        if self.inside:
            self._flush(is_closing=True)
        self.done.append(self.statement)
        return self.done

    def _is_stray(self, match: re.Match[str]) -> bool:
        """Whether a line begins that belongs to no statement."""
        if match["mark"] or self.has_code:
            return False
        word = match[0].lower()
        if self.statement.start < 0:
            return word not in _COMMANDS
        is_over = self.depth <= 0 and _LIST_OF_TABLE.match(self.sql, self.statement.start)
        return bool(is_over) and word not in _COMMANDS | _AFTER_LIST

    def _take_stray(self, start: int) -> int:
        """Keep the line as it is; the comments above it are about nothing else."""
        end = self.sql.find("\n", start)
        end = len(self.sql) if end < 0 else end
        if self.statement.start >= 0:
            self._end_statement()
        text = self.sql[start:end].strip()
        last = self.done[-1] if self.done else None
        if last is not None and last.is_stray and not self.statement.above:
            last.above[-1].text += f"\n{text}"
        else:
            comment = Comment(text, start, is_alone=True, blank_before=self.blank_before)
            above = [*self.statement.above, comment]
            self.done.append(Statement(above=above, is_stray=True))
            self.statement = Statement()
        self.is_blank, self.has_code = False, True
        return end

    def _end_statement(self) -> None:
        """A statement ends where the next one begins; what stands alone below it is the next's."""
        ended = self.statement
        below = [one for one in ended.beside if one.is_alone and one.offset > ended.end]
        ended.beside = [one for one in ended.beside if one not in below]
        self.done.append(ended)
        self.statement = Statement(above=[*below, *self.inside])
        self.depth, self.last, self.inside = 0, None, []

    def _end_line(self) -> None:
        self.blank_before = self.is_blank
        self.is_blank = True
        self.has_code = False

    def _take_comment(self, match: re.Match[str]) -> None:
        self.is_blank = False
        text = _comment_text(match[0])
        comment = Comment(text, match.start(), not self.has_code, self.blank_before)
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

    def _take_inner(self, comment: Comment) -> None:
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
        is_first = not self.has_code
        self.is_blank = False
        self.has_code = True
        self.aligned = None
        self._take_place(match, is_first=is_first)
        statement = self.statement
        mark = match["mark"]
        if self.inside:
            self._flush(is_closing=mark == ")" and self.depth == 1)
        if mark == ";" and self.depth <= 0:
            self.done.append(statement)
            self.statement, self.depth, self.last = Statement(), 0, None
        elif mark == "(":
            self.depth += 1
            if self.depth == 1 and not statement.elements:
                statement.elements.append(Element())
        elif mark == ")":
            self.depth -= 1
        elif mark == "," and self.depth == 1 and statement.elements:
            statement.elements.append(Element())
        elif self.depth == 1 and statement.elements:
            self._take_word(match)

    def _take_place(self, match: re.Match[str], *, is_first: bool) -> None:
        """The statement begins with this token, or reaches up to it."""
        if is_first and self.statement.start >= 0 and _BEGINS.match(self.sql, match.start()):
            self._end_statement()
        if self.statement.start < 0:
            self.statement.start = match.start()
            self.statement.is_apart = self.blank_before
        self.statement.end = match.end()
        if match["string"] and "\n" in match[0]:
            self._take_string(match)

    def _take_string(self, match: re.Match[str]) -> None:
        for found in _COMMENT_IN_CODE.finditer(self.sql, *match.span()):
            if text := _comment_text(found[0]):
                comment = Comment(text, found.start(), is_alone=True, blank_before=False)
                self.statement.strings.append(comment)

    def _flush(self, *, is_closing: bool) -> None:
        """Comments between an element's words are its own; those after the last are nobody's."""
        if is_closing:
            self.statement.elements.append(Element(above=self.inside))
        else:
            self.statement.elements[-1].beside += self.inside
        self.inside = []

    def _take_word(self, match: re.Match[str]) -> None:
        current = self.statement.elements[-1]
        if not current.name:
            current.name, current.start = match[0], match.start()
        self.last = current
