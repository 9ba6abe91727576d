"""How a statement that PostgreSQL would refuse ends."""

from __future__ import annotations

__all__ = ["Rejected"]


class Rejected(Exception):  # noqa: N818 - it is a control transfer inside replay, as in PL/pgSQL
    """PostgreSQL would refuse the statement.

    Attributes:
        condition: The condition's name in PL/pgSQL, such as ``duplicate_object`` (manual,
            "PostgreSQL Error Codes"), which EXCEPTION clauses name.
        reason: The server's words.
    """

    def __init__(self, condition: str, reason: str) -> None:
        super().__init__(reason)
        self.condition = condition
        self.reason = reason
