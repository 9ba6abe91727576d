"""The loop of a replay: scripts to statements to handlers, and the catalog to the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice

from sotsync.replay import families
from sotsync.replay.binding import every_expression, render_all
from sotsync.replay.catalog import Catalog
from sotsync.replay.codes import Code
from sotsync.replay.collector import collector_at_rest, dissolve
from sotsync.replay.foundations import mark_unfounded
from sotsync.replay.freeze import freeze, freeze_operations
from sotsync.replay.lookup import need_namespace
from sotsync.replay.platform import POSTGRES
from sotsync.replay.registry import HANDLERS
from sotsync.replay.result import Outcome, Replay, ScriptSummary
from sotsync.replay.script import Script
from sotsync.replay.session import Platform, Rejected, Session
from sotsync.replay.transactions import (
    TRANSACTION_KIND,
    abort_transaction,
    control_transaction,
    end_transactions,
)
from sotsync.schema.names import quote, truncate
from sotsync.sql.long_names import has_long_words, long_names
from sotsync.sql.statements import FaultKind, Statement, SyntaxFault, parse_statements

__all__ = ["apply_statement", "replay"]

_FAULT_CODES = {
    FaultKind.SYNTAX: (Code.SYNTAX, Outcome.REJECTED),
    FaultKind.NESTING: (Code.NESTING, Outcome.NOT_KNOWABLE),
    FaultKind.ENCODING: (Code.ENCODING, Outcome.REJECTED),
    FaultKind.META_COMMAND: (Code.META_COMMAND, Outcome.NO_EFFECT),
    FaultKind.COPY_DATA: (Code.COPY_DATA, Outcome.NO_EFFECT),
}
_PARSED_AT_ONCE = 64


def replay(
    scripts: Iterable[Script], *, platform: Platform = POSTGRES, assume: bool = False
) -> Replay:
    """What the database is after the scripts, in the order given.

    Args:
        scripts: The files' parts.
        platform: What exists before them.
        assume: Take tables, types and functions that nothing creates to exist without a word, as
            for the SQL inside a document.
    """
    with collector_at_rest():
        return _replay(scripts, platform, is_lenient=assume)


def _replay(scripts: Iterable[Script], platform: Platform, *, is_lenient: bool) -> Replay:
    families.load()
    catalog = Catalog()
    platform.install(catalog)
    session = Session(catalog=catalog, assume=is_lenient)
    outcomes: Counter[Outcome] = Counter()
    summaries = []
    search_path = catalog.search_path
    for script, statements in _parsed(scripts):
        session.settings.clear()
        session.script = script
        catalog.search_path = (*_schemas(session, script), *search_path)
        may_cut = not is_lenient and has_long_words(script.source.text)
        for statement in statements:
            outcomes[_run(session, statement)] += 1
            if may_cut:
                _report_cut_names(session, statement)
        end_transactions(session)
        summaries.append(_summary(script, statements))
    if not session.assume:
        mark_unfounded(catalog, session.unfounded)
    render_all(every_expression(catalog))
    result = Replay(
        schema=freeze(catalog),
        findings=tuple(session.findings),
        operations=freeze_operations(session),
        dropped={gone.key: gone for gone in session.dropped},
        outcomes={outcome: outcomes[outcome] for outcome in Outcome},
        scripts=tuple(summaries),
    )
    dissolve(catalog)
    return result


def _parsed(scripts: Iterable[Script]) -> Iterator[tuple[Script, tuple[Statement, ...]]]:
    """Each script with its statements; the grammar runs sooner on many scripts one after another.

    Its tables then stay in the processor's cache, which replaying would take from it.
    """
    remaining = iter(scripts)
    while batch := list(islice(remaining, _PARSED_AT_ONCE)):
        trees = [parse_statements(script.source, script.span) for script in batch]
        trees.reverse()
        for script in batch:
            yield script, trees.pop()


def _schemas(session: Session, script: Script) -> Iterator[str]:
    """The script's own search path; a schema on it is taken to exist, unless it was dropped."""
    if script.search_path:
        session.location = script.source.location(script.span.start if script.span else 0)
    for name in script.search_path:
        with suppress(Rejected):  # Of one that was dropped, what is created in it tells.
            need_namespace(session, name)
        yield truncate(name)


def apply_statement(session: Session, statement: Statement) -> None:
    """Apply one parsed statement inside the session; for DO blocks, whose body holds statements.

    Raises:
        Rejected: PostgreSQL would refuse it; nothing of it has taken effect.
    """
    handler = HANDLERS.get(statement.kind)
    if statement.kind == TRANSACTION_KIND:
        control_transaction(session, statement.node)
        return
    if handler is None:
        if statement.kind not in families.IGNORED:
            what = statement.kind.removesuffix("_stmt").replace("_", " ")
            session.report(Code.NOT_MODELLED, f"{quote(what)} statements are not described")
        session.no_effect()
        return
    session.run_undoably(handler, statement.node)


def _run(session: Session, statement: Statement) -> Outcome:
    source = session.script.source
    session.statement = statement
    session.outcome = Outcome.APPLIED
    if statement.error is not None:
        return _faulty(session, statement.error)
    session.location = source.location(statement.span.start)
    session.made.clear()
    session.is_unfounded = False
    if session.is_aborted and statement.kind != TRANSACTION_KIND:
        return Outcome.REJECTED
    try:
        apply_statement(session, statement)
    except Rejected as rejected:
        if session.script.is_baseline and _is_repetition(rejected):
            session.report(Code.STATED_AGAIN, f"passed over: {rejected.reason}")
            return Outcome.NO_EFFECT
        session.outcome = Outcome.REJECTED
        session.report(Code.REJECTED, f"PostgreSQL would refuse this: {rejected.reason}")
        abort_transaction(session)
        return session.outcome
    if session.is_unfounded:
        session.unfounded += session.made
    return session.outcome


def _is_repetition(rejected: Rejected) -> bool:
    """Whether what a statement makes was there already; the second is a second primary key."""
    is_duplicate = rejected.condition.startswith("duplicate_")
    return is_duplicate or rejected.condition == "invalid_table_definition"


def _report_cut_names(session: Session, statement: Statement) -> None:
    text = session.script.source.slice(statement.span)
    if statement.node is None or not has_long_words(text):
        return
    for name in long_names(text, in_blocks=statement.kind == "do_stmt"):
        message = f'the name is cut to "{truncate(name)}"'
        session.report(Code.NAME_TRUNCATED, message, once=name)


def _faulty(session: Session, fault: SyntaxFault) -> Outcome:
    session.location = session.script.source.location(fault.offset)
    code, outcome = _FAULT_CODES[fault.kind]
    session.report(code, fault.message)
    if outcome is Outcome.REJECTED:
        abort_transaction(session)
    return outcome


def _summary(script: Script, statements: tuple[Statement, ...]) -> ScriptSummary:
    return ScriptSummary(
        path=script.source.path,
        version=script.version,
        comment=next((s.comment for s in statements[:1]), ""),
        statements=len(statements),
        is_baseline=script.is_baseline,
    )
