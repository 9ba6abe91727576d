"""Values of SQL as the interpreter sees them, and the one that says "this cannot be known".

NULL is None. :data:`NOT_KNOWN` spreads through every expression that needs it; only logic can stop
it, where one known side settles the matter.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, Self, TypeAlias

from sotsync.replay.catalog import Object

__all__ = [
    "NOT_KNOWN",
    "NotKnown",
    "ObjectId",
    "Row",
    "Value",
    "is_unknown",
    "to_output",
    "to_text",
]


class NotKnown(Enum):
    """The type of :data:`NOT_KNOWN`."""

    NOT_KNOWN = "not known"


NOT_KNOWN: Final = NotKnown.NOT_KNOWN

Value: TypeAlias = Any
"""None, a bool, number, text, list, row (dict), :class:`ObjectId`, or :data:`NOT_KNOWN`."""

Row: TypeAlias = dict[str, Value]


class ObjectId(int):
    """An object identifier that prints as its object's name, as ``regclass`` does."""

    target: Object | None
    text: str

    def __new__(cls, target: Object | None, text: str) -> Self:
        """The identifier of ``target``; of nothing that exists where it is None."""
        made = super().__new__(cls, id(target) if target is not None else 0)
        made.target, made.text = target, text
        return made


def is_unknown(*values: Value) -> bool:
    """Whether one of the values cannot be known."""
    return any(value is NOT_KNOWN for value in values)


def to_text(value: Value) -> Value:
    """The value as PostgreSQL's output functions print it; NULL stays None."""
    if value is None or value is NOT_KNOWN or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, ObjectId):
        return value.text
    if isinstance(value, list):
        return _array_text(value)
    return NOT_KNOWN if isinstance(value, dict) else str(value)


def to_output(value: Value) -> Value:
    """The value as ``format`` and ``concat`` take it: their truth values are one letter."""
    return "tf"[not value] if isinstance(value, bool) else to_text(value)


def _array_text(values: list[Value]) -> Value:
    texts = [to_output(value) for value in values]
    if is_unknown(*texts):
        return NOT_KNOWN
    return "{" + ",".join("NULL" if text is None else _element(text) for text in texts) + "}"


def _element(text: str) -> str:
    if text and text.lower() != "null" and not any(c in text for c in '{},"\\ '):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
