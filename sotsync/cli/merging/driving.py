"""One file merged for git: what kind it is, what is known of the commits, what a person is told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sotsync.cli.choices import patch_options
from sotsync.cli.merging.commits import Given, find_commits
from sotsync.cli.merging.union import Union, take_union
from sotsync.cli.project import Project, open_project
from sotsync.cli.surroundings import taken_ids
from sotsync.document.claims import read_tags
from sotsync.document.parse import DEFAULT_PREFIX, parse_document
from sotsync.document.reassign import mentions_of
from sotsync.document.specifications import FOLDER, compose, specification_links
from sotsync.errors import DocumentError, GitError, SotsyncError
from sotsync.files import decode
from sotsync.hosts.git import find_repository
from sotsync.merge.choices import Choice
from sotsync.merge.ids import Renumbered
from sotsync.merge.lines import merge_lines
from sotsync.merge.lists import is_list, merge_lists
from sotsync.merge.merging import Merged, merge_sources
from sotsync.merge.regeneration import Regeneration
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.snapshots import Snapshot

__all__ = ["Driven", "by_lines", "drive", "encoded"]

_MENTIONS = 8
_AGAIN = "run `sotsync sync` when the merge is done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """What a file becomes, in the encoding ``surrogateescape`` undoes, and what is told of it."""

    choice: Choice
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What is known of a merge around the file."""

    project: Project
    union: Union
    path: str


def drive(given: Given, folder: Path) -> Driven:
    """Merge one file.

    Args:
        given: What git gave.
        folder: The top of the work tree, where git starts drivers.
    """
    try:
        sources = [decode(data, given.path) for data in (given.base, given.ours, given.theirs)]
    except SotsyncError as error:
        return Driven(choice=by_lines(given), notes=(f"{error.message}: merged by lines",))
    base, ours, theirs = sources
    if is_list(ours) and is_list(theirs):
        return Driven(choice=merge_lists(base, ours, theirs))
    try:
        return _drive_document(given, folder, (base, ours, theirs))
    except (SotsyncError, OSError, RecursionError) as error:
        message = error.message if isinstance(error, SotsyncError) else str(error)
        merged = merge_sources(base, ours, theirs)
        return Driven(choice=merged.choice, notes=(f"{message}: {_AGAIN}", *_notes(merged)))


def by_lines(given: Given) -> Choice:
    """The merge of the lines, whatever they say and however they are encoded."""
    base, ours, theirs = (
        data.decode("utf-8", "surrogateescape") for data in (given.base, given.ours, given.theirs)
    )
    return merge_lines(base, ours, theirs)


def encoded(text: str) -> bytes:
    """The bytes of a text of :class:`Driven`."""
    return text.encode("utf-8", "surrogateescape")


def _drive_document(given: Given, folder: Path, sources: tuple[Source, Source, Source]) -> Driven:
    """Merge a document, or one of its specification files.

    Raises:
        SotsyncError: What the migrations of both sides make cannot be told, for that reason.
    """
    context = _context(given, folder)
    main = _main_path(context, given.path)
    regeneration = _regeneration(context, main, sources)
    composed = [
        _composed(snapshot, main, given.path, source)
        for snapshot, source in zip(
            (context.union.base, context.union.ours, context.union.theirs), sources, strict=True
        )
    ]
    merged = merge_sources(*composed, regeneration=regeneration, path=given.path)
    mentions = _mentions(context, merged, main)
    return Driven(choice=merged.choice, notes=(*_notes(merged), *mentions))


def _context(given: Given, folder: Path) -> _Context:
    """What is known around the file.

    Raises:
        GitError: It is in no repository, or what is merged cannot be told.
        SotsyncError: The project cannot be read.
    """
    repository = find_repository(folder)
    if repository is None:
        raise GitError("there is no repository with a work tree, so migrations are not known")
    commits = find_commits(repository, given, os.environ)
    if commits is None:
        raise GitError("which commits are merged is not known, so migrations are not either")
    start = repository.root / PurePosixPath(given.path).parent
    while not start.is_dir():
        start = start.parent
    project = open_project(start, {})
    union = take_union(project, commits)
    if union.conflicts:
        listed = ", ".join(union.conflicts[:_MENTIONS])
        raise GitError(f"both sides changed {listed}, so generated regions are left as they are")
    return _Context(project=project, union=union, path=given.path)


