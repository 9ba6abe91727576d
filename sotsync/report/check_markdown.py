"""The breaches as Markdown, for a summary of a run or a comment; nothing in it is a mark."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.report.check_models import CheckReport, requirement_of
from sotsync.report.check_text import grouped, summary_of
from sotsync.report.markdown_format import ICONS, MARK, code_span, escaped, places_cell
from sotsync.report.styles import PLAIN, Style

__all__ = ["render_check_markdown"]


def render_check_markdown(report: CheckReport, style: Style = PLAIN) -> str:
    """The whole report, ending in a line end; ``style`` makes no difference."""
    del style
    return "\n".join(_lines(report)) + "\n"


def _lines(report: CheckReport) -> Iterator[str]:
    weights = [one.severity for one in report.findings if one.severity is not Severity.INFO]
    icon = ICONS[weights[0]] if weights else "✅"
    verb = "breaks" if weights else "keeps"
    yield MARK
    yield f"### {icon} {code_span(report.migrations)} {verb} the conventions {report.conventions}"
    yield ""
    yield f"{summary_of(report) or 'Nothing found'}."
    for name, found in grouped(report):
        yield ""
        yield f"#### {code_span(name)}"
        yield ""
        for finding in found:
            yield _bullet(finding, report)


def _bullet(finding: Finding, report: CheckReport) -> str:
    stated = requirement_of(finding.code, report.conventions)
    letter = f" {stated}" if stated else ""
    where = f" ({places_cell([finding.location])})" if finding.location else ""
    hint = f" {escaped(finding.hint)}" if finding.hint else ""
    code = f"{ICONS[finding.severity]} {finding.code}{letter}"
    return f"- {code}: {escaped(finding.message)}{where}.{hint}"
