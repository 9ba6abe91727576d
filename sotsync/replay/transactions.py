"""BEGIN, COMMIT, ROLLBACK and savepoints that a file writes itself.

Source: PostgreSQL manual, "Transaction Control". What a file rolls back never was; what it leaves
open is committed, as the tools that run migrations do at a file's end.
"""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.journal import Journal
from sotsync.replay.session import Session, Transaction
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["TRANSACTION_KIND", "control_transaction", "end_transactions"]

TRANSACTION_KIND = "transaction_stmt"


def control_transaction(session: Session, node: Node) -> None:
    """Apply one ``TransactionStmt``; it stands outside the undoing of single statements."""
    session.no_effect()
    controller = _CONTROLLERS.get(node.kind)
    if controller is not None:
        controller(session, node.savepoint_name)


def end_transactions(session: Session) -> None:
    """Commit whatever is open."""
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
        _open(session, name)


def _depth_to(session: Session, name: str) -> int:
    """How many open levels end with the savepoint of that name; 0 where there is none."""
    names = [transaction.name for transaction in reversed(session.transactions)]
    return names.index(name) + 1 if name in names else 0


_CONTROLLERS: dict[int, Callable[[Session, str], None]] = {
    enums.TRANS_STMT_BEGIN: _begin,
    enums.TRANS_STMT_START: _begin,
    enums.TRANS_STMT_COMMIT: _commit,
    enums.TRANS_STMT_ROLLBACK: _rollback,
    enums.TRANS_STMT_SAVEPOINT: _savepoint,
    enums.TRANS_STMT_RELEASE: _release,
    enums.TRANS_STMT_ROLLBACK_TO: _rollback_to,
}
