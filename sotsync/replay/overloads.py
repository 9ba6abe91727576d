"""Which overload a call means, and what it gives.

Source: PostgreSQL manual, "Function Type Resolution", reduced to what a static reader can tell: the
number of arguments, then how many of them have just the type that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from sotsync.replay.catalog import Function, Parameter, TypeName
from sotsync.replay.result_types import UNKNOWN
from sotsync.replay.typenames import spell_type

__all__ = ["Result", "choose_overload", "inputs", "is_ambiguous", "result_of"]

Result: TypeAlias = TypeName | None
"""The type of an expression; None where it cannot be told."""

_POLYMORPHIC = {"anyelement", "anycompatible", "anynonarray", "anyenum", "anyarray"}


def choose_overload(functions: Sequence[Function], arguments: Sequence[Result]) -> Function | None:
    """The overload that a call with arguments of these types most likely means."""
    fitting = [function for function in functions if _fits(function, len(arguments))]
    if not fitting:
        return None
    return max(fitting, key=lambda function: _closeness(function, arguments))


def is_ambiguous(functions: Sequence[Function], count: int) -> bool:
    """Whether a call with so many arguments fits two functions of one schema alike.

    They take the same types in the places of the arguments, and defaults for the rest.
    """
    fitting = [each for each in functions if _fits(each, count) and _is_written(each)]
    nearest = [each for each in fitting if each.namespace is fitting[0].namespace]
    taken = [_spelled(each, count) for each in nearest]
    return any(each in taken[:place] for place, each in enumerate(taken))


def _is_written(function: Function) -> bool:
    """Whether all is known of its arguments, and none of them is VARIADIC."""
    return not function.is_platform and all(p.mode != "VARIADIC" for p in function.parameters)


def _spelled(function: Function, count: int) -> list[str]:
    return [spell_type(type_) for type_ in inputs(function)[:count]]


def inputs(function: Function) -> list[TypeName]:
    """The types of the arguments that a caller gives; they tell overloads apart."""
    return [parameter.type for parameter in _inputs(function)]


def _inputs(function: Function) -> list[Parameter]:
    return [p for p in function.parameters if p.mode in ("IN", "INOUT", "VARIADIC")]


def _fits(function: Function, count: int) -> bool:
    taken = _inputs(function)
    if taken and taken[-1].mode == "VARIADIC":
        return count >= len(taken) - 1
    # The defaults of platform functions are not written down, so fewer arguments fit them.
    needed = [p for p in taken if p.default is None and not function.is_platform]
    return len(needed) <= count <= len(taken)


def _closeness(function: Function, arguments: Sequence[Result]) -> int:
    pairs = zip(inputs(function), arguments, strict=False)
    return sum(
        2 if a and (a.base, a.dimensions) == (p.base, p.dimensions) else a is UNKNOWN
        for p, a in pairs
    )


def result_of(function: Function, arguments: Sequence[Result]) -> Result:
    """What a call of a user-defined function gives in an expression."""
    outputs = [p.type for p in function.parameters if p.mode in ("OUT", "INOUT", "TABLE")]
    if len(outputs) == 1:
        return outputs[0]
    returns = function.returns
    if returns is not None and returns.base in _POLYMORPHIC:
        return arguments[0] if arguments else None
    if returns is not None and returns.is_set:
        return TypeName(returns.base, returns.modifiers, returns.dimensions)
    return returns
