"""Where a comment goes: to the request, or to the log and summary of a run that may not comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sotsync.cli.branching import is_from_fork
from sotsync.cli.console import write_error, write_note, write_result
from sotsync.errors import HostError, UsageError
from sotsync.hosts.detect import find_host, request_number
from sotsync.hosts.sticky import Kept, keep_comment, remove_comment
from sotsync.report.comment import comment_mark
from sotsync.report.github_format import render_github
from sotsync.report.rebased import rebased
from sotsync.report.text_format import render_text

if TYPE_CHECKING:
    from sotsync.hosts.git import Repository
    from sotsync.hosts.models import Host
    from sotsync.report.models import Report

__all__ = ["Desk"]

_UNAUTHORIZED = 401
_FORBIDDEN = 403
_MISSING = 404
_OWN_TOKENS = ("SOTSYNC_TOKEN", "GITLAB_TOKEN")
_LONGEST = 65_536
"""Characters, where no host is asked: what GitHub takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One comment and where it belongs.

    Attributes:
        repository: The repository that the project is in.
        environment: The process's variables: what CI sets, and the token.
        key: What tells the comment from those of other projects in the repository.
        number: The request's number; None for what CI says.
        named: The kind of host, where it is named.
        is_dry_run: Whether the comment is only printed.
        folder: The project's folder in the repository that CI works in, for annotations.
    """

    repository: Repository
    environment: Mapping[str, str]
    key: str
    number: int | None = None
    named: str | None = None
    is_dry_run: bool = False
    folder: str = ""

    @property
    def limit(self) -> int:
        """How many characters the comment may have, as far as that can be told without a host."""
        is_gitlab = self.named == "gitlab" or self.environment.get("GITLAB_CI") == "true"
        return 1_000_000 if is_gitlab and not self.is_dry_run else _LONGEST

    def check(self) -> None:
        """Make sure that it is known which request is meant.

        Raises:
            UsageError: It is not.
        """
        if not self.is_dry_run and self._request is None:
            raise UsageError(
                "it cannot be told which pull request to comment on",
                hint="name it: --number N; or print the comment: --dry-run",
            )

    def keep(self, text: str, report: Report, *, is_needed: bool, is_removed: bool) -> None:
        """Let the comment on the request say ``text``.

        Args:
            text: What it says.
            report: The same, for the log of a run that may not comment.
            is_needed: Whether there is anything to say; if not, none is written anew.
            is_removed: Whether one that is not needed is removed.

        Raises:
            HostError: The host cannot be reached or refuses for another reason.
        """
        if self.is_dry_run:
            write_result(text)
            return
        try:
            self._send(text, is_needed=is_needed, is_removed=is_removed)
        except HostError as error:
            if not self._may_only_read(error):
                raise
            self._say_here(text, report, error)

    def tell_trouble(self, text: str) -> None:
        """Let the comment say that nothing could be told, and hide that behind no other error."""
        if self.is_dry_run:
            write_result(text)
            return
        try:
            self._send(text, is_needed=True, is_removed=False)
        except HostError as error:
            if self._may_only_read(error):
                self._summarize(text)
            else:
                write_error(error)

    def _send(self, text: str, *, is_needed: bool, is_removed: bool) -> None:
        host, number, mark = self._host(), self._request, comment_mark(self.key)
        assert number is not None  # `check` has seen to it.
        if is_needed or not is_removed:
            kept = keep_comment(host, number, mark, text, is_made=is_needed)
        else:
            kept = remove_comment(host, number, mark)
        words = "no comment is needed" if kept is Kept.NONE else f"the comment is {kept.value}"
        write_note(f"{host.request_words} {number}: {words}")

    @property
    def _request(self) -> int | None:
        return self.number or request_number(self.environment)

    def _host(self) -> Host:
        """The request's repository, which is not the one that a fork's pipeline runs in."""
        target = self.environment.get("CI_MERGE_REQUEST_PROJECT_ID")
        moved = {"CI_PROJECT_ID": target} if target else {}
        environment = {**self.environment, **moved}
        return find_host(environment, self._remote(), named=self.named)

    def _remote(self) -> str | None:
        """Where git pushes to, told by the configuration alone."""
        told = self.repository.run(("config", "--default", "", "--get", "remote.origin.url"))
        return told.decode("utf-8", "replace").strip() or None

    def _may_only_read(self, error: HostError) -> bool:
        """Whether the host refuses because this run's token may not write."""
        if is_from_fork(self.environment) and error.status in {None, _UNAUTHORIZED, _MISSING}:
            return error.status is not None or not self._has_token
        if error.status == _UNAUTHORIZED:
            return self._is_job
        return error.status == _FORBIDDEN

    @property
    def _has_token(self) -> bool:
        names = (*_OWN_TOKENS, "GITHUB_TOKEN", "GH_TOKEN", "CI_JOB_TOKEN")
        return any(self.environment.get(name) for name in names)

    @property
    def _is_job(self) -> bool:
        """Whether the token is that of a GitLab job, which may not comment."""
        is_gitlab = self.environment.get("GITLAB_CI") == "true"
        return is_gitlab and not any(self.environment.get(name) for name in _OWN_TOKENS)

    def _say_here(self, text: str, report: Report, error: HostError) -> None:
        is_github = self.environment.get("GITHUB_ACTIONS") == "true"
        shown = rebased(report, self.folder)
        write_result(render_github(shown) if is_github else render_text(report))
        is_summarized = self._summarize(text)
        where = "the log and the summary of this run" if is_summarized else "the log of this run"
        status = f" ({error.status})" if error.status else ""
        write_note(
            f"the token may not comment on request {self._request}{status}; see {where} instead"
        )
        if self._is_job:
            write_note("hint: set GITLAB_TOKEN to a project access token with the scope api")

    def _summarize(self, text: str) -> bool:
        """Add the text to the summary that GitHub shows of a run; whether there is one."""
        path = self.environment.get("GITHUB_STEP_SUMMARY")
        if not path:
            return False
        with Path(path).open("ab") as summary:
            summary.write(text.encode("utf-8", "backslashreplace"))
        return True
