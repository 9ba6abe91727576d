"""node-pg-migrate and postgres-migrations: ``<digits>-<name>.sql``, by integer version.

``-- Up Migration`` and ``-- Down Migration`` lines cut a file where it has them.
"""

from __future__ import annotations

import re

from sotsync.migrations.layouts.layout import Fit, Folder, Layout, Part
from sotsync.migrations.layouts.markers import marked_parts
from sotsync.migrations.layouts.sqlx import numbered_selection, part_with_header

__all__ = ["LAYOUT"]

_FILE = re.compile(r"\d+[-_].*\.sql\Z", re.ASCII | re.DOTALL)
_DASHED = re.compile(r"\d+-.*\.sql\Z", re.ASCII | re.DOTALL)
_MARKER = re.compile(
    r"^[ \t]*--[\s-]*(?P<command>up|down)\s+migration", re.IGNORECASE | re.MULTILINE
)
_SIGN = re.compile(rb"^[ \t]*--[ \t-]*up\s+migration", re.IGNORECASE | re.MULTILINE)


def _fit(folder: Folder) -> Fit:
    if not folder.share(_FILE):
        return Fit.NONE
    if folder.any_contains(_SIGN):
        return Fit.CERTAIN
    return Fit.LIKELY if folder.share(_DASHED) == 1 else Fit.NONE


def _parts(text: str) -> tuple[Part, ...]:
    return marked_parts(text, _MARKER, is_transactional=lambda _commands: True) or (
        part_with_header(text)
    )


LAYOUT = Layout(
    name="node-pg",
    summary="<digits>-<name>.sql of node-pg-migrate or postgres-migrations, by integer version",
    fit=_fit,
    select=numbered_selection,
    parts=_parts,
)
