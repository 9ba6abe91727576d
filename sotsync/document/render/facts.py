"""Everything that generated fields are made of, gathered once from a replay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sotsync.document.render.history import History, MigrationFile, describe_file
from sotsync.document.render.links import Relationship, referenced_by
from sotsync.document.render.partition_history import partition_operations
from sotsync.replay.history import Operation
from sotsync.replay.result import Replay
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.render.style import key_of

__all__ = ["Facts", "gather_facts", "has_own_entry", "relations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The actual side of a document.

    Attributes:
        schema: What the database is.
        history: The migrations, in replay order.
        operations: What was done to each table or view, by its key, in replay order.
        incoming: Which foreign keys point to each table.
        of_partitions: What was done to the partitions of each table, in replay order.
    """

    schema: Schema
    history: History
    operations: Mapping[str, tuple[Operation, ...]]
    incoming: Mapping[str, tuple[Relationship, ...]]
    of_partitions: Mapping[str, tuple[Operation, ...]]

    def migrations(self, relation: Table | View) -> tuple[MigrationFile, ...]:
        """Every migration that touched the table, its columns, indexes, policies or triggers.

        Those that touched its partitions are among them.
        """
        below = self.of_partitions.get(key_of(relation), ())
        return self.history.ordered((*relation.origin.touched, *(one.path for one in below)))

    def created(self, relation: Table | View) -> MigrationFile | None:
        """The migration that created it."""
        location = relation.origin.created
        return None if location is None else self.history.file(location.path)

    def last_updated(self, relation: Table | View) -> MigrationFile | None:
        """The newest migration that touched it."""
        migrations = self.migrations(relation)
        return migrations[-1] if migrations else self.created(relation)


def gather_facts(replay: Replay, dates: Mapping[str, dt.date] | None = None) -> Facts:
    """The facts of a replay.

    Args:
        replay: Where they come from.
        dates: Days of migrations whose version states none, by path.
    """
    known = dates or {}
    history = History.of(
        describe_file(
            script.path,
            script.version,
            script.comment,
            known.get(script.path),
            is_baseline=script.is_baseline,
        )
        for script in replay.scripts
    )
    return Facts(
        schema=replay.schema,
        history=history,
        operations=_by_object(replay.operations),
        incoming=referenced_by(replay.schema),
        of_partitions=partition_operations(replay),
    )


def _by_object(operations: Iterable[Operation]) -> Mapping[str, tuple[Operation, ...]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        found.setdefault(operation.object, []).append(operation)
    return {key: tuple(listed) for key, listed in found.items()}


def relations(schema: Schema) -> Mapping[str, Table | View]:
    """Every table and view by its key, tables first, in creation order."""
    return {**schema.tables, **schema.views}


def has_own_entry(relation: Table | View) -> bool:
    """Whether a relation without an entry gets one.

    The platform's tables are not the project's to document, and a partition is part of its parent.
    """
    if isinstance(relation, View):
        return True
    return not relation.is_external and relation.partition_bound is None
