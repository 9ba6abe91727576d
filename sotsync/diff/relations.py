"""Comparing two tables or views that are one: the whole, its row-level security, its members."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.diff.aspects import COMMENT, Difference, comment_difference, differences
from sotsync.diff.changes import Altered, Change, Subject
from sotsync.diff.facts import same_model
from sotsync.diff.members import (
    MEMBER_KINDS,
    Comparison,
    compare_members,
    created_places,
    documented_places,
)
from sotsync.schema.models import Table, View

__all__ = ["compare_relations", "compare_security", "compare_whole", "subject_of"]

_MEMBERS = tuple(kind.mapping for kind in MEMBER_KINDS)
_SECURITY = frozenset({"rls_enabled", "rls_forced"})


def subject_of(relation: Table | View) -> Subject:
    """Whether a change calls it a table or a view."""
    return Subject.TABLE if isinstance(relation, Table) else Subject.VIEW


def compare_relations(
    key: str, documented: Table | View, actual: Table | View, using: Comparison
) -> Iterator[Change]:
    """The differences between a documented relation and the actual one now called ``key``."""
    yield from compare_whole(key, documented, actual, using)
    for kind in MEMBER_KINDS:
        if kind.is_stated_by(actual):
            yield from compare_members(kind, key, documented, actual, using)
    if isinstance(documented, Table) and isinstance(actual, Table):
        yield from compare_security(key, documented, actual, using)


def compare_whole(
    key: str, documented: Table | View, actual: Table | View, using: Comparison
) -> Iterator[Change]:
    """What differs in the relation itself: kind, query, partitioning, comment."""
    for difference in _whole(key, documented, actual, using):
        if difference.field not in _SECURITY:
            yield _altered(key, documented, actual, difference, using)


def compare_security(
    key: str, documented: Table, actual: Table, using: Comparison
) -> Iterator[Change]:
    """What differs in whether row-level security is on and forced."""
    for difference in _whole(key, documented, actual, using):
        if difference.field in _SECURITY:
            yield _altered(key, documented, actual, difference, using)


def _whole(
    key: str, documented: Table | View, actual: Table | View, using: Comparison
) -> Iterator[Difference]:
    if isinstance(documented, Table) != isinstance(actual, Table):
        yield Difference(
            field="kind",
            aspect="kind",
            documented=subject_of(documented).value,
            actual=subject_of(actual).value,
        )
        return
    bare = _without_members(actual)
    renamed = {"name": actual.name, "schema_name": actual.schema_name}
    alone = _without_members(documented).model_copy(update=renamed)
    stated = using.renames.translate(alone, key, bare)
    # What was renamed may be another table's, of the same name: then the query is right as it is.
    if not any(same_model(one, bare, using.scope) for one in (stated, alone)):
        yield from differences(stated, bare, shown=documented, scope=using.scope)
    if documented.comment != actual.comment:
        yield comment_difference(documented, actual)


def _without_members(relation: Table | View) -> Table | View:
    fields = type(relation).model_fields
    return relation.model_copy(update={f: {} for f in _MEMBERS if f in fields})


def _altered(
    key: str,
    documented: Table | View,
    actual: Table | View,
    difference: Difference,
    using: Comparison,
) -> Altered:
    field = difference.field
    is_security = field in _SECURITY
    places = documented_places if is_security else created_places
    return Altered(
        code="D040" if is_security else "D120" if field == COMMENT else "D005",
        subject=Subject.ROW_SECURITY if is_security else subject_of(actual),
        object=key,
        relation=key,
        aspect=difference.aspect,
        documented=difference.documented,
        actual=difference.actual,
        documented_at=places(documented.origin),
        actual_at=using.blame.changed(key, "", field, actual.origin),
    )
