r"""Supabase: ``supabase/migrations/<digits>_<name>.sql``, by file name.

Source: ``ListLocalMigrations`` of the Supabase command line: files that do not fit
``^([0-9]+)_(.*)\.sql$`` are passed over without a word, sub-folders too, and so is a first file
``<version>_init.sql`` from before 2021-12-09, which an old version of the tool wrote.
"""

from __future__ import annotations

import re

from sotsync.migrations.layouts.layout import (
    MOST,
    Fit,
    Folder,
    Layout,
    Selection,
    entry_of,
    select_files,
)

__all__ = ["LAYOUT"]

_FILE = re.compile(r"[0-9]+_.*\.sql\Z", re.DOTALL)
_OLD_INIT = re.compile(r"([0-9]{14})_init\.sql")
_OLD_INIT_BEFORE = 20211209000000


def _fit(folder: Folder) -> Fit:
    share = folder.share(_FILE)
    is_home = folder.path.endswith("supabase/migrations") or (
        "../config.toml" in folder.beside and folder.name != "schemas"
    )
    if share and is_home:
        return Fit.CERTAIN
    return Fit.POSSIBLE if share >= MOST else Fit.NONE


def _select(folder: Folder) -> Selection:
    names = [name for name in folder.top_sql_files if _FILE.match(name)]
    if names and _is_old_init(names[0], folder):
        del names[0]
    return select_files(
        folder,
        map(entry_of, names),
        reason="its place or name does not fit <digits>_<name>.sql directly in the folder",
    )


def _is_old_init(name: str, folder: Folder) -> bool:
    match = _OLD_INIT.match(name)
    if match is None or int(match[1]) >= _OLD_INIT_BEFORE:
        return False
    return name == min(path.partition("/")[0] for path in (*folder.contents, *folder.others))


LAYOUT = Layout(
    name="supabase",
    summary="<digits>_<name>.sql directly in supabase/migrations, by file name",
    fit=_fit,
    select=_select,
)
