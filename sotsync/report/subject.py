"""What ``sotsync show`` shows: one table or view with its facts, its prose and what drifted.

The facts are those of the migrations; beside each stands what the document says otherwise.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from sotsync.diff.changes import Change
from sotsync.text import Location

__all__ = ["FORMAT", "Fact", "FactGroup", "Prose", "Shown"]

FORMAT = "sotsync.show/1"
"""The name and version of the JSON form."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Value):
    """One fact of the migrations.

    Attributes:
        name: What it is about: a column's name, an index's, another table's id.
        text: The fact: ``uuid not null``.
        prose: What a person wrote of it, empty where nobody did.
        place: The statement that last made it so, or the line that says so.
        drift: What the document says otherwise.
    """

    name: str
    text: str = ""
    prose: str = ""
    place: Location | None = None
    drift: tuple[Change, ...] = ()


class FactGroup(_Value):
    """Facts of one kind, such as ``Columns``."""

    title: str
    facts: tuple[Fact, ...]


class Prose(_Value):
    """A part of the entry that people write.

    Attributes:
        title: Its heading.
        text: Its Markdown, as it stands in the document.
        place: Where it stands.
    """

    title: str
    text: str
    place: Location


class Shown(_Value):
    """One table or view, one entry, or both.

    Attributes:
        format: The name and version of this shape.
        id: The entry's id; None without an entry.
        title: The entry's title; None without an entry.
        relation: The key of the table or view; None where there is none.
        kind: ``table``, ``view`` and so on; empty where there is none.
        status: What the entry says of its status, or that there is no entry.
        entry_at: Where the entry stands.
        created: The statement that created the table or view.
        changed: The statement that last changed it.
        uncertain: The statement that makes its state a guess, if one does.
        groups: The facts.
        prose: What people wrote.
        drift: What differs and belongs to no single fact.
    """

    format: str = FORMAT
    id: str | None = None
    title: str | None = None
    relation: str | None = None
    kind: str = ""
    status: str
    entry_at: Location | None = None
    created: Location | None = None
    changed: Location | None = None
    uncertain: Location | None = None
    groups: tuple[FactGroup, ...] = ()
    prose: tuple[Prose, ...] = ()
    drift: tuple[Change, ...] = ()
