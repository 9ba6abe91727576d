"""The regions of an entry that stands elsewhere now, with the same text: every place moved alike.

A patch of one entry moves all that stand below it. Moving what was read of them takes a fraction of
the time of reading it again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

from sotsync.document.passages import Page, Passage
from sotsync.document.tables import Row
from sotsync.text import Span

__all__ = ["shifted"]

_T = TypeVar("_T")


def shifted(regions: _T, by: int, page: Page) -> _T:
    """The same regions, standing ``by`` characters further down, on another page.

    Args:
        regions: Regions of an entry, without findings: theirs are places in lines.
        by: How far they have moved; negative for up.
        page: Where they stand now.
    """
    moved: _T = _shifted(regions, by, page)
    return moved


def _shifted(value: Any, by: int, page: Page) -> Any:  # noqa: ANN401 - any part of the regions
    kind: type[object] = type(value)
    if kind in _PLACES:
        return _PLACES[kind](value, by, page)
    if kind is tuple:
        return tuple([_shifted(one, by, page) for one in value])
    if isinstance(value, Mapping):
        return {key: _shifted(one, by, page) for key, one in value.items()}
    fields = _fields_of(kind)
    if not fields:
        return value
    parts = {name: getattr(value, name) for name in fields}
    for name, shifts in fields.items():
        if shifts is _Shift.EVERYTHING:
            parts[name] = _shifted(parts[name], by, page)
        elif shifts is _Shift.OFFSET:
            parts[name] += by
    return kind(**parts)


def _shifted_span(span: Span, by: int, _: Page) -> Span:
    return Span(span.start + by, span.end + by)


def _shifted_passage(passage: Passage, by: int, page: Page) -> Passage:
    return Passage(passage.text, _shifted_span(passage.span, by, page))


def _shifted_row(row: Row, by: int, page: Page) -> Row:
    bounds = tuple([bound + by for bound in row.bounds])
    return Row(_shifted_span(row.line, by, page), bounds, page)


_PLACES: Mapping[type, Callable[[Any, int, Page], object]] = {
    Span: _shifted_span,
    Passage: _shifted_passage,
    Row: _shifted_row,
}


class _Shift(Enum):
    """What of a field moves with its entry."""

    NOTHING = "nothing"
    OFFSET = "offset"
    EVERYTHING = "everything"


_WITHOUT_PLACE = frozenset({"str", "str | None", "bool", "bool | None", "tuple[str, ...]"})


_FIELDS: dict[type[object], Mapping[str, _Shift]] = {}


def _fields_of(kind: type[object]) -> Mapping[str, _Shift]:
    """The fields of a class by name, worked out once; none for what is no part of the regions."""
    known = _FIELDS.get(kind)
    if known is None:
        fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        known = {field.name: _shift_of(field.name, field.type) for field in fields}
        _FIELDS[kind] = known
    return known


def _shift_of(name: str, type_: object) -> _Shift:
    if name == "insert_at":
        return _Shift.OFFSET
    return _Shift.NOTHING if type_ in _WITHOUT_PLACE else _Shift.EVERYTHING
