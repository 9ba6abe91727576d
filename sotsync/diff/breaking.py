"""Which net change of a schema may stop programs that use it.

The rule is that of the Migration History of a document, asked of two states of a schema instead of
single statements: what a branch adds and takes away again breaks nobody.
"""

from __future__ import annotations

from sotsync.diff.changes import Altered, Change, Ghost, Renamed, Subject, Undocumented
from sotsync.replay.widening import is_widening
from sotsync.schema.models import (
    CompositeType,
    Domain,
    Enum,
    Exclusion,
    Index,
    RangeType,
    Schema,
    Table,
    View,
)
from sotsync.schema.names import split_qualified

__all__ = ["is_breaking"]

_GONE = frozenset(
    {
        *(Subject.TABLE, Subject.VIEW, Subject.COLUMN),
        *(Subject.POLICY, Subject.FUNCTION, Subject.TYPE),
    }
)
"""What programs may name, or be let in by."""
_RENAMED = _GONE - {Subject.POLICY}
_HARMLESS = frozenset({"comment", "default"})
_CALLED_BY = frozenset({"kind", "returns"})
"""Aspects of a function that its callers see; other arguments make it another function."""


def is_breaking(change: Change, before: Schema, after: Schema) -> bool:
    """Whether programs that used the schema ``before`` may stop working.

    Args:
        change: One difference, with ``before`` as the documented side and ``after`` as the actual.
        before: The schema that programs know.
        after: The schema that they meet.
    """
    if isinstance(change, Ghost):
        return change.subject in _GONE
    if isinstance(change, Renamed):
        return change.subject in _RENAMED
    if isinstance(change, Undocumented):
        return _is_new_demand(change, after)
    if isinstance(change, Altered) and change.aspect not in _HARMLESS:
        return _is_broken(change, before, after)
    return False


def _is_broken(change: Altered, before: Schema, after: Schema) -> bool:
    match change.subject:
        case Subject.COLUMN:
            return _is_column_broken(change)
        case Subject.TABLE | Subject.VIEW:
            return change.aspect == "kind" or _loses_columns(change.object, before, after)
        case Subject.CONSTRAINT | Subject.INDEX:
            return _is_new_demand(change, after)
        case Subject.FUNCTION:
            return change.aspect in _CALLED_BY
        case subject:
            return subject is Subject.TYPE and _is_type_broken(change.object, before, after)


def _is_column_broken(change: Altered) -> bool:
    if change.aspect == "type":
        return not is_widening(change.documented or "", change.actual or "")
    return change.aspect == "nullability" and change.actual == "not null"


def _is_new_demand(change: Altered | Undocumented, after: Schema) -> bool:
    """Whether rows that were fine may be refused now; new ones of new tables are nobody's yet."""
    relation = after.relation(change.relation or "")
    name = split_qualified(change.object)[-1]
    if change.subject is Subject.INDEX:
        index: Index | None = getattr(relation, "indexes", {}).get(name)
        return index is not None and index.is_unique
    if change.subject is Subject.CONSTRAINT and isinstance(relation, Table):
        constraint = relation.constraints.get(name)
        if constraint is None or isinstance(constraint, Exclusion):
            return False
        return constraint.validated
    return False


def _loses_columns(key: str, before: Schema, after: Schema) -> bool:
    """Whether a view that keeps its name gives fewer columns, or gives them as other types."""
    old, new = before.views.get(key), after.views.get(key)
    if old is None or new is None:
        return False
    return not _gives_all(old, new)


def _gives_all(old: View, new: View) -> bool:
    return all(
        name in new.columns and is_widening(column.type or "", new.columns[name].type or "")
        for name, column in old.columns.items()
    )


def _is_type_broken(key: str, before: Schema, after: Schema) -> bool:
    old, new = _type(before, key), _type(after, key)
    if isinstance(old, Enum) and isinstance(new, Enum):
        return not set(old.labels) <= set(new.labels)
    return True


def _type(schema: Schema, key: str) -> Enum | Domain | CompositeType | RangeType | None:
    return (
        schema.enums.get(key)
        or schema.domains.get(key)
        or schema.composite_types.get(key)
        or schema.range_types.get(key)
    )
