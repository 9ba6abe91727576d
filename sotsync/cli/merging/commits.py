"""Which commits git is merging, found from what it hands to a merge driver.

git gives a driver three texts and no commits. A driver runs before git writes down what it merges,
so each place where git or its callers leave a trace is looked at, and a commit counts only if it
holds the very text; at last, the commits that brought the text into the repository are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sotsync.errors import GitError
from sotsync.hosts.git import Repository

__all__ = ["Commits", "Given", "find_commits"]

_NAMED = re.compile(r"GITHEAD_([0-9a-f]{40,64})")
_STATES = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD", "refs/stash")
_TODO = "rebase-merge/done"
_PICKED = re.compile(r"[0-9a-f]{7,64}")
_SEARCHED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What git gives a driver: the path, and what the file holds in the three versions."""

    path: str
    base: bytes
    ours: bytes
    theirs: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Commits:
    """The hashes of the three commits; ``base`` is None where both sides have none in common."""

    base: str | None
    ours: str
    theirs: str


def find_commits(
    repository: Repository, given: Given, environment: Mapping[str, str]
) -> Commits | None:
    """The commits that are merged; None where they cannot be told.

    Args:
        repository: Where the merge goes on.
        given: What git gave.
        environment: The process's variables: `git merge` names what it merges in one.

    Raises:
        GitError: git failed.
    """
    finder = _Finder(repository, given.path)
    ours = finder.find(("HEAD",), given.ours)
    named = [match[1] for name in environment if (match := _NAMED.fullmatch(name))]
    theirs = finder.find((*named, *_STATES, *_picked(repository)), given.theirs, other_than=ours)
    if ours is None or theirs is None:
        return None
    merged = _merge_base(repository, ours, theirs)
    starts = [merged, repository.find_commit(f"{theirs}^")]
    # A picked commit is what it changed; only `git merge` takes all that came before it.
    ordered = [one for one in (starts if named else starts[::-1]) if one is not None]
    base = finder.find(ordered, given.base) if given.base else None
    return Commits(base=base or next(iter(ordered), None), ours=ours, theirs=theirs)


@dataclass(frozen=True, slots=True)
class _Finder:
    repository: Repository
    path: str

    def find(
        self, names: Iterable[str], content: bytes, *, other_than: str | None = None
    ) -> str | None:
        """The first commit of those names, else of all, that holds the content at the path."""
        blob = self.repository.run(("hash-object", "--stdin"), stdin=content).decode().strip()
        for name in (*names, *self._bringing(blob)):
            commit = self.repository.find_commit(name)
            if commit is not None and commit != other_than and self._holds(commit, blob):
                return commit
        return None

    def _holds(self, commit: str, blob: str) -> bool:
        """Whether the commit has the content, at the path or, where it was moved, elsewhere."""
        return any(file.blob == blob for file in self.repository.files(commit))

    def _bringing(self, blob: str) -> Iterator[str]:
        """The newest commits that added or took away the content."""
        found = self.repository.run(
            (
                *("log", "--all", "--reflog", "--format=%H", f"--max-count={_SEARCHED}"),
                f"--find-object={blob}",
            )
        )
        yield from found.decode("ascii", "replace").split()


def _merge_base(repository: Repository, one: str, other: str) -> str | None:
    try:
        return repository.merge_base(one, other)
    except GitError:
        return None


def _picked(repository: Repository) -> Iterator[str]:
    """The commit that a rebase is at: git notes it before it picks it."""
    told = repository.run(("rev-parse", "--git-path", _TODO))
    path = repository.root / os.fsdecode(told).removesuffix("\n")
    yield from _last_commit(path)


def _last_commit(path: Path) -> Iterator[str]:
    try:
        lines = path.read_bytes().decode("utf-8", "replace").strip().split("\n")
    except OSError:
        return
    words = lines[-1].split()
    yield from (word for word in words[1:2] if _PICKED.fullmatch(word))
