"""A project as it was in a commit, without touching what is checked out.

The files that a call can depend on are copied from git's store into a folder of their own, which is
gone afterwards, and are read there as any project is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sotsync.cli.surroundings import REVIEW_FILE
from sotsync.errors import GitError
from sotsync.hosts.git import Repository, TreeFile, find_repository
from sotsync.migrations.read import STEERING_NAMES

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["Snapshot", "moved_project", "project_repository", "take_snapshot"]

_READ = frozenset({".sql", ".md"})
_READ_NAMES = STEERING_NAMES | {REVIEW_FILE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A project's files in a commit.

    Attributes:
        repository: Where they are.
        commit: The commit's hash.
        files: The files that a call can depend on.
        placeholders: Files beside migrations whose names tell whose folder it is.
    """

    repository: Repository
    commit: str
    files: tuple[TreeFile, ...]
    placeholders: tuple[TreeFile, ...]

    @property
    def identity(self) -> str:
        """What tells it from every other snapshot: names and hashes of all that is in it."""
        listed = (*self.files, *self.placeholders)
        return "\n".join(f"{file.blob} {file.path!a}" for file in listed)

    @contextlib.contextmanager
    def opened(self, project: Project) -> Iterator[Project]:
        """The project in a folder that holds the files, and that is removed at the end.

        Args:
            project: The same project as it is now, for its settings.
        """
        with tempfile.TemporaryDirectory(prefix="sotsync-") as folder:
            root = Path(folder).resolve()
            contents = self.repository.read_files(self.files)
            for file in (*self.files, *self.placeholders):
                path = root / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents.get(file.path, b""))
            yield moved_project(project, self.repository, root)


def project_repository(project: Project) -> Repository:
    """The repository that holds the project.

    Raises:
        GitError: There is none, or git is not installed.
    """
    found = find_repository(project.root)
    if found is None:
        raise GitError(
            f"{project.root} is in no git repository",
            hint="run it in a clone, with git installed",
        )
    return found


def take_snapshot(project: Project, ref: str, *, is_exact: bool = False) -> Snapshot:
    """What a branch started from: the project where its commits and those of ``ref`` part.

    Args:
        project: The project as it is now.
        ref: A branch, tag or commit.
        is_exact: Take the very commit that ``ref`` names.

    Raises:
        GitError: There is no repository or no such commit, or the clone is too shallow to tell.
    """
    repository = project_repository(project)
    commit = repository.commit(ref) if is_exact else repository.merge_base(ref, "HEAD")
    inside = repository.relative(project.root) or "."
    listed = [file for file in repository.files(commit, inside) if _is_inside(file.path)]
    files = tuple(file for file in listed if _is_read(PurePosixPath(file.path)))
    return Snapshot(
        repository=repository,
        commit=commit,
        files=files,
        placeholders=tuple(_beside_migrations(listed)),
    )


def _is_inside(path: str) -> bool:
    """Whether a path stays in its folder; git makes no other, but a store can be tampered with."""
    return ".." not in PurePosixPath(path).parts and not path.startswith("/")


def _is_read(path: PurePosixPath) -> bool:
    return path.suffix.lower() in _READ or path.name in _READ_NAMES


def _beside_migrations(listed: Iterable[TreeFile]) -> Iterator[TreeFile]:
    """The files that are only named, in the folders of SQL files."""
    paths = {file: PurePosixPath(file.path) for file in listed}
    folders = {path.parent for path in paths.values() if path.suffix.lower() == ".sql"}
    for file, path in paths.items():
        if path.parent in folders and not _is_read(path):
            yield file


def moved_project(project: Project, repository: Repository, root: Path) -> Project:
    """The project below another root, what its settings name included.

    Args:
        project: The project where it is.
        repository: What holds it.
        root: The folder that stands for the repository's.
    """

    def moved(path: Path) -> Path:
        inside = repository.relative(path)
        return path if inside is None else root / inside

    stated = {name: project.path_of(name) for name in ("document", "migrations", "baseline")}
    named = {name: str(moved(path)) for name, path in stated.items() if path is not None}
    return dataclasses.replace(
        project,
        root=moved(project.root),
        base=moved(project.base),
        inputs=None,
        settings=project.settings.model_copy(update=named),
    )
