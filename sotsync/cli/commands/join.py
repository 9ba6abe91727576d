"""``sotsync join``: put a split document together in one file again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sotsync.cli.options import project_options

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["command"]


@click.command(
    name="join",
    epilog="Exit codes: 0 done or nothing to do, 1 with --check: a write is due, 2 could not tell.",
)
@project_options
@click.option("--check", "is_check", is_flag=True, help="Write nothing; 1 if a write is due.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Write nothing; show the change.")
def command(project: Project, *, is_check: bool, is_dry_run: bool) -> None:
    """Put the specification files back into the document, and remove them.

    Sections return to their places in the order of the template. Every line that a person wrote is
    kept, wherever it stood.

    \b
    Examples:
      sotsync join
      sotsync join --dry-run
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.conversion import convert  # noqa: PLC0415 - loads the document's reader
    from sotsync.patch.joining import join_document  # noqa: PLC0415 - the same

    convert(
        project,
        join_document,
        is_check=is_check,
        is_dry_run=is_dry_run,
    )
