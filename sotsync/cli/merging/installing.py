"""Telling git which files the driver merges, and a clone what the driver is.

Attributes are a file of the repository, so they are committed once. git takes no commands from a
repository, so each clone states the command in its own configuration.
"""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sotsync.cli.project import KNOWN_FILE
from sotsync.cli.surroundings import review_path
from sotsync.document.specifications import FOLDER
from sotsync.errors import GitError
from sotsync.files import Write, read_source, write_sources
from sotsync.hosts.git import Repository, call_git
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = [
    "ATTRIBUTES",
    "attributes",
    "configure",
    "overridden",
    "patterns",
    "unset",
    "with_lines",
    "without_lines",
    "write_attributes",
]

ATTRIBUTES = ".gitattributes"
DRIVER = "sotsync"
REMARK = "# Merged by entry; each clone runs `sotsync merge-driver install` once."
_OURS = re.compile(r"(?:\"(?:[^\"\\]|\\.)*\"|\S+)[ \t]+merge=sotsync[ \t]*\Z")
_PLAIN = re.compile(r"[\w./*@+,=-]+\Z", re.ASCII)
_NAME = "sotsync: Source-of-Truth documents, entry by entry"
_ARGUMENTS = "merge-driver -- %O %A %B %L %P %S %X %Y"
_WITHOUT = "git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B"


def patterns(project: Project, repository: Repository) -> tuple[str, ...]:
    """The files of a project that the driver merges, as patterns of git.

    Raises:
        SotsyncError: There is no document.
        GitError: The document lies outside of the repository.
    """
    document = project.document
    known = project.path_of("known") or project.root / KNOWN_FILE
    paths = (document, document.parent / FOLDER / "*.md", review_path(document), known)
    return tuple(_pattern(repository, path) for path in paths)


def _pattern(repository: Repository, path: Path) -> str:
    inside = repository.relative(path)
    if inside is None:
        raise GitError(f"{path} lies outside the repository {repository.root}")
    *folders, name = PurePosixPath(inside).parts
    shown = name if name == "*.md" else _literal(name)
    pattern = "/" + "/".join([*map(_literal, folders), shown])
    if _PLAIN.match(pattern):
        return pattern
    quoted = pattern.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _literal(name: str) -> str:
    return re.sub(r"([\\*?\[\]])", r"\\\1", name)


def with_lines(source: Source, wanted: tuple[str, ...]) -> Source:
    """The attributes with a line for each pattern that has none."""
    lines = [f"{pattern} merge={DRIVER}" for pattern in wanted]
    there = {line.strip() for line in re.split(r"\r\n|\n|\r", source.text)}
    missing = [line for line in lines if line not in there]
    if not missing:
        return source
    newline = source.newline
    before = source.text
    if before and not before.endswith(("\n", "\r")):
        before += newline
    head = [] if REMARK in there else [REMARK]
    return Source(source.path, before + "".join(f"{line}{newline}" for line in [*head, *missing]))


def without_lines(source: Source) -> Source:
    """The attributes without the lines of the driver."""
    starts = [*source.line_starts, len(source.text)]
    lines = (source.text[start:end] for start, end in itertools.pairwise(starts))
    kept = (line for line in lines if line.strip() != REMARK and not _OURS.match(line.strip()))
    return Source(source.path, "".join(kept))


def command() -> str:
    """The command that git runs, which leaves a merge to git where sotsync is not there."""
    found = shutil.which("sotsync")
    own = "sotsync" if found else f"{shlex.quote(sys.executable)} -P -m sotsync"
    test = "sotsync" if found else shlex.quote(sys.executable)
    return f"if command -v {test} >/dev/null 2>&1; then {own} {_ARGUMENTS}; else {_WITHOUT}; fi"


def configure(repository: Repository, *, is_global: bool) -> Iterator[str]:
    """State the driver in the configuration; yields what was changed.

    Raises:
        GitError: git refuses it.
    """
    place = "--global" if is_global else "--local"
    for key, value in (("name", _NAME), ("driver", command())):
        name = f"merge.{DRIVER}.{key}"
        told = call_git(repository.root, ("config", place, "--get", name), None)
        if told.stdout.decode("utf-8", "replace").removesuffix("\n") != value:
            repository.run(("config", place, name, value))
            yield f"set {name}"


def unset(repository: Repository, *, is_global: bool) -> bool:
    """Take the driver out of the configuration; whether it was there.

    Raises:
        GitError: git refuses it.
    """
    place = "--global" if is_global else "--local"
    section = f"merge.{DRIVER}"
    told = call_git(
        repository.root, ("config", place, "--get-regexp", rf"^merge\.{DRIVER}\."), None
    )
    if told.returncode or not told.stdout:
        return False
    repository.run(("config", place, "--remove-section", section))
    return True


def attributes(repository: Repository) -> Source:
    """The attributes of the repository; empty where there are none.

    Raises:
        InputError: They cannot be read.
    """
    path = repository.root / ATTRIBUTES
    return read_source(path, root=repository.root) if path.exists() else Source(ATTRIBUTES, "")


def write_attributes(repository: Repository, before: Source, after: Source) -> str | None:
    """Write the attributes where they changed; returns what was done.

    Raises:
        RefusedWriteError: They cannot be written.
    """
    path = repository.root / ATTRIBUTES
    if after.text == before.text:
        return None
    if not after.text:
        path.unlink()
        return f"removed {ATTRIBUTES}"
    is_new = not path.exists()
    write = Write(path=path, source=after, is_new=is_new, expected=None if is_new else before)
    write_sources((write,), root=repository.root)
    return f"wrote {ATTRIBUTES}"


def overridden(repository: Repository, path: str) -> str | None:
    """What another line of the attributes says of a file; None where it is merged by the driver.

    Raises:
        GitError: git failed.
    """
    told = repository.run(("check-attr", "-z", "merge", "--", path))
    value = told.split(b"\0")[2].decode("utf-8", "replace")
    return None if value == DRIVER else value
