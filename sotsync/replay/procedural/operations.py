"""The built-in functions and operators that DO blocks make their statements with.

Source: PostgreSQL manual, "String Functions and Operators", "Array Functions and Operators" and
"System Information Functions". A function that is not here gives a value that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sotsync.replay.procedural.values import NOT_KNOWN, Value, is_unknown, to_output, to_text
from sotsync.schema.names import quote, quote_literal

__all__ = ["FUNCTIONS", "OPERATORS", "call_builtin", "format_text", "like"]

_FORMAT = re.compile(r"%(?:(\d+)\$)?(-?\d+)?([sIL%])")
_CLASSES = {
    "[[:space:]]": r"\s",
    "[[:digit:]]": r"\d",
    "[[:alpha:]]": "[A-Za-z]",
    "[[:alnum:]]": "[A-Za-z0-9]",
    r"\m": r"\b",
    r"\M": r"\b",
    r"\y": r"\b",
}


def format_text(template: str, arguments: Sequence[Value]) -> Value:
    """``format(template, …)``; None in place of a name is an error, so the text is not known."""
    remaining = iter(range(len(arguments)))
    pieces: list[str] = []
    position = 0
    for match in _FORMAT.finditer(template):
        pieces.append(template[position : match.start()])
        position = match.end()
        if match[3] == "%":
            pieces.append("%")
            continue
        index = int(match[1]) - 1 if match[1] else next(remaining, -1)
        piece = _formatted(match[3], arguments[index]) if 0 <= index < len(arguments) else None
        if piece is None:
            return NOT_KNOWN
        pieces.append(piece)
    return "".join([*pieces, template[position:]])


def _formatted(conversion: str, value: Value) -> str | None:
    text = to_output(value)
    if text is NOT_KNOWN or (text is None and conversion == "I"):
        return None
    if conversion == "I":
        return quote(text)
    if conversion == "L":
        return "NULL" if text is None else quote_literal(text)
    return text or ""


def like(text: str, pattern: str, *, ignore_case: bool = False) -> bool:
    """``text LIKE pattern``."""
    pieces = re.findall(r"\\.|%|_|[^\\%_]+", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    expression = "".join(wild.get(piece) or re.escape(piece.removeprefix("\\")) for piece in pieces)
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    return re.fullmatch(expression, text, flags) is not None


def _pattern(pattern: str, flags: str = "") -> re.Pattern[str] | None:
    """PostgreSQL's regular expression as Python's, for the part that both read alike."""
    for theirs, ours in _CLASSES.items():
        pattern = pattern.replace(theirs, ours)
    try:
        return re.compile(pattern, re.IGNORECASE if "i" in flags else 0)
    except re.error:
        return None


def _matches(text: Value, pattern: Value, flags: str = "") -> Value:
    compiled = _pattern(str(pattern), flags)
    return NOT_KNOWN if compiled is None else compiled.search(str(text)) is not None


def _regexp_replace(text: str, pattern: str, replacement: str, flags: str = "") -> Value:
    compiled = _pattern(pattern, flags)
    if compiled is None:
        return NOT_KNOWN
    ours = re.sub(r"\\(\d)", r"\\g<\1>", replacement.replace(r"\&", r"\g<0>"))
    return compiled.sub(ours, text, count=0 if "g" in flags else 1)


def _substring(text: str, start: int, length: int | None = None) -> str:
    end = None if length is None else max(0, start - 1 + length)
    return text[max(0, start - 1) : end]


def _split_part(text: str, delimiter: str, number: int) -> str:
    parts = text.split(delimiter) if delimiter else [text]
    index = number - 1 if number > 0 else len(parts) + number
    return parts[index] if 0 <= index < len(parts) else ""


def _array_to_string(values: list[Value], delimiter: str, null: str | None = None) -> Value:
    texts = [null if value is None else to_output(value) for value in values]
    return NOT_KNOWN if is_unknown(*texts) else delimiter.join(t for t in texts if t is not None)


def _array_position(values: list[Value], wanted: Value) -> Value:
    return values.index(wanted) + 1 if wanted in values else None


def _length(values: list[Value], _dimension: int = 1) -> Value:
    return len(values) or None


_STRICT: dict[str, Callable[..., Any]] = {
    "array_append": lambda values, value: [*values, value],
    "array_cat": lambda one, other: [*one, *other],
    "array_length": _length,
    "array_lower": lambda values, _dimension: 1 if values else None,
    "array_position": _array_position,
    "array_to_string": _array_to_string,
    "array_upper": _length,
    "btrim": lambda text, characters=" ": text.strip(characters),
    "cardinality": len,
    "char_length": len,
    "initcap": lambda text: text.title(),
    "left": lambda text, count: text[:count],
    "length": len,
    "lower": str.lower,
    "lpad": lambda text, width, fill=" ": (fill * width + text)[-max(width, len(text)) :][:width],
    "ltrim": lambda text, characters=" ": text.lstrip(characters),
    "position": lambda text, part: text.find(part) + 1,
    "quote_ident": quote,
    "quote_literal": lambda value: quote_literal(to_text(value)),
    "regexp_replace": _regexp_replace,
    "replace": lambda text, old, new: text.replace(old, new) if old else text,
    "reverse": lambda text: text[::-1],
    "right": lambda text, count: text[-count:] if count else "",
    "rtrim": lambda text, characters=" ": text.rstrip(characters),
    "split_part": _split_part,
    "starts_with": str.startswith,
    "string_to_array": lambda text, delimiter: text.split(delimiter),
    "strpos": lambda text, part: text.find(part) + 1,
    "substr": _substring,
    "substring": _substring,
    "upper": str.upper,
}
"""Functions that give NULL for any NULL argument."""


def _concat(*values: Value) -> Value:
    return "".join(to_output(value) or "" for value in values)


def _concat_ws(delimiter: str, *values: Value) -> Value:
    return delimiter.join(to_output(value) for value in values if value is not None)


def _format(template: Value, *arguments: Value) -> Value:
    return None if template is None else format_text(template, arguments)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "concat": _concat,
    "concat_ws": _concat_ws,
    "format": _format,
    "quote_nullable": lambda value: "NULL" if value is None else quote_literal(to_text(value)),
}
"""Functions that take NULL like any other value."""


def call_builtin(name: str, arguments: Sequence[Value]) -> Value:
    """The value of a built-in function, or :data:`NOT_KNOWN`."""
    if is_unknown(*arguments):
        return NOT_KNOWN
    function = FUNCTIONS.get(name)
    if function is None:
        function = _STRICT.get(name)
        if function is not None and None in arguments:
            return None
    if function is None:
        return NOT_KNOWN
    try:
        return function(*arguments)
    except (TypeError, ValueError, AttributeError):
        return NOT_KNOWN  # Arguments of other types than the ones written down here.


def _concatenated(left: Value, right: Value) -> Value:
    if isinstance(left, list) or isinstance(right, list):
        one = left if isinstance(left, list) else [left]
        return one + (right if isinstance(right, list) else [right])
    texts = to_text(left), to_text(right)
    return NOT_KNOWN if is_unknown(*texts) else texts[0] + texts[1]


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, str) != isinstance(right, str):
        return bool(to_text(left) == to_text(right))
    return bool(left == right)


def _contains(left: Value, right: Value) -> Value:
    if isinstance(left, list) and isinstance(right, list):
        return all(value in left for value in right)
    return NOT_KNOWN


def _overlaps(left: Value, right: Value) -> Value:
    if isinstance(left, list) and isinstance(right, list):
        return any(value in left for value in right)
    return NOT_KNOWN


OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "=": _equal,
    "<>": lambda left, right: not _equal(left, right),
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "%": lambda left, right: left % right if isinstance(left, int) else NOT_KNOWN,
    "||": _concatenated,
    "~~": lambda text, pattern: like(to_text(text), pattern),
    "!~~": lambda text, pattern: not like(to_text(text), pattern),
    "~~*": lambda text, pattern: like(to_text(text), pattern, ignore_case=True),
    "!~~*": lambda text, pattern: not like(to_text(text), pattern, ignore_case=True),
    "~": _matches,
    "!~": lambda text, pattern: _negated(_matches(text, pattern)),
    "~*": lambda text, pattern: _matches(text, pattern, "i"),
    "!~*": lambda text, pattern: _negated(_matches(text, pattern, "i")),
    "@>": _contains,
    "<@": lambda left, right: _contains(right, left),
    "&&": _overlaps,
}
"""Binary operators over values that are neither NULL nor unknown."""


def _negated(value: Value) -> Value:
    return value if value is NOT_KNOWN else not value
