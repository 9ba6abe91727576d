"""Long expressions and queries over several lines, broken where a person would break them.

Only white space between words changes, so the text means what it meant and is read back as it was.
A text that fits its line is left as it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sotsync.schema.render.style import INDENT

__all__ = ["LINE_LENGTH", "in_parentheses", "lay_out"]

LINE_LENGTH = 100
"""What fits into this many characters stands on one line."""

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |[eE]'(?:[^'\\]|''|\\.)*'|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'
    |"(?:[^"]|"")*"
    |\$(?P<tag>[^\W\d]\w*|)\$.*?\$(?P=tag)\$
    |[^\W\d][\w$]*|[\d.]+|[-+*/<>=~!@\#%^&|`?]+|[^\s\w]""",
    re.VERBOSE | re.DOTALL,
)
_CLAUSES = frozenset(
    """
    EXCEPT FETCH FOR FROM GROUP HAVING INTERSECT LIMIT OFFSET ORDER SELECT UNION VALUES WHERE WINDOW
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_JOIN_WORDS = frozenset({"CROSS", "FULL", "INNER", "LEFT", "NATURAL", "OUTER", "RIGHT"})
_CONDITIONS = frozenset({"HAVING", "JOIN", "WHERE"})
_CLOSING = {"(": ")", "[": "]", "CASE": "END"}
_QUERIES = frozenset({"SELECT", "VALUES", "WITH"})


@dataclass(frozen=True, slots=True)
class _Word:
    """One token, or a whole group between its brackets, with whether a space stands before it."""

    text: str
    has_space: bool
    inside: tuple[_Word, ...] | None = None

    @property
    def keyword(self) -> str:
        return "" if self.inside is not None else self.text


def in_parentheses(head: str, text: str, tail: str = "", *, indent: str = "") -> str:
    """``head (text)tail`` as one line, or the text on lines of its own between the parentheses.

    Args:
        head: What stands before the parenthesis, with a space where one is wanted.
        text: An expression or query.
        tail: What stands behind.
        indent: The indentation of the line on which ``head`` stands.
    """
    line = f"{head}({text}){tail}"
    if len(indent) + len(line) <= LINE_LENGTH:
        return line
    inner = f"\n{indent}{INDENT}"
    lines = lay_out(text, len(indent) + len(INDENT))
    return f"{head}({inner}{inner.join(lines)}\n{indent}){tail}"


def lay_out(text: str, indent: int = 0) -> list[str]:
    """The lines of an expression or query that is indented so far; one where it fits."""
    room = LINE_LENGTH - indent
    if len(text) <= room or "\n" in text:
        return [text]
    words = _read(text)
    lines = [text] if words is None else _lines(words, room)
    is_same = "".join(text.split()) == "".join("".join(lines).split())
    return lines if is_same else [text]


def _read(text: str) -> tuple[_Word, ...] | None:
    """The words of a text, groups made one; None where its brackets do not match."""
    levels: list[tuple[str, bool, list[_Word]]] = [("", False, [])]
    has_space = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        if match["space"] is not None:
            has_space = True
            continue
        opening, before, words = levels[-1]
        if token in _CLOSING:
            levels.append((token, has_space, []))
        elif opening and token == _CLOSING[opening]:
            levels.pop()
            levels[-1][2].append(_Word(opening, before, tuple(words)))
        else:
            words.append(_Word(token, has_space))
        has_space = False
    return tuple(levels[0][2]) if len(levels) == 1 else None


def _text(words: Sequence[_Word]) -> str:
    return "".join(_pieces(words)).lstrip(" ")


def _pieces(words: Sequence[_Word]) -> Iterator[str]:
    for word in words:
        yield f"{' ' if word.has_space else ''}{word.text}"
        if word.inside is not None:
            is_case = word.text == "CASE"
            yield (
                f" {_text(word.inside)} END"
                if is_case
                else f"{_text(word.inside)}{_CLOSING[word.text]}"
            )


def _lines(words: Sequence[_Word], room: int) -> list[str]:
    text = _text(words)
    if len(text) <= room:
        return [text]
    clauses = _split(words, _starts_clause)
    if words[0].keyword in _QUERIES or len(clauses) > 1:
        return [line for clause in clauses for line in _clause(clause, room)]
    return _expression(words, room)


def _split(
    words: Sequence[_Word], is_start: Callable[[Sequence[_Word], int], bool]
) -> list[Sequence[_Word]]:
    places = [0, *(place for place in range(1, len(words)) if is_start(words, place)), len(words)]
    return [words[a:b] for a, b in itertools.pairwise(places)]


def _starts_clause(words: Sequence[_Word], place: int) -> bool:
    word, previous = words[place].keyword, words[place - 1].keyword
    if word in _JOIN_WORDS | {"JOIN"}:
        return previous not in _JOIN_WORDS and not _is_called(words, place)
    if word == "FROM":
        return previous != "DISTINCT"
    if word == "SELECT":
        return True
    return word in _CLAUSES


def _is_called(words: Sequence[_Word], place: int) -> bool:
    """Whether the word is a function's name, as in ``left(name, 3)``."""
    return place + 1 < len(words) and words[place + 1].text == "("


def _clause(words: Sequence[_Word], room: int) -> list[str]:
    text = _text(words)
    if len(text) <= room:
        return [text]
    head, body = _head(words)
    if head.endswith(tuple(_CONDITIONS)) or _has_condition(words):
        return _condition(words, room)
    if not body:
        return [text]
    items = _items(body, room - len(INDENT))
    return [head, *(INDENT + line for line in items)]


def _head(words: Sequence[_Word]) -> tuple[str, Sequence[_Word]]:
    """The keywords that a clause begins with, and the rest."""
    count = 1
    while count < len(words) and words[count].keyword in {
        *("ALL", "BY", "DISTINCT", "JOIN", "RECURSIVE", "OUTER", *_JOIN_WORDS)
    }:
        count += 1
    if words[count - 1].keyword == "DISTINCT" and words[count].keyword == "ON":
        count += len(("ON", "(…)"))
    return _text(words[:count]), words[count:]


def _has_condition(words: Sequence[_Word]) -> bool:
    return any(word.keyword == "ON" for word in words) and words[0].keyword != "SELECT"


def _condition(words: Sequence[_Word], room: int) -> list[str]:
    """``WHERE a`` with ``AND b`` below it, a step further in."""
    place = next((n for n, word in enumerate(words) if word.keyword == "ON"), None)
    count = len(words) - len(_head(words)[1]) if place is None else place + 1
    head = _text(words[:count])
    lines = _expression(words[count:], room - len(INDENT), first_room=room - len(head) - 1)
    return [f"{head} {lines[0]}", *(INDENT + line for line in lines[1:])]


def _items(words: Sequence[_Word], room: int) -> list[str]:
    """What commas separate, an item a line."""
    parts = _split(words, lambda all_words, place: all_words[place - 1].text == ",")
    return [line for part in parts for line in _item(part, room)]


def _item(words: Sequence[_Word], room: int) -> list[str]:
    text = _text(words)
    return [text] if len(text) <= room else _broken_open(words, room)


def _expression(words: Sequence[_Word], room: int, first_room: int | None = None) -> list[str]:
    text = _text(words)
    if len(text) <= (room if first_room is None else first_room):
        return [text]
    for operator, is_start in (("OR", _is_or), ("AND", _is_and), ("||", _is_joint)):
        parts = _split(words, is_start)
        if len(parts) > 1:
            return [line for part in parts for line in _part(part, operator, room)]
    if any(word.text == "," and word.inside is None for word in words):
        return _items(words, room)
    return _broken_open(words, room)


def _is_or(words: Sequence[_Word], place: int) -> bool:
    return words[place].keyword == "OR"


def _is_joint(words: Sequence[_Word], place: int) -> bool:
    return words[place].keyword == "||"


def _is_and(words: Sequence[_Word], place: int) -> bool:
    """Whether the word joins two conditions; the AND of BETWEEN joins two bounds."""
    if words[place].keyword != "AND":
        return False
    before = [word.keyword for word in words[:place]]
    return "BETWEEN" not in before or _bounds_closed(before)


def _bounds_closed(before: Sequence[str]) -> bool:
    """Whether the last BETWEEN has had its AND already."""
    last = max(place for place, word in enumerate(before) if word == "BETWEEN")
    return "AND" in before[last:]


def _part(words: Sequence[_Word], operator: str, room: int) -> list[str]:
    if words[0].keyword != operator:
        return _expression(words, room)
    lines = _expression(words[1:], room - len(operator) - 1)
    return [f"{operator} {lines[0]}", *lines[1:]]


def _broken_open(words: Sequence[_Word], room: int) -> list[str]:
    """The longest group on lines of its own between its brackets."""
    groups = [place for place, word in enumerate(words) if word.inside]
    if not groups:
        return [_text(words)]
    place = max(groups, key=lambda one: len(_text(words[one : one + 1])))
    group = words[place]
    assert group.inside is not None  # That is what makes it a group.
    head = _text(words[: place + 1])
    head = head[: len(head) - len(_text((group,))) + len(group.text)]
    inner = _cases(group.inside, room) if group.text == "CASE" else _lines_in(group.inside, room)
    tail = _CLOSING[group.text] + "".join(_pieces(words[place + 1 :]))
    return [head, *(INDENT + line for line in inner), tail]


def _lines_in(words: Sequence[_Word], room: int) -> list[str]:
    return _lines(words, room - len(INDENT))


def _cases(words: Sequence[_Word], room: int) -> list[str]:
    parts = _split(words, lambda all_words, place: all_words[place].keyword in {"ELSE", "WHEN"})
    return [line for part in parts for line in _item(part, room - len(INDENT))]
