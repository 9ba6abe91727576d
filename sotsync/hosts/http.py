"""JSON over HTTP to one server: retries, limits and errors that a person can act on.

A token is sent to that server only, and never shown: it is taken out of every message, in case a
server says it back.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from sotsync._version import __version__
from sotsync.errors import HostError

__all__ = ["Answer", "Api"]

TIMEOUT = 20.0
"""Seconds to wait for a connection, and for each part of an answer."""
ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds; a server that asks for more is not waited for."""
_MAXIMUM_PAGES = 50
_REPEATABLE = frozenset({"GET", "PUT", "PATCH", "DELETE"})
"""Methods that come to the same when they are sent twice (RFC 9110, section 9.2.2; what is patched
here is replaced whole)."""
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_TOO_MANY = 429
_SERVER_FAULT = 500
_HINTS = {
    401: "the token is wrong or has expired",
    403: "the token may not do this; see the permissions that the reference names",
    404: "it is not there, or the token may not see it",
    422: "see what the host says of it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said: the status, the headers and the JSON (None for nothing)."""

    status: int
    headers: Mapping[str, str]
    content: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One server and how it is spoken to.

    Attributes:
        url: What every path is below.
        headers: What is sent with every call, the token included.
        secret: The token, which is never shown.
        sleep: Waits for a number of seconds.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    secret: str = field(repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise HostError(
                f"{self._told(self.url)} is not https; a token is not sent there",
                hint="name the server's https address",
            )

    def call(self, method: str, path: str, *, content: object = None) -> Answer:
        """Send one call and give the answer.

        What a server asks to be sent again later, and what failed on its side and can be repeated,
        is sent again, up to four times in all.

        Args:
            method: The HTTP method.
            path: The path below the server's address, with its query.
            content: What is sent as JSON.

        Raises:
            HostError: The server cannot be reached, refuses, or sends no JSON.
        """
        for attempt in range(1, ATTEMPTS + 1):
            is_last = attempt == ATTEMPTS
            try:
                response = self._send(method, path, content)
            except httpx.HTTPError as error:
                if is_last or not _may_repeat(method, error):
                    raise HostError(
                        f"{self._server} cannot be reached: {self._told(_reason(error))}",
                        hint="nothing was changed by this call; run the command again later",
                    ) from error
                self.sleep(_pause(attempt))
                continue
            wait = _wait(response, method, attempt)
            if wait is None or is_last:
                return self._read(method, path, response)
            self.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def pages(self, path: str) -> Iterator[Any]:
        """The entries of a list that comes in pages, as GitHub and GitLab link them (RFC 8288).

        Raises:
            HostError: As :meth:`call`, or the next page would be on another server.
        """
        for _ in range(_MAXIMUM_PAGES):
            answer = self.call("GET", path)
            if not isinstance(answer.content, list):
                raise HostError(f"{self._server} sent no list for {path.partition('?')[0]}")
            yield from answer.content
            following = _next_page(answer.headers.get("link", ""))
            if following is None:
                return
            if not following.startswith(f"{self.url}/"):
                raise HostError(f"{self._server} links its next page to another server")
            path = following.removeprefix(self.url)

    @property
    def _server(self) -> str:
        return urlsplit(self.url).hostname or self.url

    def _send(self, method: str, path: str, content: object) -> httpx.Response:
        headers = {"User-Agent": f"sotsync/{__version__}", **self.headers}
        with httpx.Client(timeout=TIMEOUT, headers=headers) as client:
            body = None if content is None else content
            return client.request(method, f"{self.url}{path}", json=body)

    def _read(self, method: str, path: str, response: httpx.Response) -> Answer:
        shown = path.partition("?")[0]
        if not response.is_success:
            said = self._told(_said(response))
            raise HostError(
                f"{self._server} answers {response.status_code} to {method} {shown}"
                + (f": {said}" if said else ""),
                hint=_HINTS.get(response.status_code, "run the command again later"),
                status=response.status_code,
            )
        try:
            content = json.loads(response.content) if response.content else None
        except ValueError as error:
            raise HostError(f"{self._server} sent no JSON for {method} {shown}") from error
        return Answer(status=response.status_code, headers=dict(response.headers), content=content)

    def _told(self, text: str) -> str:
        return text.replace(self.secret, "***") if self.secret else text


def _may_repeat(method: str, error: httpx.HTTPError) -> bool:
    """Whether nothing can have happened, or what happened may happen again."""
    return method in _REPEATABLE or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)


def _reason(error: httpx.HTTPError) -> str:
    return "it took too long" if isinstance(error, httpx.TimeoutException) else str(error)


def _wait(response: httpx.Response, method: str, attempt: int) -> float | None:
    """The seconds after which to send a call again; None where its answer stands."""
    stated = response.headers.get("retry-after", "")
    if response.status_code == _TOO_MANY or (response.status_code == 403 and stated):  # noqa: PLR2004
        wait = float(stated) if stated.isdecimal() else _pause(attempt)
        return wait if wait <= LONGEST_WAIT else None
    if response.status_code >= _SERVER_FAULT and method in _REPEATABLE:
        return _pause(attempt)
    return None


def _pause(attempt: int) -> float:
    """Seconds, twice as many each time."""
    return float(2 ** (attempt - 1))


def _said(response: httpx.Response) -> str:
    """What the host says is wrong, in its own words, on one line."""
    try:
        content = json.loads(response.content)
    except ValueError:
        return ""
    if not isinstance(content, dict):
        return ""
    parts = [content.get("message"), content.get("error"), *(content.get("errors") or ())]
    told = [part.get("message") if isinstance(part, dict) else part for part in parts]
    words = ("; ".join(map(str, part)) if isinstance(part, list) else part for part in told)
    return " ".join("; ".join(str(word) for word in words if word).split())[:300]


def _next_page(link: str) -> str | None:
    for part in link.split(","):
        target, _, parameters = part.partition(";")
        if 'rel="next"' in parameters:
            return target.strip().removeprefix("<").removesuffix(">")
    return None
