"""Atlas: ``*.sql`` directly in a folder with ``atlas.sum`` or below ``atlas.hcl``, by file name.

``-- atlas:txmode none`` among a file's first comments applies it without a transaction.
"""

from __future__ import annotations

import re

from sotsync.migrations.layouts.golang_migrate import is_down_file
from sotsync.migrations.layouts.layout import (
    Fit,
    Folder,
    Layout,
    Part,
    Selection,
    entry_of,
    select_files,
)
from sotsync.text import Span

__all__ = ["LAYOUT"]

_NO_TRANSACTION = re.compile(r"(?:\s*--[^\r\n]*\r?\n)*?\s*--\s*atlas:txmode\s+none\b")


def _fit(folder: Folder) -> Fit:
    is_of_atlas = "atlas.sum" in folder.others or folder.is_below("atlas.hcl")
    if not folder.top_sql_files or any(map(is_down_file, folder.top_sql_files)):
        return Fit.NONE  # With down files it is a folder of golang-migrate's that Atlas checks.
    return Fit.LIKELY if is_of_atlas else Fit.NONE


def _select(folder: Folder) -> Selection:
    return select_files(
        folder, map(entry_of, folder.top_sql_files), reason="it lies in a sub-folder"
    )


def _parts(text: str) -> tuple[Part, ...]:
    is_transactional = _NO_TRANSACTION.match(text) is None
    return (Part(span=Span(0, len(text)), is_transactional=is_transactional),)


LAYOUT = Layout(
    name="atlas",
    summary="*.sql in a folder with atlas.sum, by file name",
    fit=_fit,
    select=_select,
    parts=_parts,
)
