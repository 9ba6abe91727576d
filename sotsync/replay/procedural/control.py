"""Blocks, branches and errors of PL/pgSQL.

Source: PostgreSQL manual, "PL/pgSQL", "Control Structures" and "Errors and Messages".
"""

from __future__ import annotations

from sotsync.replay.procedural.conditions import names_of
from sotsync.replay.procedural.effects import Body, has_effect
from sotsync.replay.procedural.interpreter import Fields, Interpreter, Jump, query_of, shortened
from sotsync.replay.procedural.values import NOT_KNOWN, Value
from sotsync.replay.result import Outcome
from sotsync.replay.session import Rejected

__all__ = [
    "run_assert",
    "run_block",
    "run_case",
    "run_exit",
    "run_if",
    "run_raise",
    "run_return",
]

_EXCEPTION_LEVEL = 21
_ERROR_CODE_OPTION = 0

Branches = list[tuple[Fields, Body]]


def run_block(run: Interpreter, fields: Fields) -> None:
    """``BEGIN … EXCEPTION … END``."""
    handlers = fields.get("exceptions")
    try:
        if handlers is None:
            run.body(fields.get("body", []))
        else:
            clauses = handlers["PLpgSQL_exception_block"]["exc_list"]
            _run_guarded(run, fields.get("body", []), clauses)
    except Jump as jump:
        if jump.kind != "exit" or not jump.label or jump.label != fields.get("label"):
            raise


def _run_guarded(run: Interpreter, body: Body, clauses: list[Fields]) -> None:
    """A block with EXCEPTION: an error undoes it, and a handler that fits runs instead."""
    try:
        with run.session.savepoint():
            run.body(body)
    except Rejected as rejected:
        handler = _fitting(clauses, rejected)
        if handler is None:
            raise
        run.outcomes.add(Outcome.NO_EFFECT)
        _run_handler(run, handler, rejected)


def _fitting(clauses: list[Fields], rejected: Rejected) -> Body | None:
    names = names_of(rejected.condition)
    for item in clauses:
        clause = item["PLpgSQL_exception"]
        wanted = {c["PLpgSQL_condition"]["condname"] for c in clause["conditions"]}
        if wanted & names:
            handler: Body = clause.get("action", [])
            return handler
    return None


def _run_handler(run: Interpreter, body: Body, rejected: Rejected) -> None:
    outer, run.caught = run.caught, rejected
    run.environment.variables["sqlerrm"] = rejected.reason
    run.environment.variables["sqlstate"] = NOT_KNOWN
    try:
        run.body(body)
    finally:
        run.caught = outer


def run_if(run: Interpreter, fields: Fields) -> None:
    """``IF … THEN … ELSIF … ELSE``."""
    branches = [(fields["cond"], fields.get("then_body", []))]
    for item in fields.get("elsif_list", []):
        clause = item["PLpgSQL_if_elsif"]
        branches.append((clause["cond"], clause.get("stmts", [])))
    _run_first_true(run, fields, branches, fields.get("else_body", []))


def run_case(run: Interpreter, fields: Fields) -> None:
    """``CASE … WHEN … THEN … END CASE``."""
    if "t_expr" in fields:
        name = run.names[fields["t_varno"]]
        run.environment.variables[name] = run.value(fields["t_expr"])
    clauses = [item["PLpgSQL_case_when"] for item in fields["case_when_list"]]
    branches = [(clause["expr"], clause.get("stmts", [])) for clause in clauses]
    _run_first_true(run, fields, branches, fields.get("else_stmts", []))


def _run_first_true(run: Interpreter, fields: Fields, branches: Branches, otherwise: Body) -> None:
    bodies = [*(body for _, body in branches), otherwise]
    for index, (condition, body) in enumerate(branches):
        with run.at(fields, query_of(condition)):
            value = _condition(run, condition, bodies[index:])
        if value is NOT_KNOWN:
            rest = [statement for body in bodies[index:] for statement in body]
            reason = f"whether this holds is not known: {shortened(query_of(condition))}"
            run.lose(reason, rest, fields)
            return
        if value:
            run.body(body)
            return
    run.body(otherwise)


def _condition(run: Interpreter, condition: Fields, bodies: list[Body]) -> Value:
    """The value of a condition; one that reads rows is told on an empty database."""
    run.environment.data_read.clear()
    value = run.value(condition)
    tables = sorted(set(run.environment.data_read))
    if tables and value is not NOT_KNOWN and any(has_effect(body) for body in bodies):
        names = ", ".join(tables)
        run.session.not_knowable(f"this depends on the rows of {names}, taken to be empty")
        run.outcomes.add(Outcome.NOT_KNOWABLE)
    return value


def run_exit(run: Interpreter, fields: Fields) -> None:
    """``EXIT`` and ``CONTINUE``, with or without WHEN."""
    value = run.value(fields["cond"]) if "cond" in fields else True
    # Where the condition is not known, the loop goes on: each of its statements is looked at.
    if value is True:
        raise Jump("exit" if fields.get("is_exit") else "continue", fields.get("label", ""))


def run_return(_run: Interpreter, _fields: Fields) -> None:
    """``RETURN``."""
    raise Jump("return")


def run_raise(run: Interpreter, fields: Fields) -> None:
    """``RAISE``; below the level of an exception it is a mere message."""
    if fields.get("elog_level") != _EXCEPTION_LEVEL:
        return
    if run.caught is not None and "message" not in fields and "condname" not in fields:
        raise run.caught
    condition = fields.get("condname", "raise_exception")
    for item in fields.get("options", []):
        option = item["PLpgSQL_raise_option"]
        if option.get("opt_type", _ERROR_CODE_OPTION) == _ERROR_CODE_OPTION:
            condition = run.value(option["expr"])
    with run.at(fields, ""):
        run.session.reject(str(condition), str(fields.get("message", condition)))


def run_assert(run: Interpreter, fields: Fields) -> None:
    """``ASSERT``."""
    if run.value(fields["cond"]) is False:
        run.session.reject("assert_failure", "assertion failed")
