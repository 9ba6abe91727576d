"""What stands around the entries of a new lean document: its top, its index and its end."""

from __future__ import annotations

import datetime as dt

from sotsync.document.render.categories import DEFAULT_RANGES, Category, IdRange
from sotsync.document.render.entry import Lines
from sotsync.document.render.versions import FIRST_VERSION

__all__ = ["LEAN_NAME", "LEAN_RANGES", "lean_bottom", "lean_top"]

LEAN_NAME = "SoT.DATA_MODEL.md"
LEAN_RANGES: tuple[IdRange, ...] = tuple(
    one for one in DEFAULT_RANGES if one.category is not Category.AUDIT
)
"""The lean template has no range for audit tables."""

_SIBLINGS = "SoT.API_CONTRACTS.md, SoT.USER_JOURNEYS.md, SoT.BUSINESS_RULES.md, SoT.TESTING.md"


def lean_top(prefix: str, newest: dt.date | None) -> Lines:
    """The front matter and the header."""
    return (
        "---",
        f"version: {FIRST_VERSION}",
        "purpose: Source of Truth file for the data model. Each table/view has a unique ID.",
        f"id_prefix: {prefix}-XXX",
        f"last_updated: {newest.isoformat() if newest else 'YYYY-MM-DD'}",
        f"authority: This is a SoT file - IDs created here are referenced by {_SIBLINGS}",
        "---",
        "",
        "# Data Model (SoT File)",
        "",
        "> **Purpose**: What each table and view is for, and what other files say of it.",
        f"> **ID Prefix**: {prefix}-XXX",
        "> **Status**: Active SoT file",
        f"> **Cross-References**: Referenced by {_SIBLINGS}",
        "",
    )


def lean_bottom(name: str, prefix: str, nothing: str) -> Lines:
    """The index and all below it; ``nothing`` is what an empty list says."""
    lists = [
        line
        for title in ("Tables by API", "Tables by Journey")
        for line in (f"**{title}**:", nothing, "")
    ]
    return (
        "## Cross-Reference Index",
        "",
        *lists,
        "---",
        "",
        "## Update Protocol",
        "",
        "1. Write a migration",
        "2. Bring this file in step: `sotsync sync`, then fill in what it asks for in braces",
        f"3. Commit the migration and {name} together",
        "",
        f"*End of {name} - the authoritative source for all {prefix}-XXX IDs*",
    )
