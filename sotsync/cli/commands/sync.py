"""``sotsync sync``: repair the document's generated regions."""

from __future__ import annotations

import difflib
import itertools
from typing import TYPE_CHECKING

import click

from sotsync.cli.console import write_note, write_result
from sotsync.cli.exits import exit_for
from sotsync.cli.options import engine_option, output_option, project_options
from sotsync.files import write_source
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["command", "unified_diff"]


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
def command(
    project: Project, *, outputs: tuple[str, ...], is_check: bool, is_dry_run: bool
) -> None:
    """Repair the document's generated regions, and nothing else.

    Every write is proven first: read back, the document is in step; a second run would change
    nothing; and outside the generated regions not one byte differs.

    \b
    Examples:
      sotsync sync
      sotsync sync --check
      sotsync sync --dry-run
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.comparison import compare, repair  # noqa: PLC0415 - loads every stage
    from sotsync.cli.outputs import parse_outputs, write_reports  # noqa: PLC0415 - the same

    wanted = parse_outputs(outputs, project)
    comparison = compare(project)
    if not is_check:
        repaired, left = repair(project, comparison)
        if is_dry_run:
            write_result(unified_diff(comparison.document.source, repaired))
            exit_for(left.findings, is_drift=bool(left.changes))
            return
        _write(project, comparison.document.source, repaired)
        comparison = left
    write_reports(wanted, comparison.report)
    exit_for(comparison.findings, is_drift=bool(comparison.changes))


def _write(project: Project, before: Source, after: Source) -> None:
    if after.text == before.text:
        return
    write_source(project.document, after, root=project.root, expected=before)
    write_note(f"wrote {after.path}")


def unified_diff(before: Source, after: Source) -> str:
    """What a write would change, as ``diff -u`` shows it; empty where it would change nothing."""
    lines = difflib.unified_diff(
        _lines(before), _lines(after), f"a/{before.path}", f"b/{after.path}", lineterm="\n"
    )
    return "".join(
        line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )


def _lines(source: Source) -> list[str]:
    starts = [*source.line_starts, len(source.text)]
    return [source.text[start:end] for start, end in itertools.pairwise(starts) if start < end]
