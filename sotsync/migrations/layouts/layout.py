"""The small interface that every layout fills in, and the values that pass through it.

A layout is pure: it is given what a folder holds (:class:`Folder`) and never opens a file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

from sotsync.migrations.models import Skipped
from sotsync.migrations.versions import date_of_version, split_name
from sotsync.text import Span

__all__ = [
    "MOST",
    "Entry",
    "Fit",
    "Folder",
    "Layout",
    "Part",
    "Selection",
    "entry_of",
    "numbered_files",
    "select_files",
    "whole_file",
]

MOST = 0.5
"""The share of files named a tool's way from which the others look like accidents."""

_HEAD = 16_384
"""Enough for a licence and a header comment; reading on would slow large histories down."""


class Fit(IntEnum):
    """How well a folder fits a layout; the best fit is taken, and a tie must not matter."""

    NONE = 0
    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True)
class Folder:
    """What a migrations folder holds, read once.

    Attributes:
        path: The folder as it is shown.
        contents: Every SQL file and every small file that steers a tool, by its path in the
            folder with forward slashes; sorted. A configuration that steers a tool from beside
            the folder is there as ``../config.toml``.
        others: The paths of all further files, sorted.
        beside: The paths, relative to the folder (``../config.toml``), of the configuration files
            of tools that lie in the folders above, up to the project's.
        is_one_file: Whether not the folder was named, but the one file in ``contents``.
    """

    path: str
    contents: Mapping[str, bytes] = field(repr=False)
    others: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    is_one_file: bool = False

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name

    @cached_property
    def sql_files(self) -> Sequence[str]:
        """The paths of all SQL files, sorted."""
        return [path for path in self.contents if path.endswith(".sql")]

    @cached_property
    def top_sql_files(self) -> Sequence[str]:
        """The names of the SQL files directly in the folder, sorted."""
        return [path for path in self.sql_files if "/" not in path]

    def is_below(self, *names: str) -> bool:
        """Whether a folder above, up to the project's, holds a file of one of these names."""
        return any(PurePosixPath(path).name in names for path in self.beside)

    def share(self, pattern: re.Pattern[str]) -> float:
        """How many of the SQL files directly in the folder fit a pattern, from 0 to 1."""
        names = self.top_sql_files
        return sum(bool(pattern.match(name)) for name in names) / len(names) if names else 0.0

    def any_contains(self, marker: re.Pattern[bytes]) -> bool:
        """Whether an SQL file directly in the folder has a tool's marker near its beginning."""
        return any(marker.search(self.contents[name][:_HEAD]) for name in self.top_sql_files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file that a tool applies."""

    path: str
    version: str
    name: str
    date: dt.date | None = None
    is_transactional: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a tool applies, in order, and what it leaves out, by path."""

    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a file that is applied in one go."""

    span: Span
    is_transactional: bool = True


def whole_file(text: str) -> tuple[Part, ...]:
    """The one part of a file that is applied as it is."""
    return (Part(span=Span(0, len(text))),)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one tool reads a migrations folder.

    Attributes:
        name: What ``--layout`` calls it.
        summary: One line for a person who wonders whether this is theirs.
        fit: How well a folder fits.
        select: Which files, in which order. Raises InputError where the tool's own file that
            states the order cannot be read.
        parts: Which parts of a file's text; most tools apply all of it.
    """

    name: str
    summary: str
    fit: Callable[[Folder], Fit]
    select: Callable[[Folder], Selection]
    parts: Callable[[str], tuple[Part, ...]] = whole_file


@lru_cache(maxsize=2**15)
def entry_of(path: str, *, stem: str | None = None) -> Entry:
    """The entry of a file that is named by version and name; ``stem`` overrides the file's."""
    version, name = split_name(stem if stem is not None else PurePosixPath(path).stem)
    return Entry(path=path, version=version, name=name, date=date_of_version(version))


def select_files(
    folder: Folder,
    entries: Iterable[Entry],
    *,
    reason: str,
    silent: Callable[[str], bool] = lambda _path: False,
) -> Selection:
    """The entries in the order given; every other SQL file is skipped for ``reason``.

    A sub-folder that nothing is taken from is named once, not file by file.

    Args:
        folder: What the entries were chosen from.
        entries: What is applied.
        reason: Why the tool leaves the other files out.
        silent: Tells the files that nobody expects to be applied, such as ``.down.sql``.
    """
    chosen = tuple(entries)
    taken = {entry.path for entry in chosen}
    left = [path for path in folder.sql_files if path not in taken and not silent(path)]
    used_folders = {_top(path) for path in taken}
    skipped = dict.fromkeys(path if _top(path) in used_folders else _top(path) for path in left)
    return Selection(
        entries=chosen, skipped=tuple(Skipped(path=path, reason=reason) for path in skipped)
    )


def _top(path: str) -> str:
    """The folder's own file or sub-folder that a path leads to."""
    return path.partition("/")[0]


def numbered_files(names: Iterable[str], pattern: re.Pattern[str]) -> list[str]:
    """The names that fit, by the integer in the pattern's first group, then by name."""
    found = [match for match in map(pattern.match, names) if match]
    found.sort(key=lambda match: (int(match[1]), match.string))
    return [match.string for match in found]
