"""The rows of the two histories of an entry: which migrations, and what each of them did."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sotsync.document.exact import exact_name
from sotsync.document.render.facts import Facts
from sotsync.document.render.history import MigrationFile
from sotsync.document.render.words import cell, code, code_cell
from sotsync.replay.history import Action, Operation
from sotsync.schema.models import Table, View
from sotsync.schema.names import qualified, split_qualified

__all__ = [
    "DATE_UNKNOWN",
    "MIGRATION_HEADER",
    "UPDATED_BY",
    "VERBS",
    "VERSION_HEADER",
    "ChangeRow",
    "change_rows",
    "former_name",
    "show_date",
    "summarize",
    "summarize_partitions",
]

MIGRATION_HEADER = ("Migration", "Date", "Description", "Breaking Change?")
VERSION_HEADER = ("Version", "Date", "Migration", "Changes", "Updated By")
UPDATED_BY = "sotsync"
DATE_UNKNOWN = "-"
"""What stands for the date of a migration whose version is no time stamp."""

VERBS = {
    Action.COMMENT: "comment on",
    Action.RENAME_TABLE: "renamed from",
    Action.MOVE_TABLE: "moved from schema",
}
"""Where the phrase of a Changes cell is not the action's own."""

_RENAMES = frozenset(
    {
        Action.RENAME_TABLE,
        Action.MOVE_TABLE,
        Action.RENAME_COLUMN,
        Action.RENAME_CONSTRAINT,
        Action.RENAME_INDEX,
        Action.RENAME_POLICY,
        Action.RENAME_TRIGGER,
    }
)
_CREATIONS = frozenset({Action.CREATE_TABLE, Action.CREATE_VIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One migration of one table, as both histories show it; every text is a finished cell.

    Attributes:
        file: The migration.
        is_creation: Whether it created the table or view.
        is_breaking: Whether programs that used the table may stop working.
        changes: What it did, in words.
        operations: What it did, one by one; to the table itself, not to its partitions.
    """

    file: MigrationFile
    is_creation: bool
    is_breaking: bool
    changes: str
    operations: tuple[Operation, ...] = ()

    @property
    def migration(self) -> str:
        """The Migration cell."""
        return code_cell(self.file.name)

    @property
    def date(self) -> str:
        """The Date cell."""
        return show_date(self.file)

    @property
    def description(self) -> str:
        """The Description cell."""
        return cell(self.file.description)

    @property
    def breaking(self) -> str:
        """The Breaking Change? cell: a creation breaks nothing that was there before."""
        if self.is_creation:
            return "N/A"
        return "Yes" if self.is_breaking else "No"


def show_date(file: MigrationFile) -> str:
    """The migration's day, or the dash that says that none is known."""
    return DATE_UNKNOWN if file.date is None else file.date.isoformat()


def change_rows(relation: Table | View, facts: Facts) -> tuple[ChangeRow, ...]:
    """One row for every migration that touched the table or view, oldest first."""
    key = qualified(relation.schema_name, relation.name)
    operations = (*facts.operations.get(key, ()), *facts.of_partitions.get(key, ()))
    created = relation.origin.created
    return tuple(
        _row(
            file,
            [operation for operation in operations if operation.path == file.path],
            is_creation=created is not None and created.path == file.path,
            key=key,
            whole="view" if isinstance(relation, View) else "table",
        )
        for file in facts.migrations(relation)
    )


def _row(
    file: MigrationFile, operations: Sequence[Operation], *, is_creation: bool, key: str, whole: str
) -> ChangeRow:
    own = [one for one in operations if one.object == key]
    below = [one for one in operations if one.object != key]
    is_creation = is_creation or any(one.action in _CREATIONS for one in own)
    changes = "; ".join(filter(None, (summarize(own, whole), summarize_partitions(below))))
    return ChangeRow(
        file=file,
        is_creation=is_creation,
        is_breaking=not is_creation and any(one.is_breaking for one in operations),
        changes="Initial creation" if is_creation else _capital(changes) or "Updated",
        operations=tuple(own),
    )


def summarize(operations: Iterable[Operation], whole: str = "table") -> str:
    """What the operations did, for a Changes cell: ``Add column `a` (text), `b`; drop index `c```.

    Operations of one kind that follow each other share its words.

    Args:
        operations: What was done, oldest first.
        whole: What the table or view itself is called.
    """
    phrases = []
    for action, group in itertools.groupby(operations, key=lambda one: one.action):
        subjects = dict.fromkeys(filter(None, (_subject(one, whole) for one in group)))
        phrases.append(f"{VERBS.get(action, action.value)} {', '.join(subjects)}".rstrip())
    return cell(_capital("; ".join(dict.fromkeys(phrases))))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def summarize_partitions(operations: Iterable[Operation]) -> str:
    """The same for what was done to partitions: ``create policy `p` on `events_2026```."""
    phrases = []
    for (action, key), group in itertools.groupby(operations, key=_kind_and_object):
        name = code(exact_name(split_qualified(key)[-1]))
        subjects = [one for one in (_subject(one, "partition") for one in group) if one]
        phrases.append(_partition_phrase(action, name, ", ".join(dict.fromkeys(subjects))))
    return cell("; ".join(dict.fromkeys(phrases)))


def _kind_and_object(operation: Operation) -> tuple[Action, str]:
    return operation.action, operation.object


def _partition_phrase(action: Action, name: str, subjects: str) -> str:
    verb = VERBS.get(action, action.value)
    if action in {Action.RENAME_TABLE, Action.MOVE_TABLE}:
        return f"partition {name} {verb} {subjects}"
    if action in {Action.CREATE_TABLE, Action.DROP_TABLE}:
        return f"{verb.partition(' ')[0]} partition {name}"
    if action is Action.COMMENT:
        return (
            f"{verb} {subjects} {name}"
            if subjects == "partition"
            else f"{verb} {subjects} of {name}"
        )
    return f"{verb} {subjects} on {name}" if subjects else f"{verb} on {name}"


def _subject(operation: Operation, whole: str) -> str:
    subject = code(operation.subject) if operation.subject else ""
    if operation.action is Action.COMMENT:
        return subject or whole
    former = code(former_name(operation)) if former_name(operation) else ""
    if former:
        return f"{former} to {subject}" if subject else former
    if not operation.detail:
        return subject
    return f"{subject} ({operation.detail})" if subject else operation.detail


def former_name(operation: Operation) -> str:
    """The name before a rename; empty for any other operation."""
    word, _, name = operation.detail.partition(" ")
    if operation.action not in _RENAMES or word != "from":
        return ""
    return split_qualified(name)[-1]
