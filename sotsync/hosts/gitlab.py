"""A project on GitLab, through its REST API (version 4).

Used: the project itself; its merge requests: list, get, create, update; their notes: list, create,
update, delete; the token's user.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from sotsync.errors import HostError
from sotsync.hosts.accounts import account_of
from sotsync.hosts.answers import number_in, text_in
from sotsync.hosts.http import Api
from sotsync.hosts.models import Comment, PullRequest

__all__ = ["GitLab", "gitlab_api"]

_CONFLICT = 409
_MISSING = 404


def gitlab_api(url: str, token: str, *, is_job: bool = False) -> Api:
    """GitLab's API at ``url``, with a person's or project's token, or with that of a job."""
    headers = {"JOB-TOKEN" if is_job else "PRIVATE-TOKEN": token}
    return Api(url=url.rstrip("/"), headers=headers, secret=token)


@dataclass(frozen=True, slots=True, kw_only=True)
class GitLab:
    """A project, by its number or by its path (``group/name``)."""

    api: Api
    project: str

    @property
    def name(self) -> str:
        """What people call the host."""
        return "GitLab"

    @property
    def request_words(self) -> str:
        """What people call a request there."""
        return "merge request"

    @property
    def longest_comment(self) -> int:
        """How many characters a comment may have."""
        return 1_000_000

    def user(self) -> str | None:
        """The name of the token's account; a job's own token has none to tell."""
        return account_of(self.api, "username")

    def default_branch(self) -> str:
        """The branch that work is merged into."""
        return text_in(self.api.call("GET", self._path()).content, "default_branch")

    def find_request(self, head: str, base: str) -> PullRequest | None:
        """The open request from a branch of this very project; None where there is none."""
        query = urlencode({"state": "opened", "source_branch": head, "target_branch": base})
        for found in self.api.pages(self._path(f"/merge_requests?{query}")):
            request = _request(found)
            if (request.head, request.base, request.is_from_fork) == (head, base, False):
                return request
        return None

    def request(self, number: int) -> PullRequest:
        """The request of that number."""
        return _request(self.api.call("GET", self._path(f"/merge_requests/{number}")).content)

    def create_request(self, *, head: str, base: str, title: str, body: str) -> PullRequest:
        """Open a request; where it is open already, that one, brought up to date."""
        content = {
            "source_branch": head,
            "target_branch": base,
            "title": title,
            "description": body,
            "remove_source_branch": True,
        }
        path = self._path("/merge_requests")
        try:
            return _request(self.api.call("POST", path, content=content).content)
        except HostError as error:
            if error.status != _CONFLICT:
                raise
            found = self.find_request(head, base)
            if found is None:
                raise
            return self.update_request(found.number, title=title, body=body)

    def update_request(self, number: int, *, title: str, body: str) -> PullRequest:
        """Change the title and text of a request."""
        content = {"title": title, "description": body}
        path = self._path(f"/merge_requests/{number}")
        return _request(self.api.call("PUT", path, content=content).content)

    def comments(self, number: int) -> tuple[Comment, ...]:
        """The comments on a request, the oldest first; GitLab's own notes on it are none."""
        query = urlencode({"sort": "asc", "order_by": "created_at", "per_page": 100})
        notes = self.api.pages(self._path(f"/merge_requests/{number}/notes?{query}"))
        return tuple(
            _comment(note)
            for note in notes
            if not (isinstance(note, dict) and note.get("system") is True)
        )

    def create_comment(self, number: int, body: str) -> Comment:
        """Comment on a request."""
        path = self._path(f"/merge_requests/{number}/notes")
        return _comment(self.api.call("POST", path, content={"body": body}).content)

    def update_comment(self, number: int, comment: int, body: str) -> Comment:
        """Change a comment."""
        path = self._path(f"/merge_requests/{number}/notes/{comment}")
        return _comment(self.api.call("PUT", path, content={"body": body}).content)

    def delete_comment(self, number: int, comment: int) -> None:
        """Remove a comment; one that is gone already is no fault."""
        try:
            self.api.call("DELETE", self._path(f"/merge_requests/{number}/notes/{comment}"))
        except HostError as error:
            if error.status != _MISSING:
                raise

    def _path(self, rest: str = "") -> str:
        return f"/projects/{quote(self.project, safe='')}{rest}"


def _request(content: Any) -> PullRequest:  # noqa: ANN401 - JSON as it comes
    sides = [number_in(content, f"{side}_project_id") for side in ("source", "target")]
    return PullRequest(
        number=number_in(content, "iid"),
        url=text_in(content, "web_url"),
        title=text_in(content, "title"),
        body=text_in(content, "description", is_optional=True),
        head=text_in(content, "source_branch"),
        base=text_in(content, "target_branch"),
        commit=text_in(content, "sha", is_optional=True),
        is_from_fork=sides[0] != sides[1],
    )


def _comment(content: Any) -> Comment:  # noqa: ANN401 - JSON as it comes
    return Comment(
        id=number_in(content, "id"),
        body=text_in(content, "body", is_optional=True),
        author=text_in(content.get("author"), "username", is_optional=True),
    )
