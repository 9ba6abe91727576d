"""BEGIN, COMMIT, ROLLBACK and savepoints that a file writes itself.

Source: PostgreSQL manual, "Transaction Control". What a file rolls back never was; what it leaves
open is committed, as the tools that run migrations do at a file's end. Where a statement is refused
nothing more is run until the transaction ends, and what it did is undone.
"""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.codes import Code
from sotsync.replay.journal import Journal
from sotsync.replay.session import Session, Transaction
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["TRANSACTION_KIND", "abort_transaction", "control_transaction", "end_transactions"]

TRANSACTION_KIND = "transaction_stmt"


def control_transaction(session: Session, node: Node) -> None:
    """Apply one ``TransactionStmt``; it stands outside the undoing of single statements."""
    session.no_effect()
    if session.is_aborted and node.kind not in _ENDINGS:
        return
    controller = _CONTROLLERS.get(node.kind)
    if controller is not None:
        controller(session, node.savepoint_name)


def abort_transaction(session: Session) -> None:
    """Give the open transaction up, if there is one, because a statement in it was refused."""
    if session.transactions and not session.assume:
        session.is_aborted = True
        session.report(
            Code.TRANSACTION_UNDONE, "what the transaction around this does is undone with it"
        )


def end_transactions(session: Session) -> None:
    """Commit whatever is open; undo it where a statement in it was refused."""
    if session.is_aborted:
        _rollback(session, "")
    while session.transactions:
        _close(session)


def _open(session: Session, name: str) -> None:
    session.transactions.append(Transaction(name, session.journal, session.mark()))
    session.journal = Journal(session.users)


def _close(session: Session) -> None:
    transaction = session.transactions.pop()
    transaction.outer.absorb(session.journal)
    session.journal = transaction.outer


def _undo(session: Session) -> None:
    transaction = session.transactions.pop()
    session.journal.undo()
    session.go_back(transaction.mark, with_findings=False)
    session.journal = transaction.outer


def _begin(session: Session, _name: str) -> None:
    if not session.transactions:
        _open(session, "")


def _commit(session: Session, _name: str) -> None:
    end_transactions(session)


def _rollback(session: Session, _name: str) -> None:
    while session.transactions:
        _undo(session)
    session.is_aborted = False


def _savepoint(session: Session, name: str) -> None:
    if session.transactions:
        _open(session, name)


def _release(session: Session, name: str) -> None:
    for _ in range(_depth_to(session, name)):
        _close(session)


def _rollback_to(session: Session, name: str) -> None:
    depth = _depth_to(session, name)
    for _ in range(depth):
        _undo(session)
    if depth:
        session.is_aborted = False
        _open(session, name)


def _depth_to(session: Session, name: str) -> int:
    """How many open levels end with the savepoint of that name; 0 where there is none."""
    names = [transaction.name for transaction in reversed(session.transactions)]
    return names.index(name) + 1 if name in names else 0


_ENDINGS = frozenset(
    {enums.TRANS_STMT_COMMIT, enums.TRANS_STMT_ROLLBACK, enums.TRANS_STMT_ROLLBACK_TO}
)
"""What a refused transaction still listens to."""

_CONTROLLERS: dict[int, Callable[[Session, str], None]] = {
    enums.TRANS_STMT_BEGIN: _begin,
    enums.TRANS_STMT_START: _begin,
    enums.TRANS_STMT_COMMIT: _commit,
    enums.TRANS_STMT_ROLLBACK: _rollback,
    enums.TRANS_STMT_SAVEPOINT: _savepoint,
    enums.TRANS_STMT_RELEASE: _release,
    enums.TRANS_STMT_ROLLBACK_TO: _rollback_to,
}
