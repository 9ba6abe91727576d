"""dbmate: files cut by ``-- migrate:up`` and ``-- migrate:down``, by file name.

The down line counts also when it is indented or stands directly after a statement that lacks its
semicolon; a file without an up line is not a migration.
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
from sotsync.text import Span

__all__ = ["LAYOUT"]

_UP_LINE = r"^--\s*migrate:up([^\r\n]*)"
_UP = re.compile(_UP_LINE, re.MULTILINE)
_UP_SIGN = re.compile(_UP_LINE.encode(), re.MULTILINE)
_DOWN = re.compile(r"^[ \t]*--\s*migrate:down", re.MULTILINE)


def _fit(folder: Folder) -> Fit:
    return Fit.CERTAIN if folder.any_contains(_UP_SIGN) else Fit.NONE


def _select(folder: Folder) -> Selection:
    names = [name for name in folder.top_sql_files if _UP_SIGN.search(folder.contents[name])]
    return select_files(
        folder,
        map(entry_of, names),
        reason="it has no `-- migrate:up` line, or lies in a sub-folder",
    )


def _parts(text: str) -> tuple[Part, ...]:
    up = _UP.search(text)
    if up is None:
        return ()
    down = _DOWN.search(text, up.end())
    end = down.start() if down else len(text)
    return (Part(span=Span(up.end(), end), is_transactional="transaction:false" not in up[1]),)


LAYOUT = Layout(
    name="dbmate",
    summary="*.sql with -- migrate:up, by file name",
    fit=_fit,
    select=_select,
    parts=_parts,
)
