"""Comparing two tables or views that are one: the whole, its row-level security, its members."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.diff.aspects import COMMENT, Difference, comment_difference, differences
from sotsync.diff.changes import Altered, Change, Subject
from sotsync.diff.members import MEMBER_KINDS, Comparison, compare_members, documented_places
from sotsync.schema.models import Table, View

__all__ = ["compare_relations", "subject_of"]

_SECURITY = frozenset({"rls_enabled", "rls_forced"})


def subject_of(relation: Table | View) -> Subject:
    """Whether a change calls it a table or a view."""
    return Subject.TABLE if isinstance(relation, Table) else Subject.VIEW


def compare_relations(
    key: str, documented: Table | View, actual: Table | View, using: Comparison
) -> Iterator[Change]:
    """The differences between a documented relation and the actual one now called ``key``."""
    for difference in _whole(key, documented, actual, using):
        yield _altered(key, documented, actual, difference, using)
    for kind in MEMBER_KINDS:
        # The columns of a view follow from its query, which has been compared.
        if kind.subject is Subject.COLUMN and isinstance(actual, View):
            continue
        yield from compare_members(kind, key, documented, actual, using)


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
    renamed = {"name": actual.name, "schema_name": actual.schema_name}
    translated = using.renames.translate(documented.model_copy(update=renamed), key)
    yield from differences(translated, actual)
    if documented.comment != actual.comment:
        yield comment_difference(documented, actual)


def _altered(
    key: str,
    documented: Table | View,
    actual: Table | View,
    difference: Difference,
    using: Comparison,
) -> Altered:
    field = difference.field
    is_security = field in _SECURITY
    return Altered(
        code="D040" if is_security else "D120" if field == COMMENT else "D005",
        subject=Subject.ROW_SECURITY if is_security else subject_of(actual),
        object=key,
        relation=key,
        aspect=difference.aspect,
        documented=difference.documented,
        actual=difference.actual,
        documented_at=documented_places(documented.origin),
        actual_at=using.blame.changed(key, "", field, actual.origin),
    )
