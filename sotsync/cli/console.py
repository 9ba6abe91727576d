"""What goes to the two output streams: results, exact to the byte, and words for people.

Results are written as UTF-8 bytes, so that a console's encoding or line ends never change them.
Colour and progress appear only where a person watches, and ``NO_COLOR`` switches colour off.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

import click

from sotsync.errors import SotsyncError
from sotsync.report.styles import harmless, harmless_line, unheard

if TYPE_CHECKING:
    from sotsync.findings import Finding

__all__ = [
    "finding_lines",
    "is_coloured",
    "progress",
    "write_error",
    "write_note",
    "write_patch",
    "write_result",
]

_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def write_result(text: str) -> None:
    """Write a result to standard output, exactly."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def write_patch(text: str) -> None:
    """Write what would change, exactly where it goes to a program.

    A terminal gets it made harmless; in a CI's log no line of it is a command to the runner.
    """
    if sys.stdout.isatty():
        text = harmless(text)
    write_result(unheard(text) if os.environ.get("CI") else text)


def write_note(text: str) -> None:
    """Write a line for a person to standard error."""
    click.echo(_printable(unheard(text)), err=True)


def write_error(error: SotsyncError) -> None:
    """Say on standard error what stopped the call, where, and what to do next."""
    label = _styled("error:", "red")
    place = f"{error.location}: " if error.location else ""
    write_note(f"{label} {harmless_line(place + error.message)}")
    if error.hint:
        write_note(f"{_styled('hint:', 'cyan')} {harmless_line(error.hint)}")


def finding_lines(findings: Iterable[Finding], *, is_verbose: bool = False) -> Iterator[str]:
    """Findings as lines for standard error, one a line, with the place and the way out.

    Notes are only counted unless ``is_verbose``: a long history has many, and none needs action.
    """
    notes = 0
    for finding in findings:
        if not (finding.is_shown or is_verbose):
            notes += 1
            continue
        label = _styled(f"{finding.severity.value}:", _COLOURS[finding.severity])
        place = f"{finding.location}: " if finding.location else ""
        hint = f" ({finding.hint})" if finding.hint else ""
        yield f"{label} {harmless_line(f'{place}{finding.message} [{finding.code}]{hint}')}"
    if notes:
        yield f"{_styled('info:', 'blue')} not shown: {notes}; --verbose lists them"


@contextlib.contextmanager
def progress(words: str) -> Iterator[None]:
    """Show that work goes on, where a person watches standard error."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - 60 ms that scripts need not wait for

    with Console(stderr=True).status(words):
        yield


def is_coloured(stream: TextIO) -> bool:
    """Whether colour helps: a person watches the stream and has not set ``NO_COLOR``."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _styled(text: str, colour: str) -> str:
    return click.style(text, fg=colour, bold=True) if is_coloured(sys.stderr) else text


def _printable(text: str) -> str:
    """The text as the stream's encoding can show it; a Windows console may know few characters."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
