"""``sotsync pr``: what sync would write, as a pull request that is kept up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sotsync.cli.exits import DRIFT
from sotsync.cli.options import engine_option, project_options

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["command"]

_HOSTS = ("github", "gitlab")


@click.command(
    name="pr",
    epilog="Exit codes: 0 the request is as it should be, or none is needed; 1 none is needed, and "
    "something is left that only a person can mend; 2 could not tell, or was refused: what was not "
    "done is done by the next run.",
)
@project_options
@engine_option
@click.option("--base", metavar="BRANCH", help="The branch to merge into. [default: the host's]")
@click.option(
    "--branch",
    metavar="BRANCH",
    help="The branch that the request stands on. [default: sotsync/documentation]",
)
@click.option(
    "--remote", default="origin", show_default=True, metavar="NAME", help="Where to push."
)
@click.option(
    "--host",
    "named",
    type=click.Choice(_HOSTS),
    help="What the remote is. [default: told by CI or the address]",
)
@click.option(
    "--dry-run",
    "is_dry_run",
    is_flag=True,
    help="Change nothing and ask nobody; show the branch, title, text and change.",
)
@click.option(
    "--fix-refs", "is_fixing_references", is_flag=True, help="As with sync: add back-links."
)
@click.option("--fix-links", "is_fixing_links", is_flag=True, help="As with sync: correct anchors.")
@click.option(
    "--reactivate", "is_reactivating", is_flag=True, help="As with sync: use old entries again."
)
@click.option("--prune", "is_pruning", is_flag=True, help="As with sync: drop bullets of no index.")
@click.option("-v", "--verbose", "is_verbose", is_flag=True, help="Tell of each call of git.")
def command(  # noqa: PLR0913 - one parameter an option
    project: Project,
    *,
    base: str | None,
    branch: str | None,
    remote: str,
    named: str | None,
    is_dry_run: bool,
    is_fixing_references: bool,
    is_fixing_links: bool,
    is_reactivating: bool,
    is_pruning: bool,
    is_verbose: bool,
) -> None:
    """Bring a pull request with the document in step, on GitHub or GitLab.

    One branch, one commit, one request: made, or brought up to date, and nothing where nothing is
    to be done. Nothing that is checked out is touched, and no other branch. Commits that people add
    to the branch stay; what is still to do is then added on top of them.

    The token is read from SOTSYNC_TOKEN, else from GITHUB_TOKEN or GH_TOKEN, or from GITLAB_TOKEN
    or CI_JOB_TOKEN.

    \b
    Examples:
      sotsync pr --dry-run
      sotsync pr
      sotsync pr --base develop --fix-refs --fix-links
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.proposing import Fixes  # noqa: PLC0415 - loads every stage
    from sotsync.cli.pull_requests import PullRequestCall  # noqa: PLC0415 - the same

    chosen = project.settings.pull_request
    call = PullRequestCall(
        project=project,
        fixes=Fixes(
            is_fixing_references=is_fixing_references,
            is_fixing_links=is_fixing_links,
            is_reactivating=is_reactivating,
            is_pruning=is_pruning,
        ),
        base=base or chosen.base,
        branch=branch or chosen.branch,
        remote=remote,
        named=named,
        is_verbose=is_verbose,
    )
    if call.show() if is_dry_run else call.run():
        raise click.exceptions.Exit(DRIFT)
