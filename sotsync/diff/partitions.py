"""Comparing the partitions of a table, which the SQL of its own entry creates."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.diff.aspects import summary
from sotsync.diff.changes import Altered, Change, Ghost, Renamed, Subject, Undocumented
from sotsync.diff.facts import same_model
from sotsync.diff.members import Comparison, documented_places
from sotsync.diff.pairs import Pair, pair
from sotsync.diff.relations import compare_whole
from sotsync.diff.renames import former_keys
from sotsync.schema.models import Schema, Table
from sotsync.schema.partitions import own_columns, own_members, partitions_of
from sotsync.schema.render.style import key_of

__all__ = ["compare_partitions"]

_CODE, _RENAMED = "D005", "D006"


def compare_partitions(
    documented: Table, actual: Table, stated: Schema, schema: Schema, using: Comparison
) -> Iterator[Change]:
    """The partitions of a table that are missing, too much, renamed or different.

    What a partition has from its parent is compared there.

    Args:
        documented: The table as documented, whatever its name there.
        actual: The table as it is.
        stated: What the document states.
        schema: What is so.
        using: Blame and renames.
    """
    pairing = pair(
        partitions_of(key_of(documented), stated),
        partitions_of(key_of(actual), schema),
        former_names=lambda one: former_keys(one.schema_name, one.origin.renamed_from),
    )
    for one in (*pairing.same_name, *pairing.renamed):
        if one.name != one.documented_name:
            yield _renamed(one, using)
        yield from _compared(one, stated, schema, using)
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


def _compared(
    one: Pair[Table, Table], stated: Schema, schema: Schema, using: Comparison
) -> Iterator[Change]:
    parents = {"parents": one.actual.parents}
    documented = one.documented.model_copy(update=parents)
    whole = compare_whole(one.name, documented, one.actual, using)
    yield from (change for change in whole if change.code == _CODE)  # No comments are shown.
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
