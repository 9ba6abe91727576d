"""One call of ``sotsync pr``: from the project to its request, or to what is shown instead."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sotsync.cli.console import write_note, write_patch, write_result
from sotsync.cli.proposing import Fixes, Proposal, propose
from sotsync.cli.requesting import (
    Branches,
    bring_branch,
    bring_request,
    propose_for,
    uncommitted,
)
from sotsync.cli.snapshots import project_repository
from sotsync.errors import GitError, UsageError
from sotsync.hosts.addresses import (
    default_branch_in,
    default_identity,
    files_address,
    login_of,
)
from sotsync.hosts.detect import find_host
from sotsync.hosts.git import Repository, call_git
from sotsync.hosts.models import Host
from sotsync.hosts.remote import Remote, check_branch_name, find_remote, with_login
from sotsync.hosts.workbench import Identity
from sotsync.report.request_text import render_request
from sotsync.report.styles import harmless
from sotsync.report.unified import unified_diff
from sotsync.report.words import count

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["PullRequestCall"]

_AUTHOR = re.compile(r"\s*(?P<name>[^<>]+?)\s*<(?P<email>[^<>]+)>\s*")
_NOBODY = Identity(name="sotsync", email="sotsync@localhost")


@dataclass(frozen=True, kw_only=True)
class PullRequestCall:
    """What was asked for.

    Attributes:
        project: The project.
        fixes: What is written beside the generated regions.
        base: The branch to merge into; None for the host's default branch.
        branch: The branch that the request stands on.
        remote: The remote's name.
        named: What the remote is, ``github`` or ``gitlab``; None where it is to be told.
        is_verbose: Whether each call of git is told.
    """

    project: Project
    fixes: Fixes
    base: str | None
    branch: str
    remote: str
    named: str | None
    is_verbose: bool

    def show(self) -> bool:
        """Show what a run would do, asking nobody; whether something is left that needs a person.

        Raises:
            SotsyncError: Anything that a run would end with as well.
        """
        base = self.base or default_branch_in(os.environ) or self._local_default
        self._check_names(base)
        inside = self.repository.relative(self.project.root) or "."
        if changed := uncommitted(self.repository, inside):
            files = count(len(changed), "file is", "files are")
            write_note(
                f"{files} not committed as here, {changed[0]} for one; "
                "a run reads what is on the base branch"
            )
        proposal = propose(self.project, self.fixes, inside=inside)
        if not proposal.is_due:
            return self._tell_that_nothing_is_due(proposal, base)
        text = render_request(proposal.contents, files=self._files)
        shown = "".join(unified_diff(*pair) for pair in proposal.shown)
        write_patch(
            f"branch: {self.branch}\nbase: {base}\ntitle: {text.title}\n\n{text.body}\n\n"
            f"{harmless(shown)}"
        )
        return False

    def run(self) -> bool:
        """Bring branch and request; whether nothing was to be done and something is left.

        Raises:
            SotsyncError: Something is missing, refused or out of reach.
        """
        remote, address = self._remote
        host = find_host(os.environ, address, named=self.named)
        base = self.base or host.default_branch()
        self._check_names(base)
        remote = self._with_login(remote, address, host)
        branches = self._branches(remote, base)
        proposal = propose_for(self.project, branches, self.fixes)
        request = host.find_request(self.branch, base)
        if not proposal.is_due:
            if request is not None:
                write_note(
                    f"{host.request_words} {request.number} has nothing left to do; "
                    f"close it: {harmless(request.url)}"
                )
            return self._tell_that_nothing_is_due(proposal, base)
        made = bring_branch(self.project, branches, proposal, self.fixes)
        if made is None:
            write_note(f"{self.branch} is up to date")
        else:
            write_note(f"pushed {made[:10]} to {self.branch}")
        done = bring_request(host, branches, proposal, request=request, files=self._files)
        write_result(f"{harmless(done.url)}\n")
        return False

    @cached_property
    def repository(self) -> Repository:
        """The clone; the error is that of :func:`project_repository`."""
        return project_repository(self.project)

    @cached_property
    def _remote(self) -> tuple[Remote, str]:
        tell = _note if self.is_verbose else _nothing
        return find_remote(self.repository, self.remote, tell=tell)

    @cached_property
    def _files(self) -> str | None:
        try:
            _, address = self._remote
        except GitError:  # Without a remote there are no links, and --dry-run shows the rest.
            return None
        return files_address(os.environ, address, self.branch, named=self.named)

    @property
    def _local_default(self) -> str:
        """The default branch as far as the clone knows it."""
        found = self.repository.default_branch() or "the default branch"
        return found.removeprefix(f"{self.remote}/")

    def _check_names(self, base: str) -> None:
        check_branch_name(self.repository, self.branch)
        if base != "the default branch":
            check_branch_name(self.repository, base)
        if self.branch == base:
            raise UsageError(
                f"{base!r} cannot be merged into itself", hint="name another with --branch"
            )

    def _with_login(self, remote: Remote, address: str, host: Host) -> Remote:
        found = login_of(host, os.environ)
        return remote if found is None else with_login(remote, address, *found)

    def _branches(self, remote: Remote, base: str) -> Branches:
        heads = remote.heads(base, self.branch)
        if base not in heads:
            raise GitError(f"{self.remote} has no branch {base!r}", hint="name another with --base")
        return Branches(
            remote=remote,
            base=base,
            base_commit=heads[base],
            own=self.branch,
            own_commit=heads.get(self.branch),
            author=self._author,
        )

    @property
    def _author(self) -> Identity:
        """Whom the commit is by: the setting's, CI's, or the user's own name."""
        stated = self.project.settings.pull_request.author
        match = _AUTHOR.fullmatch(stated or "")
        if match is not None:
            return Identity(name=match["name"], email=match["email"])
        found = default_identity(os.environ)
        if found is not None:
            return found
        name, email = (_configured(self.repository, f"user.{part}") for part in ("name", "email"))
        return Identity(name=name, email=email) if name and email else _NOBODY

    def _tell_that_nothing_is_due(self, proposal: Proposal, base: str) -> bool:
        contents = proposal.contents
        document = harmless(contents.document)
        left = count(len(contents.left), "difference is", "differences are")
        if contents.left:
            write_note(
                f"{document} on {base}: {left} left that sync does not repair; "
                "`sotsync diff` lists them"
            )
            return True
        write_note(f"{document} on {base} is in step: there is nothing to do")
        return False


def _configured(repository: Repository, name: str) -> str:
    done = call_git(repository.root, ("config", "--get", name))
    return done.stdout.decode("utf-8", "replace").strip()


def _note(words: str) -> None:
    write_note(harmless(words))


def _nothing(words: str) -> None:
    del words
