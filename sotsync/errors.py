"""Everything that stops a call, as one tree; each error carries its exit code and what to do next.

What a person can fix in a document or a migration is a :class:`sotsync.findings.Finding` instead:
findings are collected, errors end the call.
"""

from __future__ import annotations

from sotsync.text import Location

__all__ = [
    "AmbiguousLayoutError",
    "ConfigurationError",
    "DatabaseError",
    "DocumentError",
    "GitError",
    "HostError",
    "InputError",
    "PromiseError",
    "RefusedWriteError",
    "SotsyncError",
    "UsageError",
]

COULD_NOT_TELL = 2
"""The exit code of every error: neither "in step" (0) nor "drift" (1)."""


class SotsyncError(Exception):
    """The base of everything that sotsync raises on purpose.

    Attributes:
        message: The fault, in one sentence, without the place.
        location: Where it is, or None where it has no place in a file.
        hint: What to do next, or None where the message says it.
    """

    exit_code = COULD_NOT_TELL

    def __init__(
        self, message: str, *, location: Location | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


class UsageError(SotsyncError):
    """The call itself cannot be understood: a flag, a name, a combination."""


class ConfigurationError(SotsyncError):
    """A setting is unknown, of the wrong kind, or contradicts another."""


class InputError(SotsyncError):
    """A file or folder cannot be read: missing, not UTF-8, too odd to go on."""


class AmbiguousLayoutError(InputError):
    """A migrations folder fits more than one tool's layout."""


class DatabaseError(SotsyncError):
    """A server cannot be reached, read, or started."""


class DocumentError(SotsyncError):
    """A document cannot be read as a Source-of-Truth document without guessing."""


class GitError(SotsyncError):
    """git is missing, failed, or does not know a commit that was named."""


class HostError(SotsyncError):
    """A code host cannot be reached, refuses a call, or is not known.

    Attributes:
        status: The HTTP status that it answered with; None where there was no answer.
    """

    def __init__(
        self,
        message: str,
        *,
        location: Location | None = None,
        hint: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, location=location, hint=hint)
        self.status = status


class PromiseError(SotsyncError):
    """A planned write would have broken one of the safety laws; nothing was written."""


class RefusedWriteError(SotsyncError):
    """A file must not be written: a symbolic link, outside the project, or it exists already."""
