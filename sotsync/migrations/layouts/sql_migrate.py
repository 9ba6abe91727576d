"""sql-migrate: SQL files cut by ``-- +migrate`` lines, by numeric version, then by name.

Source: ``Migration.Less`` of sql-migrate: files with a leading number come first, in its order.
"""

from __future__ import annotations

import re

from sotsync.migrations.layouts.layout import (
    Fit,
    Folder,
    Layout,
    Part,
    Selection,
    entry_of,
    select_files,
)
from sotsync.migrations.layouts.markers import marked_parts

__all__ = ["LAYOUT"]

_NUMBER = re.compile(r"\d+", re.ASCII)
_MARKER = re.compile(
    r"^[ \t]*--\s*\+migrate[ \t]+(?P<command>[^\r\n]*)", re.IGNORECASE | re.MULTILINE
)
_SIGN = re.compile(rb"^\s*--\s*\+migrate\s+up\b", re.IGNORECASE | re.MULTILINE)


def _fit(folder: Folder) -> Fit:
    return Fit.CERTAIN if folder.any_contains(_SIGN) else Fit.NONE


def _select(folder: Folder) -> Selection:
    names = sorted(folder.top_sql_files, key=_order)
    return select_files(folder, map(entry_of, names), reason="it lies in a sub-folder")


def _order(name: str) -> tuple[bool, int, str]:
    match = _NUMBER.match(name)
    return (match is None, int(match[0]) if match else 0, name)


def _parts(text: str) -> tuple[Part, ...]:
    return marked_parts(
        text,
        _MARKER,
        is_transactional=lambda commands: (
            not any(command.startswith("up") and "notransaction" in command for command in commands)
        ),
    )


LAYOUT = Layout(
    name="sql-migrate",
    summary="*.sql with -- +migrate Up, by numeric version, then by name",
    fit=_fit,
    select=_select,
    parts=_parts,
)
