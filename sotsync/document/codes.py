"""The findings of reading a document, each with its code and what to do about it."""

from __future__ import annotations

from enum import StrEnum

from sotsync.findings import Finding, Severity
from sotsync.text import Source

__all__ = ["HINTS", "Code", "report"]


class Code(StrEnum):
    """Codes of this package; those of comparison are in ``sotsync.diff``."""

    UNMAPPED = "D003"
    BROKEN_LINK = "D071"
    DUPLICATE_ID = "D072"
    DANGLING = "D074"
    ONE_WAY = "D075"
    LOST_CITATION = "D076"
    DEFINED_TWICE = "D078"
    STALE_QUERY = "D100"
    UNFILLED = "D110"
    OTHER_COMMENT = "D120"
    BASE_UNKNOWN = "D130"
    FRONT_MATTER = "D140"
    NESTED_ENTRY = "D141"
    NESTED_REGION = "D142"
    OPEN_FENCE = "D143"
    SECOND_REGION = "D144"
    SHARED_TABLE = "D145"
    SEVERAL_TABLES = "D146"
    STILL_TEMPLATE = "D147"
    STRAY_SPECIFICATION = "D160"
    TWO_DESCRIPTIONS = "D161"
    ID_USED_AGAIN = "D150"
    ID_OUT_OF_RANGE = "D151"
    ID_TOO_LONG = "D152"
    ID_GONE = "D153"


HINTS: dict[Code, tuple[Severity, str]] = {
    Code.UNMAPPED: (
        Severity.WARNING,
        "Name its table below the heading: <!-- sotsync: table=public.orders -->",
    ),
    Code.BROKEN_LINK: (Severity.INFO, "Correct the path, or add the file."),
    Code.DUPLICATE_ID: (Severity.ERROR, "Give one of them the next free number."),
    Code.DANGLING: (Severity.INFO, "Correct the id there, or write the entry."),
    Code.ONE_WAY: (Severity.INFO, "sotsync sync --fix-refs"),
    Code.LOST_CITATION: (
        Severity.INFO,
        "Cite what has taken its place; sotsync sync --fix-links corrects anchors.",
    ),
    Code.DEFINED_TWICE: (Severity.INFO, "Give one of them the next free number."),
    Code.FRONT_MATTER: (Severity.WARNING, "Quote the value."),
    Code.NESTED_ENTRY: (
        Severity.WARNING,
        "Raise the heading to the level of the other entries, or take the id out of it.",
    ),
    Code.NESTED_REGION: (Severity.WARNING, "Move it out of the list or quote."),
    Code.OPEN_FENCE: (Severity.ERROR, "Close the code block with a line of its own mark."),
    Code.SECOND_REGION: (Severity.INFO, "Merge the two, so that there is one to keep in step."),
    Code.SHARED_TABLE: (
        Severity.ERROR,
        "Keep one entry for the table, or name another table in the other entry.",
    ),
    Code.SEVERAL_TABLES: (
        Severity.ERROR,
        "Name the table below the heading: <!-- sotsync: table=public.orders -->",
    ),
    Code.ID_USED_AGAIN: (
        Severity.ERROR,
        "Give the entry another id: sotsync ids reassign does, while its own is on no base branch.",
    ),
    Code.ID_OUT_OF_RANGE: (
        Severity.WARNING,
        "Give the navigation a category whose range holds the id.",
    ),
    Code.ID_TOO_LONG: (Severity.INFO, "Nothing, if no other tool reads the ids."),
    Code.ID_GONE: (Severity.WARNING, "Put the entry back, below Deprecated Tables."),
    Code.STALE_QUERY: (Severity.INFO, "Correct the query."),
    Code.UNFILLED: (Severity.INFO, "Write what only a person knows."),
    Code.OTHER_COMMENT: (Severity.INFO, "Make one of them say what the other says, or leave both."),
    Code.BASE_UNKNOWN: (Severity.INFO, "Give sotsync a dump from before the first migration."),
    Code.STRAY_SPECIFICATION: (
        Severity.WARNING,
        "Add its line to the entry that it is of, or remove the file.",
    ),
    Code.TWO_DESCRIPTIONS: (Severity.INFO, "Make one of them say what the other says."),
    Code.STILL_TEMPLATE: (Severity.INFO, "Fill in the {placeholders} of its title and DDL."),
}
"""How much each finding weighs and what to do next."""


def report(
    code: Code, source: Source, offset: int, message: str, *, subject: str | None = None
) -> Finding:
    """The finding ``code`` at the character ``offset`` of the document."""
    severity, hint = HINTS[code]
    return Finding(
        code=code,
        severity=severity,
        message=message,
        object=subject,
        document=source.location(offset),
        hint=hint,
    )
