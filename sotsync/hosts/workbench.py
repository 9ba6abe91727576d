"""A work tree and an index of sotsync's own beside a repository, in which a commit is made.

Nothing that people have checked out is touched: not their files, their index, HEAD or a branch.
Contents go through the same filters and conversions of line ends as with ``git add``, by the
attributes of the tree that the commit is made from (gitattributes(5)).
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sotsync.errors import GitError
from sotsync.hosts.git import Repository, call_git, told_by_git

__all__ = ["Identity", "Workbench", "merged_tree", "open_workbench"]

_CHECKOUT_TIMEOUT = 600.0
_POINTER = b"version https://git-lfs.github.com/spec/"
_OPTIONS = ("-c", "core.sparseCheckout=false", "-c", "i18n.commitEncoding=UTF-8")
_CONFLICTS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a commit is by."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """A folder and an index of their own.

    Attributes:
        repository: Whose objects they share.
        folder: The work tree, which is empty until something is checked out or put there.
        extra: What tells git of them.
    """

    repository: Repository
    folder: Path
    extra: Mapping[str, str]

    def load(self, tree: str) -> None:
        """Make the index that of a tree.

        Raises:
            GitError: git has no such tree.
        """
        self._run("read-tree", tree)

    def check_out(self, inside: str) -> None:
        """Write the files of the index below a folder, as a clone would have them.

        Args:
            inside: The folder, relative to the repository's root; ``.`` for all of it.

        Raises:
            GitError: A file cannot be written, or its filter fails.
        """
        paths = () if inside in {"", "."} else ("--", inside)
        names = self._run("ls-files", "-z", *paths)
        self._run("checkout-index", "-z", "--stdin", "--quiet", stdin=names)

    def put(self, contents: Mapping[str, bytes | None]) -> str:
        """The tree of the index with these files, by path; None for one that goes.

        Raises:
            GitError: git refuses one of them.
        """
        for path, content in contents.items():
            place = self.folder / path
            if content is None:
                place.unlink(missing_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        names = b"".join(os.fsencode(path) + b"\0" for path in contents)
        self._keep_modes(tuple(contents))
        self._run("update-index", "--add", "--remove", "-z", "--stdin", stdin=names)
        self._refuse_pointers(tuple(contents))
        return self._run("write-tree").decode("ascii").strip()

    def commit(
        self, tree: str, parents: tuple[str, ...], message: str, *, author: Identity, date: str
    ) -> str:
        """The hash of a new commit; the same one for the same arguments, whenever it is made.

        Args:
            tree: What it holds.
            parents: What it is made from.
            message: Its message.
            author: Who it is by.
            date: Its date as git stores it: seconds and a time zone.

        Raises:
            GitError: git refuses it.
        """
        extra = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", date))
        }
        names = [word for parent in parents for word in ("-p", parent)]
        made = self._run("commit-tree", tree, *names, stdin=message.encode(), extra=extra)
        return made.decode("ascii").strip()

    def _keep_modes(self, paths: tuple[str, ...]) -> None:
        """Give a file that may be run in the repository the same right here."""
        for record in self._run("ls-files", "-z", "--stage", "--", *paths).split(b"\0"):
            head, _, path = record.partition(b"\t")
            place = self.folder / os.fsdecode(path)
            if head.startswith(b"100755") and place.is_file():
                place.chmod(0o755)

    def _refuse_pointers(self, paths: tuple[str, ...]) -> None:
        """Refuse what is stored with Git LFS, whose contents a push by itself leaves behind."""
        for path in paths:
            if not (self.folder / path).exists():
                continue
            if self._run("cat-file", "blob", f":{path}").startswith(_POINTER):
                raise GitError(
                    f"{path} is stored with Git LFS, and `sotsync pr` cannot upload it",
                    hint="keep the document in git itself: take it out of .gitattributes",
                )

    def _run(
        self, *arguments: str, stdin: bytes | None = None, extra: Mapping[str, str] | None = None
    ) -> bytes:
        done = call_git(
            self.folder,
            (*_OPTIONS, *arguments),
            stdin,
            extra={**self.extra, **(extra or {})},
            timeout=_CHECKOUT_TIMEOUT,
        )
        if done.returncode:
            raise GitError(f"git {arguments[0]} failed: {told_by_git(done.stderr)}")
        return done.stdout


@contextlib.contextmanager
def open_workbench(repository: Repository) -> Iterator[Workbench]:
    """A workbench, which is removed at the end.

    Raises:
        GitError: The repository cannot be read.
    """
    store = os.fsdecode(repository.run(("rev-parse", "--absolute-git-dir"))).removesuffix("\n")
    with tempfile.TemporaryDirectory(prefix="sotsync-") as made:
        home = Path(made).resolve()
        folder = home / "files"
        folder.mkdir()
        extra = {
            "GIT_DIR": store,
            "GIT_INDEX_FILE": os.fspath(home / "index"),
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_WORK_TREE": os.fspath(folder),
        }
        yield Workbench(repository=repository, folder=folder, extra=extra)


def merged_tree(repository: Repository, one: str, other: str) -> str:
    """The tree of two commits put together.

    Raises:
        GitError: They contradict each other, or git is too old to tell.
    """
    arguments = ("merge-tree", "--write-tree", "--name-only", "-z", one, other)
    done = call_git(repository.root, arguments)
    tree, *rest = done.stdout.split(b"\0")
    if done.returncode == 0:
        return tree.decode("ascii").strip()
    if done.returncode == _CONFLICTS and tree:
        paths = ", ".join(os.fsdecode(path) for path in rest[: rest.index(b"")])
        raise GitError(f"both sides have changed {paths}")
    raise GitError(f"git merge-tree failed: {told_by_git(done.stderr)}")
