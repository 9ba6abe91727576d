"""A remote repository: its branches read, and one branch of it moved.

A branch is only ever moved from the very commit that was seen on it (``--force-with-lease`` with
its hash), so that whoever pushes at the same moment wins and loses nothing. Where a token is given
it reaches git through the environment alone: what stands in arguments can be read by every process.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sotsync.errors import GitError, UsageError
from sotsync.hosts.git import Repository, call_git
from sotsync.hosts.secrets import redacted, without_password

__all__ = ["Login", "Remote", "check_branch_name", "find_remote", "with_login"]

_NETWORK_TIMEOUT = 300.0
_HASH = re.compile(r"[0-9a-f]{40,64}")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_KEPT = ("GIT_ASKPASS", "SSH_ASKPASS")
_LOST_RACE = re.compile(r"stale info|fetch first|non-fast-forward|cannot lock ref|failed to update")
_DENIED = re.compile(
    r"authentication failed|could not read (?:username|password)|permission|denied|forbidden"
    r"|error: 40[13]|publickey",
    re.IGNORECASE,
)
_AGAIN = "nothing was changed; run the command again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a server over HTTPS is told of who pushes."""

    user: str
    secret: str = field(repr=False)

    @property
    def header(self) -> str:
        """The HTTP header (RFC 7617)."""
        return f"Authorization: Basic {self._encoded}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every form of what must not be shown."""
        return (self.secret, self._encoded)

    @property
    def _encoded(self) -> str:
        return base64.b64encode(f"{self.user}:{self.secret}".encode()).decode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A remote repository, and how it is reached.

    Attributes:
        repository: The clone.
        name: What people call it: ``origin``.
        address: What git is told: the name, or an address without a password.
        login: Who asks, where it is not left to git's own settings.
        tell: Is told of each call, without secrets.
    """

    repository: Repository
    name: str
    address: str
    login: Login | None = None
    tell: Callable[[str], None] = field(default=lambda _: None, repr=False)

    def heads(self, *branches: str) -> Mapping[str, str]:
        """The newest commit of each of the branches that there is.

        Raises:
            GitError: The remote cannot be read.
        """
        refs = {f"refs/heads/{branch}": branch for branch in branches}
        listed = self._read("ls-remote", self.address, *refs)
        found = {}
        for line in listed.split("\n"):
            commit, _, ref = line.partition("\t")
            if ref in refs and _HASH.fullmatch(commit):
                found[refs[ref]] = commit
        return found

    def fetch(self, branch: str, commit: str) -> None:
        """Bring a commit of a branch here, unless it is here; no branch or tag is changed by it.

        Raises:
            GitError: The remote cannot be read, or has the commit no more.
        """
        if self.repository.find_commit(commit) is not None:
            return
        options = ("--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc")
        self._read("fetch", "--quiet", *options, "--refmap=", self.address, f"refs/heads/{branch}")
        if self.repository.find_commit(commit) is None:
            raise GitError(f"{branch} was changed by someone else meanwhile", hint=_AGAIN)

    def push(self, branch: str, commit: str, *, seen: str | None) -> None:
        """Move a branch to a commit, or make it.

        Args:
            branch: The only branch that is touched.
            commit: Where it is moved to.
            seen: The commit that it must still be at; None where there must be no such branch.

        Raises:
            GitError: It is at another commit by now, or the remote refuses; it is as it was.
        """
        ref = f"refs/heads/{branch}"
        options = ("--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no")
        lease = f"--force-with-lease={ref}:{seen or ''}"
        done = self._call("push", *options, lease, self.address, f"{commit}:{ref}")
        status, output, said = done
        if status == 0:
            return
        told = f"{output}\n{said}"
        if _LOST_RACE.search(told):
            raise GitError(f"{branch} was changed by someone else meanwhile", hint=_AGAIN)
        refused = re.search(r"\[(?:remote )?rejected\] \((.*)\)", output)
        reason = refused[1] if refused else _fault(said)
        raise GitError(
            f"{branch} cannot be pushed to {self.name}: {reason}", hint=_hint(told, refused)
        )

    def _read(self, *arguments: str) -> str:
        status, output, said = self._call(*arguments)
        if status:
            raise GitError(f"{self.name} cannot be read: {_fault(said)}", hint=_hint(said, None))
        return output

    def _call(self, *arguments: str) -> tuple[int, str, str]:
        self.tell(self._told(f"git {' '.join(arguments)}"))
        done = call_git(
            self.repository.root, arguments, extra=self._environment(), timeout=_NETWORK_TIMEOUT
        )
        output, said = (
            self._told(part.decode("utf-8", "replace")) for part in (done.stdout, done.stderr)
        )
        return done.returncode, output, said

    def _told(self, text: str) -> str:
        return redacted(text, self.login.secrets if self.login else ())

    def _environment(self) -> Mapping[str, str]:
        """What the user has told git, and the login."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        pairs = _inherited_settings(os.environ)
        if self.login is not None:
            parts = urlsplit(self.address)
            key = f"http.{parts.scheme}://{parts.netloc}/.extraHeader"
            # An empty value forgets what was set before (git-config(1)): two headers are refused.
            pairs += [(key, ""), (key, self.login.header), ("credential.helper", "")]
        numbered = {
            f"GIT_CONFIG_{part}_{number}": value
            for number, pair in enumerate(pairs)
            for part, value in zip(("KEY", "VALUE"), pair, strict=True)
        }
        return {**kept, **numbered, "GIT_CONFIG_COUNT": str(len(pairs))}


