"""Prisma: ``<version>_<name>/migration.sql``, by folder name."""

from __future__ import annotations

import re

from sotsync.migrations.layouts.layout import (
    Fit,
    Folder,
    Layout,
    Selection,
    entry_of,
    select_files,
)

__all__ = ["LAYOUT"]

_FILE = re.compile(r"([^/]+)/migration\.sql\Z")


def _fit(folder: Folder) -> Fit:
    return Fit.CERTAIN if any(map(_FILE.match, folder.sql_files)) else Fit.NONE


def _select(folder: Folder) -> Selection:
    found = sorted((match[1], match[0]) for match in map(_FILE.match, folder.sql_files) if match)
    return select_files(
        folder,
        (entry_of(path, stem=name) for name, path in found),
        reason="only <folder>/migration.sql is applied",
        silent=lambda path: path.endswith("/down.sql"),
    )


LAYOUT = Layout(
    name="prisma",
    summary="<folder>/migration.sql, by folder name",
    fit=_fit,
    select=_select,
)
