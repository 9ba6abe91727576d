"""The report as workflow commands, which GitHub Actions shows as annotations on the lines.

The document's line gets the error or the warning, the migration's line a notice that names it. See
"Workflow commands for GitHub Actions" in GitHub's documentation for the escapes. A step shows ten
annotations of each kind, so what weighs most comes first.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Severity
from sotsync.report.models import Report
from sotsync.report.problems import Problem, problems_of
from sotsync.report.rules import BOOKKEEPING, title_of
from sotsync.report.styles import PLAIN, Style, harmless
from sotsync.text import Location

__all__ = ["render_github"]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render_github(report: Report, style: Style = PLAIN) -> str:
    """One command a line; none where nothing was found. ``style`` makes no difference."""
    del style
    problems = problems_of(report)
    lines = [_annotation(problem) for problem in problems]
    lines += [line for problem in problems for line in _elsewhere(problem)]
    return "".join(f"{line}\n" for line in lines)


def _annotation(problem: Problem) -> str:
    hint = f"\nTo repair: {problem.hint}" if problem.hint else ""
    place = problem.places[0] if problem.places else None
    return _command(_COMMANDS[problem.severity], problem, place, problem.message + hint)


def _elsewhere(problem: Problem) -> Iterator[str]:
    """A notice on the line of the migration that made it so; dates and histories follow from it."""
    place = problem.places[-1] if problem.places else None
    if place is None or problem.code in BOOKKEEPING or not place.line:
        return
    first = problem.places[0]
    if place.path not in {first.path, *(other.path for other in problem.places[:-1])}:
        message = f"{problem.message} (documented at {first.path_and_line})"
        yield _command("notice", problem, place, message)


def _command(name: str, problem: Problem, place: Location | None, message: str) -> str:
    properties = {"title": f"{problem.code} {title_of(problem.code)}"}
    if place is not None:
        properties = {"file": place.path, **_lines(place), **properties}
    told = ",".join(
        f"{key}={harmless(value).translate(_PROPERTY)}" for key, value in properties.items()
    )
    return f"::{name} {told}::{harmless(message).translate(_DATA)}"


def _lines(place: Location) -> dict[str, str]:
    return {"line": str(place.line), "col": str(place.column)} if place.line else {}