def find_remote(
    repository: Repository, name: str, *, tell: Callable[[str], None] = lambda _: None
) -> tuple[Remote, str]:
    """A remote by its name, and the address that git pushes to.

    Raises:
        GitError: There is none of that name.
    """
    listed = os.fsdecode(repository.run(("remote",))).split("\n")
    if not name or name not in listed:
        names = ", ".join(filter(None, listed))
        hint = f"there are {names}" if names else "add it: git remote add origin ADDRESS"
        raise GitError(f"there is no remote {name!r}", hint=hint)
    address = os.fsdecode(repository.run(("remote", "get-url", "--push", name))).strip()
    return Remote(repository=repository, name=name, address=name, tell=tell), address


def with_login(remote: Remote, address: str, login: Login, servers: Sequence[str]) -> Remote:
    """The remote reached with a login, where it is one of the servers that the login is for.

    Args:
        remote: The remote.
        address: Its address.
        login: Who asks.
        servers: The names of the servers that may see the login.
    """
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not is_safe or parts.hostname not in servers:
        return remote
    return Remote(
        repository=remote.repository,
        name=remote.name,
        address=without_password(address),
        login=login,
        tell=remote.tell,
    )


def check_branch_name(repository: Repository, name: str) -> None:
    """Refuse what is no branch's name, or could be taken for something else.

    Raises:
        UsageError: It is none (git-check-ref-format(1)).
    """
    is_option = name.startswith("-") or "\0" in name
    ref = f"refs/heads/{name}"
    if is_option or call_git(repository.root, ("check-ref-format", ref)).returncode:
        raise UsageError(f"{name!r} is no name for a branch", hint="name another with --branch")


def _inherited_settings(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """The settings that someone has given git by the environment (git-config(1))."""
    stated = environment.get("GIT_CONFIG_COUNT", "")
    pairs = []
    for number in range(int(stated) if stated.isdecimal() else 0):
        key = environment.get(f"GIT_CONFIG_KEY_{number}")
        if key is not None:
            pairs.append((key, environment.get(f"GIT_CONFIG_VALUE_{number}", "")))
    return pairs


def _fault(said: str) -> str:
    """What git says is wrong; a server's greetings before it are none."""
    lines = [line.strip() for line in said.split("\n") if line.strip()]
    faults = [line for line in lines if line.startswith(("fatal:", "error:"))]
    told = (faults or lines or ["no reason given"])[0]
    return told.removeprefix("fatal: ").removeprefix("error: ")


def _hint(said: str, refused: re.Match[str] | None) -> str:
    if refused is not None:
        return "a rule or hook of the repository refuses it; nothing was changed"
    if _DENIED.search(said):
        return "the credentials may not push; see the permissions that the reference names"
    return "nothing was changed by this call; run the command again later"
