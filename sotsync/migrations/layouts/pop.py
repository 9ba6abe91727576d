"""Pop (Buffalo's ``soda``): ``<version>_<name>.up.sql``, by file name; ``.fizz`` is not SQL."""

from __future__ import annotations

import re

from sotsync.migrations.layouts.golang_migrate import is_down_file
from sotsync.migrations.layouts.layout import (
    Fit,
    Folder,
    Layout,
    Selection,
    entry_of,
    select_files,
)
from sotsync.migrations.models import Skipped

__all__ = ["LAYOUT"]

_UP_ENDING = re.compile(r"(\.postgres(ql)?)?\.up\.sql\Z")


def _fit(folder: Folder) -> Fit:
    has_fizz = any(path.endswith(".fizz") for path in folder.others)
    has_configuration = "../database.yml" in folder.beside
    if not any(map(_UP_ENDING.search, folder.top_sql_files)):
        return Fit.NONE
    return Fit.CERTAIN if has_fizz or has_configuration else Fit.POSSIBLE


def _select(folder: Folder) -> Selection:
    names = [name for name in folder.top_sql_files if _UP_ENDING.search(name)]
    selection = select_files(
        folder,
        (entry_of(name, stem=_UP_ENDING.sub("", name)) for name in names),
        reason="its name does not end in .up.sql",
        silent=is_down_file,
    )
    fizz = tuple(
        Skipped(path=path, reason="it is Fizz, which is not SQL")
        for path in folder.others
        if path.endswith(".up.fizz")
    )
    return Selection(entries=selection.entries, skipped=(*selection.skipped, *fizz))


LAYOUT = Layout(
    name="pop",
    summary="<version>_<name>.up.sql of Buffalo's soda, by file name",
    fit=_fit,
    select=_select,
)
