"""``sotsync sync``: repair the document's generated regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sotsync.cli.console import write_note, write_result
from sotsync.cli.exits import exit_for
from sotsync.cli.options import engine_option, output_option, project_options
from sotsync.cli.specifications import changed_files, finish_cut_short, written_files
from sotsync.files import Write, write_sources

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["command"]


@click.command(
    name="sync",
    epilog="Exit codes: 0 in step now, 1 something is left for a person (with --check also: a "
    "write would be due), 2 could not tell; nothing was written.",
)
@project_options
@engine_option
@output_option
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

    \b
    Examples:
      sotsync sync
      sotsync sync --check
      sotsync sync --dry-run
      sotsync sync --fix-refs --fix-links
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.choices import patch_options  # noqa: PLC0415 - loads the renderer
    from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage
    from sotsync.cli.mending import is_due_around, mend, writes  # noqa: PLC0415 - the same
    from sotsync.cli.outputs import parse_outputs, write_reports  # noqa: PLC0415 - the same

    wanted = parse_outputs(outputs, project)
    finish_cut_short(project, is_writing=not (is_check or is_dry_run))
    comparison = compare(project)
    fixes = {"is_fixing_links": is_fixing_links, "is_fixing_references": is_fixing_references}
    is_due = is_check and is_due_around(comparison, **fixes)
    if not is_check:
        options = patch_options(
            project.settings, is_reactivating=is_reactivating, is_pruning=is_pruning
        )
        after, left = mend(project, comparison, options=options, **fixes)
        changed = tuple(writes(project, comparison, after))
        if is_dry_run:
            write_result("".join(map(_shown, changed)))
            exit_for(left.findings, is_drift=bool(left.changes))
            return
        _write(project, changed)
        comparison = left
    write_reports(wanted, comparison.report)
    exit_for(comparison.findings, is_drift=is_due or bool(comparison.changes))


def _write(project: Project, changed: tuple[Write, ...]) -> None:
    write_sources(changed, root=project.root)
    for write in changed:
        for note in written_files(write.expected, write.source):
            write_note(note)


def _shown(write: Write) -> str:
    before = write.expected
    assert before is not None  # What is repaired was read.
    from sotsync.report.unified import unified_diff  # noqa: PLC0415 - only a dry run shows it

    return "".join(unified_diff(*pair) for pair in changed_files(before, write.source))
