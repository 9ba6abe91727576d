"""``SELECT`` as a statement: ``SELECT INTO``, ``set_config``, and functions that change the schema.

A SELECT reads rows, which are no part of the schema; but what it calls may run any statement.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.replay.catalog import Function, Parameter
from sotsync.replay.do_blocks import dollar_quoted, overall
from sotsync.replay.engine import apply_statement
from sotsync.replay.function_options import scalar_text
from sotsync.replay.overloads import choose_overload, inputs
from sotsync.replay.procedural.effects import changes_schema, may_change_schema, runs_text
from sotsync.replay.procedural.evaluate import Environment, evaluate
from sotsync.replay.procedural.interpreter import Interpreter
from sotsync.replay.procedural.runners import RUNNERS
from sotsync.replay.procedural.select import select_rows
from sotsync.replay.procedural.values import Row, Value
from sotsync.replay.registry import handles
from sotsync.replay.result import Outcome
from sotsync.replay.session import Session
from sotsync.replay.settings import set_setting
from sotsync.replay.typenames import spell_type
from sotsync.replay.views import create_from_query
from sotsync.schema.names import quote
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression
from sotsync.sql.parser import GrammarError, NestingError, enums, parse_plpgsql, string_list

__all__: list[str] = []

_SET_CONFIG_ARGUMENTS = 3


@handles("select_stmt")
def select(session: Session, node: Node) -> None:
    """``SELECT`` and ``SELECT INTO``."""
    if node.HasField("into_clause"):
        create_from_query(session, node.into_clause, node, "table")
        return
    session.no_effect()
    for call in _calls(node):
        _call(session, call, node)


@handles("call_stmt")
def call_procedure(session: Session, node: Node) -> None:
    """``CALL``."""
    session.no_effect()
    _call(session, node.funccall, enums.SelectStmt(op=enums.SETOP_NONE))


def _calls(message: Node) -> Iterator[Node]:
    """Every function call anywhere in a query."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else (value,):
            if field.message_type.name == "FuncCall":
                yield part
            yield from _calls(part)


def _call(session: Session, call: Node, select: Node) -> None:
    """Follow one call of a query: for settings, and for functions that change the schema."""
    parts = string_list(call.funcname)
    schema = parts[-2] if len(parts) > 1 else ""
    if parts[-1] == "set_config" and len(call.args) == _SET_CONFIG_ARGUMENTS:
        _set_config(session, call)
        return
    candidates = session.find_functions("" if schema == "pg_catalog" else schema, parts[-1])
    function = choose_overload(candidates, [None] * len(call.args))
    if function is None or not (changes_schema(session, function) or _is_given_ddl(function, call)):
        return
    rows = _arguments(session, call, select)
    if rows is None:
        session.not_knowable(f"which rows {quote(function.name)} is called for is not known")
    for row in rows or ():
        _run(session, function, row)


def _is_given_ddl(function: Function, call: Node) -> bool:
    """Whether the function runs text as SQL and is called with words of DDL."""
    if not runs_text(function):
        return False
    return any(may_change_schema(deparse_expression(argument)) for argument in call.args)


def _arguments(session: Session, call: Node, select: Node) -> list[Row] | None:
    """The arguments of each call that a query makes, by position or name; None if not known."""
    query = enums.SelectStmt()
    query.CopyFrom(select)
    del query.target_list[:], query.sort_clause[:]
    if any(_is_inside(call, item) for item in query.from_clause):
        del query.from_clause[:]  # A function in FROM is called once.
    for number, argument in enumerate(call.args):
        is_named = argument.WhichOneof("node") == "named_arg_expr"
        target = query.target_list.add().res_target
        target.name = argument.named_arg_expr.name if is_named else str(number)
        target.val.CopyFrom(argument.named_arg_expr.arg if is_named else argument)
    environment = Environment(session, session.temporary.get("variables", {}), select_rows)
    rows, is_certain = select_rows(query, environment)
    return rows if is_certain and not environment.data_read else None


def _is_inside(call: Node, item: Node) -> bool:
    return any(inner == call for inner in _calls(item))


def _set_config(session: Session, call: Node) -> None:
    name, value = (scalar_text(argument) for argument in call.args[:2])
    if name == "search_path":
        set_setting(session, name, (part.strip().strip('"') for part in value.split(",")))
    else:
        set_setting(session, name, [value])


def _run(session: Session, function: Function, arguments: Row) -> None:
    """Follow a function whose body holds DDL, with the arguments of one call."""
    name = quote(function.name)
    running = session.temporary.get("calls", ())
    parsed = _parsed(function) if function not in running else None
    if parsed is None:
        session.not_knowable(f"{name} runs statements that change the schema")
        return
    taken = [p for p in function.parameters if p.mode in ("IN", "INOUT", "VARIADIC")]
    environment = Environment(session, {}, select_rows)
    variables = {
        p.name: _argument(p, i, arguments, environment) for i, p in enumerate(taken) if p.name
    }
    location = session.location
    interpreter = Interpreter(session, apply_statement, lambda _line, _text: location, RUNNERS)
    session.temporary["calls"] = (*running, function)
    try:
        interpreter.run(parsed, variables)
    finally:
        session.temporary["calls"] = running
    session.outcome = overall(interpreter.outcomes | {Outcome.NO_EFFECT})


def _argument(
    parameter: Parameter, position: int, arguments: Row, environment: Environment
) -> Value:
    """What the parameter is given, by position or name; one left out has its default."""
    for key in (str(position), parameter.name or ""):
        if key in arguments:
            return arguments[key]
    return None if parameter.default is None else evaluate(parameter.default.node, environment)


def _parsed(function: Function) -> dict[str, object] | None:
    if function.language != "plpgsql" or function.body is None:
        return None
    named = [f"{quote(p.name)} text" for p in function.parameters if p.name and p.mode == "IN"]
    arguments = ", ".join(named if len(named) == len(inputs(function)) else [])
    returns = spell_type(function.returns) if function.returns is not None else "void"
    if function.returns is not None and function.returns.is_set:
        returns = f"SETOF {returns}"
    head = f"CREATE FUNCTION f({arguments}) RETURNS {returns} LANGUAGE plpgsql AS"
    text = f"{head} {dollar_quoted(function.body)}"
    try:
        parsed: dict[str, object] = parse_plpgsql(text)[0]["PLpgSQL_function"]
    except (GrammarError, NestingError):
        return None
    return parsed
