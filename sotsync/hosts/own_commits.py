"""sotsync's own commits on a branch, known by what their messages state about them.

A commit is sotsync's while it is exactly what it was made as: its message names the commit that it
was made from and the tree that it was given. Whoever amends it or moves it makes it theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sotsync.hosts.git import Repository, call_git

__all__ = ["Commit", "changes_between", "is_before", "read_commit", "with_trailers"]

_TRAILER = re.compile(r"^Sotsync-(Base|Tree): ([0-9a-f]{40,64})$", re.MULTILINE)
_DATE = re.compile(r"> (\d+ [+-]\d{4})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What git says of a commit; ``date`` is the committer's, in seconds and with its zone."""

    tree: str
    parents: tuple[str, ...]
    date: str
    message: str

    @property
    def is_replaceable(self) -> bool:
        """Whether it is sotsync's, untouched, and has nobody else's commit below it."""
        stated = dict(_TRAILER.findall(self.message))
        return self.parents == (stated.get("Base"),) and stated.get("Tree") == self.tree


def read_commit(repository: Repository, commit: str) -> Commit:
    """Read a commit.

    Raises:
        GitError: There is none.
    """
    text = repository.run(("cat-file", "commit", commit)).decode("utf-8", "replace")
    head, _, message = text.partition("\n\n")
    lines = [line.partition(" ") for line in head.split("\n")]
    dates = [_DATE.search(rest) for name, _, rest in lines if name == "committer"]
    return Commit(
        tree=next((rest for name, _, rest in lines if name == "tree"), ""),
        parents=tuple(rest for name, _, rest in lines if name == "parent"),
        date=next((match[1] for match in dates if match), "0 +0000"),
        message=message,
    )


def with_trailers(message: str, *, base: str, tree: str) -> str:
    """A message that says what the commit was made as."""
    return f"{message.rstrip()}\n\nSotsync-Base: {base}\nSotsync-Tree: {tree}\n"


def is_before(repository: Repository, one: str, other: str) -> bool:
    """Whether a commit is the other one or an ancestor of it, as far as this clone knows."""
    return call_git(repository.root, ("merge-base", "--is-ancestor", one, other)).returncode == 0


def changes_between(repository: Repository, one: str, other: str) -> bytes:
    """Every file that differs between two trees or commits, with its hashes on both sides.

    Raises:
        GitError: One of them is not there.
    """
    return repository.run(("diff-tree", "-r", "-z", "--no-renames", one, other))
