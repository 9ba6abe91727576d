"""The generated tables of an entry, read by the meaning of their headers, down to the cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sotsync.document.passages import Passage
from sotsync.document.tables import Cell, Row, TextTable

__all__ = [
    "FieldRole",
    "FieldRow",
    "FieldTable",
    "HistoryRole",
    "HistoryTable",
    "IndexRole",
    "IndexRow",
    "IndexTable",
]


class FieldRole(StrEnum):
    """What a column of a Field Specifications table holds, whatever its header says."""

    COLUMN = "column"
    TYPE = "type"
    NULLABLE = "nullable"
    REQUIRED = "required"
    DEFAULT = "default"
    CONSTRAINTS = "constraints"
    DESCRIPTION = "description"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One row of a Field Specifications table: one column of the database, rarely two.

    Attributes:
        names: The database columns it describes, without marks; empty where none can be read.
        row: The row's own cells.
        type: The type as written without back-ticks and without its note; None without such a cell.
        type_note: What follows the type in its cell (``FK → tenants``, ``(UUID)``), maybe empty.
        is_nullable: What Nullable, Required or Constraints says; None where nothing is said.
        default: The default expression as written; None where the cell says there is none.
        states_default: Whether the table has a Default column and the row a cell in it.
    """

    names: tuple[str, ...]
    row: Row
    type: Passage | None = None
    type_note: str = ""
    is_nullable: bool | None = None
    default: Passage | None = None
    states_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTable:
    """The Field Specifications table (``Columns`` in the lean profile)."""

    table: TextTable
    roles: Mapping[FieldRole, int]
    rows: tuple[FieldRow, ...]

    def row(self, name: str) -> FieldRow | None:
        """The first row that describes the database column ``name``."""
        return next((row for row in self.rows if name in row.names), None)

    def cell(self, row: FieldRow, role: FieldRole) -> Cell | None:
        """The row's cell of that meaning; None where the table or the row lacks it."""
        return row.row.cell(self.roles.get(role))


class IndexRole(StrEnum):
    """What a column of an index table holds."""

    NAME = "name"
    COLUMNS = "columns"
    TYPE = "type"
    PURPOSE = "purpose"
    NOTES = "notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """One row of the index table.

    Attributes:
        name: The index's name without back-ticks.
        row: The row's own cells.
        keys: The keys before WHERE, as written, without back-ticks.
        predicate: What follows WHERE, without back-ticks; None for a whole index.
        type: The Type cell as written (``Partial B-tree``); None without such a cell.
    """

    name: str
    row: Row
    keys: tuple[str, ...] = ()
    predicate: str | None = None
    type: Passage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTable:
    """The table below ``**Indexes**:``."""

    table: TextTable
    roles: Mapping[IndexRole, int]
    rows: tuple[IndexRow, ...]

    def row(self, name: str) -> IndexRow | None:
        """The first row of the index ``name``."""
        return next((row for row in self.rows if row.name == name), None)

    def cell(self, row: IndexRow, role: IndexRole) -> Cell | None:
        """The row's cell of that meaning; None where the table or the row lacks it."""
        return row.row.cell(self.roles.get(role))


class HistoryRole(StrEnum):
    """What a column of Migration History or Version History holds."""

    MIGRATION = "migration"
    DATE = "date"
    DESCRIPTION = "description"
    BREAKING = "breaking"
    VERSION = "version"
    CHANGES = "changes"
    UPDATED_BY = "updated by"
    FIELD = "field"
    PREVIOUS = "previous"
    NEW = "new"
    REASON = "reason"
    EPIC = "epic"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryTable:
    """Migration History or Version History, read by the meaning of its headers."""

    table: TextTable
    roles: Mapping[HistoryRole, int]

    def cell(self, row: Row, role: HistoryRole) -> Cell | None:
        """The row's cell of that meaning; None where the table or the row lacks it."""
        return row.cell(self.roles.get(role))
