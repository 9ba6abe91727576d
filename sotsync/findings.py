"""What a person can fix, as values: collected, sorted, never raised."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from sotsync.text import Location

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding weighs; errors and warnings make a check fail, infos do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Finding(BaseModel):
    """One thing to look at, with the places and the way out.

    Attributes:
        code: A stable identifier such as ``D012`` or ``R101``, documented in the reference.
        severity: How much it weighs.
        message: One sentence for a person.
        object: The schema object it is about, such as ``public.users.email``; None for a file.
        document: Where in the document, if it is about one.
        migration: Where in the migrations, if it is about one.
        hint: What to do next.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Severity
    message: str
    object: str | None = None
    document: Location | None = None
    migration: Location | None = None
    hint: str | None = None

    @property
    def location(self) -> Location | None:
        """The first place to open."""
        return self.migration or self.document
