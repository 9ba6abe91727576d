"""What replay reports: one table from a finding's code to its title and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sotsync.findings import Severity

__all__ = ["CODES", "Code", "CodeEntry"]


class Code(StrEnum):
    """The findings of a replay."""

    SYNTAX = "R100"
    REJECTED = "R101"
    BASE_UNKNOWN = "R102"
    TYPE_UNKNOWN = "R103"
    SCHEMA_UNKNOWN = "R104"
    SHAPE_DIFFERS = "R105"
    NOT_KNOWABLE = "R106"
    NOT_MODELLED = "R107"
    NESTING = "R108"
    META_COMMAND = "R109"
    COPY_DATA = "R110"
    ENCODING = "R111"
    NAME_TRUNCATED = "R112"
    FUNCTION_UNKNOWN = "R114"
    TRANSACTION_UNDONE = "R115"
    STATED_AGAIN = "R116"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """What a code stands for."""

    severity: Severity
    title: str
    hint: str


CODES: dict[Code, CodeEntry] = {
    Code.SYNTAX: CodeEntry(
        Severity.ERROR,
        "PostgreSQL's grammar refuses the statement",
        "Correct the statement; it has no effect on any server.",
    ),
    Code.REJECTED: CodeEntry(
        Severity.WARNING,
        "PostgreSQL would reject the statement",
        "The statement was skipped, as a server would; correct it or the ones before it.",
    ),
    Code.BASE_UNKNOWN: CodeEntry(
        Severity.INFO,
        "No migration creates the table",
        "Name a dump of what was there before as --baseline, or the platform that brings it.",
    ),
    Code.TYPE_UNKNOWN: CodeEntry(
        Severity.INFO,
        "No migration creates the type",
        "The type is taken to exist; add the migration or the extension that makes it.",
    ),
    Code.SCHEMA_UNKNOWN: CodeEntry(
        Severity.INFO,
        "No migration creates the schema",
        "The schema is taken to exist; add the migration that makes it.",
    ),
    Code.SHAPE_DIFFERS: CodeEntry(
        Severity.INFO,
        "IF NOT EXISTS did nothing, and its text has another shape",
        "What exists stays as it was; change it with ALTER TABLE.",
    ),
    Code.NOT_KNOWABLE: CodeEntry(
        Severity.WARNING,
        "What the statement does cannot be known without running it",
        "Objects it may touch are marked as uncertain; replay on a server settles it.",
    ),
    Code.NOT_MODELLED: CodeEntry(
        Severity.INFO,
        "The statement makes something that sotsync does not describe",
        "Nothing to do; the rest of the schema is not affected.",
    ),
    Code.NESTING: CodeEntry(
        Severity.WARNING,
        "The statement is nested too deeply to be read",
        "Split the expression; what the statement does is not known.",
    ),
    Code.META_COMMAND: CodeEntry(
        Severity.INFO,
        "A command of psql was skipped",
        "Nothing to do; only psql understands it.",
    ),
    Code.COPY_DATA: CodeEntry(
        Severity.INFO,
        "The rows of COPY were skipped",
        "Nothing to do; rows are no part of the schema.",
    ),
    Code.ENCODING: CodeEntry(
        Severity.ERROR,
        "The statement holds a character that SQL text cannot hold",
        "Remove the character; it has no effect on any server.",
    ),
    Code.NAME_TRUNCATED: CodeEntry(
        Severity.INFO,
        "A name is longer than 63 bytes",
        "PostgreSQL keeps the first 63 bytes; shorten the name.",
    ),
    Code.FUNCTION_UNKNOWN: CodeEntry(
        Severity.INFO,
        "No migration creates the function",
        "The function is taken to exist; add the migration or the extension that makes it.",
    ),
    Code.TRANSACTION_UNDONE: CodeEntry(
        Severity.WARNING,
        "A transaction is undone because a statement in it is refused",
        "Correct the refused statement; until then nothing between BEGIN and COMMIT has an effect.",
    ),
    Code.STATED_AGAIN: CodeEntry(
        Severity.INFO,
        "The baseline states what the platform brings",
        "Nothing to do; a dump without the platform's schemas is shorter.",
    ),
}
