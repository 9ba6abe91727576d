"""Which type an operator or built-in function gives, as far as the columns of views need it.

Source: PostgreSQL manual, "Functions and Operators" and "Type Conversion" (UNION, CASE and related
constructs). None stands for "not known"; :data:`UNKNOWN` is the type of a bare string constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from sotsync.replay.catalog import TypeName
from sotsync.schema.results import FIXED_RESULTS

__all__ = [
    "BOOLEAN",
    "TEXT",
    "UNKNOWN",
    "array_of",
    "builtin",
    "element_of",
    "function_type",
    "operator_type",
    "unify",
]


@lru_cache(maxsize=256)
def builtin(name: str, dimensions: int = 0) -> TypeName:
    """The built-in type of that name, shared: never change it."""
    return TypeName(name, dimensions=dimensions)


UNKNOWN = builtin("unknown")
BOOLEAN = builtin("boolean")
TEXT = builtin("text")

_TIMESTAMP = "timestamp without time zone"
_TIMESTAMPTZ = "timestamp with time zone"
_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_MOMENTS = ("date", _TIMESTAMP, _TIMESTAMPTZ)
_STRINGS = ("text", "character varying", "character", "name", "unknown")

Types = Sequence[TypeName | None]


def array_of(element: TypeName | None) -> TypeName | None:
    """The array type over ``element``; PostgreSQL has no arrays of arrays, only dimensions."""
    if element is None:
        return None
    base = "text" if element is UNKNOWN else element.base
    return TypeName(base, modifiers=element.modifiers, dimensions=element.dimensions or 1)


def element_of(array: TypeName | None) -> TypeName | None:
    """What subscripting or ``unnest`` gives."""
    if array is None:
        return None
    if array.dimensions:
        return TypeName(array.base, modifiers=array.modifiers)
    return array if _plain(array) == "jsonb" else None


def unify(types: Types) -> TypeName | None:
    """The type of CASE, COALESCE, UNION and the like over branches of these types."""
    known = [type_ for type_ in types if type_ is not UNKNOWN]
    if not known:
        return UNKNOWN if types else None
    if None in known:
        return None
    first = known[0]
    assert first is not None
    if all(_plain(type_) in _NUMBERS for type_ in known):
        first = max((t for t in known if t), key=lambda type_: _NUMBERS.index(_plain(type_)))
    same = all(type_ and type_.modifiers == first.modifiers for type_ in types)
    return first if same or not first.modifiers else TypeName(first.base, "", first.dimensions)


def _plain(type_: TypeName | None) -> str:
    """The name of a built-in type that is no array, else an empty string."""
    if type_ is None or type_.dimensions or not isinstance(type_.base, str):
        return ""
    return type_.base


_BOOLEAN_OPERATORS = frozenset(
    """
    = <> != < > <= >= ~~ !~~ ~~* !~~* ~ !~ ~* !~* @> <@ ? ?| ?& && @@ @@@ @? <<= >>= &< &> -|- ^@
    %> <%
    """.split()  # noqa: SIM905 - operators read better than a wall of quotes
)
_FIXED_OPERATORS = {"->>": "text", "#>>": "text", "<->": "double precision"}
_FIXED_OPERATORS |= {"<=>": "double precision", "<#>": "double precision"}


def operator_type(name: str, left: TypeName | None, right: TypeName | None) -> TypeName | None:
    """The type of ``left name right``; ``left`` is None for a prefix operator."""
    if name in _BOOLEAN_OPERATORS:
        return BOOLEAN
    if name in _FIXED_OPERATORS:
        return builtin(_FIXED_OPERATORS[name])
    if name in ("->", "#>", "#-"):
        return left
    if name == "||":
        return _concatenation(left, right)
    return _arithmetic(name, left, right)


def _concatenation(left: TypeName | None, right: TypeName | None) -> TypeName | None:
    for side in (left, right):
        if side is not None and (side.dimensions or _plain(side) in ("jsonb", "bytea", "tsvector")):
            return side
    return TEXT if _plain(left) in _STRINGS or _plain(right) in _STRINGS else None


def _arithmetic(name: str, left: TypeName | None, right: TypeName | None) -> TypeName | None:
    first, second = _plain(left), _plain(right)
    if first in _NUMBERS and second in _NUMBERS:
        return _number(name, first, second)
    if name == "%" and first in _STRINGS and second in _STRINGS:
        return BOOLEAN
    if name in "+-" and (first in _MOMENTS or second in _MOMENTS):
        return _moment(name, first, second)
    if "interval" in (first, second):
        return builtin("interval")
    if first == "unknown" or left is None:
        return right
    return left if second in ("unknown", "text") or first == second else None


def _number(name: str, first: str, second: str) -> TypeName:
    if name == "^":
        return builtin("numeric" if "numeric" in (first, second) else "double precision")
    higher = max(first, second, key=_NUMBERS.index)
    mixed = higher == "real" and {first, second} != {"real"}
    return builtin("double precision" if mixed else higher)


def _moment(name: str, first: str, second: str) -> TypeName | None:
    if first in _MOMENTS and second in _MOMENTS:
        return builtin("integer" if first == second == "date" else "interval")
    if "interval" in (first, second) or (second == "unknown" and name == "+"):
        moment = first if first in _MOMENTS else second
        return builtin(_TIMESTAMP if moment == "date" else moment)
    if first == "date" and second in _NUMBERS:
        return builtin("date")
    if second == "unknown":
        return builtin("interval")
    if first == "date" and second.startswith("time"):
        return builtin(_TIMESTAMP)
    return None


def _first(types: Types) -> TypeName | None:
    """The first argument's type; no function keeps its length or precision."""
    first = types[0] if types else None
    return first and (TypeName(first.base, "", first.dimensions) if first.modifiers else first)


