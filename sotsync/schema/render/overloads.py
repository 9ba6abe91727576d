"""Overloads that would make calls ambiguous, and so must be created after the calls.

A function whose arguments all have defaults is called like its namesake without arguments. Where
the two were made apart in time, what was written between them calls the earlier one, and a server
keeps that; a script that makes both first would be refused.

Source: PostgreSQL manual, "Function Type Resolution".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sotsync.schema.models import Function, Schema
from sotsync.schema.names import quote
from sotsync.schema.render.functions import render_function
from sotsync.schema.render.style import Style

__all__ = ["in_order_of_calls"]

_BINDS = re.compile(r"CREATE (?!OR REPLACE|AGGREGATE|EXTENSION)|ALTER TABLE")
"""Statements whose expressions are bound when they run; the bodies of functions are not."""

_NEEDED_BY_NONE = re.compile(
    r"CREATE (?:POLICY|TRIGGER|CONSTRAINT TRIGGER|UNIQUE|INDEX)|ALTER TABLE"
)
_PIECE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[(\[,)\]]|[^\s'"(\[,)\]]+""")
_TAKEN = frozenset({"IN", "INOUT"})


def in_order_of_calls(statements: Iterable[str], schema: Schema, style: Style) -> Iterator[str]:
    """The statements, with each ambiguous overload behind the calls of its earlier namesake."""
    ordered = list(statements)
    for key, counts in _ambiguous(schema.functions):
        function = schema.functions[key]
        ordered = _moved(ordered, render_function(function, style), _Calls(function.name, counts))
    yield from ordered


class _Calls:
    """Tells which statements call an overload, and which its namesake."""

    def __init__(self, name: str, counts: frozenset[int]) -> None:
        self._counts = counts
        words = {quote(name), f'"{name}"'}
        self._call = re.compile(rf"(?<![\w$\"])(?:{'|'.join(map(re.escape, words))})\s*\(")

    def of_namesake(self, statement: str) -> bool:
        """Whether a call is bound that both functions fit."""
        return any(count in self._counts for count in self._bound(statement))

    def of_overload(self, statement: str) -> bool:
        """Whether a call is bound that fits the overload alone."""
        return any(count not in self._counts for count in self._bound(statement))

    def _bound(self, statement: str) -> Iterator[int]:
        if _BINDS.match(statement):
            for match in self._call.finditer(statement):
                yield _arguments(statement, match.end())


def _moved(statements: list[str], made: str, calls: _Calls) -> list[str]:
    start = statements.index(made)
    end = 1 + max(
        (place for place, each in enumerate(statements) if calls.of_namesake(each)), default=-1
    )
    between = statements[start + 1 : end]
    users = [each for each in between if calls.of_overload(each)]
    if end <= start or not all(map(_NEEDED_BY_NONE.match, users)):
        return statements
    others = [each for each in between if each not in users]
    return [*statements[:start], *others, made, *users, *statements[end:]]


def _ambiguous(functions: Mapping[str, Function]) -> Iterator[tuple[str, frozenset[int]]]:
    """Each function with an earlier namesake, and the numbers of arguments that fit both."""
    earlier: dict[tuple[str, str], list[Function]] = {}
    for key, function in functions.items():
        namesakes = earlier.setdefault((function.schema_name, function.name), [])
        counts = frozenset(count for each in namesakes for count in _shared(each, function))
        if counts:
            yield key, counts
        namesakes.append(function)


def _shared(one: Function, other: Function) -> Iterator[int]:
    for count in range(max(_least(one), _least(other)), 1 + min(_most(one), _most(other))):
        if _types(one)[:count] == _types(other)[:count]:
            yield count


def _types(function: Function) -> list[str]:
    return [argument.type for argument in function.arguments if argument.mode in _TAKEN]


def _least(function: Function) -> int:
    taken = [argument for argument in function.arguments if argument.mode in _TAKEN]
    return sum(argument.default is None for argument in taken)


def _most(function: Function) -> int:
    return len(_types(function))


def _arguments(text: str, start: int) -> int:
    """How many arguments a call has whose opening parenthesis ends at ``start``."""
    depth, commas, is_empty = 1, 0, True
    for match in _PIECE.finditer(text, start):
        piece = match[0]
        if piece in ")]":
            depth -= 1
            if depth == 0:
                break
        elif piece in "([":
            depth += 1
            is_empty = False
        else:
            commas += piece == "," and depth == 1
            is_empty = False
    return 0 if is_empty else commas + 1
