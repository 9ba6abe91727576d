"""Migration files as a document names them: file name, date, what they are about.

Every date in a document comes from a migration's version, never from a clock, so that the same
files give the same document for ever.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sotsync.document.render.words import sentence

__all__ = ["History", "MigrationFile", "date_of_version"]

_FOLDER_FILES = frozenset({"migration.sql", "up.sql"})
_STAMP = re.compile(r"(?P<year>(?:19|20)\d\d)[-_]?(?P<month>\d\d)[-_]?(?P<day>\d\d)")
_LEADING_VERSION = re.compile(r"^(?:V|v|R__)?[0-9]+(?:[._-][0-9]+)*(?:__|_|-|\.)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?\Z")
_MILLISECOND_DIGITS = 13


def date_of_version(version: str) -> datetime.date | None:
    """The day that a migration's version states, or None where it is no time stamp."""
    if _EPOCH.match(version):
        seconds = int(version) / (1000 if len(version) == _MILLISECOND_DIGITS else 1)
        return datetime.datetime.fromtimestamp(seconds, tz=datetime.timezone.utc).date()
    match = _STAMP.match(version)
    if match is None:
        return None
    try:
        return datetime.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationFile:
    """One migration as the document cites it.

    Attributes:
        path: Where it is, relative to the project.
        name: What the document calls it: the file's name, with its folder where the folder is what
            tells files apart.
        date: The day of its version, or None.
        description: Its first comment, else its name as a sentence.
    """

    path: str
    name: str
    date: datetime.date | None
    description: str


def describe_file(path: str, version: str, comment: str = "") -> MigrationFile:
    """The migration at ``path`` as a document cites it."""
    *folders, name = path.split("/")
    if name in _FOLDER_FILES and folders:
        name = f"{folders[-1]}/{name}"
    stem = name.removesuffix(".sql").split("/")[0].removesuffix(".up")
    first_line = comment.strip().split("\n", 1)[0].strip().rstrip(":")
    date = date_of_version(version) or date_of_version(stem)
    words = sentence(_LEADING_VERSION.sub("", stem)) or stem
    return MigrationFile(path=path, name=name, date=date, description=first_line or words)


@dataclass(frozen=True, slots=True)
class History:
    """The migrations of a project in replay order, found by path or by name."""

    files: tuple[MigrationFile, ...] = ()
    _places: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, files: Iterable[MigrationFile]) -> History:
        """The history of these files, in the order given."""
        ordered = tuple(files)
        return cls(ordered, {file.path: place for place, file in enumerate(ordered)})

    def __contains__(self, path: object) -> bool:
        return path in self._places

    def file(self, path: str) -> MigrationFile:
        """The migration at ``path``, described from the path alone where it is not known."""
        place = self._places.get(path)
        return describe_file(path, "") if place is None else self.files[place]

    def ordered(self, paths: Iterable[str]) -> tuple[MigrationFile, ...]:
        """The migrations at ``paths``, in replay order, without repeats."""
        last = len(self.files)
        unique = sorted(set(paths), key=lambda path: (self._places.get(path, last), path))
        return tuple(self.file(path) for path in unique)
