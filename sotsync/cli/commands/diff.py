"""``sotsync diff``: say what differs between the document and the migrations."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import click

from sotsync.cli.console import write_note
from sotsync.cli.exits import exit_code_of
from sotsync.cli.memory import Printed, printed_once
from sotsync.cli.options import (
    branch_option,
    cache_option,
    engine_option,
    fail_on_option,
    output_option,
    project_options,
    verbose_option,
)
from sotsync.errors import UsageError

if TYPE_CHECKING:
    from sotsync.cli.judgement import Judgement
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
@branch_option
@click.option(
    "--known", metavar="FILE", help="The list of what is known to be wrong; it is not reported."
)
@click.option(
    "--update-baseline",
    "is_update",
    is_flag=True,
    help="Write that list: everything at first, then only what is still there.",
)
@fail_on_option
@output_option
@verbose_option
@cache_option
def command(  # noqa: PLR0913 - click gives each option by its name
    project: Project,
    *,
    url: str | None,
    base: str | None,
    known: str | None,
    is_update: bool,
    fail_on: str | None,
    outputs: tuple[str, ...],
    is_verbose: bool,
) -> None:
    """Say what differs between the document and the migrations, with the places on both sides.

    With --db, a live database is the third witness: every difference says which of the three
    stands alone. A project without a document can compare its migrations with the database.

    With --base, only what is new on this branch is reported. What is wrong already and accepted
    for now can stand in a committed list, sotsync.known.json, which --update-baseline writes.

    Nothing else is written but the reports that --output names.

    \b
    Examples:
      sotsync diff
      sotsync diff --base origin/main --output text --output github
      sotsync diff --output text --output json=drift.json --output sarif=drift.sarif
      sotsync diff --update-baseline
      sotsync diff -C services/shop --schemas public,billing
      sotsync diff --db postgresql://reader@db.example.org/shop
    """  # noqa: D301 - click keeps the lines after this mark as they are
    project = project.with_flags(known=known, fail_on=fail_on)
    before = _before(project, base, is_update=is_update)
    judge_ = functools.partial(_judged, url=url, before=before, is_update=is_update)
    work = functools.partial(_told_more, judge_) if is_verbose else judge_
    if url is not None or is_update or any("=" in output for output in outputs):
        _write(project, work, outputs)
        return
    print_ = functools.partial(_print, work, outputs)
    printed_once(project, print_, with_document=True, before=before).show()


def _before(project: Project, base: str | None, *, is_update: bool) -> frozenset[str]:
    """The fingerprints of what was wrong where the branch began; none without --base."""
    if base is None:
        return frozenset()
    if is_update:
        raise UsageError(
            "--update-baseline takes everything that is wrong, and --base only what is new",
            hint="leave one of them out",
        )
    from sotsync.cli.branching import AUTO, find_base  # noqa: PLC0415 - few calls need git
    from sotsync.cli.judgement import known_at  # noqa: PLC0415 - loads the models

    if base == AUTO:
        from sotsync.cli.snapshots import project_repository  # noqa: PLC0415 - as above

        base = find_base(project_repository(project), os.environ)
    return known_at(project, base) if base is not None else frozenset()


def _judged(
    project: Project, *, url: str | None, before: Collection[str], is_update: bool
) -> Judgement:
    from sotsync.cli.judgement import judge  # noqa: PLC0415 - loads the models

    if url is not None:
        from sotsync.cli.witnesses import compare_with_database  # noqa: PLC0415 - an extra

        report, _ = compare_with_database(project, url)
    else:
        from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage

        report = compare(project).report
    return judge(project, report, before=before, is_update=is_update)


def _told_more(work: Callable[[Project], Judgement], project: Project) -> Judgement:
    """The judgement, with the notes that the text leaves out and the counts of statements."""
    from sotsync.cli.summary import report_lines  # noqa: PLC0415 - loads the models

    judged = work(project)
    return dataclasses.replace(judged, notes=(*judged.notes, *report_lines(judged.report)))


def _print(
    work: Callable[[Project], Judgement], outputs: tuple[str, ...], project: Project
) -> Printed:
    from sotsync.cli.outputs import parse_outputs, shown_report  # noqa: PLC0415 - loads formats

    wanted = parse_outputs(outputs, project)
    judged = work(project)
    shown = "".join(shown_report(output, judged.report) for output in wanted)
    exit_code = exit_code_of(judged.report, project.settings.fail_on)
    return Printed(result=shown, notes=judged.notes, exit_code=exit_code)


def _write(
    project: Project, work: Callable[[Project], Judgement], outputs: tuple[str, ...]
) -> None:
    from sotsync.cli.outputs import parse_outputs, write_reports  # noqa: PLC0415 - loads formats

    wanted = parse_outputs(outputs, project)
    judged = work(project)
    write_reports(wanted, judged.report)
    for note in judged.notes:
        write_note(note)
    if exit_code := exit_code_of(judged.report, project.settings.fail_on):
        raise click.exceptions.Exit(exit_code)
