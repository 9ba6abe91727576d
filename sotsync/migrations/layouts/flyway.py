"""Flyway: ``V<version>__<name>.sql`` by dotted version, then ``R__<name>.sql`` by name.

Sub-folders count, as Flyway scans its locations recursively. Undo files (``U``) are left out. A
baseline (``B``) stands for every version up to its own, as on a fresh database.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from sotsync.migrations.layouts.layout import (
    Entry,
    Fit,
    Folder,
    Layout,
    Selection,
    select_files,
)
from sotsync.migrations.versions import date_of_version

__all__ = ["LAYOUT"]

_VERSIONED = re.compile(
    r"(?P<kind>[VB])(?P<version>\d+(?:[._]\d+)*)__(?P<name>.*)\.sql\Z", re.ASCII | re.DOTALL
)
_REPEATABLE = re.compile(r"R__(?P<name>.*)\.sql\Z", re.DOTALL)
_CONFIGURATION = ("flyway.conf", "flyway.toml")
_UNDO = re.compile(r"U\d", re.ASCII)


def _fit(folder: Folder) -> Fit:
    if not any(_versioned(path) for path in folder.sql_files):
        return Fit.NONE
    return Fit.CERTAIN if folder.is_below(*_CONFIGURATION) else Fit.LIKELY


def _select(folder: Folder) -> Selection:
    found = [match for match in map(_versioned, folder.sql_files) if match]
    baseline = max((_key(match) for match in found if match["kind"] == "B"), default=())
    return select_files(
        folder,
        (*_versioned_entries(folder, baseline), *_repeatable_entries(folder)),
        reason="its name fits neither V<version>__<name>.sql nor R__<name>.sql, or a baseline "
        "(B) stands for it",
        silent=lambda path: _UNDO.match(PurePosixPath(path).name) is not None,
    )


def _versioned(path: str) -> re.Match[str] | None:
    return _VERSIONED.match(PurePosixPath(path).name)


def _key(match: re.Match[str]) -> tuple[int, ...]:
    """The version as numbers; Flyway takes 1.0 and 1 for the same, so trailing zeros go."""
    numbers = [int(number) for number in re.split(r"[._]", match["version"])]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _versioned_entries(folder: Folder, baseline: tuple[int, ...]) -> list[Entry]:
    found = [(match, path) for path in folder.sql_files if (match := _versioned(path))]
    found.sort(key=lambda pair: (_key(pair[0]), pair[1]))
    return [
        _entry(match, path)
        for match, path in found
        if (_key(match) == baseline if match["kind"] == "B" else _key(match) > baseline)
        or not baseline
    ]


def _entry(match: re.Match[str], path: str) -> Entry:
    version = match["version"].replace("_", ".")
    return Entry(path=path, version=version, name=match["name"], date=date_of_version(version))


def _repeatable_entries(folder: Folder) -> list[Entry]:
    names = [(PurePosixPath(path).name, path) for path in folder.sql_files]
    found = [(match, path) for name, path in names if (match := _REPEATABLE.match(name))]
    found.sort(key=lambda pair: (pair[0]["name"], pair[1]))
    return [Entry(path=path, version="R", name=match["name"]) for match, path in found]


LAYOUT = Layout(
    name="flyway",
    summary="V<version>__<name>.sql by dotted version, then R__<name>.sql",
    fit=_fit,
    select=_select,
)
