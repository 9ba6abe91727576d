"""What ``sotsync check`` tells."""

from __future__ import annotations

from dataclasses import dataclass

from sotsync.config import Conventions
from sotsync.findings import Finding, Severity
from sotsync.report.models import Report
from sotsync.rules.registry import RULES
from sotsync.rules.waivers import Allowed

__all__ = ["CheckReport", "requirement_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """The outcome of one check.

    Attributes:
        migrations: The migrations folder, as it is shown.
        conventions: The version of the conventions whose letters are named.
        findings: Every breach, what weighs most first.
        allowed: What somebody has allowed, with the reason.
        rules: How many rules were asked.
        relations: How many tables and views the migrations make.
        is_verbose: Whether notes are listed for people; programs get them all.
        known: How many breaches are left out because the base branch has them.
    """

    migrations: str
    conventions: Conventions
    findings: tuple[Finding, ...]
    allowed: tuple[Allowed, ...] = ()
    rules: int = 0
    relations: int = 0
    is_verbose: bool = False
    known: int = 0

    @property
    def listed(self) -> tuple[Finding, ...]:
        """The breaches that people are shown."""
        if self.is_verbose:
            return self.findings
        return tuple(one for one in self.findings if one.severity is not Severity.INFO)

    @property
    def notes(self) -> int:
        """How many notes are not shown."""
        return len(self.findings) - len(self.listed)

    def number(self, severity: Severity) -> int:
        """How many breaches weigh so much."""
        return sum(one.severity is severity for one in self.findings)

    def as_report(self) -> Report:
        """The breaches as findings of a report, for the formats of other tools."""
        return Report(
            document=None,
            migrations=self.migrations,
            findings=self.listed,
            relations=self.relations,
            command="check",
        )


def requirement_of(code: str, conventions: Conventions) -> str | None:
    """Where the conventions ask for what a rule asks for."""
    return RULES[code].requirement_in(conventions) if code in RULES else None
