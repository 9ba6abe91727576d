"""The report for people: grouped by table, both sides with their places, the way out at the end."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from sotsync.diff.changes import Change, Outdated, Subject, Unmapped, excerpts
from sotsync.diff.codes import SYNC
from sotsync.findings import Finding, Severity
from sotsync.report.models import Report
from sotsync.report.rules import BOOKKEEPING
from sotsync.report.styles import PLAIN, Colour, Style, harmless_line, unheard
from sotsync.report.witness_format import witness_lines, witness_summary
from sotsync.report.words import count, places
from sotsync.text import Location

__all__ = ["render_text"]

_COLOURS = {
    Severity.ERROR: Colour.ERROR,
    Severity.WARNING: Colour.WARNING,
    Severity.INFO: Colour.INFO,
}
_VALUE_WIDTH = 60
_NOTHING = "-"


def render_text(report: Report, style: Style = PLAIN) -> str:
    """The report as lines for a person, ending in a line end."""
    if report.database is None:
        body, end = _changes(report.changes, style), _summary(report, style)
    else:
        body, end = _witnesses(report, style), witness_summary(report, style)
    lines = [*body, *_findings(report.findings, style), *end, *_notes(report.findings, style)]
    return unheard("\n".join(lines) + "\n")


def _witnesses(report: Report, style: Style) -> Iterator[str]:
    """The three side by side, then what only a document has."""
    yield from witness_lines(report, style)
    yield from _changes(report.own_changes, style)


def _changes(listed: Iterable[Change], style: Style) -> Iterator[str]:
    for title, group in itertools.groupby(listed, key=_group):
        changes = list(group)
        yield style.paint(harmless_line(title), Colour.HEADING)
        for change in changes:
            if change.code not in BOOKKEEPING:
                yield from _change(change, style)
        yield from _bookkeeping([one for one in changes if one.code in BOOKKEEPING], style)
        yield ""


def _group(change: Change) -> str:
    """What a change is listed under: its table, else its entry, else the document."""
    return change.relation or change.object


def _change(change: Change, style: Style) -> Iterator[str]:
    code = style.paint(change.code, _COLOURS[change.severity])
    headline = change.headline
    if change.subject is Subject.DOCUMENT:
        headline = headline.removeprefix(f"{change.object}: ")
    yield f"  {code} {harmless_line(headline)}"
    if isinstance(change, Unmapped):
        yield f"       {style.paint(places(change.documented_at), Colour.PLACE)}"
        return
    values = ((change.documented, Colour.DOCUMENTED), (change.actual, Colour.ACTUAL))
    told = zip(excerpts(change.documented, change.actual), values, strict=True)
    shown = [harmless_line(_NOTHING if text is None else excerpt) for excerpt, (text, _) in told]
    width = min(max(map(len, shown)), _VALUE_WIDTH)
    shown_places = (places(change.documented_at), places(_known(change.actual_at)))
    labels = ("documented", "actual    ")
    for label, text, (_, colour), place in zip(labels, shown, values, shown_places, strict=True):
        value = style.paint(text, colour) + " " * (width - len(text))
        at = style.paint(place, Colour.PLACE)
        yield f"       {label}  {value}  {at}".rstrip()
    if change.uncertain_at is not None:
        yield style.paint(
            f"       uncertain: see {change.uncertain_at.path_and_line}", Colour.FAINT
        )


def _bookkeeping(changes: Sequence[Change], style: Style) -> Iterator[str]:
    """Dates and histories in one line: they follow from the changes above them."""
    if changes:
        codes = ", ".join(sorted({change.code for change in changes}))
        fields = [one.field for one in changes if isinstance(one, Outdated)]
        names = ", ".join(dict.fromkeys(map(harmless_line, fields)))
        where = places(place for change in changes for place in change.documented_at)
        yield f"  {style.paint(codes, Colour.WARNING)} out of date: {names}"
        yield f"       {style.paint(where, Colour.PLACE)}"


def _known(place: Location | None) -> tuple[Location, ...]:
    return () if place is None else (place,)


def _findings(findings: Iterable[Finding], style: Style) -> Iterator[str]:
    listed = [finding for finding in findings if finding.is_shown]
    if listed:
        yield style.paint("Also found", Colour.HEADING)
        for finding in listed:
            yield from _finding(finding, style)
        yield ""


def _notes(findings: Iterable[Finding], style: Style) -> Iterator[str]:
    """That there is more, below what matters."""
    notes = sum(not finding.is_shown for finding in findings)
    if notes:
        number = count(notes, "note", "notes")
        yield style.paint(f"{number} more; to list: sotsync diff --verbose", Colour.FAINT)


def _finding(finding: Finding, style: Style) -> Iterator[str]:
    code = style.paint(finding.code, _COLOURS[finding.severity])
    place = f"{finding.location.path_and_line}: " if finding.location else ""
    yield f"  {code} {harmless_line(place + finding.message)}"
    if finding.hint:
        yield style.paint(f"       {harmless_line(finding.hint)}", Colour.FAINT)


def _summary(report: Report, style: Style) -> Iterator[str]:
    document, migrations = harmless_line(report.document or ""), harmless_line(report.migrations)
    if report.is_in_step:
        what = f"{count(report.relations, 'table or view', 'tables and views')}"
        files = count(report.files, "migration", "migrations")
        yield style.paint(f"{document} is in step with {migrations}", Colour.GOOD) + (
            f" ({what}, {files})"
        )
        return
    if not report.changes:
        yield f"{document} differs from {migrations} in {_known_places(report)} only"
        return
    number = count(len(report.changes), "place", "places")
    kinds = ", ".join(
        count(report.severities[severity], severity.value, f"{severity.value}s")
        for severity in Severity
        if report.severities[severity]
    )
    known = f", and in {_known_places(report)}" if report.known_drift else ""
    yield f"{document} differs from {migrations} in {number} ({kinds}){known}"
    hints = report.hints
    for hint in sorted(hints, key=lambda hint: hint != SYNC):
        part = f" ({hints[hint]} of {len(report.changes)})" if len(hints) > 1 else ""
        yield f"{'To repair' if hint == SYNC else 'By hand'}{part}: {harmless_line(hint)}"


def _known_places(report: Report) -> str:
    return count(report.known_drift, "known place", "known places")
