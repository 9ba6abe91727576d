"""The project's git repository, read through the user's own git; nothing is ever checked out.

git is called with a list of arguments, never through a shell. What names a commit is resolved to
its hash first, and paths stand behind ``--`` or behind that hash, so that neither can be taken for
an option. The environment is cleared of what would point git at another repository, as a hook's
environment does, and of everything that would make it ask, page or run a helper.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sotsync.errors import GitError

__all__ = ["Repository", "TreeFile", "call_git", "find_repository", "told_by_git"]

TIMEOUT = 60.0
"""Seconds that one call may take: reading objects takes milliseconds."""

_POINTERS = frozenset(
    """
    GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_CEILING_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG
    GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_CURL_VERBOSE GIT_DIR GIT_DISCOVERY_ACROSS_FILESYSTEM
    GIT_EXTERNAL_DIFF GIT_GLOB_PATHSPECS GIT_GRAFT_FILE GIT_ICASE_PATHSPECS GIT_IMPLICIT_WORK_TREE
    GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX GIT_NAMESPACE GIT_NOGLOB_PATHSPECS GIT_OBJECT_DIRECTORY
    GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
    """.split()  # noqa: SIM905 - words read better than quoted words
)
"""Variables of a surrounding git, as hooks have them, which would lead to another repository."""
_PREFIXES = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_TRACE")
"""What others have set for git, and logs in which git would show what it sends."""

_OWN = {
    "GIT_ASKPASS": "",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "SSH_ASKPASS": "",
}
_SAFE = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.quotePath=off"),
    *("-c", "safe.bareRepository=explicit"),
)
"""No program of the repository is run; a folder whose committed files look like a bare repository,
settings that name programs included, is not taken for one."""
_HASH = re.compile(r"[0-9a-f]{40,64}")
_REGULAR = frozenset({"100644", "100755"})
_DEFAULTS = ("origin/main", "origin/master", "main", "master")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFile:
    """A regular file of a commit; ``blob`` is the hash of what it holds."""

    path: str
    blob: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository with a work tree.

    Attributes:
        root: The work tree's folder, which the paths of files are relative to.
    """

    root: Path

    def run(self, arguments: Sequence[str], *, stdin: bytes | None = None) -> bytes:
        """What git prints.

        Args:
            arguments: The subcommand and its arguments; whoever calls keeps options and paths of
                others apart.
            stdin: What git reads.

        Raises:
            GitError: git is not installed, failed, or took too long; the message is git's own.
        """
        done = call_git(self.root, arguments, stdin)
        if done.returncode:
            raise GitError(f"git {arguments[0]} failed: {told_by_git(done.stderr)}")
        return done.stdout

    def find_commit(self, ref: str) -> str | None:
        """The hash of the commit that ``ref`` names; None where it names none."""
        if not ref or ref.startswith("-") or "\0" in ref:
            return None
        done = call_git(self.root, ("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"), None)
        name = done.stdout.decode("ascii", "replace").strip()
        return name if done.returncode == 0 and _HASH.fullmatch(name) else None

    def commit(self, ref: str) -> str:
        """The hash of the commit that ``ref`` names.

        Raises:
            GitError: There is none; the hint says what a shallow clone needs.
        """
        found = self.find_commit(ref)
        if found is None:
            raise GitError(f"git knows no commit {ref!r}", hint=self._hint(ref))
        return found

    def merge_base(self, one: str, other: str) -> str:
        """The newest commit that both come from.

        Raises:
            GitError: A commit is not there, or they have none in common that this clone knows.
        """
        first, second = self.commit(one), self.commit(other)
        done = call_git(self.root, ("merge-base", first, second), None)
        name = done.stdout.decode("ascii", "replace").strip().partition("\n")[0]
        if done.returncode or not _HASH.fullmatch(name):
            raise GitError(
                f"git knows no commit that {one!r} and {other!r} both come from",
                hint=self._hint(one),
            )
        return name

    def default_branch(self) -> str | None:
        """What work is based on: ``origin``'s own branch, else ``main`` or ``master`` as found."""
        done = call_git(
            self.root, ("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"), None
        )
        stated = done.stdout.decode("utf-8", "replace").strip()
        names = (stated, *_DEFAULTS) if done.returncode == 0 and stated else _DEFAULTS
        return next((name for name in names if self.find_commit(name) is not None), None)

    def files(self, ref: str, under: str = "") -> tuple[TreeFile, ...]:
        """The regular files of a commit, sorted by path; links and submodules are none.

        Args:
            ref: What names the commit.
            under: A file or folder, relative to the root; by default, everything.

        Raises:
            GitError: There is no such commit.
        """
        paths = () if under in {"", "."} else ("--", under)
        listed = self.run(("ls-tree", "-r", "-z", "--full-tree", self.commit(ref), *paths))
        found = []
        for record in listed.split(b"\0"):
            head, _, path = record.partition(b"\t")
            mode, kind, blob, *_ = (*head.decode("ascii").split(" "), "", "")
            if kind == "blob" and mode in _REGULAR:
                found.append(TreeFile(path=os.fsdecode(path), blob=blob))
        return tuple(sorted(found, key=lambda file: file.path))

    def read_file(self, ref: str, path: str) -> bytes | None:
        """What a file holds in a commit; None where the commit has no such file.

        Raises:
            GitError: There is no such commit.
        """
        found = [file for file in self.files(ref, path) if file.path == path]
        return self.read_files(found)[path] if found else None

    def read_files(self, files: Iterable[TreeFile]) -> Mapping[str, bytes]:
        """What the files hold, by path, in one call.

        Raises:
            GitError: One of them is not in this clone, as in a partial one without network.
        """
        wanted = tuple(files)
        names = "".join(f"{file.blob}\n" for file in wanted).encode()
        told = self.run(("cat-file", "--batch"), stdin=names) if wanted else b""
        found, position = {}, 0
        for file in wanted:
            end = told.index(b"\n", position)
            words = told[position:end].split(b" ")
            if words[-1] == b"missing":
                raise GitError(f"git does not have what {file.path} holds", hint=_FETCH)
            start, size = end + 1, int(words[-1])
            found[file.path] = told[start : start + size]
            position = start + size + 1
        return found

    @property
    def is_shallow(self) -> bool:
        """Whether the clone lacks older commits."""
        done = call_git(self.root, ("rev-parse", "--is-shallow-repository"), None)
        return done.stdout.strip() == b"true"

    def relative(self, path: Path) -> str | None:
        """The path of a file of the work tree as git writes it; None for one outside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return None

    def _hint(self, ref: str) -> str:
        if self.is_shallow:
            return f"this clone is shallow: {_FETCH} (on GitHub Actions: fetch-depth: 0)"
        return f"`git fetch origin` may bring it, or name another commit than {ref!r}"


_FETCH = "`git fetch --unshallow` brings what is missing"


def find_repository(folder: Path) -> Repository | None:
    """The repository whose work tree holds ``folder``; None where there is none, or no git.

    Worktrees and submodules are repositories of their own.
    """
    try:
        done = call_git(folder, ("rev-parse", "--show-toplevel"), None)
    except GitError:
        return None
    root = os.fsdecode(done.stdout).removesuffix("\n")
    return Repository(Path(root)) if done.returncode == 0 and root else None


def call_git(
    folder: Path,
    arguments: Sequence[str],
    stdin: bytes | None = None,
    *,
    extra: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """One run of git, however it ends.

    Args:
        folder: Where it runs.
        arguments: The subcommand and its arguments.
        stdin: What it reads.
        extra: Variables that it gets besides.
        timeout: Seconds that it may take; by default, those of a call that reads.

    Raises:
        GitError: git cannot be started, or took too long.
    """
    limit = TIMEOUT if timeout is None else timeout
    try:
        return subprocess.run(  # noqa: S603 - a list of arguments, and no shell
            ["git", *_SAFE, "-C", os.fspath(folder), *arguments],  # noqa: S607 - the user's own git
            input=b"" if stdin is None else stdin,
            capture_output=True,
            check=False,
            env={**_environment(os.environ), **(extra or {})},
            timeout=limit,
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed, or not on the PATH") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {arguments[0]} took longer than {limit:.0f} seconds") from error


def _environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment that git gets."""
    kept = {
        name: value
        for name, value in inherited.items()
        if name not in _POINTERS and not name.startswith(_PREFIXES)
    }
    return {**kept, **_OWN}


def told_by_git(stderr: bytes) -> str:
    """The first line of what git said went wrong."""
    lines = stderr.decode("utf-8", "replace").strip().split("\n")
    return lines[0].removeprefix("fatal: ") or "no reason given"
