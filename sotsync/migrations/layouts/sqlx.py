"""sqlx: ``<digits>_<name>.sql`` or ``.up.sql``, by integer version.

A file that starts with ``-- no-transaction`` is applied without one.
"""

from __future__ import annotations

import re

from sotsync.migrations.layouts.golang_migrate import is_down_file
from sotsync.migrations.layouts.layout import (
    MOST,
    Entry,
    Fit,
    Folder,
    Layout,
    Part,
    Selection,
    entry_of,
    numbered_files,
    select_files,
)
from sotsync.text import Span

__all__ = ["LAYOUT", "numbered_selection", "part_with_header"]

_FILE = re.compile(r"(\d+)_.*\.sql\Z", re.ASCII | re.DOTALL)
_ANY_NUMBERED = re.compile(r"(\d+).*\.sql\Z", re.ASCII | re.DOTALL)
_ENDING = re.compile(r"(\.up)?\.sql\Z")
_NO_TRANSACTION = re.compile(
    r"\ufeff?\s*--\s*(no-transaction|postgres-migrations disable-transaction)"
)
_CONFIGURATION = ("sqlx.toml", ".sqlx")


def numbered_selection(folder: Folder) -> Selection:
    """Files with a leading number, down files left out, by that number."""
    names = [name for name in folder.top_sql_files if not is_down_file(name)]
    return select_files(
        folder,
        map(_entry, numbered_files(names, _ANY_NUMBERED)),
        reason="its name does not start with a version, or it lies in a sub-folder",
        silent=is_down_file,
    )


def part_with_header(text: str) -> tuple[Part, ...]:
    """The whole file, without a transaction where its first line says so."""
    is_transactional = _NO_TRANSACTION.match(text) is None
    return (Part(span=Span(0, len(text)), is_transactional=is_transactional),)


def _fit(folder: Folder) -> Fit:
    share = folder.share(_FILE)
    if share and folder.is_below(*_CONFIGURATION):
        return Fit.CERTAIN
    return Fit.POSSIBLE if share >= MOST else Fit.NONE


def _entry(path: str) -> Entry:
    return entry_of(path, stem=_ENDING.sub("", path))


LAYOUT = Layout(
    name="sqlx",
    summary="<digits>_<name>.sql or .up.sql, by integer version",
    fit=_fit,
    select=numbered_selection,
    parts=part_with_header,
)
