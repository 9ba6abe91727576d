"""Functions, procedures and aggregates as SQL."""

from __future__ import annotations

import itertools
import re

from sotsync.schema.models import Argument, Function, FunctionKind
from sotsync.schema.names import qualified, quote, quote_literal
from sotsync.schema.render.style import DOCUMENT, Style, names_list, render_type

__all__ = ["dollar_quote", "render_function", "render_signature"]

_WORDS = {
    FunctionKind.FUNCTION: "FUNCTION",
    FunctionKind.WINDOW: "FUNCTION",
    FunctionKind.PROCEDURE: "PROCEDURE",
    FunctionKind.AGGREGATE: "AGGREGATE",
}

_LISTS_OF_NAMES = frozenset(
    {"search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries"}
)
_LIST_ITEM = re.compile(r'"(?:[^"]|"")*"|[^\s,"]+')
_WORD = re.compile(r"[A-Za-z_]\w*|-?\d+(?:\.\d+)?")


def dollar_quote(text: str) -> str:
    """The text between dollar quotes whose tag occurs nowhere in it."""
    tags = itertools.chain(("$$", "$function$"), (f"$function{n}$" for n in itertools.count(1)))
    # A text that ends in "$" would end "$$" one character early.
    tag = next(tag for tag in tags if (text + tag).index(tag) == len(text))
    return f"{tag}{text}{tag}"


def render_function(function: Function, style: Style = DOCUMENT) -> str:
    """The CREATE OR REPLACE statement, one clause a line."""
    if function.kind is FunctionKind.AGGREGATE:
        options = ", ".join(function.options)
        return f"CREATE AGGREGATE {_name(function)}({_inputs(function, style)}) ({options});"
    arguments = ", ".join(
        _argument(argument, style) for argument in function.arguments if argument.mode != "TABLE"
    )
    lines = [f"CREATE OR REPLACE {_WORDS[function.kind]} {_name(function)}({arguments})"]
    if returns := _returns(function, style):
        lines.append(f"RETURNS {returns}")
    lines.append(f"LANGUAGE {quote(function.language)}")
    lines += _attributes(function)
    lines += [f"SET {_setting(setting)}" for setting in function.settings]
    lines.append(_body(function))
    return "\n".join(lines) + ";"


def render_signature(function: Function, style: Style = DOCUMENT) -> str:
    """How other statements name the function: ``FUNCTION public.total(INTEGER)``."""
    return f"{_WORDS[function.kind]} {_name(function)}({_inputs(function, style)})"


def _name(function: Function) -> str:
    return qualified(function.schema_name, function.name)


def _inputs(function: Function, style: Style) -> str:
    """The arguments' types that tell one function from its namesakes."""
    modes = {"IN", "INOUT", "VARIADIC"}
    if function.kind is FunctionKind.PROCEDURE:
        modes |= {"OUT"}
    types = (
        _mode(argument) + render_type(argument.type, style)
        for argument in function.arguments
        if argument.mode in modes
    )
    inputs = ", ".join(types)
    return inputs or ("*" if function.kind is FunctionKind.AGGREGATE else "")


def _mode(argument: Argument) -> str:
    return "" if argument.mode in {"IN", "TABLE"} else f"{argument.mode} "


def _argument(argument: Argument, style: Style) -> str:
    name = f"{quote(argument.name)} " if argument.name else ""
    default = f" DEFAULT {argument.default}" if argument.default is not None else ""
    return f"{_mode(argument)}{name}{render_type(argument.type, style)}{default}"


def _returns(function: Function, style: Style) -> str | None:
    columns = tuple(
        _argument(argument, style) for argument in function.arguments if argument.mode == "TABLE"
    )
    if columns:
        return f"TABLE{names_list(columns)}"
    if function.kind is FunctionKind.PROCEDURE or function.returns is None:
        return None
    return render_type(function.returns, style)


def _attributes(function: Function) -> list[str]:
    words = ["WINDOW"] if function.kind is FunctionKind.WINDOW else []
    if function.volatility != "VOLATILE":
        words.append(function.volatility)
    if function.is_strict:
        words.append("STRICT")
    if function.is_leakproof:
        words.append("LEAKPROOF")
    if function.security_definer:
        words.append("SECURITY DEFINER")
    if function.parallel != "UNSAFE":
        words.append(f"PARALLEL {function.parallel}")
    if function.cost is not None:
        words.append(f"COST {function.cost:g}")
    if function.rows is not None:
        words.append(f"ROWS {function.rows:g}")
    words += function.options
    return [" ".join(words)] if words else []


def _setting(setting: str) -> str:
    """``name = value``: a list of names stays one, other values are quoted unless plain words."""
    name, _, value = setting.partition("=")
    if name in _LISTS_OF_NAMES:
        # An empty name can only be written as a string.
        names = ("''" if part == '""' else part for part in _LIST_ITEM.findall(value))
        return f"{name} = {', '.join(names)}"
    return f"{name} = {value if _WORD.fullmatch(value) else quote_literal(value)}"


def _body(function: Function) -> str:
    if function.sql_body is not None:
        return function.sql_body
    body = function.body or ""
    if function.object_file is not None:
        return f"AS {quote_literal(function.object_file)}, {quote_literal(body)}"
    if "\n" not in body and function.language in {"c", "internal"}:
        return f"AS {quote_literal(body)}"
    return f"AS {dollar_quote(body)}"
