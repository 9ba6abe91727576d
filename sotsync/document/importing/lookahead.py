"""A section whose heading is prose: which table it is about, by what stands in it.

Titles such as "People" or "DBT-007: Shop Users" name no table. If the section's SQL creates exactly
one table, or a line of it says ``Table: users``, the section is about that one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sotsync.document.blocks import Block, BlockKind
from sotsync.document.importing.code import created_tables
from sotsync.document.importing.headings import TableHeading
from sotsync.document.importing.names import Names
from sotsync.document.passages import Page
from sotsync.schema.names import split_qualified

__all__ = ["table_below"]

_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?\**table(?:[ ]name)?\**[ \t]*:\**[ \t]*`?(?P<name>[\w.\"]+)`?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HIGHEST = 2


def table_below(
    page: Page, names: Names, blocks: Sequence[Block], level: int
) -> TableHeading | None:
    """The one table that the section of a heading of that level is about."""
    if level < _HIGHEST:
        return None
    found: dict[str, str] = {}
    for block in blocks:
        text = page.text[block.span.start : block.span.end]
        if block.kind == BlockKind.HEADING and _level(text) <= level:
            break
        stated = [line["name"] for line in _LINE.finditer(text)]
        if block.kind == BlockKind.FENCE:
            stated = list(created_tables(text))
        for name in stated:
            match = names.table(name, is_loose=False)
            found[match.name if match else name] = match.name if match else ""
    keys = list(found.values())
    if len(keys) != 1 or not keys[0]:
        return None
    return TableHeading(name=split_qualified(keys[0])[-1], key=keys[0])


def _level(text: str) -> int:
    stripped = text.strip()
    marks = len(stripped) - len(stripped.lstrip("#"))
    return marks or (1 if stripped.endswith("=") else 2)
