"""Exit codes: 0 in step, 1 drift or findings, 2 could not tell (see ``sotsync.errors``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from sotsync.findings import FailOn, Finding, Severity

if TYPE_CHECKING:
    from sotsync.report.models import Report

__all__ = ["DRIFT", "IN_STEP", "exit_code_for", "exit_code_of", "exit_for"]

IN_STEP = 0
DRIFT = 1


def exit_for(findings: Iterable[Finding], *, is_drift: bool = False) -> None:
    """Raise click's Exit with 1 on drift or a finding that weighs; with 0 it just returns."""
    if exit_code_for(findings, is_drift=is_drift):
        raise click.exceptions.Exit(DRIFT)


def exit_code_for(findings: Iterable[Finding], *, is_drift: bool = False) -> int:
    """1 on drift or a finding that weighs, else 0."""
    weighs = any(finding.severity is not Severity.INFO for finding in findings)
    return DRIFT if is_drift or weighs else IN_STEP


def exit_code_of(report: Report, fail_on: FailOn) -> int:
    """1 where a report holds anything of that severity or a graver one, else 0."""
    everything = (*report.changes, *report.disagreements, *report.findings)
    return DRIFT if any(fail_on.is_failed_by(one.severity) for one in everything) else IN_STEP
