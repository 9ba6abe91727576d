"""``sotsync comment``: keep one comment on a pull request: drift and what migrations change."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from sotsync.cli.exits import exit_code_of
from sotsync.cli.options import engine_option, fail_on_option, project_options
from sotsync.errors import GitError, SotsyncError

if TYPE_CHECKING:
    from sotsync.cli.commenting import Desk
    from sotsync.cli.project import Project
    from sotsync.hosts.git import Repository
    from sotsync.report.models import Report

__all__ = ["command"]


@click.command(name="comment", epilog="Exit codes: 0 in step, 1 drift, 2 could not tell.")
@project_options
@engine_option
@click.option(
    "--base",
    metavar="REF",
    help="What the branch is compared with; by default what CI says, else the default branch.",
)
@click.option("--all", "is_all", is_flag=True, help="All drift, not only what this branch made.")
@click.option("--number", type=click.IntRange(min=1), help="The pull request; by default CI's.")
@click.option(
    "--host",
    type=click.Choice(("github", "gitlab")),
    help="The kind of host; by default told by CI, or by the remote's address.",
)
@click.option("--key", help="Keeps comments of one request apart; by default, the folder.")
@click.option(
    "--when-clean",
    type=click.Choice(("green", "delete")),
    default="green",
    show_default=True,
    help="What happens to a comment that has nothing to say any more.",
)
@click.option("--known", metavar="FILE", help="The list of what is known to be wrong.")
@fail_on_option
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Print the comment; ask no host.")
def command(  # noqa: PLR0913 - click gives each option by its name
    project: Project,
    *,
    base: str | None,
    is_all: bool,
    number: int | None,
    host: str | None,
    key: str | None,
    when_clean: str,
    known: str | None,
    fail_on: str | None,
    is_dry_run: bool,
) -> None:
    """Keep one comment on a pull request: its drift, and what its migrations change.

    The comment is written once and changed in place from then on. One that has nothing to say any
    more turns green; a request without drift and without migrations gets none.

    Where the token may not comment, as in a pull request from a fork, the same goes to the log and
    to the summary of the run. The exit code is that of `sotsync diff` either way.

    \b
    Examples:
      sotsync comment
      sotsync comment --base origin/main --dry-run
      sotsync comment -C services/shop --number 12 --host gitlab
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.commenting import Desk  # noqa: PLC0415 - loads the hosts
    from sotsync.cli.snapshots import project_repository  # noqa: PLC0415 - reads through git
    from sotsync.cli.workspace import workspace_folder  # noqa: PLC0415 - as above

    project = project.with_flags(known=known, fail_on=fail_on)
    repository = project_repository(project)
    desk = Desk(
        repository=repository,
        environment=os.environ,
        key=key or repository.relative(project.root) or ".",
        number=number,
        named=host,
        is_dry_run=is_dry_run,
        folder=workspace_folder(project),
    )
    report = _tell(project, desk, base, is_all=is_all, is_removed=when_clean == "delete")
    if exit_code := exit_code_of(report, project.settings.fail_on):
        raise click.exceptions.Exit(exit_code)


def _tell(
    project: Project, desk: Desk, base: str | None, *, is_all: bool, is_removed: bool
) -> Report:
    """Find out what there is to say, and say it."""
    from sotsync.cli.branching import branch_effects  # noqa: PLC0415 - loads every stage
    from sotsync.report.comment import (  # noqa: PLC0415 - the same
        has_news,
        render_comment,
        render_trouble,
    )

    desk.check()
    try:
        ref = _base(desk.repository, base)
        report = _report(project, None if is_all else ref)
        branch = branch_effects(project, ref)
    except SotsyncError as error:
        desk.tell_trouble(render_trouble(desk.key, error))
        raise
    text = render_comment(desk.key, report, branch, limit=desk.limit)
    is_needed = has_news(report, branch)
    desk.keep(text, report, is_needed=is_needed, is_removed=is_removed)
    return report


def _base(repository: Repository, stated: str | None) -> str:
    """What the branch is compared with.

    Raises:
        GitError: It cannot be told, or this clone does not have it.
    """
    from sotsync.cli.branching import AUTO, find_base  # noqa: PLC0415 - as above

    if stated not in {None, "", AUTO}:
        assert stated is not None
        return stated
    found = find_base(repository, os.environ) or repository.default_branch()
    if found is None:
        raise GitError("it cannot be told what this branch began from", hint="name it: --base REF")
    return found


def _report(project: Project, base: str | None) -> Report:
    """What is wrong, without what was wrong on the base already and what is accepted for now."""
    from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage
    from sotsync.cli.judgement import judge, known_at  # noqa: PLC0415 - the same

    before = known_at(project, base) if base is not None else frozenset()
    return judge(project, compare(project).report, before=before).report
