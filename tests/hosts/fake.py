"""A server on this machine that answers as GitHub and GitLab do, as far as sotsync asks them.

It keeps requests and comments, knows a bare repository's branches, and can be told to fail.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["TOKEN", "Call", "Failure", "FakeHost", "serve"]

TOKEN = "ghp_NeverToBeShown0123456789"  # noqa: S105 - what must never be shown
Json = Any
Reply = tuple[int, Json]


@dataclass(frozen=True, kw_only=True)
class Call:
    """What was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    content: Json


@dataclass(kw_only=True)
class Failure:
    """How the next calls that match fail.

    Attributes:
        status: The status; 0 closes the connection without an answer.
        method: Only calls of that method.
        path: Only paths that hold a match of this pattern.
        times: How often.
        headers: Headers of the answer.
        content: What the answer says.
        happens: Whether the call has its effect before it fails.
    """

    status: int
    method: str = ""
    path: str = ""
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    content: Json = None
    happens: bool = False


@dataclass(kw_only=True)
class FakeHost:
    """The state of one repository on a host."""

    bare: Path | None = None
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    requests: list[dict[str, Json]] = field(default_factory=list)
    comments: list[dict[str, Json]] = field(default_factory=list)
    page_size: int = 30
    user: str | None = None
    author: tuple[str, str] = ("github-actions[bot]", "Bot")

    def written(self) -> list[tuple[str, str]]:
        """The calls that change something."""
        return [(call.method, call.path) for call in self.calls if call.method != "GET"]

    def failing(self, call: Call) -> Failure | None:
        """The failure that this call meets."""
        for failure in self.failures:
            matches = failure.method in {"", call.method} and re.search(failure.path, call.path)
            if failure.times > 0 and matches:
                failure.times -= 1
                return failure
        return None

    def answer(self, call: Call) -> Reply:
        """What the host says to a call that it does not fail."""
        if TOKEN not in "".join(call.headers.values()):
            return 401, {"message": "Bad credentials"}
        for method, pattern, function in _ROUTES:
            match = re.fullmatch(pattern, call.path)
            if match and method == call.method:
                return function(self, call, match)
        return 404, {"message": "Not Found"}

    def head_of(self, branch: str) -> str | None:
        """The newest commit of a branch of the bare repository."""
        if self.bare is None:
            return "0" * 40
        done = subprocess.run(
            ["git", "-C", self.bare, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}"],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip() or None


def _user(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    del call, match
    if host.user is None:
        return 403, {"message": "Resource not accessible by integration"}
    return 200, {"id": 9, "login": host.user, "username": host.user}


# GitHub


def _repository(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    del host, call
    return 200, {"id": 1, "full_name": match[1], "default_branch": "main"}


def _as_pull(host: FakeHost, one: dict[str, Json]) -> Json:
    return {
        "id": 1000 + one["number"],
        "number": one["number"],
        "state": one["state"],
        "html_url": f"https://github.com/acme/library/pull/{one['number']}",
        "title": one["title"],
        "body": one["body"],
        "head": {
            "ref": one["head"],
            "sha": host.head_of(one["head"]) or "0" * 40,
            "repo": {"id": 2 if one.get("fork") else 1},
        },
        "base": {"ref": one["base"], "sha": "1" * 40, "repo": {"id": 1}},
    }


def _list_pulls(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    owner = match[1].partition("/")[0]
    head = call.query.get("head", "").removeprefix(f"{owner}:")
    found = [
        one
        for one in host.requests
        if one["state"] == call.query.get("state", "open")
        and one["base"] == call.query.get("base", one["base"])
        and head in {"", one["head"]}
    ]
    return 200, [_as_pull(host, one) for one in found]


def _get_pull(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    del call
    found = _numbered(host, int(match[2]))
    return (200, _as_pull(host, found)) if found else (404, {"message": "Not Found"})


def _create_pull(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    owner = match[1].partition("/")[0]
    wanted = call.content
    if host.head_of(wanted["head"]) is None:
        return _invalid({"field": "head", "code": "invalid"})
    if any(_is_open(one, wanted["head"], wanted["base"]) for one in host.requests):
        told = f"A pull request already exists for {owner}:{wanted['head']}."
        return _invalid({"code": "custom", "message": told})
    if host.head_of(wanted["head"]) == host.head_of(wanted["base"]) and host.bare:
        told = f"No commits between {wanted['base']} and {wanted['head']}"
        return _invalid({"code": "custom", "message": told})
    return 201, _as_pull(host, _opened(host, wanted))


def _invalid(error: Json) -> Reply:
    return 422, {"message": "Validation Failed", "errors": [{"resource": "PullRequest", **error}]}


def _update_pull(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    found = _numbered(host, int(match[2]))
    if found is None:
        return 404, {"message": "Not Found"}
    found |= {key: call.content[key] for key in ("title", "body", "state") if key in call.content}
    return 200, _as_pull(host, found)


def _list_comments(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    found = [one for one in host.comments if one["request"] == int(match[2])]
    return 200, [_as_comment(call, one) for one in found]


def _as_comment(call: Call, one: dict[str, Json]) -> Json:
    """A comment with what its host shows of it."""
    if call.path.startswith("/repos/"):
        return {key: one[key] for key in ("id", "body", "user")}
    return {"system": False} | {key: one[key] for key in ("id", "body", "author")}


def _create_comment(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    name, kind = host.author
    one = {
        "id": max((5000, *(each["id"] for each in host.comments))) + 1,
        "request": int(match[2]),
        "body": call.content["body"],
        "user": {"login": name, "type": kind},
        "author": {"username": name},
    }
    host.comments.append(one)
    return 201, _as_comment(call, one)


def _update_comment(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    found = _commented(host, int(match[match.re.groups]))
    if found is None:
        return 404, {"message": "Not Found"}
    found["body"] = call.content["body"]
    return 200, _as_comment(call, found)


def _delete_comment(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    del call
    found = _commented(host, int(match[match.re.groups]))
    if found is None:
        return 404, {"message": "Not Found"}
    host.comments.remove(found)
    return 204, None


# GitLab


def _project(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    del host, call
    return 200, {"id": 1, "path_with_namespace": unquote(match[1]), "default_branch": "main"}


def _as_merge(host: FakeHost, one: dict[str, Json]) -> Json:
    return {
        "id": 1000 + one["number"],
        "iid": one["number"],
        "state": {"open": "opened"}.get(one["state"], one["state"]),
        "web_url": f"https://gitlab.com/acme/library/-/merge_requests/{one['number']}",
        "title": one["title"],
        "description": one["body"],
        "source_branch": one["head"],
        "target_branch": one["base"],
        "source_project_id": 2 if one.get("fork") else 1,
        "target_project_id": 1,
        "sha": host.head_of(one["head"]),
    }


def _list_merges(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    del match
    head, base = call.query.get("source_branch"), call.query.get("target_branch")
    found = [one for one in host.requests if _is_open(one, head or one["head"], base or "main")]
    return 200, [_as_merge(host, one) for one in found]


def _get_merge(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    del call
    found = _numbered(host, int(match[2]))
    return (200, _as_merge(host, found)) if found else (404, {"message": "404 Not found"})


def _create_merge(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    del match
    head, base = call.content["source_branch"], call.content["target_branch"]
    if host.head_of(head) is None:
        return 400, {"message": {"source_branch": ["does not exist"]}}
    for one in host.requests:
        if _is_open(one, head, base):
            told = "Another open merge request already exists for this source branch"
            return 409, {"message": [f"{told}: !{one['number']}"]}
    wanted = {**call.content, "head": head, "base": base, "body": call.content["description"]}
    return 201, _as_merge(host, _opened(host, wanted))


def _update_merge(host: FakeHost, call: Call, match: re.Match[str]) -> Reply:
    found = _numbered(host, int(match[2]))
    if found is None:
        return 404, {"message": "404 Not found"}
    found |= {"title": call.content["title"], "body": call.content["description"]}
    return 200, _as_merge(host, found)


# Both


def _numbered(host: FakeHost, number: int) -> dict[str, Json] | None:
    return next((one for one in host.requests if one["number"] == number), None)


def _commented(host: FakeHost, number: int) -> dict[str, Json] | None:
    return next((one for one in host.comments if one["id"] == number), None)


def _is_open(one: dict[str, Json], head: str, base: str) -> bool:
    return (one["state"], one["head"], one["base"]) == ("open", head, base)


def _opened(host: FakeHost, wanted: Json) -> dict[str, Json]:
    named = {key: wanted[key] for key in ("head", "base", "title", "body")}
    one = {"number": len(host.requests) + 1, "state": "open", **named}
    host.requests.append(one)
    return one


_REPO = r"/repos/([^/]+/[^/]+)"
_PROJECT = r"/projects/([^/]+)"
Route = tuple[str, str, Callable[[FakeHost, Call, "re.Match[str]"], Reply]]
_ROUTES: tuple[Route, ...] = (
    ("GET", "/user", _user),
    ("GET", _REPO, _repository),
    ("GET", f"{_REPO}/pulls", _list_pulls),
    ("POST", f"{_REPO}/pulls", _create_pull),
    ("GET", rf"{_REPO}/pulls/(\d+)", _get_pull),
    ("PATCH", rf"{_REPO}/pulls/(\d+)", _update_pull),
    ("GET", rf"{_REPO}/issues/(\d+)/comments", _list_comments),
    ("POST", rf"{_REPO}/issues/(\d+)/comments", _create_comment),
    ("PATCH", rf"{_REPO}/issues/comments/(\d+)", _update_comment),
    ("DELETE", rf"{_REPO}/issues/comments/(\d+)", _delete_comment),
    ("GET", _PROJECT, _project),
    ("GET", f"{_PROJECT}/merge_requests", _list_merges),
    ("POST", f"{_PROJECT}/merge_requests", _create_merge),
    ("GET", rf"{_PROJECT}/merge_requests/(\d+)", _get_merge),
    ("PUT", rf"{_PROJECT}/merge_requests/(\d+)", _update_merge),
    ("GET", rf"{_PROJECT}/merge_requests/(\d+)/notes", _list_comments),
    ("POST", rf"{_PROJECT}/merge_requests/(\d+)/notes", _create_comment),
    ("PUT", rf"{_PROJECT}/merge_requests/(\d+)/notes/(\d+)", _update_comment),
    ("DELETE", rf"{_PROJECT}/merge_requests/(\d+)/notes/(\d+)", _delete_comment),
)


class _Handler(BaseHTTPRequestHandler):
    """Turns what comes over the wire into calls of the host, and what it says into answers."""

    host: FakeHost

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its interface
        """Say nothing."""
        del format, arguments

    def _handle(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        call = Call(
            method=self.command,
            path=parts.path,
            query={key: values[-1] for key, values in parse_qs(parts.query).items()},
            headers={key.lower(): value for key, value in self.headers.items()},
            content=json.loads(body) if body else None,
        )
        self.host.calls.append(call)
        failure = self.host.failing(call)
        if failure is None:
            status, content = self.host.answer(call)
            self._reply(status, content, self._paged(call, content))
            return
        if failure.happens:
            self.host.answer(call)
        if failure.status:
            self._reply(failure.status, failure.content, failure.headers)
        else:
            self.close_connection = True

    def _paged(self, call: Call, content: Json) -> dict[str, str]:
        """Cut a list to its page; the header that links the next one."""
        size = self.host.page_size
        if not isinstance(content, list) or len(content) <= size:
            return {}
        page = int(call.query.get("page", "1"))
        rest = content[page * size :]
        content[:] = content[(page - 1) * size : page * size]
        query = "&".join(f"{key}={value}" for key, value in call.query.items() if key != "page")
        link = f'<{self.host.url}{call.path}?{query}&page={page + 1}>; rel="next"'
        return {"Link": link} if rest else {}

    def _reply(self, status: int, content: Json, headers: dict[str, str]) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _handle  # noqa: N815 - its interface


@contextmanager
def serve(host: FakeHost) -> Iterator[FakeHost]:
    """Serve the host on a free port of this machine."""
    handler = type("Handler", (_Handler,), {"host": host})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    host.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
