"""The report as SARIF 2.1.0, which code hosts and editors show beside the lines.

See the OASIS standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". Only what
readers of it use is written: rules, results, places in both files, fingerprints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from sotsync._version import __version__
from sotsync.findings import Severity
from sotsync.report.models import Report
from sotsync.report.problems import Problem, problems_of
from sotsync.report.rules import title_of
from sotsync.report.styles import PLAIN, Style
from sotsync.text import Location

__all__ = ["render_sarif"]

Object = dict[str, Any]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"
"""The base that readers take to be the repository's root."""


def render_sarif(report: Report, style: Style = PLAIN) -> str:
    """The report as SARIF in ASCII, ending in a line end; ``style`` makes no difference."""
    del style
    problems = problems_of(report)
    codes = sorted({problem.code for problem in problems})
    run: Object = {
        "tool": {
            "driver": {
                "name": "sotsync",
                "semanticVersion": __version__,
                "rules": [_rule(code, problems) for code in codes],
            }
        },
        "automationDetails": {"id": f"sotsync/{report.command}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code)) for problem in problems],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(code: str, problems: Iterable[Problem]) -> Object:
    """A rule; its level is that of what was found by it."""
    found = next(problem for problem in problems if problem.code == code)
    rule: Object = {
        "id": code,
        "shortDescription": {"text": title_of(code)},
        "defaultConfiguration": {"level": _LEVELS[found.severity]},
    }
    if found.hint:
        rule["help"] = {"text": f"To repair: {found.hint}"}
    return rule


def _result(problem: Problem, rule_index: int) -> Object:
    result: Object = {
        "ruleId": problem.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[problem.severity],
        "message": {"text": _with_hint(problem)},
        "partialFingerprints": {
            "sotsync/v1": problem.fingerprint,
            "primaryLocationLineHash": f"{problem.fingerprint[:16]}:1",
        },
        "properties": _properties(problem),
    }
    if problem.places:
        first, *others = problem.places
        result["locations"] = [{"physicalLocation": _physical(first)}]
        if others:
            result["relatedLocations"] = _related(others)
    return result


def _with_hint(problem: Problem) -> str:
    return f"{problem.message}. To repair: {problem.hint}" if problem.hint else problem.message


def _properties(problem: Problem) -> Mapping[str, str]:
    named = {
        "object": problem.object,
        "documented": problem.documented,
        "actual": problem.actual,
        "repair": problem.hint,
    }
    return {name: value for name, value in named.items() if value is not None}


def _related(places: Sequence[Location]) -> list[Object]:
    return [
        {"id": number, "physicalLocation": _physical(place)}
        for number, place in enumerate(places, start=1)
    ]


def _physical(place: Location) -> Object:
    found: Object = {"artifactLocation": {"uri": _uri(place.path), "uriBaseId": _ROOT}}
    if place.line:
        found["region"] = {"startLine": place.line, "startColumn": place.column}
    return found


def _uri(path: str) -> str:
    """The path as a relative reference; a name that is not UTF-8 keeps its bytes' stand-ins."""
    return quote(path, errors="surrogatepass")