def _main_path(context: _Context, path: str) -> str:
    """The document that a file belongs to.

    Raises:
        SotsyncError: It is of no document of the project.
    """
    repository = context.union.ours.repository
    main = repository.relative(context.project.document) or ""
    pure = PurePosixPath(path)
    if path != main and (pure.parent.name != FOLDER or pure.parent.parent != _parent(main)):
        raise DocumentError("is not the document of the project", location=None)
    return main


def _parent(path: str) -> PurePosixPath:
    return PurePosixPath(path).parent


def _regeneration(
    context: _Context, main: str, sources: tuple[Source, Source, Source]
) -> Regeneration:
    """What the migrations of both sides make.

    Raises:
        SotsyncError: They cannot be read.
    """
    prefix = _prefix(sources[1]) if context.path == main else DEFAULT_PREFIX
    with context.union.merged.opened(context.project) as moved:
        migrations = moved.read_migrations()
        replay = moved.replay(migrations)
        claims = taken_ids(moved, replay.schema, migrations, prefix)
    settings = context.project.settings
    return Regeneration(
        replay=replay,
        schemas=settings.schemas,
        dates=migrations.dates,
        claims=claims,
        tags=read_tags(prefix, replay, migrations.scripts),
        options=patch_options(settings),
    )


def _prefix(source: Source) -> str:
    try:
        return parse_document(source).id_prefix
    except DocumentError:
        return DEFAULT_PREFIX


def _composed(snapshot: Snapshot | None, main: str, path: str, source: Source) -> Source:
    """The whole document of one side, with the file that is merged as git gave it.

    Raises:
        SotsyncError: A part of it is missing.
    """
    if snapshot is None or (path == main and "sotsync: specification" not in source.text):
        return source
    files = {file.path: file for file in snapshot.files}
    top = source if path == main else _read(snapshot, main)
    named = [link.path for link in specification_links(top) if link.path in files]
    found = {name: source if name == path else _read(snapshot, name) for name in named}
    return compose(top, found)


def _read(snapshot: Snapshot, path: str) -> Source:
    contents = snapshot.repository.read_files([one for one in snapshot.files if one.path == path])
    return decode(contents.get(path, b""), path)


def _notes(merged: Merged) -> Iterator[str]:
    """What a person is told of a merge."""
    if not merged.is_document:
        yield "one side is no document, so lines were merged"
    if merged.fault is not None:
        yield f"not brought in step ({merged.fault}): {_AGAIN}"
    for one in merged.renumbered:
        side = "ours" if one.is_ours else "theirs"
        why = f"{one.rival} has {one.old}" if one.rival else "both sides documented it"
        yield f"{one.table} is {one.new} now, which was {one.old} in {side}: {why}"


def _mentions(context: _Context, merged: Merged, main: str) -> Iterator[str]:
    """Where other files still have an old id, which git takes as they are."""
    union = context.union
    before = {file.path: file.blob for file in union.base.files} if union.base else {}
    for one in merged.renumbered:
        side = union.ours if one.is_ours else union.theirs
        places = list(_places(side, before, one, _parent(main), main))
        if places:
            more = "" if len(places) <= _MENTIONS else f" and {len(places) - _MENTIONS} more"
            listed = ", ".join(places[:_MENTIONS])
            yield f"change {one.old} to {one.new} where it means {one.table}: {listed}{more}"


def _places(
    side: Snapshot, before: Mapping[str, str], one: Renumbered, folder: PurePosixPath, main: str
) -> Iterator[str]:
    own = folder / FOLDER
    changed = [
        file
        for file in side.files
        if before.get(file.path) != file.blob
        and file.path != main
        and PurePosixPath(file.path).parent != own
    ]
    for path, data in sorted(side.repository.read_files(changed).items()):
        source = Source(path, data.decode("utf-8", "replace"))
        yield from (place.path_and_line for place in mentions_of(one.old, source))
