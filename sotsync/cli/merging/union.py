"""The migrations of both sides of a merge, as they will be when it is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sotsync.cli.merging.commits import Commits
from sotsync.cli.snapshots import Snapshot, take_snapshot
from sotsync.hosts.git import TreeFile
from sotsync.migrations.read import STEERING_NAMES

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["Union", "take_union"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """The three versions of a project, and their merge.

    Attributes:
        base: What both sides started from; None where they have nothing in common.
        ours: Our side.
        theirs: Their side.
        merged: The files of both sides.
        conflicts: Migrations, and what tells how they are read, that both sides changed.
    """

    base: Snapshot | None
    ours: Snapshot
    theirs: Snapshot
    merged: Snapshot
    conflicts: tuple[str, ...]


def take_union(project: Project, commits: Commits) -> Union:
    """The project's files in the three commits, and merged.

    Raises:
        GitError: git failed.
    """
    base, ours, theirs = (
        None if commit is None else take_snapshot(project, commit, is_exact=True)
        for commit in (commits.base, commits.ours, commits.theirs)
    )
    assert ours is not None  # Both commits are there.
    assert theirs is not None
    files, conflicts = _merged(base.files if base else (), ours.files, theirs.files)
    placeholders, _ = _merged(
        base.placeholders if base else (), ours.placeholders, theirs.placeholders
    )
    merged = Snapshot(
        repository=ours.repository, commit=ours.commit, files=files, placeholders=placeholders
    )
    return Union(base=base, ours=ours, theirs=theirs, merged=merged, conflicts=conflicts)


def _merged(
    base: Iterable[TreeFile], ours: Iterable[TreeFile], theirs: Iterable[TreeFile]
) -> tuple[tuple[TreeFile, ...], tuple[str, ...]]:
    """The files by their content, and those that decide what is replayed and are in conflict."""
    before, own, other = ({file.path: file.blob for file in side} for side in (base, ours, theirs))
    files, conflicts = [], []
    for path in sorted(own.keys() | other.keys()):
        blobs = before.get(path), own.get(path), other.get(path)
        blob = blobs[2] if blobs[1] == blobs[0] else blobs[1]
        if blobs[2] not in {blobs[0], blob} and _decides(path):
            conflicts.append(path)
        if blob is not None:
            files.append(TreeFile(path=path, blob=blob))
    return tuple(files), tuple(conflicts)


def _decides(path: str) -> bool:
    pure = PurePosixPath(path)
    return pure.suffix.lower() == ".sql" or pure.name in STEERING_NAMES
