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
    if not any(map(_FILE.match, folder.sql_files)):
        return Fit.NONE
    is_of_prisma = "migration_lock.toml" in folder.others or folder.is_below("schema.prisma")
    return Fit.CERTAIN if is_of_prisma else Fit.LIKELY


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
