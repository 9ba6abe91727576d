"""Dump: one file that states the whole schema, as ``pg_dump -s`` and Rails write it.

Such a file is named itself instead of a folder (``--migrations db/structure.sql``), or it is the
only SQL file of its folder.
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

_HEADER = re.compile(
    rb"\A(?:\xef\xbb\xbf)?[\s\S]{0,2000}?^-- PostgreSQL database dump\s*$", re.MULTILINE
)
_STRUCTURE = "structure.sql"


def _fit(folder: Folder) -> Fit:
    names = folder.top_sql_files
    if len(names) == 1 and _HEADER.search(folder.contents[names[0]]):
        return Fit.CERTAIN
    return Fit.LIKELY if _STRUCTURE in names else Fit.NONE


def _select(folder: Folder) -> Selection:
    names = folder.top_sql_files
    chosen = [_STRUCTURE] if _STRUCTURE in names else names[:1]
    return select_files(folder, map(entry_of, chosen), reason="it is not the dump")


def _parts(text: str) -> tuple[Part, ...]:
    """The whole file, statement by statement, as psql loads a dump."""
    return (Part(span=Span(0, len(text)), is_transactional=False),)


LAYOUT = Layout(
    name="dump",
    summary="one file with the whole schema: pg_dump -s, supabase db dump, Rails structure.sql",
    fit=_fit,
    select=_select,
    parts=_parts,
)
