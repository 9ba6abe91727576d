"""A repository on GitHub, through its REST API (version 2022-11-28).

Used: repos/get, pulls/list, pulls/get, pulls/create, pulls/update, issues/list-comments,
issues/create-comment, issues/update-comment, issues/delete-comment, users/get-authenticated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from sotsync.errors import HostError
from sotsync.hosts.accounts import account_of
from sotsync.hosts.answers import number_in, part_in, text_in
from sotsync.hosts.http import Api
from sotsync.hosts.models import Comment, PullRequest

__all__ = ["GitHub", "github_api"]

_VERSION = "2022-11-28"
_UNPROCESSABLE = 422
_MISSING = 404


def github_api(url: str, token: str) -> Api:
    """GitHub's API at ``url``, with a token."""
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {token}",
        "X-GitHub-Api-Version": _VERSION,
    }
    return Api(url=url.rstrip("/"), headers=headers, secret=token)


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHub:
    """A repository, ``owner`` and ``repository`` as its address has them."""

    api: Api
    owner: str
    repository: str

    @property
    def name(self) -> str:
        """What people call the host."""
        return "GitHub"

    @property
    def request_words(self) -> str:
        """What people call a request there."""
        return "pull request"

    @property
    def longest_comment(self) -> int:
        """How many characters a comment may have."""
        return 65_536

    def user(self) -> str | None:
        """The name of the token's account; a workflow's own token has none to tell."""
        return account_of(self.api, "login")

    def default_branch(self) -> str:
        """The branch that work is merged into."""
        return text_in(self.api.call("GET", self._path()).content, "default_branch")

    def find_request(self, head: str, base: str) -> PullRequest | None:
        """The open request from a branch of this very repository; None where there is none."""
        query = urlencode({"state": "open", "head": f"{self.owner}:{head}", "base": base})
        for found in self.api.pages(self._path(f"/pulls?{query}")):
            request = _request(found)
            # GitHub leaves out a filter that it does not understand, so nothing is taken on trust.
            if (request.head, request.base, request.is_from_fork) == (head, base, False):
                return request
        return None

    def request(self, number: int) -> PullRequest:
        """The request of that number."""
        return _request(self.api.call("GET", self._path(f"/pulls/{number}")).content)

    def create_request(self, *, head: str, base: str, title: str, body: str) -> PullRequest:
        """Open a request; where it is open already, that one, brought up to date."""
        content = {"head": head, "base": base, "title": title, "body": body}
        try:
            return _request(self.api.call("POST", self._path("/pulls"), content=content).content)
        except HostError as error:
            if error.status != _UNPROCESSABLE:
                raise
            found = self.find_request(head, base)
            if found is None:
                raise
            return self.update_request(found.number, title=title, body=body)

    def update_request(self, number: int, *, title: str, body: str) -> PullRequest:
        """Change the title and text of a request."""
        content = {"title": title, "body": body}
        path = self._path(f"/pulls/{number}")
        return _request(self.api.call("PATCH", path, content=content).content)

    def comments(self, number: int) -> tuple[Comment, ...]:
        """The comments on a request, the oldest first."""
        path = self._path(f"/issues/{number}/comments?per_page=100")
        return tuple(map(_comment, self.api.pages(path)))

    def create_comment(self, number: int, body: str) -> Comment:
        """Comment on a request."""
        path = self._path(f"/issues/{number}/comments")
        return _comment(self.api.call("POST", path, content={"body": body}).content)

    def update_comment(self, number: int, comment: int, body: str) -> Comment:
        """Change a comment."""
        del number  # GitHub numbers the comments of a repository together.
        path = self._path(f"/issues/comments/{comment}")
        return _comment(self.api.call("PATCH", path, content={"body": body}).content)

    def delete_comment(self, number: int, comment: int) -> None:
        """Remove a comment; one that is gone already is no fault."""
        del number
        try:
            self.api.call("DELETE", self._path(f"/issues/comments/{comment}"))
        except HostError as error:
            if error.status != _MISSING:
                raise

    def _path(self, rest: str = "") -> str:
        owner, repository = quote(self.owner, safe=""), quote(self.repository, safe="")
        return f"/repos/{owner}/{repository}{rest}"


def _request(content: Any) -> PullRequest:  # noqa: ANN401 - JSON as it comes
    head, base = part_in(content, "head"), part_in(content, "base")
    return PullRequest(
        number=number_in(content, "number"),
        url=text_in(content, "html_url"),
        title=text_in(content, "title"),
        body=text_in(content, "body", is_optional=True),
        head=text_in(head, "ref"),
        base=text_in(base, "ref"),
        commit=text_in(head, "sha"),
        is_from_fork=_identity(head) != _identity(base),
    )


def _identity(side: Mapping[str, Any]) -> object:
    """Which repository a side is of; a fork that was deleted is none."""
    repository = side.get("repo")
    return repository.get("id") if isinstance(repository, dict) else None


def _comment(content: Any) -> Comment:  # noqa: ANN401 - JSON as it comes
    return Comment(
        id=number_in(content, "id"),
        body=text_in(content, "body", is_optional=True),
        author=text_in(content.get("user"), "login", is_optional=True),
        is_by_person=text_in(content.get("user"), "type", is_optional=True) == "User",
    )
