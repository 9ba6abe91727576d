"""What was done to the partitions of a table, which is a part of the table's own history.

A partition has no entry: its SQL stands in that of its table. So a migration that makes one, drops
one or gives one a policy changes that entry, and has a row there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sotsync.replay.history import Action, Operation
from sotsync.replay.result import Replay
from sotsync.schema.models import Schema, Table
from sotsync.schema.names import qualified, split_qualified

__all__ = ["partition_operations"]

_TOLD_BY_PARENT = frozenset({Action.ATTACH_PARTITION, Action.DETACH_PARTITION})


def partition_operations(replay: Replay) -> Mapping[str, tuple[Operation, ...]]:
    """What was done to partitions while they were such, by the key of the table they are of."""
    parents = dict(_parents(replay))
    if not parents:
        return {}
    keys = {key: _top(key, parents, replay.schema) for key in parents}
    found: dict[str, dict[str, list[Operation]]] = {}
    for operation in replay.operations:
        top = keys.get(operation.object)
        if top is not None:
            found.setdefault(top, {}).setdefault(operation.object, []).append(operation)
    order = {id(one): place for place, one in enumerate(replay.operations)}
    return {
        top: tuple(
            sorted(
                (one for own in parts.values() for one in _since(own)), key=lambda it: order[id(it)]
            )
        )
        for top, parts in found.items()
    }


def _parents(replay: Replay) -> Iterator[tuple[str, str]]:
    """Each partition, there or dropped, with the table right above it."""
    dropped = ((key, one.model) for key, one in replay.dropped.items())
    for key, table in (*dropped, *replay.schema.tables.items()):
        if isinstance(table, Table) and table.partition_bound is not None and table.parents:
            yield key, table.parents[0]


def _top(key: str, parents: Mapping[str, str], schema: Schema) -> str:
    """The key of the table at the top of a partition."""
    seen = {key}
    while key in parents and parents[key] not in seen:
        key = parents[key]
        seen.add(key)
    return key if key in schema.tables else _renamed(key, schema)


def _renamed(key: str, schema: Schema) -> str:
    """What a table that was called so is called now; the same where none was."""
    for name, table in schema.tables.items():
        if table.partition_key is not None and key in _former_keys(table):
            return name
    return key


def _former_keys(table: Table) -> frozenset[str]:
    names = [split_qualified(name) for name in table.origin.renamed_from]
    schemas = [*(name[0] for name in names if len(name) > 1), table.schema_name]
    return frozenset(
        qualified(schema, name[-1]) for name in names for schema in name[:-1] or schemas
    )


def _since(operations: Iterable[Operation]) -> Iterator[Operation]:
    """What was done since the table became a partition the last time."""
    found: list[Operation] = []
    for operation in operations:
        if operation.action is Action.ATTACH_PARTITION:
            found.clear()
        if operation.action not in _TOLD_BY_PARENT:
            found.append(operation)
    yield from found
