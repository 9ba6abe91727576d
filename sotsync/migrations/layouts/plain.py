"""Plain: any ``*.sql`` directly in the folder, in natural order (``2_b`` before ``10_a``)."""

from __future__ import annotations

from sotsync.migrations.layouts.layout import (
    Fit,
    Folder,
    Layout,
    Selection,
    entry_of,
    select_files,
)
from sotsync.migrations.versions import natural_key

__all__ = ["LAYOUT"]


def _fit(folder: Folder) -> Fit:
    return Fit.POSSIBLE if folder.top_sql_files else Fit.NONE


def _select(folder: Folder) -> Selection:
    names = sorted(folder.top_sql_files, key=natural_key)
    return select_files(folder, map(entry_of, names), reason="it lies in a sub-folder")


LAYOUT = Layout(
    name="plain",
    summary="any *.sql directly in the folder, in natural order",
    fit=_fit,
    select=_select,
)
