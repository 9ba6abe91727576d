"""What a replay gives: the schema, what happened on the way, and what was left aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sotsync.findings import Finding
from sotsync.replay.history import Operation
from sotsync.schema.models import Schema, Table, View
from sotsync.text import Location

__all__ = ["Dropped", "Outcome", "Replay", "ScriptSummary"]


class Outcome(StrEnum):
    """How a statement ended; every statement ends in exactly one of these."""

    APPLIED = "applied"
    NO_EFFECT = "no effect"
    NOT_KNOWABLE = "not knowable"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A table or view that existed and was dropped.

    Attributes:
        key: Its last qualified name.
        model: What it was just before.
        dropped: The statement that dropped it.
        path: That statement's file.
        version: That file's version.
    """

    key: str
    model: Table | View
    dropped: Location
    path: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSummary:
    """One replayed file.

    Attributes:
        path: Where it is.
        version: Its version, empty where it has none.
        comment: Its first comment.
        statements: How many it holds.
        is_baseline: Whether it states what was there before the first migration.
    """

    path: str
    version: str
    comment: str
    statements: int
    is_baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The end of a replay.

    Attributes:
        schema: What the database is after the last statement.
        findings: What a person should look at, in replay order.
        operations: What was done to tables and views, in replay order.
        dropped: Tables and views that are gone, by their last key.
        outcomes: How many statements ended how.
        scripts: The files, in replay order.
    """

    schema: Schema
    findings: tuple[Finding, ...]
    operations: tuple[Operation, ...]
    dropped: Mapping[str, Dropped]
    outcomes: Mapping[Outcome, int]
    scripts: tuple[ScriptSummary, ...]
