"""What tells short expressions apart, so that ``now()`` is made text once and not for every column.

Trees are compared only where that is sooner done than writing them: most defaults are constants,
casts of constants, or calls without arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sotsync.sql import Node

__all__ = ["Likeness", "likeness"]

Likeness: TypeAlias = tuple[object, ...]

_OF_PLAIN_CALLS = frozenset({"funcname", "funcformat", "location"})
_OF_PLAIN_TYPES = frozenset({"names", "typemod", "location"})


def likeness(node: Node) -> Likeness | None:
    """A value that is the same for expressions of the same text; None where telling is dear."""
    kind = node.WhichOneof("node")
    reader = _READERS.get(kind)
    return reader(getattr(node, kind)) if reader is not None else None


def _constant(constant: Node) -> Likeness:
    kind = constant.WhichOneof("val")
    value = getattr(constant, kind) if kind else None
    return "constant", kind, constant.isnull, value and getattr(value, kind)


def _call(call: Node) -> Likeness | None:
    if call.args or not _OF_PLAIN_CALLS.issuperset(f.name for f, _ in call.ListFields()):
        return None
    return "call", call.funcformat, *(part.string.sval for part in call.funcname)


def _cast(cast: Node) -> Likeness | None:
    if cast.arg.WhichOneof("node") != "a_const":
        return None
    type_ = cast.type_name
    if not _OF_PLAIN_TYPES.issuperset(field.name for field, _ in type_.ListFields()):
        return None
    names = [part.string.sval for part in type_.names]
    return "cast", type_.typemod, *names, *_constant(cast.arg.a_const)


def _value_function(function: Node) -> Likeness:
    return "value function", function.op, function.typmod


_READERS: dict[str, Callable[[Node], Likeness | None]] = {
    "a_const": _constant,
    "func_call": _call,
    "type_cast": _cast,
    "sqlvalue_function": _value_function,
}
