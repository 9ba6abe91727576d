"""Whose token it is, where the host says so."""

from __future__ import annotations

from sotsync.errors import HostError
from sotsync.hosts.answers import text_in
from sotsync.hosts.http import Api

__all__ = ["account_of"]

_UNTOLD = frozenset({401, 403, 404})
"""GitHub refuses the question for a workflow's own token with 403, GitLab for a job's with 401; a
token that is wrong is told by the next call."""


def account_of(api: Api, key: str) -> str | None:
    """The name of the token's account, under ``key``; None where the host does not say.

    Raises:
        HostError: The host cannot be reached, or answers what nobody can read.
    """
    try:
        return text_in(api.call("GET", "/user").content, key)
    except HostError as error:
        if error.status in _UNTOLD:
            return None
        raise
