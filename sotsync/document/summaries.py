"""What the short entry of a divided document says of columns, beside what the full table says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sotsync.document.codes import Code, report
from sotsync.document.composition import ComposedSource
from sotsync.document.placeholders import is_unfilled
from sotsync.document.regions import FieldRole, FieldTable
from sotsync.document.tables import Cell
from sotsync.findings import Finding
from sotsync.text import Location, Source

__all__ = ["check_strays", "check_summary"]

_NOTHING = re.compile(r"[\s\-\u2013\u2014]*\Z")


def check_summary(
    source: Source, identifier: str, summary: FieldTable, fields: FieldTable
) -> Iterator[Finding]:
    """A finding for each column that is described in two ways; both are kept."""
    for row in summary.rows:
        full = next(filter(None, map(fields.row, row.names)), None)
        cells = (
            summary.cell(row, FieldRole.DESCRIPTION),
            fields.cell(full, FieldRole.DESCRIPTION) if full else None,
        )
        short, long = map(_words, cells)
        if cells[0] is not None and short and long and short not in long:
            place = cells[0].content.span.start
            names = " / ".join(row.names)
            message = f"{identifier} describes {names} in another way than its specification"
            yield report(Code.TWO_DESCRIPTIONS, source, place, message, subject=identifier)


def _words(cell: Cell | None) -> str:
    text = "" if cell is None else cell.content.text
    return "" if _NOTHING.match(text) or is_unfilled(text) else text


def check_strays(source: Source) -> Iterator[Finding]:
    """A finding for each specification of the document that no entry of it names."""
    for path in source.strays if isinstance(source, ComposedSource) else ():
        message = "no entry names this specification"
        finding = report(Code.STRAY_SPECIFICATION, source, 0, message, subject=path)
        yield finding.model_copy(update={"document": Location(path, 1)})
