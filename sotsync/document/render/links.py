"""Foreign keys as lines of links between entries, in both directions.

A table that has an entry is cited by its id and heading, any other by its qualified name in
back-ticks, so that ``auth.users`` reads the same in every entry that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sotsync.document.exact import exact_name, exact_sql
from sotsync.document.render.words import code
from sotsync.schema.models import ForeignKey, Schema, Table
from sotsync.schema.names import qualified

__all__ = [
    "Directory",
    "EntryLink",
    "Relationship",
    "referenced_by",
    "references",
    "relationship_line",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLink:
    """How an entry is cited: its id, its title, and the slug of its heading."""

    id: str
    title: str
    slug: str

    @property
    def markdown(self) -> str:
        """The link, as it stands in a list."""
        return f"[{self.id}](#{self.slug})"


Directory = Mapping[str, EntryLink]
"""The entries of a document by the qualified name of their table or view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """One foreign key seen from one end.

    Attributes:
        other: The qualified name of the table at the other end.
        columns: The referencing columns, whichever end it is seen from.
        referenced: The referenced columns; empty where they are not known.
    """

    other: str
    columns: tuple[str, ...]
    referenced: tuple[str, ...]


def references(table: Table) -> tuple[Relationship, ...]:
    """What the table's foreign keys point to, in creation order."""
    return tuple(
        Relationship(
            other=qualified(key.referenced_schema, key.referenced_table),
            columns=key.columns,
            referenced=key.referenced_columns,
        )
        for key in table.foreign_keys
    )


def referenced_by(schema: Schema) -> Mapping[str, tuple[Relationship, ...]]:
    """For every table that foreign keys point to: from where, sorted by table and columns.

    A partition is part of its table, whose foreign keys it has: those are told once.
    """
    incoming: dict[str, list[Relationship]] = {}
    for name, table in schema.tables.items():
        for key in table.foreign_keys:
            if key.is_inherited:
                continue
            incoming.setdefault(_target(key), []).append(
                Relationship(other=name, columns=key.columns, referenced=key.referenced_columns)
            )
    return {
        target: tuple(sorted(found, key=lambda one: (one.other, one.columns)))
        for target, found in incoming.items()
    }


def _target(key: ForeignKey) -> str:
    return qualified(key.referenced_schema, key.referenced_table)


def relationship_line(relationship: Relationship, directory: Directory) -> str:
    """``[DBT-002](#dbt-002-users) (`user_id` → `id`)``, without bullet and tail."""
    entry = directory.get(relationship.other)
    target = entry.markdown if entry else code(exact_sql(relationship.other))
    columns = ", ".join(code(exact_name(name)) for name in relationship.columns)
    referenced = ", ".join(code(exact_name(name)) for name in relationship.referenced)
    arrow = f" → {referenced}" if referenced else ""
    return f"{target} ({columns}{arrow})"
