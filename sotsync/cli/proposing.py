"""What ``sync`` would write, worked out and not written: the contents of a pull request."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sotsync.cli.choices import patch_options
from sotsync.cli.comparison import Comparison, compare
from sotsync.cli.mending import mend, writes
from sotsync.cli.project import Project
from sotsync.cli.snapshots import moved_project
from sotsync.cli.specifications import changed_files
from sotsync.errors import RefusedWriteError
from sotsync.files import Write
from sotsync.hosts.git import Repository
from sotsync.hosts.workbench import open_workbench
from sotsync.report.request_contents import RequestContents, contents_of
from sotsync.text import Location, Source

__all__ = ["Fixes", "Proposal", "propose", "propose_from_tree"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """What is written beside the document's generated regions, as with ``sotsync sync``."""

    is_fixing_references: bool = False
    is_fixing_links: bool = False
    is_reactivating: bool = False
    is_pruning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What would be written.

    Attributes:
        before: The files as they are, by their path from the repository's folder; None for none.
        after: The same files as they should be; None for one that goes.
        shown: Each file as it is and as it should be, to be shown.
        contents: What a request with it does.
    """

    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]
    shown: tuple[tuple[Source, Source], ...]
    contents: RequestContents

    @property
    def is_due(self) -> bool:
        """Whether anything would be written."""
        return bool(self.after)


def propose(project: Project, fixes: Fixes, *, inside: str) -> Proposal:
    """What ``sync`` would write to a project.

    Args:
        project: The project.
        fixes: What is written beside the generated regions.
        inside: The project's folder, relative to the repository's.

    Raises:
        RefusedWriteError: A file is a symbolic link or lies outside the project.
        PromiseError: A promise would be broken.
    """
    comparison = compare(project)
    after, left = mend(
        project,
        comparison,
        options=patch_options(
            project.settings,
            is_reactivating=fixes.is_reactivating,
            is_pruning=fixes.is_pruning,
        ),
        is_fixing_links=fixes.is_fixing_links,
        is_fixing_references=fixes.is_fixing_references,
    )
    found = tuple(
        one for write in writes(project, comparison, after) for one in _files(project, write)
    )
    before: dict[str, bytes | None] = {}
    wanted: dict[str, bytes | None] = {}
    for old, new, is_there, is_kept in found:
        path = posixpath.normpath(posixpath.join(inside, new.path))
        before[path] = old.text.encode() if is_there else None
        wanted[path] = new.text.encode() if is_kept else None
    document = posixpath.normpath(posixpath.join(inside, left.document.source.path))
    return Proposal(
        before=before,
        after=wanted,
        shown=tuple((old, new) for old, new, _, _ in found),
        contents=_contents(comparison, left, document, tuple(wanted)),
    )


def propose_from_tree(
    project: Project, repository: Repository, tree: str, fixes: Fixes
) -> Proposal:
    """What ``sync`` would write to a project as a tree of its repository has it.

    Args:
        project: The project as it is, for its settings.
        repository: What holds it.
        tree: The tree, or a commit.
        fixes: What is written beside the generated regions.

    Raises:
        GitError: The tree cannot be read.
    """
    inside = repository.relative(project.root) or "."
    with open_workbench(repository) as bench:
        bench.load(tree)
        bench.check_out(inside)
        there = moved_project(project, repository, bench.folder)
        there.root.mkdir(parents=True, exist_ok=True)
        return propose(there, fixes, inside=inside)


def _contents(
    before: Comparison, after: Comparison, document: str, files: tuple[str, ...]
) -> RequestContents:
    return contents_of(
        before.document,
        after.document,
        before.replay,
        changes=before.changes,
        left=after.changes,
        findings=after.findings,
        migrations=[file.path for file in before.migrations.files],
        folder=before.migrations.folder,
        path=document,
        files=files,
    )


def _files(project: Project, write: Write) -> Iterator[tuple[Source, Source, bool, bool]]:
    """Each file of a write, before and after, and whether it is there then."""
    old = set() if write.expected is None else {file.path for file in write.expected.files}
    new = {file.path for file in write.source.files}
    for one, other in changed_files(write.expected, write.source):
        _refuse(project.root, other.path)
        yield one, other, one.path in old, other.path in new


def _refuse(root: Path, path: str) -> None:
    """Refuse a file that is reached through a symbolic link, as a write to it would be."""
    if (root / path).resolve() != root.resolve() / posixpath.normpath(path):
        raise RefusedWriteError(
            "is reached through a symbolic link, or lies outside the project",
            location=Location(path),
            hint="name the file itself",
        )
