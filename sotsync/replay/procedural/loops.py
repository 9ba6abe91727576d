"""The loops of PL/pgSQL, as far as what they run over is known.

Source: PostgreSQL manual, "PL/pgSQL", "Simple Loops", "Looping through Query Results" and "Looping
through Arrays".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from sotsync.replay.procedural.interpreter import Fields, Interpreter, Jump, query_of, shortened
from sotsync.replay.procedural.values import NOT_KNOWN, Row

__all__ = [
    "run_for_array",
    "run_for_dynamic",
    "run_for_integers",
    "run_for_query",
    "run_loop",
    "run_while",
]

_OVER = "what the loop runs over is not known"
_HOW_OFTEN = "how often the loop runs is not known"


def _repeat(run: Interpreter, fields: Fields) -> bool:
    """Run a loop's body once; whether the loop goes on."""
    try:
        run.body(fields.get("body", []))
    except Jump as jump:
        if jump.kind == "return" or jump.label not in ("", fields.get("label")):
            raise
        return jump.kind == "continue"
    return not run.is_exhausted()


def _lose(run: Interpreter, fields: Fields, reason: str, rows: Iterable[Row] = ()) -> None:
    """Give the loop up: it may run for any of the rows, or for others where there are none."""
    rounds: list[Callable[[], None]] = [partial(run.assign_row, fields["var"], row) for row in rows]
    if not rounds and "var" in fields:
        rounds.append(partial(run.forget, fields["var"]))
    run.lose(reason, fields.get("body", []), fields, rounds)


def run_loop(run: Interpreter, fields: Fields) -> None:
    """``LOOP``; one that nothing ends is left after many rounds."""
    while _repeat(run, fields):
        run.steps += 1


def run_while(run: Interpreter, fields: Fields) -> None:
    """``WHILE``."""
    while True:
        run.steps += 1
        value = run.value(fields["cond"])
        if value is NOT_KNOWN:
            _lose(run, fields, _HOW_OFTEN)
            return
        if not value or not _repeat(run, fields):
            return


def run_for_integers(run: Interpreter, fields: Fields) -> None:
    """``FOR i IN [REVERSE] a..b [BY c]``."""
    lower, upper = run.value(fields["lower"]), run.value(fields["upper"])
    step = run.value(fields["step"]) if "step" in fields else 1
    if not all(isinstance(value, int) for value in (lower, upper, step)) or step < 1:
        _lose(run, fields, _HOW_OFTEN)
        return
    is_reverse = fields.get("reverse", False)
    numbers = range(lower, upper - 1, -step) if is_reverse else range(lower, upper + 1, step)
    _for_each(run, fields, ({"value": number} for number in numbers))


def run_for_array(run: Interpreter, fields: Fields) -> None:
    """``FOREACH x IN ARRAY a``."""
    values = run.value(fields["expr"])
    if not isinstance(values, list) or fields.get("slice"):
        _lose(run, fields, _OVER)
        return
    target = {"PLpgSQL_var": {"refname": run.names[fields["varno"]]}}
    _for_each(run, {**fields, "var": target}, ({"value": value} for value in values))


def run_for_query(run: Interpreter, fields: Fields) -> None:
    """``FOR r IN SELECT …``."""
    _for_select(run, fields, query_of(fields["query"]))


def run_for_dynamic(run: Interpreter, fields: Fields) -> None:
    """``FOR r IN EXECUTE …``."""
    text = run.value(fields["query"])
    if isinstance(text, str):
        _for_select(run, fields, text)
    else:
        _lose(run, fields, _OVER)


def _for_select(run: Interpreter, fields: Fields, text: str) -> None:
    run.environment.data_read.clear()
    rows = run.select(text)
    if rows is None:
        _lose(run, fields, f"{_OVER}: {shortened(text)}", run.candidates(text))
        return
    tables = sorted(set(run.environment.data_read))
    if tables:
        _lose(run, fields, f"the loop runs over the rows of {', '.join(tables)}")
    _for_each(run, fields, rows)


def _for_each(run: Interpreter, fields: Fields, rows: Iterable[Row]) -> None:
    for row in rows:
        run.assign_row(fields["var"], row)
        if not _repeat(run, fields):
            return
