"""What else is attached to a table or view: policies, triggers and rules."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from sotsync.schema.models.base import SchemaObject

__all__ = ["Policy", "PolicyCommand", "Rule", "Trigger"]


class PolicyCommand(StrEnum):
    """The command a row-level security policy applies to."""

    ALL = "ALL"
    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


class Policy(SchemaObject):
    """A row-level security policy; ``roles`` are sorted, ``public`` where none was named."""

    command: PolicyCommand = PolicyCommand.ALL
    is_permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    using: str | None = None
    with_check: str | None = None


class Trigger(SchemaObject):
    """A trigger; ``function`` is the function's qualified name without arguments.

    ``events`` hold INSERT, DELETE, UPDATE, TRUNCATE in that order; ``enabled`` is one of
    ORIGIN (the default), DISABLED, REPLICA, ALWAYS.
    """

    timing: Literal["BEFORE", "AFTER", "INSTEAD OF"]
    events: tuple[Literal["INSERT", "DELETE", "UPDATE", "TRUNCATE"], ...]
    update_columns: tuple[str, ...] = ()
    level: Literal["ROW", "STATEMENT"] = "STATEMENT"
    when: str | None = None
    function: str
    arguments: tuple[str, ...] = ()
    is_constraint: bool = False
    constraint_from: str | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    old_table: str | None = None
    new_table: str | None = None
    enabled: Literal["ORIGIN", "DISABLED", "REPLICA", "ALWAYS"] = "ORIGIN"


class Rule(SchemaObject):
    """A rule made by ``CREATE RULE``; ``actions`` are statements, none where it says NOTHING."""

    event: Literal["SELECT", "INSERT", "UPDATE", "DELETE"]
    is_instead: bool = False
    condition: str | None = None
    actions: tuple[str, ...] = ()
    enabled: Literal["ORIGIN", "DISABLED", "REPLICA", "ALWAYS"] = "ORIGIN"
