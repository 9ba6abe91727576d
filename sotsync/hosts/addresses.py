"""Who pushes to a host, as whom, and where people read the files of a branch there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from sotsync.hosts.detect import kind_of_host, server_and_path
from sotsync.hosts.github import GitHub
from sotsync.hosts.gitlab import GitLab
from sotsync.hosts.models import Host
from sotsync.hosts.remote import Login
from sotsync.hosts.workbench import Identity

__all__ = ["default_branch_in", "default_identity", "files_address", "is_in_ci", "login_of"]

_GITHUB_BOT = Identity(
    name="github-actions[bot]", email="41898282+github-actions[bot]@users.noreply.github.com"
)
"""Whom GitHub shows as the author of what its Actions commit."""


def is_in_ci(environment: Mapping[str, str]) -> bool:
    """Whether a run of GitHub Actions or GitLab CI asks."""
    return "true" in {environment.get("GITHUB_ACTIONS"), environment.get("GITLAB_CI")}


def login_of(host: Host, environment: Mapping[str, str]) -> tuple[Login, tuple[str, ...]] | None:
    """What a host's git server is told of who pushes, and the servers that may be told.

    None outside CI, where git has the user's own credentials.
    """
    if not is_in_ci(environment):
        return None
    if isinstance(host, GitHub):
        login = Login(user="x-access-token", secret=host.api.secret)
        stated = environment.get("GITHUB_SERVER_URL")
    elif isinstance(host, GitLab):
        is_job = host.api.secret == environment.get("CI_JOB_TOKEN")
        login = Login(user="gitlab-ci-token" if is_job else "oauth2", secret=host.api.secret)
        stated = environment.get("CI_SERVER_URL")
    else:
        return None
    names = {urlsplit(address).hostname for address in (host.api.url, stated) if address}
    servers = {
        name.removeprefix("api.") if name == "api.github.com" else name for name in names if name
    }
    return login, tuple(sorted(servers))


def default_identity(environment: Mapping[str, str]) -> Identity | None:
    """Whom a commit is by in CI; None elsewhere."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return _GITHUB_BOT
    name, email = environment.get("GITLAB_USER_NAME"), environment.get("GITLAB_USER_EMAIL")
    if environment.get("GITLAB_CI") == "true" and name and email:
        return Identity(name=name, email=email)
    return None


def default_branch_in(environment: Mapping[str, str]) -> str | None:
    """The branch that work is merged into, as far as CI says it without being asked."""
    stated = environment.get("CI_DEFAULT_BRANCH")
    return stated or _default_branch_in_event(environment.get("GITHUB_EVENT_PATH"))


def files_address(
    environment: Mapping[str, str], remote: str | None, branch: str, *, named: str | None = None
) -> str | None:
    """The address below which people find the files of a branch; None where it cannot be told.

    Args:
        environment: The process's variables.
        remote: Where git pushes to.
        branch: The branch.
        named: ``github`` or ``gitlab``, where it is not to be told by the address.
    """
    kind = named or kind_of_host(environment, remote)
    project = _project_address(environment, remote)
    if kind is None or project is None:
        return None
    folder = "blob" if kind == "github" else "-/blob"
    return f"{project}/{folder}/{quote(branch)}/"


def _project_address(environment: Mapping[str, str], remote: str | None) -> str | None:
    """Where people read the project."""
    stated = environment.get("CI_PROJECT_URL")
    if stated:
        return stated.rstrip("/")
    server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    if server and name:
        return f"{server.rstrip('/')}/{quote(name)}"
    address = server_and_path(remote)
    return None if address is None else f"https://{address[0]}/{quote(address[1])}"


def _default_branch_in_event(path: str | None) -> str | None:
    """What GitHub tells a run of its repository."""
    if not path:
        return None
    try:
        event = json.loads(Path(path).read_bytes())
    except (OSError, ValueError):
        return None
    repository = event.get("repository") if isinstance(event, dict) else None
    branch = repository.get("default_branch") if isinstance(repository, dict) else None
    return branch if isinstance(branch, str) and branch else None
