"""Migrations run on a server of our own, file by file, as the tools that own them do.

A file is one transaction where its tool makes it one. When the server refuses a statement, the file
is rolled back and applied once more statement by statement, so that one refusal costs one
statement, as it does in the static replay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sotsync.database.connection import load_psycopg
from sotsync.database.witness import PLACE
from sotsync.replay.script import Script
from sotsync.replay.transactions import TRANSACTION_KIND
from sotsync.schema.names import quote
from sotsync.sql.deparse import deparse_statement
from sotsync.sql.parser import copy_node, enums
from sotsync.sql.statements import FaultKind, Statement, parse_statements
from sotsync.text import Location

if TYPE_CHECKING:
    import psycopg

__all__ = ["Refusal", "apply_scripts"]

STATEMENT_MILLISECONDS = 120_000

# The grammar of the server is that of the static replay, which has reported these.
_NEVER_SENT = frozenset(
    {FaultKind.SYNTAX, FaultKind.ENCODING, FaultKind.META_COMMAND, FaultKind.COPY_DATA}
)
_UNDOING = frozenset(
    {enums.TRANS_STMT_ROLLBACK, enums.TRANS_STMT_ROLLBACK_TO, enums.TRANS_STMT_SAVEPOINT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A statement that the server did not take, and its words for why."""

    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class _Step:
    text: str
    kind: str
    location: Location


def apply_scripts(
    connection: psycopg.Connection[Any], scripts: Iterable[Script]
) -> tuple[Refusal, ...]:
    """Run the scripts in order; what the server refuses is told and left out."""
    runner = _Runner(connection)
    return tuple(refusal for script in scripts for refusal in runner.run(script))


class _Runner:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._fault: type[Exception] = load_psycopg().Error

    def run(self, script: Script) -> Iterator[Refusal]:
        """Apply one file; yields what is refused."""
        steps = list(_steps(script))
        self._start_session(script)
        if not steps:
            return
        if any(step.kind == TRANSACTION_KIND for step in steps):
            # Savepoints and ROLLBACK say themselves what stays.
            yield from self._one_by_one(steps)
        elif not script.is_transactional or not self._as_one(steps):
            yield from self._one_by_one(steps)
        self._execute("ROLLBACK")

    def _start_session(self, script: Script) -> None:
        self._execute("RESET SESSION AUTHORIZATION")
        self._execute("RESET ALL")
        self._execute(f"SET statement_timeout = {STATEMENT_MILLISECONDS}")
        if script.search_path:
            row = self._connection.execute("SHOW search_path").fetchone()
            assert row is not None  # SHOW gives one row
            path = ", ".join(map(quote, script.search_path))
            for name in script.search_path:
                self._execute(f"CREATE SCHEMA IF NOT EXISTS {quote(name)}")
            self._execute(f"SET search_path = {path}, {row[0]}")

    def _as_one(self, steps: Sequence[_Step]) -> bool:
        """Apply the steps in one transaction; False, and nothing done, where one is refused."""
        try:
            self._execute("BEGIN")
            for step in steps:
                self._apply(step)
            self._execute("COMMIT")
        except self._fault:
            self._execute("ROLLBACK")
            return False
        return True

    def _one_by_one(self, steps: Sequence[_Step]) -> Iterator[Refusal]:
        for step in steps:
            try:
                self._apply(step)
            except self._fault as error:
                if self._connection.closed:
                    raise
                if step.kind != TRANSACTION_KIND:
                    yield Refusal(location=step.location, reason=_reason(error))

    def _apply(self, step: _Step) -> None:
        place = f"{step.location.path}:{step.location.line}:{step.location.column}"
        self._connection.execute("SELECT set_config(%s, %s, false)", (PLACE, place))
        self._execute(step.text)

    def _execute(self, text: str) -> None:
        self._connection.execute(text.encode())


def _reason(error: Exception) -> str:
    diagnostic = getattr(error, "diag", None)
    return str(getattr(diagnostic, "message_primary", None) or error)


def _steps(script: Script) -> Iterator[_Step]:
    """What is sent to the server: with a file's own BEGIN and COMMIT only where it undoes things.

    A file is applied in one transaction anyway, and a COMMIT inside would end that early.
    """
    statements = parse_statements(script.source, script.span)
    is_undoing = any(
        each.kind == TRANSACTION_KIND and each.node is not None and each.node.kind in _UNDOING
        for each in statements
    )
    for statement in statements:
        if statement.error is not None and statement.error.kind in _NEVER_SENT:
            continue
        if statement.kind == TRANSACTION_KIND and not is_undoing:
            continue
        location = script.source.location(statement.span.start)
        yield _Step(_sent(script, statement), statement.kind, location)


def _sent(script: Script, statement: Statement) -> str:
    """The statement as it is sent; which version of an extension there is does not matter."""
    text = script.source.slice(statement.span)
    if statement.kind != "create_extension_stmt" or statement.node is None:
        return text
    node = copy_node(statement.node)
    kept = [item for item in node.options if item.def_elem.defname != "new_version"]
    del node.options[:]
    node.options.extend(kept)
    return deparse_statement(node)
