"""refinery: ``V<number>__<name>.sql`` and, unlike Flyway, also ``U<number>__<name>.sql``.

Both kinds are applied, by number: ``U`` only says that gaps in the numbers are fine.
"""

from __future__ import annotations

import re

from sotsync.migrations.layouts.layout import (
    Entry,
    Fit,
    Folder,
    Layout,
    Selection,
    numbered_files,
    select_files,
)
from sotsync.migrations.versions import date_of_version

__all__ = ["LAYOUT"]

_FILE = re.compile(r"[VU](\d+)__(.*)\.sql\Z", re.ASCII | re.DOTALL)
_CONFIGURATION = frozenset({"../refinery.toml", "../Cargo.toml"})


def _fit(folder: Folder) -> Fit:
    is_rust = bool(_CONFIGURATION & folder.beside)
    return Fit.CERTAIN if is_rust and folder.share(_FILE) else Fit.NONE


def _select(folder: Folder) -> Selection:
    return select_files(
        folder,
        map(_entry, numbered_files(folder.top_sql_files, _FILE)),
        reason="its name fits neither V<number>__<name>.sql nor U<number>__<name>.sql",
    )


def _entry(path: str) -> Entry:
    match = _FILE.match(path)
    assert match is not None, "only files that fit are entries"
    return Entry(path=path, version=match[1], name=match[2], date=date_of_version(match[1]))


LAYOUT = Layout(
    name="refinery",
    summary="V<number>__<name>.sql and U<number>__<name>.sql, by number",
    fit=_fit,
    select=_select,
)
