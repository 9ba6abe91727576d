"""What each statement did to each table and view, in words a person reads in a history.

Operations are recorded against catalog objects and named only at the end, so that a table that was
renamed later carries its final name throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sotsync.replay.catalog import Object
from sotsync.text import Location

__all__ = ["Action", "Happening", "Operation"]


class Action(StrEnum):
    """The kinds of operation; the value is the phrase a Changes cell starts with."""

    CREATE_TABLE = "create table"
    DROP_TABLE = "drop table"
    RENAME_TABLE = "rename table"
    MOVE_TABLE = "move to schema"
    CREATE_VIEW = "create view"
    REPLACE_VIEW = "replace view"
    DROP_VIEW = "drop view"
    ADD_COLUMN = "add column"
    DROP_COLUMN = "drop column"
    RENAME_COLUMN = "rename column"
    ALTER_TYPE = "alter type"
    SET_DEFAULT = "set default"
    DROP_DEFAULT = "drop default"
    SET_NOT_NULL = "set not null"
    DROP_NOT_NULL = "drop not null"
    SET_IDENTITY = "set identity"
    DROP_IDENTITY = "drop identity"
    SET_EXPRESSION = "set expression"
    DROP_EXPRESSION = "drop expression"
    ADD_CONSTRAINT = "add constraint"
    DROP_CONSTRAINT = "drop constraint"
    ALTER_CONSTRAINT = "alter constraint"
    VALIDATE_CONSTRAINT = "validate constraint"
    RENAME_CONSTRAINT = "rename constraint"
    CREATE_INDEX = "create index"
    DROP_INDEX = "drop index"
    ALTER_INDEX = "alter index"
    RENAME_INDEX = "rename index"
    ENABLE_RLS = "enable row level security"
    DISABLE_RLS = "disable row level security"
    FORCE_RLS = "force row level security"
    NO_FORCE_RLS = "no force row level security"
    CREATE_POLICY = "create policy"
    ALTER_POLICY = "alter policy"
    DROP_POLICY = "drop policy"
    RENAME_POLICY = "rename policy"
    CREATE_TRIGGER = "create trigger"
    ALTER_TRIGGER = "alter trigger"
    DROP_TRIGGER = "drop trigger"
    RENAME_TRIGGER = "rename trigger"
    CREATE_RULE = "create rule"
    ALTER_RULE = "alter rule"
    DROP_RULE = "drop rule"
    RENAME_RULE = "rename rule"
    COMMENT = "comment"
    SET_OPTIONS = "set options"
    ATTACH_PARTITION = "attach partition"
    DETACH_PARTITION = "detach partition"
    INHERIT = "inherit"
    NO_INHERIT = "no inherit"
    UNCERTAIN = "may have changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that one statement did to one table or view.

    Attributes:
        object: The key of the table or view by its final name; a dropped one's by its last.
        path: The migration file.
        version: That file's version.
        location: The statement.
        action: What kind of change.
        subject: The column, constraint, index, policy or trigger, ``""`` for the table itself.
        detail: Human words, such as ``text → citext``.
        is_breaking: Whether programs that used the table may stop working.
    """

    object: str
    path: str
    version: str
    location: Location
    action: Action
    subject: str = ""
    detail: str = ""
    is_breaking: bool = False


class Happening(NamedTuple):
    """An operation whose object is not named yet."""

    target: Object
    location: Location
    version: str
    action: Action
    subject: str
    detail: str
    is_breaking: bool

    def named(self, key: str) -> Operation:
        """The operation with its object's final key."""
        return Operation(
            object=key,
            path=self.location.path,
            version=self.version,
            location=self.location,
            action=self.action,
            subject=self.subject,
            detail=self.detail,
            is_breaking=self.is_breaking,
        )
