"""Which host a repository is on, told by what its CI sets and by where git pushes to.

GitHub Actions sets ``GITHUB_REPOSITORY`` and ``GITHUB_API_URL``, GitLab CI ``CI_PROJECT_ID`` and
``CI_API_V4_URL``; see "Default environment variables" in GitHub's documentation and "Predefined
CI/CD variables reference" in GitLab's.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sotsync.errors import HostError
from sotsync.hosts.github import GitHub, github_api
from sotsync.hosts.gitlab import GitLab, gitlab_api
from sotsync.hosts.models import Host

__all__ = ["HOSTS", "find_host", "kind_of_host", "request_number", "server_and_path"]

HOSTS = ("github", "gitlab")
"""The hosts that are known, by the name that a flag takes."""

_PUBLIC = frozenset({"github.com", "gitlab.com"})
_OWN = {"github": "GH_HOST", "gitlab": "GITLAB_HOST"}
"""Where the tools of the hosts are told of a server of one's own."""

_ADDRESSES = {"github": "GITHUB_API_URL", "gitlab": "CI_API_V4_URL"}
_GITHUB_TOKENS = ("SOTSYNC_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")
_GITLAB_TOKENS = ("SOTSYNC_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN")
_SCP = re.compile(r"(?:[^@/]+@)?(?P<host>[^:/]+):(?P<path>(?!//).+)")
"""git's short form of an SSH address: ``git@github.com:owner/name.git``."""
_PULL = re.compile(r"refs/pull/(\d+)/merge")


def find_host(
    environment: Mapping[str, str], remote: str | None, *, named: str | None = None
) -> Host:
    """The repository that a project is in, on its host.

    Args:
        environment: The process's variables: what CI sets, and the token.
        remote: Where git pushes to; None where there is no remote.
        named: ``github`` or ``gitlab``, where it is not to be told by the address.

    Raises:
        HostError: The host cannot be told, or there is no token for it.
    """
    kind = named or kind_of_host(environment, remote)
    if kind and not named and not _is_trusted(kind, environment, remote):
        server, _ = server_and_path(remote) or ("the server", "")
        raise HostError(
            f"a token is not sent to {server} because of its name alone",
            hint=f"say that it is yours: --host {kind}",
        )
    if kind == "github":
        return _github(environment, remote)
    if kind == "gitlab":
        return _gitlab(environment, remote)
    raise HostError(
        "it cannot be told which host the repository is on",
        hint="name it: --host github, or --host gitlab",
    )


def _is_trusted(kind: str, environment: Mapping[str, str], remote: str | None) -> bool:
    """Whether a token may go to the server without a person naming it.

    The address of a clone, or of a submodule, can be anybody's; ``github.example.net`` is not
    GitHub.
    """
    if "true" in {environment.get("GITHUB_ACTIONS"), environment.get("GITLAB_CI")}:
        return True
    if environment.get(_ADDRESSES[kind]):
        return True  # It is the server that is asked, whatever the remote is.
    server, _ = server_and_path(remote) or ("", "")
    return server.lower() in _PUBLIC or server == environment.get(_OWN[kind])


def request_number(environment: Mapping[str, str]) -> int | None:
    """The number of the request that CI runs for; None where it runs for none."""
    stated = environment.get("CI_MERGE_REQUEST_IID", "")
    if stated.isdecimal():
        return int(stated)
    match = _PULL.fullmatch(environment.get("GITHUB_REF", ""))
    if match is not None:
        return int(match[1])
    return _number_in_event(environment.get("GITHUB_EVENT_PATH"))


def _number_in_event(path: str | None) -> int | None:
    """The number in what GitHub tells a run of its event (``pull_request_target``, for one)."""
    if path is None:
        return None
    try:
        event = json.loads(Path(path).read_bytes())
    except (OSError, ValueError):
        return None
    request = event.get("pull_request") if isinstance(event, dict) else None
    number = request.get("number") if isinstance(request, dict) else None
    return number if isinstance(number, int) else None


def kind_of_host(environment: Mapping[str, str], remote: str | None) -> str | None:
    """``github`` or ``gitlab``, as CI or the address says; None where neither does."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return "github"
    if environment.get("GITLAB_CI") == "true":
        return "gitlab"
    address = server_and_path(remote)
    if address is None:
        return None
    own = (kind for kind in HOSTS if environment.get(_OWN[kind]) == address[0])
    named = (kind for kind in HOSTS if kind in address[0].lower())
    return next(itertools.chain(own, named), None)


def server_and_path(remote: str | None) -> tuple[str, str] | None:
    """The server and the path of a remote: ``github.com`` and ``owner/name``."""
    if remote is None:
        return None
    parts = urlsplit(remote)
    if parts.scheme and parts.hostname:
        server, path = parts.hostname, parts.path
    elif match := _SCP.fullmatch(remote):
        server, path = match["host"], match["path"]
    else:
        return None
    path = path.strip("/").removesuffix(".git")
    return (server, path) if "/" in path else None


def _github(environment: Mapping[str, str], remote: str | None) -> GitHub:
    token = _token(environment, _GITHUB_TOKENS, "GITHUB_TOKEN")
    address = server_and_path(remote)
    stated = environment.get("GITHUB_REPOSITORY") or (address[1] if address else "")
    owner, _, repository = stated.partition("/")
    if not owner or not repository or "/" in repository:
        raise HostError(
            "it cannot be told which repository on GitHub it is",
            hint="set GITHUB_REPOSITORY to owner/name, or add the remote `origin`",
        )
    url = environment.get("GITHUB_API_URL") or _github_url(address[0] if address else "github.com")
    return GitHub(api=github_api(url, token), owner=owner, repository=repository)


def _github_url(server: str) -> str:
    """The API of github.com, or of an Enterprise Server."""
    return "https://api.github.com" if server == "github.com" else f"https://{server}/api/v3"


def _gitlab(environment: Mapping[str, str], remote: str | None) -> GitLab:
    token = _token(environment, _GITLAB_TOKENS, "GITLAB_TOKEN")
    address = server_and_path(remote)
    project = environment.get("CI_PROJECT_ID") or (address[1] if address else "")
    if not project:
        raise HostError(
            "it cannot be told which project on GitLab it is",
            hint="set CI_PROJECT_ID, or add the remote `origin`",
        )
    server = address[0] if address else "gitlab.com"
    url = environment.get("CI_API_V4_URL") or f"https://{server}/api/v4"
    is_job = token == environment.get("CI_JOB_TOKEN", "").strip()
    return GitLab(api=gitlab_api(url, token, is_job=is_job), project=project)


def _token(environment: Mapping[str, str], names: tuple[str, ...], usual: str) -> str:
    found = next((environment[name] for name in names if environment.get(name, "").strip()), None)
    if found is None:
        raise HostError(
            f"there is no token in {', '.join(names[:-1])} or {names[-1]}",
            hint=f"set {usual}; the reference names the permissions that it needs",
        )
    token = found.strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise HostError(
            "the token holds characters that no token has",  # Which ones, is nobody's business.
            hint=f"set {usual} to the token alone, without a line end or quotes",
        )
    return token
