"""``sotsync check``: hold the schema that migrations make against the database conventions."""

from __future__ import annotations

import dataclasses
import os
import sys
from typing import TYPE_CHECKING

import click

from sotsync.cli.exits import DRIFT
from sotsync.cli.options import (
    branch_option,
    engine_option,
    fail_on_option,
    output_option,
    project_options,
    verbose_option,
)

if TYPE_CHECKING:
    from sotsync.cli.checking import Choice, Examined
    from sotsync.cli.outputs import Output
    from sotsync.cli.project import Project
    from sotsync.report.check_models import CheckReport

__all__ = ["command"]


@click.command(
    name="check",
    epilog="Exit codes: 0 the conventions are kept, 1 they are not, 2 could not tell.",
)
@project_options
@engine_option
@click.option(
    "--rule",
    "only",
    multiple=True,
    metavar="ID",
    help="Ask only this rule, SC221, or the rules of a requirement, D.4; may be repeated.",
)
@click.option(
    "--ignore",
    "ignored",
    multiple=True,
    metavar="ID",
    help="Do not ask this rule, or the rules of a requirement; may be repeated.",
)
@branch_option
@fail_on_option
@output_option
@verbose_option
def command(  # noqa: PLR0913 - click gives each option by its name
    project: Project,
    *,
    only: tuple[str, ...],
    ignored: tuple[str, ...],
    base: str | None,
    fail_on: str | None,
    outputs: tuple[str, ...],
    is_verbose: bool,
) -> None:
    """Hold the schema that the migrations make against the database conventions.

    The rules are about tenants: who owns a row, who may see it, and how it is found. What is meant
    to be otherwise is said where it is made, with the reason:

    \b
      -- sotsync:allow SC203 rows of before there were tenants

    Nothing is written but the reports that --output names.

    \b
    Examples:
      sotsync check
      sotsync check --rule SC213 --rule D.4
      sotsync check --base origin/main --output text --output github
      sotsync check --output text --output sarif=conventions.sarif
      sotsync check --fail-on error --ignore SC212
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.checking import Choice, examine_project  # noqa: PLC0415 - loads every rule
    from sotsync.cli.outputs import parse_outputs  # noqa: PLC0415 - loads the formats

    project = project.with_flags(fail_on=fail_on)
    wanted = parse_outputs(outputs, project)
    choice = Choice(only=only, ignored=ignored)
    examined = examine_project(project, choice)
    fails = project.settings.fail_on
    report = examined.report(project, is_verbose=is_verbose or fails == "info")
    if base is not None:
        report = _new_on_branch(project, report, base, choice)
    _tell(project, examined, is_verbose=is_verbose)
    for output in wanted:
        _write(output, report)
    if any(fails.is_failed_by(finding.severity) for finding in report.findings):
        raise click.exceptions.Exit(DRIFT)


def _new_on_branch(project: Project, report: CheckReport, base: str, choice: Choice) -> CheckReport:
    """The report without what was so already where the branch began."""
    from sotsync.cli.branching import AUTO, find_base  # noqa: PLC0415 - few calls need git
    from sotsync.cli.checking import left_of_base  # noqa: PLC0415 - loads every rule
    from sotsync.report.problems import numbered  # noqa: PLC0415 - loads the formats

    found: str | None = base
    if base == AUTO:
        from sotsync.cli.snapshots import project_repository  # noqa: PLC0415 - as above

        found = find_base(project_repository(project), os.environ)
    if found is None:
        return report
    before = left_of_base(project, found, choice)
    left = tuple(one for one, mark in numbered(report.findings) if mark not in before)
    known = len(report.findings) - len(left)
    return dataclasses.replace(report, findings=left, known=known)


def _tell(project: Project, examined: Examined, *, is_verbose: bool) -> None:
    """What was found in the migrations themselves, which rules may have been misled by."""
    from sotsync.cli.console import write_note  # noqa: PLC0415 - as above
    from sotsync.cli.summary import findings_of, summary_lines  # noqa: PLC0415 - as above

    migrations, replay = examined.migrations, examined.replay
    findings = findings_of(project, migrations, replay)
    for line in summary_lines(findings, migrations, replay, is_verbose=is_verbose):
        write_note(line)


def _write(output: Output, report: CheckReport) -> None:
    from sotsync.cli.console import is_coloured, write_result  # noqa: PLC0415 - as above
    from sotsync.files import write_source  # noqa: PLC0415 - as above
    from sotsync.report.checking import render_check  # noqa: PLC0415 - as above
    from sotsync.report.styles import PLAIN, Style  # noqa: PLC0415 - as above
    from sotsync.text import Source  # noqa: PLC0415 - as above

    style = PLAIN if output.path else Style(is_coloured=is_coloured(sys.stdout))
    text = render_check(report, output.format, style, folder=output.folder)
    if output.path is None:
        write_result(text)
    else:
        write_source(output.path, Source(output.path.as_posix(), text), root=output.path.parent)
