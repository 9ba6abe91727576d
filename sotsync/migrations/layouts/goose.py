"""Goose: ``<digits>_<name>.sql`` by integer version, cut by ``-- +goose`` lines.

Source: goose's ``sqlparser``: ``Up``, ``Down``, ``StatementBegin``, ``StatementEnd`` and
``NO TRANSACTION``; text before the first ``Up`` is not applied.
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
    numbered_files,
    select_files,
)
from sotsync.migrations.layouts.markers import marked_parts

__all__ = ["LAYOUT"]

_FILE = re.compile(r"(\d+).*\.sql\Z", re.ASCII | re.DOTALL)
_MARKER = re.compile(
    r"^[ \t]*--\s*\+goose[ \t]+(?P<command>[^\r\n]*)", re.IGNORECASE | re.MULTILINE
)
_SIGN = re.compile(rb"^\s*--\s*\+goose\s+up\b", re.IGNORECASE | re.MULTILINE)


def _fit(folder: Folder) -> Fit:
    return Fit.CERTAIN if folder.any_contains(_SIGN) else Fit.NONE


def _select(folder: Folder) -> Selection:
    return select_files(
        folder,
        map(entry_of, numbered_files(folder.top_sql_files, _FILE)),
        reason="its name does not start with a version, or it lies in a sub-folder",
    )


def _parts(text: str) -> tuple[Part, ...]:
    return marked_parts(
        text, _MARKER, is_transactional=lambda commands: "no transaction" not in commands
    )


LAYOUT = Layout(
    name="goose",
    summary="<digits>_<name>.sql with -- +goose Up, by integer version",
    fit=_fit,
    select=_select,
    parts=_parts,
)
