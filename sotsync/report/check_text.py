"""The breaches for people: grouped by table, with the place and the way out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from sotsync.findings import Finding, Severity
from sotsync.report.check_models import CheckReport, requirement_of
from sotsync.report.styles import PLAIN, Colour, Style, harmless_line, unheard
from sotsync.report.words import count
from sotsync.schema.names import qualified, split_qualified

__all__ = ["grouped", "render_check_text", "summary_of"]

_COLOURS = {
    Severity.ERROR: Colour.ERROR,
    Severity.WARNING: Colour.WARNING,
    Severity.INFO: Colour.INFO,
}


def render_check_text(report: CheckReport, style: Style = PLAIN) -> str:
    """The report as lines for a person, ending in a line end."""
    lines = [
        *(line for part in grouped(report) for line in _part(report, *part, style)),
        *_end(report, style),
    ]
    return unheard("\n".join(lines) + "\n")


def grouped(report: CheckReport) -> Iterator[tuple[str, list[Finding]]]:
    """What is listed, by table; what is of no table comes last."""
    ordered = sorted(report.listed, key=lambda finding: _group(finding) or "\uffff")
    for name, found in itertools.groupby(ordered, key=_group):
        yield name or report.migrations, list(found)


def _group(finding: Finding) -> str:
    parts = split_qualified(finding.object or "")
    is_member = len(parts) > 1 and "(" not in (finding.object or "")
    return qualified(*parts[:2]) if is_member else finding.object or ""


def _part(report: CheckReport, name: str, found: Iterable[Finding], style: Style) -> Iterator[str]:
    yield style.paint(harmless_line(name), Colour.HEADING)
    for finding in found:
        code = style.paint(finding.code, _COLOURS[finding.severity])
        yield f"  {code} {harmless_line(finding.message)}"
        stated = requirement_of(finding.code, report.conventions)
        where = [str(finding.location.path_and_line)] if finding.location else []
        where += [f"{report.conventions} {stated}"] if stated else []
        if where:
            yield f"        {style.paint(harmless_line(', '.join(where)), Colour.PLACE)}"
        if finding.hint:
            yield style.paint(f"        {harmless_line(finding.hint)}", Colour.FAINT)
    yield ""


def summary_of(report: CheckReport) -> str:
    """How many there are of each, in a sentence."""
    kinds = (
        (Severity.ERROR, "error", "errors"),
        (Severity.WARNING, "warning", "warnings"),
        (Severity.INFO, "note", "notes"),
    )
    numbers = [
        count(report.number(severity), one, many)
        for severity, one, many in kinds
        if report.number(severity)
    ]
    numbers += [f"{len(report.allowed)} allowed"] if report.allowed else []
    numbers += [f"{report.known} on the base branch as well"] if report.known else []
    return ", ".join(numbers)


def _end(report: CheckReport, style: Style) -> Iterator[str]:
    migrations = harmless_line(report.migrations)
    relations = count(report.relations, "table or view", "tables and views")
    asked = f"{relations}, {count(report.rules, 'rule', 'rules')}"
    told = summary_of(report)
    if any(one.severity is not Severity.INFO for one in report.findings):
        yield f"{migrations} breaks the conventions {report.conventions}: {told} ({asked})"
    else:
        verdict = f"{migrations} keeps the conventions {report.conventions}"
        told = f": {told}" if told else ""
        yield f"{style.paint(verdict, Colour.GOOD)}{told} ({asked})"
    if report.notes:
        yield style.paint("to list notes: sotsync check --verbose", Colour.FAINT)
