"""The report as Markdown, for a comment on a pull request or the summary of a run.

What comes from files stands in code spans or is escaped, so that no text in a document or migration
can mention a person, link somewhere, open an element or end the table that it stands in.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from sotsync.document.render.words import cell, code
from sotsync.findings import Severity
from sotsync.report.models import Report
from sotsync.report.problems import Problem, problems_of
from sotsync.report.rules import BOOKKEEPING
from sotsync.report.styles import PLAIN, Style, harmless
from sotsync.report.words import count
from sotsync.text import Location

__all__ = [
    "ICONS",
    "MARK",
    "code_cell",
    "code_span",
    "escaped",
    "places_cell",
    "render_markdown",
    "render_markdown_within",
    "value_cell",
]

MARK = "<!-- sotsync: report -->"
"""The first line, which tells a report from a document that people write."""

ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}  # noqa: RUF001 - the sign itself
"""What a severity looks like at a glance."""
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#|~@&:.])")
_REFERENCES = re.compile(r"(?<=[@#])")
_VALUE_LENGTH = 160
_EVERYWHERE = frozenset({"migration.sql", "up.sql"})
"""Names of migrations that only their folders tell apart."""


def render_markdown(report: Report, style: Style = PLAIN) -> str:
    """The whole report, ending in a line end; ``style`` makes no difference."""
    del style
    return render_markdown_within(report, None)


def render_markdown_within(report: Report, limit: int | None) -> str:
    """The report in about ``limit`` characters; what does not fit is counted at its end.

    Hosts refuse comments beyond a length, 65,536 characters on GitHub. A table's part is written
    whole or not at all. None for no limit.
    """
    problems = problems_of(report)
    text = "\n".join((MARK, *_head(report, problems))) + "\n"
    if not problems:
        return text
    parts = list(_parts(problems))
    rooms = [
        len(text) + sum(len(part) for part, _ in parts[: end + 1]) for end in range(len(parts))
    ]
    written = len(parts)
    if limit is not None and rooms[-1] > limit:
        written = sum(room + len(_rest(len(problems))) <= limit for room in rooms)
    text += "".join(part for part, _ in parts[:written])
    left = sum(number for _, number in parts[written:])
    return text + _rest(left) if left else text


def _rest(number: int) -> str:
    places = count(number, "place is", "places are")
    return f"\n_{places} not listed here; `sotsync diff` lists all._\n"


def _head(report: Report, problems: Sequence[Problem]) -> Iterator[str]:
    document = code_span(report.document or report.database or "")
    icon = ICONS[problems[0].severity] if problems else "✅"
    verb = "is in step with" if report.is_in_step else "differs from"
    if report.known_drift and not problems:
        verb = "differs nowhere new from"
    yield f"### {icon} {document} {verb} {code_span(report.migrations)}"
    yield ""
    if not problems:
        relations = count(report.relations, "table or view", "tables and views")
        files = count(report.files, "migration", "migrations")
        yield f"{relations}, {files}.{_known(report)}"
        return
    kinds = ", ".join(
        count(number, name, f"{name}s")
        for severity, name in _NAMES.items()
        if (number := sum(problem.severity is severity for problem in problems))
    )
    failing = (problem for problem in problems if problem.severity is not Severity.INFO)
    repairs = dict.fromkeys(problem.hint for problem in failing if problem.hint)
    commands = [code_span(hint) for hint in repairs if hint.startswith("sotsync ")]
    repair = f" To repair: {', then '.join(commands)}." if commands else ""
    yield f"{kinds}.{repair}{_known(report)}"


def _known(report: Report) -> str:
    """How much is not listed because it is known."""
    if not report.known:
        return ""
    places = count(report.known, "known place is", "known places are")
    return f" {places} not listed."


_NAMES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _parts(problems: Iterable[Problem]) -> Iterator[tuple[str, int]]:
    """What is said of each table, entry or file, what weighs most first, and how much it is."""
    order: dict[str, list[Problem]] = {}
    for problem in problems:
        order.setdefault(problem.group, []).append(problem)
    for group, found in order.items():
        yield "\n".join(_part(group, found)) + "\n", len(found)


def _part(group: str, problems: Sequence[Problem]) -> Iterator[str]:
    yield ""
    yield f"#### {code_span(group)}"
    yield ""
    told = [one for one in problems if one.code not in BOOKKEEPING]
    compared = [one for one in told if one.documented is not None or one.actual is not None]
    if compared:
        yield "| | What | Documented | Actual | Where |"
        yield "|---|---|---|---|---|"
        for one in compared:
            values = " | ".join(map(value_cell, (one.documented, one.actual)))
            yield f"| {_mark(one)} | {_cell(one)} | {values} | {places_cell(one.places)} |"
    rest = [*_sentences(told), *_bookkeeping(problems)]
    if compared and rest:
        yield ""
    yield from rest


def _sentences(problems: Iterable[Problem]) -> Iterator[str]:
    """One bullet for each problem that has no two sides."""
    for one in problems:
        if one.documented is None and one.actual is None:
            hint = f" {escaped(one.hint)}" if one.hint else ""
            where = f" ({places_cell(one.places)})" if one.places else ""
            yield f"- {_mark(one)} {escaped(one.headline)}{where}.{hint}"


def _bookkeeping(problems: Iterable[Problem]) -> Iterator[str]:
    """One bullet for the dates and histories that follow from the rest."""
    found = [one for one in problems if one.code in BOOKKEEPING]
    if found:
        codes = ", ".join(sorted({one.code for one in found}))
        number = count(len(found), "date or history is", "dates and histories are")
        yield f"- {ICONS[found[0].severity]} {codes} {number} out of date"


def _mark(problem: Problem) -> str:
    return f"{ICONS[problem.severity]} {problem.code}"


def _cell(problem: Problem) -> str:
    """What is wrong: the object in a code span, the rest escaped."""
    name = problem.object
    if name and problem.headline.startswith(name):
        return f"{code_cell(name)}{escaped(problem.headline.removeprefix(name))}"
    return escaped(problem.headline)


def value_cell(text: str | None) -> str:
    """A value in a table's cell, cut where it is long; a dash for none."""
    if text is None:
        return "–"  # noqa: RUF001 - a dash, as in a table of figures
    short = text if len(text) <= _VALUE_LENGTH else f"{text[: _VALUE_LENGTH - 1]}…"
    return code_cell(short)


def places_cell(places: Iterable[Location]) -> str:
    """Places in a table's cell, a file a line, without the folders that go without saying."""
    by_path = itertools.groupby(sorted(set(places)), key=lambda place: place.path)
    told = []
    for path, found in by_path:
        lines = ", ".join(dict.fromkeys(str(place.line) for place in found if place.line))
        *folders, name = path.split("/")
        name = "/".join((*folders[-1:], name)) if name in _EVERYWHERE else name
        told.append(code_cell(f"{name}:{lines}" if lines else name))
    return "<br>".join(told)


def code_cell(text: str) -> str:
    r"""A code span in a table's cell, where a pipe is ``\|`` (GFM, "Tables")."""
    return cell(code_span(text))


def code_span(text: str) -> str:
    """A code span that shows the text, on one line and with controls spelled out."""
    return code(_one_line(text).strip() or " ")


def escaped(text: str) -> str:
    """The text as plain text: nothing in it is a mark, a mention, a link or an element."""
    return _REFERENCES.sub("\u200b", _MARKS.sub(r"\\\1", _one_line(text)))


def _one_line(text: str) -> str:
    return harmless(text).replace("\n", " ").replace("\t", " ")
