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
from fnmatch import fnmatchcase
from types import MappingProxyType

from sotsync.schema.models import Column, PrimaryKey, Schema, Table, Unique, View
from sotsync.schema.names import qualified

__all__ = [
    "DEFAULT_RANGES",
    "Category",
    "IdRange",
    "Patterns",
    "category_of",
    "classify",
    "range_of",
]


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

Patterns = Mapping[Category, Sequence[str]]
"""Which tables a person has put into which category: patterns as in a shell."""

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
_JUNCTION_ENDS = 2
_TIME_TYPES = ("timestamp", "date", "time")
_SURROGATE_KEY = "id"


def classify(
    relation: Table | View, schema: Schema, patterns: Patterns = MappingProxyType({})
) -> Category:
    """The category of a relation that has no entry yet.

    Args:
        relation: The table or view.
        schema: All of them.
        patterns: What a person has decided; the first category with a pattern that fits wins.
    """
    stated = _stated(relation, patterns)
    if stated is not None:
        return stated
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


def _stated(relation: Table | View, patterns: Patterns) -> Category | None:
    names = (relation.name, f"{relation.schema_name}.{relation.name}")
    for category, globs in patterns.items():
        if any(fnmatchcase(name, glob) for glob in globs for name in names):
            return category
    return None


def is_junction(table: Table) -> bool:
    """Whether a key of the table ties rows of other tables together, with little beside it.

    That is a primary key or UNIQUE of foreign key columns alone which belong to two foreign keys
    or more. A foreign key whose part of it another one holds too does not count: the ``tenant_id``
    that composite keys share ties nothing together. Foreign keys, a surrogate key and times are
    not what such a table is about.
    """
    foreign = {column for key in table.foreign_keys for column in key.columns}
    payload = [
        column
        for name, column in table.columns.items()
        if name not in foreign and name != _SURROGATE_KEY and not _is_time(column)
    ]
    return len(payload) <= _MANY_PAYLOAD_COLUMNS and any(
        foreign.issuperset(constraint.columns) and _ends(table, constraint) >= _JUNCTION_ENDS
        for constraint in table.constraints.values()
        if isinstance(constraint, PrimaryKey | Unique)
    )


def _ends(table: Table, constraint: PrimaryKey | Unique) -> int:
    """How many foreign keys make up the key, without those that a larger one holds."""
    columns = frozenset(constraint.columns)
    parts = {columns.intersection(key.columns) for key in table.foreign_keys} - {frozenset()}
    return sum(not any(part < other for other in parts) for part in parts)


def _is_time(column: Column) -> bool:
    return column.type.startswith(_TIME_TYPES)


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


def category_of(number: int, ranges: Sequence[IdRange]) -> Category | None:
    """The category in whose range a number lies; None where it lies in none."""
    return next((ids.category for ids in ranges if ids.holds(number)), None)


def range_of(category: Category, ranges: Sequence[IdRange]) -> IdRange:
    """The range of a category; where it has none, that of the features, else the template's."""
    for wanted in (category, Category.FEATURE):
        for candidate in ranges:
            if candidate.category is wanted:
                return candidate
    return next(ids for ids in DEFAULT_RANGES if ids.category is category)
