"""``sotsync split``: give each entry's full specification a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sotsync.cli.options import project_options

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["command"]


@click.command(
    name="split",
    epilog="Exit codes: 0 done or nothing to do, 1 with --check: a write is due, 2 could not tell.",
)
@project_options
@click.option("--check", "is_check", is_flag=True, help="Write nothing; 1 if a write is due.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Write nothing; show the change.")
def command(project: Project, *, is_check: bool, is_dry_run: bool) -> None:
    """Move the full specification of each entry to a file of its own.

    The main document keeps a short entry with the metadata, the purpose, the columns and the links;
    all else goes to database-schema/TABLE.md beside it. Every other command reads and writes the
    files as one document. `sotsync join` puts them together again.

    \b
    Examples:
      sotsync split
      sotsync split --dry-run
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.conversion import convert  # noqa: PLC0415 - loads the document's reader
    from sotsync.documents import names_in_folder  # noqa: PLC0415 - the same
    from sotsync.patch.division import split_document  # noqa: PLC0415 - the same

    convert(
        project,
        lambda source: split_document(source, used=names_in_folder(project.document)),
        is_check=is_check,
        is_dry_run=is_dry_run,
    )
