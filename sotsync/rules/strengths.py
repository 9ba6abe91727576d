"""How much a predicate lets through, from every row to none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression

__all__ = ["Strength", "Verdict"]


class Strength(IntEnum):
    """How much a predicate lets through, the most first."""

    OPEN = 0
    """Every row."""
    NOTHING = 1
    """Rows of any tenant."""
    PEOPLE = 2
    """Rows of any tenant, for some people."""
    UNSURE = 3
    """What a function decides that nobody can look into."""
    USER = 4
    """The rows of the person who asks."""
    TENANT = 5
    """The rows of a tenant, or of none."""
    NEVER = 6
    """No row, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found of a predicate, and the part of it that decides; None for all of it."""

    strength: Strength
    node: Node = None

    @property
    def part(self) -> str | None:
        """The deciding part as SQL."""
        return None if self.node is None else deparse_expression(self.node)
