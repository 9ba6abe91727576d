"""``sotsync sync``: repair the document's generated regions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sotsync.cli.console import write_note, write_patch
from sotsync.cli.exits import exit_for
from sotsync.cli.options import (
    engine_option,
    output_option,
    project_options,
    reopened_project,
)
from sotsync.cli.specifications import finish_cut_short, shown_files
from sotsync.errors import UsageError
from sotsync.files import Write

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.cli.syncing import Fixes

__all__ = ["command"]


@click.command(
    name="sync",
    epilog="Exit codes: 0 in step now, 1 something is left for a person (with --check also: a "
    "write would be due), 2 could not tell; nothing was written.",
)
@project_options
@engine_option
@output_option
@click.option(
    "--watch",
    "is_watching",
    is_flag=True,
    help="Go on, and repair whenever a file changes; Ctrl-C ends it.",
)
@click.option("--check", "is_check", is_flag=True, help="Write nothing; 1 if a write is due.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Write nothing; show the change.")
@click.option(
    "--fix-refs",
    "is_fixing_references",
    is_flag=True,
    help="Add back-links that are missing, also in the other documents.",
)
@click.option(
    "--fix-links",
    "is_fixing_links",
    is_flag=True,
    help="Correct anchors that have changed, also in the other documents.",
)
@click.option(
    "--reactivate",
    "is_reactivating",
    is_flag=True,
    help="Put the deprecated entry of a table that came back in its old place, with its id.",
)
@click.option(
    "--prune", "is_pruning", is_flag=True, help="Take away Key Indexes bullets of no index."
)
def command(  # noqa: PLR0913 - one parameter an option
    project: Project,
    *,
    outputs: tuple[str, ...],
    is_watching: bool,
    is_check: bool,
    is_dry_run: bool,
    is_fixing_references: bool,
    is_fixing_links: bool,
    is_reactivating: bool,
    is_pruning: bool,
) -> None:
    """Repair the document's generated regions, and nothing else.

    Every write is proven first: read back, the document is in step; a second run would change
    nothing; and outside the generated regions not one byte differs.

    Other documents are read, and written only where --fix-refs or --fix-links asks for it: whole
    new lines in lists that are there for them, and the anchors of links.

    With --watch, on a terminal, the same is done again whenever a migration, a document or the
    settings change, until Ctrl-C.

    \b
    Examples:
      sotsync sync
      sotsync sync --check
      sotsync sync --dry-run
      sotsync sync --fix-refs --fix-links
      sotsync sync --watch
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.syncing import Fixes  # noqa: PLC0415 - loads every stage

    fixes = Fixes(
        is_fixing_references=is_fixing_references,
        is_fixing_links=is_fixing_links,
        is_reactivating=is_reactivating,
        is_pruning=is_pruning,
    )
    if is_watching:
        _refuse_watching(is_once=is_check or is_dry_run or bool(outputs))
        _watch(project, fixes)
    else:
        _sync(project, fixes, outputs, is_check=is_check, is_dry_run=is_dry_run)


def _sync(
    project: Project,
    fixes: Fixes,
    outputs: tuple[str, ...],
    *,
    is_check: bool,
    is_dry_run: bool,
) -> None:
    """Repair once, or say what that would do."""
    from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage
    from sotsync.cli.outputs import parse_outputs, write_reports  # noqa: PLC0415 - the same
    from sotsync.cli.syncing import is_write_due, plan, write  # noqa: PLC0415 - the same

    wanted = parse_outputs(outputs, project)
    finish_cut_short(project, is_writing=not (is_check or is_dry_run))
    comparison = compare(project)
    is_due = is_check and is_write_due(project, comparison, fixes)
    if not is_check:
        changed, left = plan(project, comparison, fixes)
        if is_dry_run:
            write_patch("".join(map(_shown, changed)))
            exit_for(left.findings, is_drift=bool(left.changes))
            return
        for note in write(project, changed):
            write_note(note)
        comparison = left
    write_reports(wanted, comparison.report)
    exit_for(comparison.findings, is_drift=is_due or bool(comparison.changes))


def _refuse_watching(*, is_once: bool) -> None:
    """Say why this call cannot watch.

    Raises:
        UsageError: Another option asks for one run, or no person watches.
    """
    if is_once:
        raise UsageError(
            "--watch repairs again and again, and says so in a line each time",
            hint="leave out --check, --dry-run and --output",
        )
    if not sys.stdout.isatty():
        raise UsageError(
            "--watch is for a terminal, and nobody would end it here",
            hint="`sotsync sync --check` tells whether a write is due",
        )


def _watch(project: Project, fixes: Fixes) -> None:
    """Repair whenever files change; Ctrl-C is how that is meant to end."""
    from sotsync.cli.syncing import keep_in_step, say_what_is_watched  # noqa: PLC0415 - as above
    from sotsync.cli.watching import Watched, load_watcher  # noqa: PLC0415 - only here

    watcher = load_watcher()
    watched = Watched(reopen=reopened_project, project=project)
    say_what_is_watched(watched)
    try:
        keep_in_step(watched, watcher, fixes)
    except KeyboardInterrupt:
        write_note("stopped watching")


def _shown(write: Write) -> str:
    before = write.expected
    assert before is not None  # What is repaired was read.
    return shown_files(before, write.source)
