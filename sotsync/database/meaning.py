"""Whether what a server prints is what a migration wrote, once the server has filled in the rest.

PostgreSQL stores an expression with every column resolved and every cast written out, also those
that it added itself: ``status IN ('a', 'b')`` over a ``varchar`` becomes ``status::text = ANY
((ARRAY['a'::character varying, …])::text[])``. Which casts those are only the types tell, so the
question has a direction here: a server may say more than was written, never less or another thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from pydantic import BaseModel

from sotsync.database.definitions import read_statement
from sotsync.database.shapes import Shape, shape
from sotsync.database.wording import kept_words
from sotsync.schema import models
from sotsync.schema.spelling import strip_hidden_schema
from sotsync.schema.types import canonical_type
from sotsync.sql import Node
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import GrammarError, NestingError

__all__ = ["in_written_words", "prints_as"]

_Model = TypeVar("_Model", bound=BaseModel)

_READERS: dict[str, Callable[[str], Node]] = {
    "actions": read_statement,
    "definition": read_statement,
    "sql_body": lambda text: read_statement(f"CREATE FUNCTION f() RETURNS int {text}").sql_body,
    "partition_key": lambda text: read_statement(f"CREATE TABLE t () PARTITION BY {text}"),
}
_TEXTS: dict[type[BaseModel], tuple[str, ...]] = {
    models.Argument: ("default",),
    models.Check: ("expression",),
    models.Column: ("default", "generated"),
    models.Domain: ("default",),
    models.DomainCheck: ("expression",),
    models.Exclusion: ("predicate",),
    models.Function: ("sql_body",),
    models.Index: ("predicate",),
    models.IndexKey: ("expression",),
    models.Policy: ("using", "with_check"),
    models.PublishedTable: ("predicate",),
    models.Rule: ("condition",),
    models.Table: ("partition_key",),
    models.Trigger: ("when",),
    models.View: ("definition",),
}
_PARTS: dict[type[BaseModel], tuple[str, ...]] = {
    models.Domain: ("checks",),
    models.Exclusion: ("keys",),
    models.Function: ("arguments",),
    models.Index: ("keys",),
    models.Publication: ("tables",),
}
_LISTS: dict[type[BaseModel], tuple[str, ...]] = {
    models.Rule: ("actions",),
    models.Statistics: ("expressions",),
}

# To these PostgreSQL casts by itself (pg_cast, castcontext 'i'); to others only on demand.
_WIDER = frozenset(
    """
    text bpchar numeric bigint integer real regclass oid inet
    """.split()  # noqa: SIM905 - words read better than quoted words
) | {
    "double precision",
    "character varying",
    "timestamp with time zone",
    "timestamp without time zone",
}
_SEQUENCE_NAME = re.compile(r"SEQUENCE NAME (?:[^\s\"]|\"[^\"]*\")+")
_TEXT_TYPES = frozenset({"text", "character varying"})


def in_written_words(written: _Model, served: _Model) -> _Model:
    """The served model, with the written text wherever the server prints just that."""
    if written == served:
        return served
    update: dict[str, object] = {}
    for field in _TEXTS.get(type(served), ()):
        one, other = getattr(written, field), getattr(served, field)
        if one and other and one != other and prints_as(one, other, field):
            update[field] = one
    for field in _LISTS.get(type(served), ()):
        update[field] = _written_list(getattr(written, field), getattr(served, field), field)
    for field in _PARTS.get(type(served), ()):
        ones, others = getattr(written, field), getattr(served, field)
        if len(ones) == len(others):
            update[field] = tuple(map(in_written_words, ones, others))
    if isinstance(served, models.Column) and _options_fit(written, served):
        update["identity_options"] = getattr(written, "identity_options", None)
    if isinstance(served, models.RangeType | models.Function):
        update |= _in_written_options(written, served)
    update |= kept_words(written, served)
    return served.model_copy(update=update) if update else served


def _written_list(written: tuple[str, ...], served: tuple[str, ...], field: str) -> tuple[str, ...]:
    if len(written) != len(served):
        return served
    pairs = zip(written, served, strict=True)
    return tuple(one if prints_as(one, other, field) else other for one, other in pairs)


def _options_fit(written: BaseModel, served: models.Column) -> bool:
    """Whether the written options are the served ones, and a name that may be the usual one."""
    options = getattr(written, "identity_options", None) or ""
    unnamed = _SEQUENCE_NAME.sub("", options).strip()
    return unnamed == (served.identity_options or "")


def _in_written_options(written: BaseModel, served: BaseModel) -> dict[str, object]:
    """The options of a definition, whose values are names of types and functions."""
    one, other = getattr(written, "options", ()), getattr(served, "options", ())
    same = sorted(map(_option, one)) == sorted(map(_option, other))
    return {"options": one} if same else {}


def _option(text: str) -> tuple[str, str]:
    name, _, value = text.partition(" = ")
    return name.lower(), strip_hidden_schema(canonical_type(value)) if value else ""


@lru_cache(maxsize=65536)
def prints_as(written: str, served: str, field: str = "expression") -> bool:
    """Whether a server would print ``written`` as ``served``, both in that field of a model."""
    read = _READERS.get(field, parse_expression)
    try:
        return _fits(shape(read(written)), shape(read(served)))
    except (GrammarError, NestingError, RecursionError):
        return False


def _fits(written: Shape, served: Shape) -> bool:
    if not isinstance(written, tuple) or not isinstance(served, tuple):
        return bool(written == served)
    one, other = _kind(written), _kind(served)
    if other == "cast":
        return _fits_cast(written, served)
    if one == "cast":
        return _fits_without_cast(written, served)
    if one == other == "call" and _is_sequence_call(written):
        return _fits_sequence(written, served)
    fits = _FITS.get(one, _fits_parts) if one == other else _fits_parts
    return fits(written, served)


def _fits_parts(written: Shape, served: Shape) -> bool:
    return len(written) == len(served) and all(map(_fits, written, served))


def _fits_insert(written: Shape, served: Shape) -> bool:
    """The list of columns, which a server always prints, may be left out in what was written."""
    if not any(part[0] == "cols" for part in written[1:]):
        served = tuple(part for part in served if part[0] != "cols")
    return _fits_parts(written, served)


def _fits_column(written: Shape, served: Shape) -> bool:
    return _is_ending(written[1:], served[1:])


_FITS: dict[str, Callable[[Shape, Shape], bool]] = {
    "InsertStmt": _fits_insert,
    "column": _fits_column,
}


def _kind(found: Shape) -> str:
    return found[0] if found and isinstance(found[0], str) else ""


def _fits_cast(written: Shape, served: Shape) -> bool:
    _, type_, inner = served
    if _kind(written) == "cast" and written[1] == type_ and _fits(written[2], inner):
        return True
    if type_.startswith("reg") and _kind(written) == _kind(inner) == "constant":
        return _is_ending(_dotted(written), _dotted(inner))
    return _is_silent(type_, inner) and _fits(written, inner)


def _fits_without_cast(written: Shape, served: Shape) -> bool:
    """A cast of what is text already is not kept, and one of an array moves to its elements."""
    _, type_, inner = written
    if _kind(inner) == _kind(served) == "array":
        element = type_.removesuffix("[]")
        return all(_kind(item) == "cast" and item[1] == element for item in served[1]) and _fits(
            inner, served
        )
    return type_ in _TEXT_TYPES and _fits(inner, served)


def _is_silent(type_: str, inner: Shape) -> bool:
    """Whether PostgreSQL may have added the cast by itself."""
    return _is_constant(inner) or type_.removesuffix("[]").partition("(")[0] in _WIDER


def _is_constant(inner: Shape) -> bool:
    kind = _kind(inner)
    if kind == "cast":
        return _is_constant(inner[2])
    if kind == "array":
        return all(map(_is_constant, inner[1]))
    return bool(kind == "constant")


def _is_ending(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the shorter of two dotted names is the end of the longer."""
    length = min(len(one), len(other))
    return one[-length:] == other[-length:]


def _is_sequence_call(call: Shape) -> bool:
    return bool(call[1] in {("nextval",), ("currval",), ("setval",)})


def _fits_sequence(written: Shape, served: Shape) -> bool:
    """A sequence's name in a constant is qualified when it is printed."""
    one, other = _sequence_name(written), _sequence_name(served)
    if one is None or other is None:
        return bool(written == served)
    return written[1] == served[1] and _is_ending(one, other)


def _sequence_name(call: Shape) -> tuple[str, ...] | None:
    arguments = dict(call[2:]).get("args", ())
    found: Shape = arguments[0] if arguments else ()
    while _kind(found) == "cast":
        found = found[2]
    if _kind(found) != "constant":
        return None
    return _dotted(found)


def _dotted(constant: Shape) -> tuple[str, ...]:
    return tuple(part.strip('"') for part in str(constant[1]).split("."))
