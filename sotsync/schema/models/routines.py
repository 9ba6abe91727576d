"""Functions, and the event triggers that run them."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from sotsync.schema.models.base import Model, OwnedObject, SchemaObject

__all__ = ["Argument", "EventTrigger", "Function", "FunctionKind"]


class FunctionKind(StrEnum):
    """What ``prokind`` says."""

    FUNCTION = "function"
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    WINDOW = "window"


class Argument(Model):
    """One argument of a function."""

    type: str
    name: str | None = None
    mode: Literal["IN", "OUT", "INOUT", "VARIADIC", "TABLE"] = "IN"
    default: str | None = None


class Function(OwnedObject):
    """A function, procedure, or aggregate; keyed by ``schema.name(argument types)``.

    ``returns`` is None for procedures, and not read where an argument's mode is TABLE. ``body`` is
    the text between the quotes; ``sql_body`` is the statement form with its first word (``BEGIN
    ATOMIC …`` or ``RETURN …``). ``settings`` are as ``proconfig`` keeps them: ``name=value``, the
    value of a list of names as quoted identifiers (``search_path=""``).
    ``options`` are an aggregate's definition words (``sfunc = int4pl``), else further clauses.
    """

    schema_name: str
    kind: FunctionKind = FunctionKind.FUNCTION
    arguments: tuple[Argument, ...] = ()
    returns: str | None = None
    language: str = "sql"
    body: str | None = None
    sql_body: str | None = None
    object_file: str | None = None
    volatility: Literal["IMMUTABLE", "STABLE", "VOLATILE"] = "VOLATILE"
    is_strict: bool = False
    security_definer: bool = False
    is_leakproof: bool = False
    parallel: Literal["SAFE", "RESTRICTED", "UNSAFE"] = "UNSAFE"
    cost: float | None = None
    rows: float | None = None
    settings: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


class EventTrigger(SchemaObject):
    """An event trigger; ``tags`` are the commands it is limited to."""

    event: str
    tags: tuple[str, ...] = ()
    function: str
    owner: str | None = None
    enabled: Literal["ORIGIN", "DISABLED", "REPLICA", "ALWAYS"] = "ORIGIN"
