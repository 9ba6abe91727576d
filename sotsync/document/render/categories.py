"""Which category a new entry falls in, and which id it gets: decided once, then permanent.

An id's hundreds say its category, and ids are never used again, so both are chosen when an entry is
made and left alone afterwards. The ranges are read from the document's navigation; the ones here
are the template's, for a document that states none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sotsync.schema.models import PrimaryKey, Schema, Table, Unique, View
from sotsync.schema.names import qualified

__all__ = ["DEFAULT_RANGES", "Category", "IdRange", "classify", "range_of"]


class Category(StrEnum):
    """The kind of an entry; the value is what its Category line says."""

    CORE = "Core Table"
    FEATURE = "Feature Table"
    JUNCTION = "Junction Table"
    VIEW = "View"
    AUDIT = "Audit Table"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdRange:
    """The numbers of one category, as the navigation states them."""

    title: str
    low: int
    high: int

    def holds(self, number: int | None) -> bool:
        """Whether the number lies in the range."""
        return number is not None and self.low <= number <= self.high

    @property
    def category(self) -> Category:
        """The category that the title's words name; Feature where they name none."""
        title = self.title.lower()
        for word, category in _TITLE_WORDS.items():
            if word in title:
                return category
        return Category.FEATURE


_TITLE_WORDS: Mapping[str, Category] = {
    "junction": Category.JUNCTION,
    "relationship": Category.JUNCTION,
    "view": Category.VIEW,
    "audit": Category.AUDIT,
    "system": Category.AUDIT,
    "core": Category.CORE,
}

DEFAULT_RANGES = (
    IdRange(title="Core Tables", low=1, high=99),
    IdRange(title="Feature Tables", low=101, high=199),
    IdRange(title="Junction/Relationship Tables", low=201, high=299),
    IdRange(title="Views & Materialized Views", low=301, high=399),
    IdRange(title="Audit/System Tables", low=401, high=499),
)
"""The ranges of the template's navigation."""

_AUDIT_NAME = re.compile(
    r"(?:^|_)(?:audit|logs?|history|events?|jobs?|queue|outbox|webhooks?|migrations|settings_audit)"
    r"(?:_|$)"
)
_CORE_NAMES = frozenset(
    ("tenants", "users", "profiles", "accounts", "organizations", "organisations")
)
_ACTIVITY_LOG_COLUMNS = frozenset(("table_name", "record_id", "action", "old_data", "new_data"))
_MANY_REFERENCES = 3
_MANY_PAYLOAD_COLUMNS = 3
_JUNCTION_KEY_SIZE = 2


def classify(relation: Table | View, schema: Schema) -> Category:
    """The category of a relation that has no entry yet."""
    if isinstance(relation, View):
        return Category.VIEW
    if is_junction(relation):
        return Category.JUNCTION
    is_activity_log = relation.columns.keys() >= _ACTIVITY_LOG_COLUMNS
    if is_activity_log or _AUDIT_NAME.search(relation.name):
        return Category.AUDIT
    if relation.name in _CORE_NAMES or _referencing(relation, schema) >= _MANY_REFERENCES:
        return Category.CORE
    return Category.FEATURE


def is_junction(table: Table) -> bool:
    """Whether a key is just the table's two or more foreign key columns, with little beside it."""
    foreign = {column for key in table.foreign_keys for column in key.columns}
    payload = table.columns.keys() - foreign
    if len(foreign) < _JUNCTION_KEY_SIZE:
        return False
    for constraint in table.constraints.values():
        if isinstance(constraint, PrimaryKey | Unique) and set(constraint.columns) == foreign:
            return len(payload) <= _MANY_PAYLOAD_COLUMNS
    return False


def _referencing(table: Table, schema: Schema) -> int:
    key = qualified(table.schema_name, table.name)
    return sum(
        1
        for name, other in schema.tables.items()
        if name != key
        and any(
            (f.referenced_schema, f.referenced_table) == (table.schema_name, table.name)
            for f in other.foreign_keys
        )
    )


def range_of(category: Category, ranges: Sequence[IdRange]) -> IdRange:
    """The range of a category; where it has none, that of the features, else the template's."""
    for wanted in (category, Category.FEATURE):
        for candidate in ranges:
            if candidate.category is wanted:
                return candidate
    return next(ids for ids in DEFAULT_RANGES if ids.category is category)
