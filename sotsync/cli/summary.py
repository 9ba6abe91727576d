"""What commands say on standard error of the migrations that they read and replayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sotsync.cli.console import finding_lines
from sotsync.findings import Finding, accept

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.migrations.models import Migrations
    from sotsync.replay.result import Replay

__all__ = ["findings_of", "summary_lines"]


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
        yield _statements(replay)


def _files(migrations: Migrations) -> str:
    applied = len({file.path for file in migrations.files})
    skipped = len(migrations.skipped)
    return f"files ({migrations.layout}): {applied} applied, {skipped} skipped"


def _statements(replay: Replay) -> str:
    counts = (f"{count} {outcome}" for outcome, count in replay.outcomes.items())
    return f"statements: {', '.join(counts)}"
