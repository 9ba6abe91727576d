"""One comment on a request that is written once and changed in place from then on.

It is known by its first line, and only one that the token's own user wrote is ever touched: people
quote comments, and copy them. A host that does not say who its token belongs to, as GitHub does not
of a workflow's token, still says which comments people wrote.
"""

from __future__ import annotations

from enum import StrEnum

from sotsync.errors import HostError
from sotsync.hosts.models import Comment, Host

__all__ = ["Kept", "keep_comment", "remove_comment"]

_MISSING = 404
_SERVER_FAULT = 500


class Kept(StrEnum):
    """What became of the comment."""

    CREATED = "written"
    UPDATED = "brought up to date"
    SAME = "up to date already"
    REMOVED = "removed"
    NONE = "not needed"


def keep_comment(host: Host, number: int, mark: str, body: str, *, is_made: bool = True) -> Kept:
    """Let the one comment say ``body``, which begins with the line ``mark``.

    Comments beyond the first one, as two runs at once can leave them, are removed.

    Args:
        host: Where the request is.
        number: The request's number.
        mark: The comment's first line.
        body: What it says.
        is_made: Whether it is written where there is none yet.

    Raises:
        HostError: The host cannot be reached or refuses.
    """
    author = host.user()
    found = _ours(host, number, mark, author)
    for one in found[1:]:
        host.delete_comment(number, one.id)
    if found:
        return _updated(host, number, found[0], body)
    return _created(host, number, mark, body, author) if is_made else Kept.NONE


def remove_comment(host: Host, number: int, mark: str) -> Kept:
    """Remove the one comment, where there is one; the errors are those of :func:`keep_comment`."""
    found = _ours(host, number, mark, host.user())
    for one in found:
        host.delete_comment(number, one.id)
    return Kept.REMOVED if found else Kept.NONE


def _ours(host: Host, number: int, mark: str, author: str | None) -> list[Comment]:
    return [one for one in host.comments(number) if _is_ours(one, mark, author)]


def _is_ours(comment: Comment, mark: str, author: str | None) -> bool:
    first, *_ = comment.body.split("\n", 1)
    if first.rstrip("\r") != mark:
        return False
    return not comment.is_by_person if author is None else comment.author == author


def _updated(host: Host, number: int, found: Comment, body: str) -> Kept:
    if _text(found.body) == _text(body):
        return Kept.SAME
    try:
        host.update_comment(number, found.id, body)
    except HostError as error:
        if error.status != _MISSING:
            raise
        host.create_comment(number, body)  # Somebody removed it a moment ago.
        return Kept.CREATED
    return Kept.UPDATED


def _text(body: str) -> str:
    """The text without what hosts change by themselves: line ends, and space at the end."""
    return body.replace("\r\n", "\n").rstrip()


def _created(host: Host, number: int, mark: str, body: str, author: str | None) -> Kept:
    """Write it; where the host fails late it may be there all the same, so look then."""
    try:
        host.create_comment(number, body)
    except HostError as error:
        is_late = error.status is None or error.status >= _SERVER_FAULT
        if not is_late or not _ours(host, number, mark, author):
            raise
    return Kept.CREATED
