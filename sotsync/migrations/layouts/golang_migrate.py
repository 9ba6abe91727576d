"""golang-migrate: ``<digits>_<name>.up.sql`` (also ``_up.sql``), by integer version."""

from __future__ import annotations

import re

from sotsync.migrations.layouts.layout import (
    Entry,
    Fit,
    Folder,
    Layout,
    Selection,
    entry_of,
    numbered_files,
    select_files,
)

__all__ = ["LAYOUT", "is_down_file"]

_UP = re.compile(r"(\d+).*[._]up\.sql\Z", re.ASCII | re.DOTALL)
_DOWN = re.compile(r".*[._]down\.sql\Z", re.DOTALL)
_UP_ENDING = re.compile(r"[._]up\.sql\Z")


def is_down_file(path: str) -> bool:
    """Whether a file undoes a migration, which nobody expects to be applied."""
    return _DOWN.match(path) is not None


def _fit(folder: Folder) -> Fit:
    return Fit.LIKELY if any(map(_UP.match, folder.top_sql_files)) else Fit.NONE


def _select(folder: Folder) -> Selection:
    return select_files(
        folder,
        map(_entry, numbered_files(folder.top_sql_files, _UP)),
        reason="its place or name does not fit <digits>_<name>.up.sql directly in the folder",
        silent=is_down_file,
    )


def _entry(path: str) -> Entry:
    return entry_of(path, stem=_UP_ENDING.sub("", path))


LAYOUT = Layout(
    name="golang-migrate",
    summary="<digits>_<name>.up.sql, by integer version",
    fit=_fit,
    select=_select,
)
