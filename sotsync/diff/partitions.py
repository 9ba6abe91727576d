"""Comparing the partitions of a table, which the SQL of its own entry creates."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.diff.aspects import summary
from sotsync.diff.changes import Altered, Change, Ghost, Renamed, Subject, Undocumented
from sotsync.diff.facts import same_model
from sotsync.diff.members import MEMBER_KINDS, Comparison, compare_members, documented_places
from sotsync.diff.pairs import Pair, Pairing, pair
from sotsync.diff.relations import compare_security, compare_whole
from sotsync.diff.renames import former_keys
from sotsync.schema.models import Schema, Table
from sotsync.schema.partitions import own_columns, own_members, partitions_of
from sotsync.schema.render.style import key_of

__all__ = ["compare_partition", "compare_partitions", "pair_partitions"]

_CODE, _RENAMED, _COMMENT = "D005", "D006", "D120"
_WITH_FENCES = frozenset({Subject.POLICY, Subject.TRIGGER})
"""Members that have a fence of their own; of others a partition repeats its parent's."""


def pair_partitions(
    documented: Table, actual: Table, stated: Schema, schema: Schema
) -> Pairing[Table, Table]:
    """The partitions of a table on both sides, matched.

    Args:
        documented: The table as documented, whatever its name there.
        actual: The table as it is.
        stated: What the document states.
        schema: What is so.
    """
    return pair(
        partitions_of(key_of(documented), stated),
        partitions_of(key_of(actual), schema),
        former_names=lambda one: former_keys(one.schema_name, one.origin.renamed_from),
    )


def compare_partitions(
    documented: Table, actual: Table, stated: Schema, schema: Schema, using: Comparison
) -> Iterator[Change]:
    """The partitions of a table that are missing, too much, renamed or different.

    What a partition has from its parent is compared there; comments, policies, triggers and
    row-level security are its own.

    Args:
        documented: The table as documented, whatever its name there.
        actual: The table as it is.
        stated: What the document states.
        schema: What is so.
        using: Blame and renames.
    """
    pairing = pair_partitions(documented, actual, stated, schema)
    for one in (*pairing.same_name, *pairing.renamed):
        yield from compare_partition(one, stated, schema, using)
    for key, partition in pairing.undocumented.items():
        yield Undocumented(
            code=_CODE,
            subject=Subject.TABLE,
            object=key,
            actual=f"partition {partition.partition_bound}",
            actual_at=partition.origin.created,
        )
    for key, partition in pairing.ghosts.items():
        yield Ghost(
            code=_CODE,
            subject=Subject.TABLE,
            object=key,
            documented=f"partition {partition.partition_bound}",
            documented_at=documented_places(partition.origin),
            actual_at=using.blame.dropped(key),
        )


def compare_partition(
    one: Pair[Table, Table], stated: Schema, schema: Schema, using: Comparison
) -> Iterator[Change]:
    """What differs between a partition and what the document states of it."""
    if one.name != one.documented_name:
        yield _renamed(one, using)
    parents = {"parents": one.actual.parents}
    documented = one.documented.model_copy(update=parents)
    yield from compare_whole(one.name, documented, one.actual, using)
    yield from _compared_members(one, stated, schema, using)
    for kind in MEMBER_KINDS:
        changes = compare_members(kind, one.name, documented, one.actual, using)
        has_fence = kind.subject in _WITH_FENCES
        yield from (change for change in changes if has_fence or change.code == _COMMENT)
    yield from compare_security(one.name, documented, one.actual, using)


def _renamed(one: Pair[Table, Table], using: Comparison) -> Renamed:
    return Renamed(
        code=_RENAMED,
        subject=Subject.TABLE,
        object=one.name,
        documented=one.documented_name,
        actual=one.name,
        documented_at=documented_places(one.documented.origin),
        actual_at=using.blame.changed(one.name, "", "name", one.actual.origin),
    )


def _compared_members(
    one: Pair[Table, Table], stated: Schema, schema: Schema, using: Comparison
) -> Iterator[Change]:
    """What the CREATE statement of a partition says besides what its parent's says."""
    ours = {**own_members(one.documented), **own_columns(one.documented, stated)}
    theirs = {**own_members(one.actual), **own_columns(one.actual, schema)}
    for name in dict.fromkeys((*ours, *theirs)):
        old, new = ours.get(name), theirs.get(name)
        if old is None or new is None or not same_model(old, new, using.scope_at(one.name)):
            yield Altered(
                code=_CODE,
                subject=Subject.TABLE,
                object=one.name,
                aspect=name,
                documented=None if old is None else summary(old),
                actual=None if new is None else summary(new),
                documented_at=documented_places(one.documented.origin),
                actual_at=one.actual.origin.changed or one.actual.origin.created,
            )
