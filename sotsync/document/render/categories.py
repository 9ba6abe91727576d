"""Which category a new entry falls in, and which id it gets: decided once, then permanent.

An id's hundreds say its category, and ids are never used again, so both are chosen when an entry is
made and left alone afterwards. The ranges are read from the document's navigation; the ones here
are the template's, for a document that states none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sotsync.schema.models import PrimaryKey, Schema, Table, Unique, View
from sotsync.schema.names import qualified

__all__ = ["DEFAULT_RANGES", "Category", "IdRange", "allocate", "classify", "range_of", "spell_id"]


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

SPILL_LOW, SPILL_HIGH = 501, 999
"""Where ids go once a range is full: three digits still, because other tools read no more."""

_AUDIT_NAME = re.compile(
    r"(?:^|_)(?:audit|logs?|history|events?|jobs?|queue|outbox|webhooks?|migrations|settings_audit)"
    r"(?:_|$)"
)
_CORE_NAMES = frozenset("tenants users profiles accounts organizations organisations".split())
_ACTIVITY_LOG_COLUMNS = frozenset("table_name record_id action old_data new_data".split())
_MANY_REFERENCES = 3
_MANY_PAYLOAD_COLUMNS = 3
_JUNCTION_KEY_SIZE = 2


def classify(relation: Table | View, schema: Schema) -> Category:
    """The category of a relation that has no entry yet."""
    if isinstance(relation, View):
        return Category.VIEW
    if is_junction(relation):
        return Category.JUNCTION
    is_activity_log = _ACTIVITY_LOG_COLUMNS <= relation.columns.keys()
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


def range_of(category: Category, ranges: Sequence[IdRange]) -> IdRange | None:
    """The range of a category; a lean document without Audit puts those among the features."""
    for wanted in (category, Category.FEATURE):
        for candidate in ranges:
            if candidate.category is wanted:
                return candidate
    return None


def allocate(category: Category, ranges: Sequence[IdRange], used: Iterable[int]) -> int | None:
    """The next number of a category: one more than the highest ever used, never a gap.

    A full range spills over to 501–999; None means that those are used up as well.
    """
    chosen = range_of(category, ranges)
    taken = sorted(set(used))
    bounds = [] if chosen is None else [(chosen.low, chosen.high)]
    for low, high in [*bounds, (SPILL_LOW, SPILL_HIGH)]:
        number = max((used for used in taken if low <= used <= high), default=low - 1) + 1
        if number <= high:
            return number
    return None


def spell_id(prefix: str, number: int) -> str:
    """The id as it is written: three digits at least."""
    return f"{prefix}-{number:03d}"
