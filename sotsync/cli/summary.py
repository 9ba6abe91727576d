"""What commands say on standard error of the migrations that they read and replayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sotsync.cli.console import finding_lines
from sotsync.findings import Finding, accept

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.migrations.models import Migrations
    from sotsync.replay.result import Replay
    from sotsync.report.models import Report

__all__ = ["findings_of", "report_lines", "summary_lines"]


def findings_of(project: Project, migrations: Migrations, replay: Replay) -> tuple[Finding, ...]:
    """What was found in the migrations; what the settings accept is a note."""
    found = (*migrations.findings, *replay.findings)
    return accept(found, project.settings.accept, is_complete=False)


def summary_lines(
    findings: Iterable[Finding], migrations: Migrations, replay: Replay, *, is_verbose: bool
) -> Iterator[str]:
    """The findings and, if asked to, how many files and statements ended how."""
    yield from finding_lines(findings, is_verbose=is_verbose)
    if is_verbose:
        yield _files(migrations)
        yield _statements({str(how): number for how, number in replay.outcomes.items()})


def report_lines(report: Report) -> Iterator[str]:
    """What a report's text leaves out: its notes, and how many files and statements ended how."""
    notes = (finding for finding in report.findings if not finding.is_shown)
    yield from finding_lines(notes, is_verbose=True)
    yield f"files: {report.files}"
    yield _statements(report.statements)


def _files(migrations: Migrations) -> str:
    applied = len({file.path for file in migrations.files})
    skipped = len(migrations.skipped)
    return f"files ({migrations.layout}): {applied} applied, {skipped} skipped"


def _statements(outcomes: Mapping[str, int]) -> str:
    counts = (f"{count} {outcome}" for outcome, count in outcomes.items())
    return f"statements: {', '.join(counts)}"
