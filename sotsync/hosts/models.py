"""What a code host holds of interest, and what it can be asked: the same for every host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Comment", "Host", "PullRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request, or a merge request.

    Attributes:
        number: What people call it by.
        url: Where people read it.
        title: Its title.
        body: Its text in Markdown.
        head: The branch that it would merge.
        base: The branch that it would merge into.
        commit: The hash of the head's newest commit, as the host knows it.
        is_from_fork: Whether the head is a branch of another repository.
    """

    number: int
    url: str
    title: str
    body: str
    head: str
    base: str
    commit: str
    is_from_fork: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on a pull request.

    Attributes:
        id: Its number, by which the host knows it.
        body: Its text in Markdown.
        author: The name of the account that wrote it; empty where the host does not say.
        is_by_person: Whether the host says that a person's account wrote it.
    """

    id: int
    body: str
    author: str = ""
    is_by_person: bool = False


class Host(Protocol):
    """A repository on a code host.

    Every method raises :class:`sotsync.errors.HostError` where the host cannot be reached, refuses
    or answers what nobody can read.
    """

    @property
    def name(self) -> str:
        """What people call the host: ``GitHub``."""

    @property
    def request_words(self) -> str:
        """What people call a request there: ``pull request``."""

    @property
    def longest_comment(self) -> int:
        """How many characters a comment may have."""

    def user(self) -> str | None:
        """The name of the token's account; None where the host does not say."""

    def default_branch(self) -> str:
        """The branch that work is merged into."""

    def find_request(self, head: str, base: str) -> PullRequest | None:
        """The open request from a branch of this very repository; None where there is none."""

    def request(self, number: int) -> PullRequest:
        """The request of that number."""

    def create_request(self, *, head: str, base: str, title: str, body: str) -> PullRequest:
        """Open a request; where it is open already, that one, brought up to date."""

    def update_request(self, number: int, *, title: str, body: str) -> PullRequest:
        """Change the title and text of a request."""

    def comments(self, number: int) -> tuple[Comment, ...]:
        """The comments on a request, the oldest first."""

    def create_comment(self, number: int, body: str) -> Comment:
        """Comment on a request."""

    def update_comment(self, number: int, comment: int, body: str) -> Comment:
        """Change a comment."""

    def delete_comment(self, number: int, comment: int) -> None:
        """Remove a comment; one that is gone already is no fault."""
