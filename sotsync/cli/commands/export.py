"""``sotsync export``: print the schema that PostgreSQL would have after the migrations."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import click

from sotsync.cli.exits import exit_code_for
from sotsync.cli.memory import Printed, printed_once
from sotsync.cli.options import cache_option, engine_option, project_options, verbose_option
from sotsync.cli.summary import findings_of, summary_lines

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["command"]


@click.command(
    name="export",
    epilog="Exit codes: 0 everything is known, 1 something was rejected or could not be known "
    "(listed on standard error), 2 could not tell.",
)
@project_options
@engine_option
@verbose_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(("sql", "json")),
    default="sql",
    show_default=True,
    help="SQL that a fresh server accepts, or JSON with the origin of every object.",
)
@cache_option
def command(project: Project, *, format_: str, is_verbose: bool) -> None:
    """Print the schema that PostgreSQL would have after the migrations.

    \b
    Examples:
      sotsync export
      sotsync export --format json > schema.json
      sotsync export --migrations db/migrations --layout dbmate
    """  # noqa: D301 - click keeps the lines after this mark as they are
    work = functools.partial(_print, format_=format_, is_verbose=is_verbose)
    printed_once(project, work, with_document=False).show()


def _print(project: Project, *, format_: str, is_verbose: bool) -> Printed:
    migrations = project.read_migrations()
    replay = project.selected(project.replay(migrations))
    if format_ == "sql":
        from sotsync.schema.render.schema import render_schema  # noqa: PLC0415 - lazy

        result = render_schema(replay.schema)
    else:
        from sotsync.schema.export import export_replay  # noqa: PLC0415 - lazy

        result = export_replay(replay, skipped=migrations.skipped)
    findings = findings_of(project, migrations, replay)
    notes = tuple(summary_lines(findings, migrations, replay, is_verbose=is_verbose))
    return Printed(result=result, notes=notes, exit_code=exit_code_for(findings))
