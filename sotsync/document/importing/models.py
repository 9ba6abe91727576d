"""What an import finds in other documents: texts with their places, and what stays behind.

A text is a person's words about one table, view, column, index or policy of ours. Everything that
is not carried is a :class:`Left` with its reason, so that nothing is lost without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sotsync.text import Location

__all__ = ["Carried", "Harvest", "Kind", "Left", "Reason", "Text"]


class Kind(StrEnum):
    """Which place of an entry a text is meant for."""

    STORES = "What It Stores"
    WHY = "Why It Exists"
    USE_CASES = "Primary Use Cases"
    DESCRIPTION = "column description"
    EXAMPLE = "column example"
    INDEX = "index purpose"
    POLICY = "policy comment"
    NOTE = "notes"


class Reason(StrEnum):
    """Why a text is not carried."""

    NO_TABLE = "no such table"
    NO_COLUMN = "no such column"
    DROPPED = "dropped by a migration"
    NO_ENTRY = "has no entry of its own"
    CONFLICT = "another file says something else"
    GENERAL = "about no table"
    HEADING = "a heading alone"
    UNREADABLE = "cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A person's words about one thing.

    Attributes:
        kind: The place they are meant for.
        table: The key of the table or view.
        member: The column, index or policy; ``""`` for the table itself.
        text: The words; for notes the lines as they were.
        location: Where they stand.
        former: The name that the document used, where it is not the present one.
    """

    kind: Kind
    table: str
    text: str
    location: Location
    member: str = ""
    former: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Words that are not carried, and why.

    Attributes:
        reason: Why.
        name: What they are about, as the document writes it.
        text: The words; ``""`` where only the name is wrong.
        location: Where they stand.
        nearest: The present name that is most like it.
        where: What dropped it, or where the other text stands.
    """

    reason: Reason
    name: str
    text: str
    location: Location
    nearest: str = ""
    where: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """All that one file says.

    Attributes:
        path: The file.
        texts: What fits something of ours, in order.
        left: What does not.
        facts: How many types, defaults, keys and the like it states, which migrations tell better.
        identifiers: The id that the file gives a table, by the table's key.
    """

    path: str
    texts: tuple[Text, ...] = ()
    left: tuple[Left, ...] = ()
    facts: int = 0
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A text and the place that it was given, which may be Notes where its own was taken."""

    text: Text
    kind: Kind
