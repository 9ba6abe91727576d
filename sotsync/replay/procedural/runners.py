"""Assignments and SQL in PL/pgSQL, and the table of everything that runs.

Source: PostgreSQL manual, "PL/pgSQL", "Basic Statements".
"""

from __future__ import annotations

from sotsync.replay.procedural import control, loops
from sotsync.replay.procedural.interpreter import (
    Fields,
    Interpreter,
    Runner,
    query_of,
    shortened,
)
from sotsync.replay.procedural.values import NOT_KNOWN

__all__ = ["RUNNERS"]


def _run_assignment(run: Interpreter, fields: Fields) -> None:
    target, text = _sides(query_of(fields["expr"]))
    value = run.evaluated(text)
    name, _, member = target.partition(".")
    variables = run.environment.variables
    if "[" in target:
        variables[name.partition("[")[0].strip()] = NOT_KNOWN
    elif not member:
        variables[name] = value
    else:
        row = variables.get(name)
        variables[name] = {**(row if isinstance(row, dict) else {}), member: value}


def _sides(query: str) -> tuple[str, str]:
    """The two sides of ``target := expression`` or ``target = expression``."""
    left, _, right = query.partition("=")
    return left.removesuffix(":").strip(), right.strip()


def _select_into(run: Interpreter, fields: Fields, text: str) -> None:
    rows = run.select(text)
    if rows is None:
        run.forget(fields["target"])
    else:
        run.assign_row(fields["target"], rows[0] if rows else None)
        run.environment.variables["found"] = bool(rows)


def _run_diagnostics(run: Interpreter, fields: Fields) -> None:
    for item in fields["diag_items"]:
        name = run.names[item["PLpgSQL_diag_item"]["target"]]
        run.environment.variables[name] = NOT_KNOWN


def _run_sql(run: Interpreter, fields: Fields) -> None:
    text = query_of(fields["sqlstmt"])
    if fields.get("into"):
        _select_into(run, fields, text)
        return
    with run.at(fields, text):
        run.apply_text(text)


def _run_perform(run: Interpreter, fields: Fields) -> None:
    text = query_of(fields["expr"])
    with run.at(fields, text):
        run.select(text)  # For the error it may end with, such as a cast to regclass.
        run.apply_text(text)
    run.environment.variables["found"] = NOT_KNOWN


def _run_execute(run: Interpreter, fields: Fields) -> None:
    run.environment.data_read.clear()
    text = run.value(fields["query"])
    if run.environment.data_read:
        text = NOT_KNOWN
    run.environment.parameters = [run.value(item) for item in fields.get("params", [])]
    if not isinstance(text, str):
        reason = f"the statement is made when it runs: {shortened(query_of(fields['query']))}"
        run.lose(reason, [{"PLpgSQL_stmt_dynexecute": fields}], fields)
        if fields.get("into"):
            run.forget(fields["target"])
    elif fields.get("into"):
        _select_into(run, fields, text)
    else:
        with run.at(fields, ""):
            run.apply_text(text)


RUNNERS: dict[str, Runner] = {
    "assert": control.run_assert,
    "assign": _run_assignment,
    "block": control.run_block,
    "call": _run_perform,
    "case": control.run_case,
    "dynexecute": _run_execute,
    "dynfors": loops.run_for_dynamic,
    "execsql": _run_sql,
    "exit": control.run_exit,
    "foreach_a": loops.run_for_array,
    "fori": loops.run_for_integers,
    "fors": loops.run_for_query,
    "getdiag": _run_diagnostics,
    "if": control.run_if,
    "loop": loops.run_loop,
    "perform": _run_perform,
    "raise": control.run_raise,
    "return": control.run_return,
    "while": loops.run_while,
}
"""The kinds of statement that matter; the others neither read nor change the schema."""
