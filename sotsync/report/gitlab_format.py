"""The report as GitLab's code quality report, which a merge request shows beside the lines.

See "Code Quality", section "Code Quality report format", in GitLab's documentation.
"""

from __future__ import annotations

import json

from sotsync.findings import Severity
from sotsync.report.models import Report
from sotsync.report.problems import Problem, problems_of
from sotsync.report.styles import PLAIN, Style, harmless
from sotsync.text import Location

__all__ = ["render_gitlab"]

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render_gitlab(report: Report, style: Style = PLAIN) -> str:
    """A JSON list in ASCII, ending in a line end; ``style`` makes no difference."""
    del style
    somewhere = Location(report.document or report.migrations)
    listed = [_issue(problem, somewhere) for problem in problems_of(report)]
    return json.dumps(listed, indent=2) + "\n"


def _issue(problem: Problem, somewhere: Location) -> dict[str, object]:
    place = problem.places[0] if problem.places else somewhere
    repair = f" To repair: {problem.hint}" if problem.hint else ""
    return {
        "description": harmless(f"{problem.message}.{repair}"),
        "check_name": problem.code,
        "fingerprint": problem.fingerprint,
        "severity": _SEVERITIES[problem.severity],
        "location": {"path": place.path, "lines": {"begin": max(place.line, 1)}},
    }
