"""The options of CREATE and ALTER FUNCTION, applied to a function of the catalog.

Source: PostgreSQL manual, "CREATE FUNCTION" and "ALTER FUNCTION". Settings are kept as
``proconfig`` keeps them: ``name=value``, where the value of a list of names is a list of quoted
identifiers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sotsync.replay.catalog import Function
from sotsync.replay.session import Session
from sotsync.schema.names import quote
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_type
from sotsync.sql.parser import enums, string_list

__all__ = ["apply_options", "scalar_text", "setting_values"]

_LISTS_OF_NAMES = frozenset(
    {"search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries"}
)
_CANONICAL = {"timezone": "TimeZone", "datestyle": "DateStyle", "intervalstyle": "IntervalStyle"}


def scalar_text(node: Node) -> str:
    """The text of a constant, string, number or type in a list of options; "" for none."""
    kind = node.WhichOneof("node")
    message: Node = getattr(node, kind) if kind else None
    if kind == "a_const":
        return _constant_text(message)
    if kind == "type_name":
        return deparse_type(message)
    if kind == "type_cast":
        return scalar_text(message.arg)
    if kind == "list":
        return ".".join(quote(part) for part in string_list(message.items))
    return _PLAIN[kind](message) if kind in _PLAIN else ""


_PLAIN: dict[str | None, Callable[[Node], str]] = {
    "string": lambda message: str(message.sval),
    "integer": lambda message: str(message.ival),
    "float": lambda message: str(message.fval),
    "boolean": lambda message: "true" if message.boolval else "false",
}


def _constant_text(constant: Node) -> str:
    kind = constant.WhichOneof("val")
    if kind == "ival":
        return str(constant.ival.ival)
    if kind == "boolval":
        return "true" if constant.boolval.boolval else "false"
    if kind == "fval":
        return str(constant.fval.fval)
    return str(constant.sval.sval)


def setting_values(node: Node) -> list[str]:
    """The values of a SET, one text each."""
    return [scalar_text(argument) for argument in node.args]


def apply_options(session: Session, function: Function, options: Iterable[Node]) -> None:
    """Set on ``function`` what each ``DefElem`` of the statement says."""
    for option in options:
        element = option.def_elem
        writer = _WRITERS.get(element.defname)
        if writer is not None:
            writer(session, function, element.arg)


def _set_body(_session: Session, function: Function, value: Node) -> None:
    texts = string_list(value.list.items)
    function.body = texts[-1]
    function.object_file = texts[0] if len(texts) > 1 else None


def _set_language(_session: Session, function: Function, value: Node) -> None:
    function.language = value.string.sval.lower()


def _set_volatility(_session: Session, function: Function, value: Node) -> None:
    function.volatility = value.string.sval.upper()


def _set_parallel(_session: Session, function: Function, value: Node) -> None:
    function.parallel = value.string.sval.upper()


def _set_strict(_session: Session, function: Function, value: Node) -> None:
    function.is_strict = value.boolean.boolval


def _set_security(_session: Session, function: Function, value: Node) -> None:
    function.security_definer = value.boolean.boolval


def _set_leakproof(_session: Session, function: Function, value: Node) -> None:
    function.is_leakproof = value.boolean.boolval


def _set_window(_session: Session, function: Function, _value: Node) -> None:
    function.kind = "window"


def _set_cost(_session: Session, function: Function, value: Node) -> None:
    function.cost = float(scalar_text(value))


def _set_rows(_session: Session, function: Function, value: Node) -> None:
    function.rows = float(scalar_text(value))


def _set_support(_session: Session, function: Function, value: Node) -> None:
    _replace_option(function, "SUPPORT ", scalar_text(value))


def _set_transform(_session: Session, function: Function, value: Node) -> None:
    types = (f"FOR TYPE {scalar_text(item)}" for item in value.list.items)
    _replace_option(function, "TRANSFORM ", ", ".join(types))


def _replace_option(function: Function, word: str, value: str) -> None:
    others = [option for option in function.options if not option.startswith(word)]
    function.options = [*others, word + value]


def _set_setting(session: Session, function: Function, value: Node) -> None:
    statement = value.variable_set_stmt
    if statement.kind == enums.VAR_RESET_ALL:
        function.settings = []
        return
    name = _CANONICAL.get(statement.name, statement.name)
    kept = [s for s in function.settings if s.partition("=")[0] != name]
    if statement.kind == enums.VAR_SET_VALUE:
        kept.append(f"{name}={_setting_text(name, setting_values(statement))}")
    elif statement.kind == enums.VAR_SET_CURRENT:
        current = _current_value(session, name)
        if current is None:
            reason = f"the present value of {name} is the server's own"
            session.not_knowable(reason, touched=function)
        else:
            kept.append(f"{name}={current}")
    function.settings = kept


def _setting_text(name: str, values: list[str]) -> str:
    if name in _LISTS_OF_NAMES:
        return ", ".join(quote(value) for value in values)
    return ", ".join(values)


def _current_value(session: Session, name: str) -> str | None:
    if name == "search_path":
        return _setting_text(name, list(session.catalog.search_path))
    return session.settings.get(name)


_WRITERS: dict[str, Callable[[Session, Function, Node], None]] = {
    "as": _set_body,
    "cost": _set_cost,
    "language": _set_language,
    "leakproof": _set_leakproof,
    "parallel": _set_parallel,
    "rows": _set_rows,
    "security": _set_security,
    "set": _set_setting,
    "strict": _set_strict,
    "support": _set_support,
    "transform": _set_transform,
    "volatility": _set_volatility,
    "window": _set_window,
}