def _least_most(types: Types) -> TypeName | None:
    first = _first(types)
    return TEXT if _plain(first) in ("character varying", "unknown") else first


def _sum(types: Types) -> TypeName | None:
    name = _plain(_first(types))
    wider = {"smallint": "bigint", "integer": "bigint", "bigint": "numeric", "numeric": "numeric"}
    return builtin(wider[name]) if name in wider else _first(types)


def _average(types: Types) -> TypeName | None:
    name = _plain(_first(types))
    if name in ("smallint", "integer", "bigint", "numeric"):
        return builtin("numeric")
    return builtin("double precision") if name in _NUMBERS else _first(types)


def _rounding(types: Types) -> TypeName | None:
    name = _plain(_first(types))
    exact = name == "numeric" or len(types) > 1
    return builtin("numeric" if exact else "double precision") if name else None


def _truncated_moment(types: Types) -> TypeName | None:
    moment = _plain(types[1]) if len(types) > 1 else ""
    if moment in ("date", "unknown"):
        return builtin(_TIMESTAMPTZ)
    return builtin(moment) if moment in (*_MOMENTS, "interval") else None


def _array(types: Types) -> TypeName | None:
    return array_of(_first(types))


def _element(types: Types) -> TypeName | None:
    return element_of(_first(types))


def _at_time_zone(types: Types) -> TypeName | None:
    moment = _plain(types[1]) if len(types) > 1 else ""
    swapped = {_TIMESTAMPTZ: _TIMESTAMP, _TIMESTAMP: _TIMESTAMPTZ, "date": _TIMESTAMP}
    return builtin(swapped[moment]) if moment in swapped else None


_RULES: dict[str, Callable[[Types], TypeName | None]] = {
    **dict.fromkeys(("min", "max"), _least_most),
    **dict.fromkeys(
        ("lag", "lead", "first_value", "last_value", "nth_value", "mode", "any_value"), _first
    ),
    **dict.fromkeys(("abs", "array_append", "array_remove", "array_cat", "array_replace"), _first),
    **dict.fromkeys(("generate_series", "setval", "array_distinct", "mod"), _first),
    **dict.fromkeys(("jsonb_set", "jsonb_insert", "array_sort", "trim_array"), _first),
    **dict.fromkeys(("round", "trunc", "ceil", "ceiling", "floor", "sign"), _rounding),
    **dict.fromkeys(("sqrt", "exp", "ln", "power", "log"), _rounding),
    **dict.fromkeys(("stddev", "variance", "stddev_samp", "stddev_pop", "var_pop"), _average),
    "sum": _sum,
    "avg": _average,
    "array_agg": _array,
    "unnest": _element,
    "date_trunc": _truncated_moment,
    "timezone": _at_time_zone,
}

_RESULTS = {name: builtin(type_) for name, type_ in FIXED_RESULTS.items()}
_RESULTS |= dict.fromkeys(
    ("string_to_array", "regexp_split_to_array", "regexp_match", "regexp_matches"),
    builtin("text", 1),
)


def function_type(name: str, arguments: Types) -> TypeName | None:
    """The type of a call of the built-in function of that name."""
    fixed = _RESULTS.get(name)
    if fixed is not None:
        return fixed
    rule = _RULES.get(name)
    return rule(arguments) if rule else None
