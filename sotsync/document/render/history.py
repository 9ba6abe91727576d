"""Migration files as a document names them: file name, date, what they are about.

Every date in a document comes from a migration's version, never from a clock, so that the same
files give the same document for ever.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sotsync.document.render.descriptions import describe
from sotsync.document.render.words import sentence
from sotsync.migrations.versions import date_of_version, split_name

__all__ = ["History", "MigrationFile", "describe_file", "folder_cited"]

_FOLDER_FILES = frozenset({"migration.sql", "up.sql"})
"""Names that say nothing: with these the folder is what tells migrations apart."""

_PREFIXED = re.compile(r"(?:[VUBR](?P<version>\d[\d._]*)|R)__(?P<name>.+)\Z", re.ASCII | re.DOTALL)
"""How Flyway and refinery name migrations: a letter, a version, two underscores, words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationFile:
    """One migration as the document cites it.

    Attributes:
        path: Where it is, relative to the project.
        name: What the document calls it: the file's name, with its folder where that is needed.
        date: The day of its version, or None.
        description: Its first comment, else its name as a sentence.
        is_baseline: Whether it is no migration, but states what was there before the first.
    """

    path: str
    name: str
    date: dt.date | None = None
    description: str
    is_baseline: bool = False

    @property
    def folder(self) -> str:
        """The folder of all migrations, which is not that of a migration with a folder of its own.

        It ends with a slash, or is empty.
        """
        return self.path.removesuffix(self.name)


def folder_cited(cited: str, names: Iterable[str]) -> str | None:
    """The folder that a document cites a migration in: ``migrations/`` of ``migrations/1_a.sql``.

    Args:
        cited: What the document says.
        names: What it calls the migrations it may mean.
    """
    known = next((name for name in names if cited.endswith(f"/{name}")), None)
    if known is not None:
        return cited.removesuffix(known)
    folder, _, name = cited.rpartition("/")
    if name in _FOLDER_FILES:
        folder = folder.rpartition("/")[0]
    return f"{folder}/" if folder else None


def describe_file(
    path: str,
    version: str = "",
    comment: str = "",
    date: dt.date | None = None,
    *,
    is_baseline: bool = False,
) -> MigrationFile:
    """The migration at ``path`` as a document cites it."""
    *folders, name = path.split("/")
    if name in _FOLDER_FILES and folders:
        name = f"{folders[-1]}/{name}"
    stem = name.split("/")[0].removesuffix(".sql").removesuffix(".up")
    prefixed = _PREFIXED.match(stem)
    stated, words = (prefixed["version"] or "", prefixed["name"]) if prefixed else split_name(stem)
    return MigrationFile(
        path=path,
        name=name,
        date=date or date_of_version(version) or date_of_version(stated),
        description=describe("" if is_baseline else comment, words) or sentence(stem),
        is_baseline=is_baseline,
    )


@dataclass(frozen=True, slots=True)
class History:
    """The migrations of a project in replay order, found by path."""

    files: tuple[MigrationFile, ...] = ()
    _places: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, files: Iterable[MigrationFile]) -> History:
        """The history of these files, in the order given; a file in parts counts once."""
        ordered = tuple({file.path: file for file in files}.values())
        return cls(ordered, {file.path: place for place, file in enumerate(ordered)})

    def file(self, path: str) -> MigrationFile:
        """The migration at ``path``, described from the path alone where it is not known."""
        place = self._places.get(path)
        return describe_file(path) if place is None else self.files[place]

    @property
    def names(self) -> frozenset[str]:
        """The names of all migrations, as a document cites them."""
        return frozenset(file.name for file in self.files)

    def ordered(self, paths: Iterable[str]) -> tuple[MigrationFile, ...]:
        """The migrations at ``paths``, in replay order, without repeats."""
        last = len(self.files)
        unique = sorted(set(paths), key=lambda path: (self._places.get(path, last), path))
        return tuple(self.file(path) for path in unique)
