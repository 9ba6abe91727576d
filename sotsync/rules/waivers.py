"""What a person has looked at and allows: in a migration, in the document, or in the settings.

A comment ``-- sotsync:allow SC203 reason`` on or above a statement is about what the statement
makes; ``<!-- sotsync:allow SC203: reason -->`` in an entry is about its table, and so is a line of
``[lint.allow]``. Without a reason a comment allows nothing: the next person could not judge it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.config import Settings, TableScope
from sotsync.findings import Finding, Severity
from sotsync.replay.history import Action, Operation
from sotsync.rules.names import NamePatterns
from sotsync.rules.titles import WAIVER
from sotsync.schema.models import PolicyCommand
from sotsync.schema.names import qualified, split_qualified
from sotsync.text import Location

__all__ = ["Allowed", "Stated", "Waiver", "allow", "read_words"]

_RULE = re.compile(r"SC\d{3}")
_WORDS = re.compile(r"sotsync:allow[ \t]+(?P<rules>SC\d{3}(?:[ \t]*,[ \t]*SC\d{3})*)(?P<rest>.*)")
_STATED = re.compile(r"(?P<rule>SC\d{3})(?::[ \t]*(?P<reason>.+))?")
_SETTINGS = "sotsync.toml says so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One comment that allows breaches of a rule.

    Attributes:
        rule: The rule's id.
        reason: Why; empty where the comment does not say.
        at: Where the comment is.
        statement: The statement that it stands on or above; None in a document.
        table: The key of the table whose entry it stands in; None in a migration.
    """

    rule: str
    reason: str
    at: Location
    statement: Location | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A breach that is allowed, and why."""

    finding: Finding
    reason: str
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What comments say.

    Attributes:
        waivers: What is allowed.
        commands: What tables are for, by their keys.
        scopes: Whose the rows of tables are, by their keys.
    """

    waivers: tuple[Waiver, ...] = ()
    commands: Mapping[str, tuple[PolicyCommand, ...]] = field(default_factory=dict)
    scopes: Mapping[str, TableScope] = field(default_factory=dict)

    def and_also(self, other: Stated) -> Stated:
        """What both say; this one counts where they say two things of one table."""
        return Stated(
            waivers=(*self.waivers, *other.waivers),
            commands={**other.commands, **self.commands},
            scopes={**other.scopes, **self.scopes},
        )

    @property
    def findings(self) -> Iterator[Finding]:
        """Comments that allow nothing because they give no reason."""
        for waiver in self.waivers:
            if not waiver.reason:
                yield _about(
                    waiver,
                    Severity.WARNING,
                    f"{waiver.rule} is not allowed here, because no reason is given",
                    f"Write it behind the rule: sotsync:allow {waiver.rule} shared by all.",
                )

    def unused(self, allowed: Iterable[Allowed]) -> Iterator[Finding]:
        """Comments that are needed no more, where every rule was asked."""
        used = {one.waiver for one in allowed}
        for waiver in self.waivers:
            if waiver.reason and waiver not in used:
                yield _about(
                    waiver,
                    Severity.INFO,
                    f"{waiver.rule} finds nothing here that would have to be allowed",
                    "Take the comment away, if the migration is not applied yet.",
                )


def _about(waiver: Waiver, severity: Severity, message: str, hint: str) -> Finding:
    is_document = waiver.statement is None
    return Finding(
        code=WAIVER,
        severity=severity,
        object=waiver.table,
        message=message,
        document=waiver.at if is_document else None,
        migration=None if is_document else waiver.at,
        hint=hint,
    )


def read_words(text: str) -> Iterator[tuple[str, str]]:
    """Each rule that a comment's line allows, with the reason, empty where there is none."""
    match = _WORDS.search(text)
    if match is not None:
        reason = match["rest"].strip(" \t:-\u2014\u2013").removesuffix("*/").strip()
        for rule in _RULE.findall(match["rules"]):
            yield rule, reason


def allow(
    findings: Iterable[Finding],
    stated: Stated,
    settings: Settings,
    operations: Iterable[Operation],
) -> tuple[list[Finding], list[Allowed]]:
    """Part the findings into those that stay and those that are allowed.

    Args:
        findings: What rules found.
        stated: What comments allow.
        settings: What ``lint.allow`` and ``accept`` allow.
        operations: What statements did to tables, which tells whose a comment on one is.
    """
    patterns = NamePatterns(settings.lint.allow)
    tables = _tables(stated.waivers, operations)
    left: list[Finding] = []
    allowed: list[Allowed] = []
    for finding in findings:
        waiver = next((one for one in stated.waivers if _is_for(one, finding, tables)), None)
        reason = waiver.reason if waiver is not None else _by_settings(finding, patterns)
        if reason is None:
            reason = next((one.reason for one in settings.accept if one.covers(finding)), None)
        if reason is None:
            left.append(finding)
        else:
            allowed.append(Allowed(finding=finding, reason=reason, waiver=waiver))
    return left, allowed


def _tables(
    waivers: Iterable[Waiver], operations: Iterable[Operation]
) -> Mapping[Location, frozenset[str]]:
    """The tables that each statement with a comment makes; of others only their parts are meant."""
    places = {one.statement for one in waivers}
    found: dict[Location, frozenset[str]] = {}
    for operation in operations:
        if operation.location in places and operation.action in _WHOLE:
            place = operation.location
            found[place] = found.get(place, frozenset()) | {operation.object}
    return found


_WHOLE = frozenset(
    {
        *(Action.CREATE_TABLE, Action.CREATE_VIEW, Action.REPLACE_VIEW, Action.RENAME_TABLE),
        *(Action.ENABLE_RLS, Action.DISABLE_RLS, Action.FORCE_RLS, Action.COMMENT),
    }
)
"""Statements about a table as a whole."""


def _is_for(waiver: Waiver, finding: Finding, tables: Mapping[Location, frozenset[str]]) -> bool:
    if waiver.rule != finding.code or not waiver.reason:
        return False
    table = _table_of(finding)
    if waiver.statement is None:
        return table == waiver.table
    if waiver.statement == finding.migration:
        return True
    return table in tables.get(waiver.statement, ())


def _table_of(finding: Finding) -> str | None:
    """The key of the table or view that a finding is about, wholly or in part."""
    parts = split_qualified(finding.object or "")
    return qualified(*parts[:2]) if len(parts) > 1 else None


def _by_settings(finding: Finding, patterns: NamePatterns[tuple[str, ...]]) -> str | None:
    parts = split_qualified(finding.object or "")
    if len(parts) < 2:  # noqa: PLR2004 - a schema and a name
        return None
    for stated in patterns.all(*parts[:2]):
        for text in stated:
            match = _STATED.fullmatch(text)
            if match is not None and match["rule"] == finding.code:
                return match["reason"] or _SETTINGS
    return None
