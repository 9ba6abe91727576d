"""Diesel: ``<version>_<name>/up.sql``, by the version without its dashes.

``metadata.toml`` beside it may say ``run_in_transaction = false``.
"""

from __future__ import annotations

import re
import tomllib

from sotsync.errors import InputError
from sotsync.migrations.layouts.layout import (
    Entry,
    Fit,
    Folder,
    Layout,
    Selection,
    select_files,
)
from sotsync.migrations.versions import date_of_version
from sotsync.text import Location

__all__ = ["LAYOUT"]

_FILE = re.compile(r"([^/]+)/up\.sql\Z")


def _fit(folder: Folder) -> Fit:
    return Fit.CERTAIN if any(map(_FILE.match, folder.sql_files)) else Fit.NONE


def _select(folder: Folder) -> Selection:
    entries = [_entry(match[1], folder) for match in map(_FILE.match, folder.sql_files) if match]
    entries.sort(key=lambda entry: entry.version)
    return select_files(
        folder,
        entries,
        reason="only <folder>/up.sql is applied",
        silent=lambda path: path.endswith("/down.sql"),
    )


def _entry(directory: str, folder: Folder) -> Entry:
    stated, _, name = directory.partition("_")
    version = stated.replace("-", "")
    return Entry(
        path=f"{directory}/up.sql",
        version=version,
        name=name,
        date=date_of_version(version),
        is_transactional=_is_transactional(f"{directory}/metadata.toml", folder),
    )


def _is_transactional(path: str, folder: Folder) -> bool:
    try:
        metadata = tomllib.loads(folder.contents.get(path, b"").decode())
    except ValueError as error:
        place = Location(f"{folder.path}/{path}")
        raise InputError(f"is not TOML: {error}", location=place) from error
    return metadata.get("run_in_transaction", True) is not False


LAYOUT = Layout(
    name="diesel",
    summary="<version>_<name>/up.sql, by version",
    fit=_fit,
    select=_select,
)
