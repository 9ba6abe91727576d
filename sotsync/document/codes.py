"""The findings of reading a document, each with its code and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sotsync.findings import Finding, Severity
from sotsync.text import Location, Source

__all__ = ["CODES", "Code", "CodeEntry", "report", "report_at"]


class Code(StrEnum):
    """Codes of this package; those of comparison are in ``sotsync.diff``."""

    UNMAPPED = "D003"
    BROKEN_LINK = "D071"
    DANGLING = "D074"
    ONE_WAY = "D075"
    LOST_CITATION = "D076"
    DEFINED_TWICE = "D078"
    STALE_QUERY = "D100"
    UNFILLED = "D110"
    OTHER_COMMENT = "D121"
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
    DUPLICATE_ID = "D154"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """What a code stands for.

    Attributes:
        severity: How much a finding weighs.
        title: What it says of a document, in a few words.
        hint: What to do next.
    """

    severity: Severity
    title: str
    hint: str


CODES: Mapping[Code, CodeEntry] = MappingProxyType(
    {
        Code.UNMAPPED: CodeEntry(
            Severity.WARNING,
            "entry that names no table or view",
            "Name its table below the heading: <!-- sotsync: table=public.orders -->",
        ),
        Code.BROKEN_LINK: CodeEntry(
            Severity.INFO,
            "The document names a file that does not exist",
            "Correct the path, or add the file.",
        ),
        Code.DUPLICATE_ID: CodeEntry(
            Severity.ERROR,
            "An id is used by two entries",
            "Give one of them the next free number.",
        ),
        Code.DANGLING: CodeEntry(
            Severity.INFO,
            "Another document cites an id that no entry defines",
            "Correct the id there, or write the entry.",
        ),
        Code.ONE_WAY: CodeEntry(
            Severity.INFO,
            "One document names another that does not name it back",
            "sotsync sync --fix-refs",
        ),
        Code.LOST_CITATION: CodeEntry(
            Severity.INFO,
            "Another document cites a deprecated entry, or an anchor that has changed",
            "Cite what has taken its place; sotsync sync --fix-links corrects anchors.",
        ),
        Code.DEFINED_TWICE: CodeEntry(
            Severity.INFO,
            "Other documents define an id more than once",
            "Give one of them the next free number.",
        ),
        Code.STALE_QUERY: CodeEntry(
            Severity.INFO,
            "A query in an entry names what does not exist",
            "Correct the query.",
        ),
        Code.UNFILLED: CodeEntry(
            Severity.INFO,
            "An entry has places left to fill in",
            "Write what only a person knows.",
        ),
        Code.OTHER_COMMENT: CodeEntry(
            Severity.INFO,
            "A purpose says something else than the table's comment",
            "Make one of them say what the other says, or leave both.",
        ),
        Code.BASE_UNKNOWN: CodeEntry(
            Severity.INFO,
            "No migration makes the table of an entry",
            "Give sotsync a dump from before the first migration.",
        ),
        Code.FRONT_MATTER: CodeEntry(
            Severity.WARNING,
            "A line of the front matter is not what its YAML says",
            "Quote the value.",
        ),
        Code.NESTED_ENTRY: CodeEntry(
            Severity.WARNING,
            "An entry's heading stands inside another entry",
            "Raise the heading to the level of the other entries, or take the id out of it.",
        ),
        Code.NESTED_REGION: CodeEntry(
            Severity.WARNING,
            "A generated region stands inside a list or a quote",
            "Move it out of the list or quote.",
        ),
        Code.OPEN_FENCE: CodeEntry(
            Severity.ERROR,
            "A code block is never closed",
            "Close the code block with a line of its own mark.",
        ),
        Code.SECOND_REGION: CodeEntry(
            Severity.INFO,
            "An entry has a second region of one kind",
            "Merge the two, so that there is one to keep in step.",
        ),
        Code.SHARED_TABLE: CodeEntry(
            Severity.ERROR,
            "Two entries are about one table",
            "Keep one entry for the table, or name another table in the other entry.",
        ),
        Code.SEVERAL_TABLES: CodeEntry(
            Severity.ERROR,
            "An entry's SQL creates several tables",
            "Name the table below the heading: <!-- sotsync: table=public.orders -->",
        ),
        Code.STILL_TEMPLATE: CodeEntry(
            Severity.INFO,
            "An entry is still a copy of the template",
            "Fill in the {placeholders} of its title and DDL.",
        ),
        Code.STRAY_SPECIFICATION: CodeEntry(
            Severity.WARNING,
            "A specification file that no entry names",
            "Add its line to the entry that it is of, or remove the file.",
        ),
        Code.TWO_DESCRIPTIONS: CodeEntry(
            Severity.INFO,
            "A column is described in two ways",
            "Make one of them say what the other says.",
        ),
        Code.ID_USED_AGAIN: CodeEntry(
            Severity.ERROR,
            "An id of a dropped table is used again",
            "Give the entry another id: sotsync ids reassign does, "
            "while its own is on no base branch.",
        ),
        Code.ID_OUT_OF_RANGE: CodeEntry(
            Severity.WARNING,
            "An id is in the range of no category",
            "Give the navigation a category whose range holds the id.",
        ),
        Code.ID_TOO_LONG: CodeEntry(
            Severity.INFO,
            "An id has four digits",
            "Nothing, if no other tool reads the ids.",
        ),
        Code.ID_GONE: CodeEntry(
            Severity.WARNING,
            "An id of the base branch is gone",
            "Put the entry back, below Deprecated Tables.",
        ),
    }
)
"""Every code of reading a document; the reference page has the same titles."""


def report(
    code: Code, source: Source, offset: int, message: str, *, subject: str | None = None
) -> Finding:
    """The finding ``code`` at the character ``offset`` of the document."""
    return report_at(code, source.location(offset), message, subject)


def report_at(
    code: Code, place: Location, message: str, subject: str | None = None, hint: str | None = None
) -> Finding:
    """The finding ``code`` at a place; ``hint`` stands for the code's own."""
    entry = CODES[code]
    return Finding(
        code=code,
        severity=entry.severity,
        message=message,
        object=subject,
        document=place,
        hint=hint or entry.hint,
    )
