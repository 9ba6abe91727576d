"""A proposal on its branch and in its request: made, or brought up to date, and nothing else.

The order heals whatever stops a run half way. The branch is moved in one step, from the commit that
was seen on it; the request follows. The next run finds the branch as it should be, pushes nothing,
and goes on with the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotsync.cli.console import write_note
from sotsync.cli.proposing import Fixes, Proposal, propose, propose_from_tree
from sotsync.errors import GitError
from sotsync.hosts.git import Repository
from sotsync.hosts.models import Host, PullRequest
from sotsync.hosts.own_commits import Commit, changes_between, is_before, read_commit, with_trailers
from sotsync.hosts.remote import Remote
from sotsync.hosts.workbench import Identity, merged_tree, open_workbench
from sotsync.report.request_text import render_commit_message, render_request

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["Branches", "bring_branch", "bring_request", "propose_for", "uncommitted"]

_SHORT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """Where a proposal goes.

    Attributes:
        remote: The remote repository.
        base: The branch that it is merged into.
        base_commit: The newest commit of that.
        own: The branch that it stands on.
        own_commit: The newest commit of that; None where there is no such branch yet.
        author: Whom the commit is by.
    """

    remote: Remote
    base: str
    base_commit: str
    own: str
    own_commit: str | None
    author: Identity

    @property
    def repository(self) -> Repository:
        """The clone."""
        return self.remote.repository


def propose_for(project: Project, branches: Branches, fixes: Fixes) -> Proposal:
    """What ``sync`` would write to the base branch.

    Where that is what is checked out, files are read as they are there; else, and where something
    in the project is not committed, they are read from the branch's newest commit, and it is said.

    Raises:
        GitError: The commit cannot be read.
    """
    repository = branches.repository
    inside = repository.relative(project.root) or "."
    branches.remote.fetch(branches.base, branches.base_commit)
    where = f"{branches.base} ({branches.base_commit[:_SHORT]})"
    if repository.find_commit("HEAD") != branches.base_commit:
        write_note(f"what is checked out is not {where}, so that is read from git")
    elif changed := uncommitted(repository, inside):
        write_note(f"{changed[0]} is not committed as it is here, so {where} is read from git")
    else:
        return propose(project, fixes, inside=inside)
    return propose_from_tree(project, repository, branches.base_commit, fixes)


def uncommitted(repository: Repository, inside: str) -> tuple[str, ...]:
    """The files below a folder that are not as in the newest commit; ignored ones are none.

    Raises:
        GitError: git cannot tell.
    """
    options = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
    told = repository.run(("status", *options, "--", inside))
    records = told.decode("utf-8", "backslashreplace").split("\0")
    return tuple(record[3:] for record in records if len(record) > 3)  # noqa: PLR2004 - "XY "


def bring_branch(
    project: Project, branches: Branches, proposal: Proposal, fixes: Fixes
) -> str | None:
    """Put a proposal on its branch; the hash of the new commit, None where there is nothing to do.

    A branch that holds nothing but sotsync's own commit is put anew on the base branch. People's
    commits stay: what is still to do is added on top of them.

    Raises:
        GitError: The branch cannot be read or moved; it is as it was.
    """
    repository, seen = branches.repository, branches.own_commit
    made = _commit_on_base(branches, proposal)
    if seen is not None:
        branches.remote.fetch(branches.own, seen)
        if not is_before(repository, seen, branches.base_commit):
            there = read_commit(repository, seen)
            if not there.is_replaceable:
                return _add_on_top(project, branches, fixes)
            if _is_same(branches, made, there):
                return None
    branches.remote.push(branches.own, made, seen=seen)
    return made


def _commit_on_base(branches: Branches, proposal: Proposal) -> str:
    base = branches.base_commit
    return _commit(branches, proposal, tree=base, parents=(base,))


def _commit(branches: Branches, proposal: Proposal, *, tree: str, parents: tuple[str, ...]) -> str:
    """A commit of a proposal to a tree."""
    found = [read_commit(branches.repository, parent) for parent in parents]
    with open_workbench(branches.repository) as bench:
        bench.load(tree)
        after = bench.put(proposal.after)
        message = with_trailers(
            render_commit_message(proposal.contents), base=branches.base_commit, tree=after
        )
        return bench.commit(
            after, parents, message, author=branches.author, date=_latest_date(found)
        )


def _latest_date(commits: list[Commit]) -> str:
    """The date of the newest of commits, as git takes it; so a commit has no date of its own."""
    newest = max(commits, key=lambda commit: int(commit.date.partition(" ")[0]))
    return f"@{newest.date}"


def _is_same(branches: Branches, made: str, there: Commit) -> bool:
    """Whether the branch does just what the new commit would, be the base a newer one by now."""
    repository = branches.repository
    [base] = there.parents
    if repository.find_commit(base) is None:
        return False
    changes = changes_between(repository, branches.base_commit, made)
    return changes == changes_between(repository, base, there.tree)


def _add_on_top(project: Project, branches: Branches, fixes: Fixes) -> str | None:
    """Add what is still to do to a branch that people have committed to."""
    repository, tip, base = branches.repository, branches.own_commit, branches.base_commit
    assert tip is not None  # There are commits on it.
    is_merged = is_before(repository, base, tip)
    tree = tip if is_merged else _merged(branches, tip)
    parents = (tip,) if is_merged else (tip, base)
    write_note(f"{branches.own} has commits of others, which stay as they are")
    left = propose_from_tree(project, repository, tree, fixes)
    if not left.is_due:
        return None
    made = _commit(branches, left, tree=tree, parents=parents)
    branches.remote.push(branches.own, made, seen=tip)
    return made


def _merged(branches: Branches, tip: str) -> str:
    repository = branches.repository
    try:
        repository.merge_base(tip, branches.base_commit)
        return merged_tree(repository, tip, branches.base_commit)
    except GitError as error:
        by_hand = f"merge {branches.base} into {branches.own} by hand, or delete {branches.own}"
        raise GitError(
            f"{branches.own} has commits of others and cannot be put together with "
            f"{branches.base}: {error.message}",
            hint=f"{error.hint or by_hand}; nothing was changed",
        ) from error


def bring_request(
    host: Host,
    branches: Branches,
    proposal: Proposal,
    *,
    request: PullRequest | None,
    files: str | None,
) -> PullRequest:
    """Open the request, or bring its title and text up to date.

    Args:
        host: Where.
        branches: What it merges.
        proposal: What it does.
        request: The request as it is; None where there is none.
        files: The address below which people find the files of its branch.

    Raises:
        HostError: The host refuses, or cannot be reached.
    """
    if request is None:
        text = render_request(proposal.contents, files=files)
        made = host.create_request(
            head=branches.own, base=branches.base, title=text.title or "", body=text.body or ""
        )
        write_note(f"opened {_named(host, made)}")
        return made
    text = render_request(proposal.contents, files=files, title=request.title, body=request.body)
    if text.title is None and text.body is None:
        write_note(f"{_named(host, request)} is up to date")
        return request
    changed = host.update_request(
        request.number,
        title=request.title if text.title is None else text.title,
        body=request.body if text.body is None else text.body,
    )
    write_note(f"brought {_named(host, request)} up to date")
    return changed


def _named(host: Host, request: PullRequest) -> str:
    return f"{host.request_words} {request.number}"
