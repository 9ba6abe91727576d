"""Sqitch: the order of ``sqitch.plan``, whose changes lie in ``deploy/<change>.sql``.

A change that was reworked stands in the plan twice: the earlier time its file is
``deploy/<change>@<tag>.sql``, after the first tag between the two for which there is such a file.
``sqitch.conf`` may call the plan and the folder otherwise.

Source: App::Sqitch::Plan::Change, path segments of reworked changes.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.errors import InputError
from sotsync.migrations.layouts.layout import (
    Entry,
    Fit,
    Folder,
    Layout,
    Selection,
    select_files,
)
from sotsync.migrations.layouts.sqitch_settings import Settings, read_settings
from sotsync.text import Location

__all__ = ["LAYOUT"]

_CHANGE = re.compile(r"^(?P<name>[^\s@%#+\-\[][^\s\[]*)(?P<rest>[^\r\n#]*)", re.MULTILINE)
_TAG = re.compile(r"^@(?P<tag>\S+)", re.MULTILINE)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})T")


@dataclass(frozen=True, slots=True)
class _Change:
    name: str
    offset: int
    date: dt.date | None


def _fit(folder: Folder) -> Fit:
    try:
        settings = read_settings(folder)
    except InputError:
        return Fit.CERTAIN  # It is Sqitch's folder, and selecting says what is wrong.
    return Fit.CERTAIN if settings.plan in folder.contents else Fit.NONE


def _select(folder: Folder) -> Selection:
    settings = read_settings(folder)
    place = Location(posixpath.normpath(f"{folder.path}/{settings.plan}"))
    if settings.plan not in folder.contents:
        raise InputError("does not exist, and it states the order of changes", location=place)
    try:
        plan = folder.contents[settings.plan].decode()
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", location=place) from error
    return select_files(
        folder,
        _entries(plan, folder, settings, place.path),
        reason=f"{posixpath.basename(settings.plan)} does not list it",
        silent=lambda path: not path.startswith(f"{settings.deploy}/"),
    )


def _entries(plan: str, folder: Folder, settings: Settings, shown: str) -> Iterator[Entry]:
    changes = tuple(_changes(plan))
    tags = [(match.start(), match["tag"]) for match in _TAG.finditer(plan)]
    for position, change in enumerate(changes):
        later = (again for again in changes[position + 1 :] if again.name == change.name)
        end = next((again.offset for again in later), change.offset)
        suffixes = [f"@{tag}" for start, tag in tags if change.offset < start < end] or [""]
        stem = f"{settings.deploy}/{change.name}"
        paths = [f"{stem}{suffix}.{settings.extension}" for suffix in suffixes]
        path = next((path for path in paths if path in folder.contents), paths[0])
        if path not in folder.contents:
            raise InputError(
                f"lists {change.name}, but {path} does not exist",
                location=Location(shown, plan.count("\n", 0, change.offset) + 1),
            )
        yield Entry(path=path, version=change.name, name=change.name, date=change.date)


def _changes(plan: str) -> Iterator[_Change]:
    for match in _CHANGE.finditer(plan):
        stated = _DATE.search(match["rest"])
        date = dt.date.fromisoformat(stated[1]) if stated else None
        yield _Change(match["name"], match.start(), date)


LAYOUT = Layout(
    name="sqitch",
    summary="deploy/<change>.sql in the order of sqitch.plan",
    fit=_fit,
    select=_select,
)
