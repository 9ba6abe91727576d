"""What a report is about: the values that every format renders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sotsync.diff.changes import Change, Outdated, Unmapped
from sotsync.diff.witnesses import Disagreement
from sotsync.findings import Finding, Severity

__all__ = ["Report"]

_FAILING = frozenset({Severity.ERROR, Severity.WARNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of one comparison.

    Attributes:
        document: The document's path, as it is shown; None where only migrations and a database
            were compared.
        migrations: The migrations folder, as it is shown.
        changes: How they differ, sorted.
        findings: What else a person should look at, in the document and in the migrations.
        relations: How many tables and views the migrations make.
        files: How many migration files were read.
        statements: How many statements ended how.
        database: The database that was compared as well, as it is shown; None for none.
        disagreements: Every fact in which document, migrations and database differ.
        known_drift: How many changes and disagreements are left out as known already.
        known_findings: How many findings are left out as known already.
        command: The command that made it, by which other tools tell reports apart.
    """

    document: str | None
    migrations: str
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    relations: int = 0
    files: int = 0
    statements: Mapping[str, int] = field(default_factory=dict)
    database: str | None = None
    disagreements: tuple[Disagreement, ...] = ()
    known_drift: int = 0
    known_findings: int = 0
    command: str = "diff"

    @property
    def is_in_step(self) -> bool:
        """Whether the document says what the migrations make, and the database has it."""
        return not self.changes and not self.disagreements and not self.known_drift

    @property
    def known(self) -> int:
        """How many problems are left out, because they are known already."""
        return self.known_drift + self.known_findings

    @property
    def own_changes(self) -> tuple[Change, ...]:
        """The changes that no disagreement tells as well."""
        if self.database is None:
            return self.changes
        return tuple(one for one in self.changes if isinstance(one, Outdated | Unmapped))

    @property
    def severities(self) -> Mapping[Severity, int]:
        """How many changes and disagreements there are of each severity, each told once."""
        listed = (*self.own_changes, *self.disagreements)
        return Counter(one.severity for one in listed)

    @property
    def hints(self) -> Mapping[str, int]:
        """What repairs the changes, in their order, and how many each."""
        return Counter(change.hint for change in self.changes)
