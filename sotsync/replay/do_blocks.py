"""``DO`` blocks: their statements applied as far as the schema tells what they do."""

from __future__ import annotations

import re
from collections.abc import Callable

from sotsync.replay.engine import apply_statement
from sotsync.replay.procedural.effects import may_change_schema
from sotsync.replay.procedural.interpreter import Fields, Interpreter
from sotsync.replay.procedural.runners import RUNNERS
from sotsync.replay.registry import handles
from sotsync.replay.result import Outcome
from sotsync.replay.session import Rejected, Session
from sotsync.sql import Node
from sotsync.sql.parser import GrammarError, NestingError, parse_plpgsql
from sotsync.text import Location

__all__ = ["dollar_quoted", "overall"]

_NOT_BLANK = re.compile(r"\S")


@handles("do_stmt")
def do_block(session: Session, node: Node) -> None:
    """``DO``; one in another language than PL/pgSQL is not read."""
    arguments = {item.def_elem.defname: item.def_elem.arg.string.sval for item in node.args}
    body = arguments.get("as", "")
    language = arguments.get("language", "plpgsql").lower()
    if language != "plpgsql":
        _give_up(session, body, f"a block in {language} is not read")
        return
    try:
        parsed = parse_plpgsql(f"DO {dollar_quoted(body)}")
    except (GrammarError, NestingError) as error:
        _give_up(session, body, f"the block cannot be read: {error}")
        return
    block = parsed[0]["PLpgSQL_function"]
    interpreter = Interpreter(session, apply_statement, _locator(session, body), RUNNERS)
    try:
        with session.savepoint():
            interpreter.run(block, {})
    except Rejected as rejected:
        if Outcome.NOT_KNOWABLE not in interpreter.outcomes:
            raise
        _doubt(session, body, block, rejected)
        return
    session.outcome = overall(interpreter.outcomes)


def _doubt(session: Session, body: str, block: Fields, rejected: Rejected) -> None:
    """Leave a block undone whose error may come of what was not known before it."""
    again = Interpreter(session, apply_statement, _locator(session, body), RUNNERS)
    again.declare(block["datums"], {})
    again.lose(f"the block may end with an error: {rejected.reason}", [block["action"]])
    session.outcome = Outcome.NOT_KNOWABLE


def overall(outcomes: set[Outcome]) -> Outcome:
    """How a block ended, from how its statements did."""
    for outcome in (Outcome.NOT_KNOWABLE, Outcome.APPLIED):
        if outcome in outcomes:
            return outcome
    return Outcome.NO_EFFECT


def _give_up(session: Session, body: str, reason: str) -> None:
    if may_change_schema(body):
        session.not_knowable(reason)
    else:
        session.no_effect()


def dollar_quoted(body: str) -> str:
    """The text between dollar quotes that it does not hold."""
    tag = "$body$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"{tag}{body}{tag}"


def _locator(session: Session, body: str) -> Callable[[int, str], Location]:
    """Finds the place in the file of a statement of the block, from its line in the block."""
    source, outer = session.script.source, session.location
    start = session.statement.span.start if session.statement is not None else 0
    offset = source.text.find(body, start)
    if offset < 0:  # A quoted body reads otherwise than it is written.
        return lambda _line, _text: outer
    first = source.line_of(offset)

    def locate(line: int, text: str) -> Location:
        number = min(first + line - 1, len(source.line_starts))
        begin = max(offset, source.line_starts[number - 1])
        found = source.text.find(text, begin, offset + len(body)) if text else -1
        if found < 0:
            match = _NOT_BLANK.search(source.text, begin)
            found = match.start() if match else begin
        return source.location(found)

    return locate
