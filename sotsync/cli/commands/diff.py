"""``sotsync diff``: say what differs between the document and the migrations."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import click

from sotsync.cli.exits import exit_code_for, exit_for
from sotsync.cli.memory import Printed, printed_once
from sotsync.cli.options import cache_option, engine_option, output_option, project_options

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["command"]


@click.command(name="diff", epilog="Exit codes: 0 in step, 1 drift or findings, 2 could not tell.")
@project_options
@engine_option
@click.option(
    "--db",
    "url",
    metavar="URL",
    help="Compare with this live database as well; it is only read.",
)
@output_option
@cache_option
def command(project: Project, *, url: str | None, outputs: tuple[str, ...]) -> None:
    """Say what differs between the document and the migrations, with the places on both sides.

    With --db, a live database is the third witness: every difference says which of the three
    stands alone. A project without a document can compare its migrations with the database.

    Nothing is written but the reports that --output names.

    \b
    Examples:
      sotsync diff
      sotsync diff --output text --output json=drift.json
      sotsync diff --output text --output github --output sarif=drift.sarif
      sotsync diff -C services/shop --schemas public,billing
      sotsync diff --db postgresql://reader@db.example.org/shop
    """  # noqa: D301 - click keeps the lines after this mark as they are
    if url is not None or any("=" in output for output in outputs):
        _write(project, url, outputs)
        return
    printed_once(project, functools.partial(_print, outputs), with_document=True).show()


def _print(outputs: tuple[str, ...], project: Project) -> Printed:
    from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage
    from sotsync.cli.outputs import parse_outputs, shown_report  # noqa: PLC0415 - the same

    wanted = parse_outputs(outputs, project)
    comparison = compare(project)
    exit_code = exit_code_for(comparison.findings, is_drift=bool(comparison.changes))
    shown = "".join(shown_report(output, comparison.report) for output in wanted)
    return Printed(result=shown, exit_code=exit_code)


def _write(project: Project, url: str | None, outputs: tuple[str, ...]) -> None:
    from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage
    from sotsync.cli.outputs import parse_outputs, write_reports  # noqa: PLC0415 - the same

    wanted = parse_outputs(outputs, project)
    if url is not None:
        from sotsync.cli.witnesses import compare_with_database  # noqa: PLC0415 - an extra

        report, findings = compare_with_database(project, url)
        write_reports(wanted, report)
        exit_for(findings, is_drift=not report.is_in_step)
        return
    comparison = compare(project)
    write_reports(wanted, comparison.report)
    exit_for(comparison.findings, is_drift=bool(comparison.changes))
