"""Document, migrations and database side by side, for people."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from sotsync.diff.changes import excerpts
from sotsync.diff.witnesses import Disagreement, Witness
from sotsync.findings import Severity
from sotsync.report.models import Report
from sotsync.report.styles import Colour, Style, harmless_line
from sotsync.report.words import count, places

__all__ = ["witness_lines", "witness_summary"]

_COLOURS = {
    Severity.ERROR: Colour.ERROR,
    Severity.WARNING: Colour.WARNING,
    Severity.INFO: Colour.INFO,
}
_WIDTH = max(map(len, Witness))
_VALUE_WIDTH = 60
_NOTHING = "-"


def witness_lines(report: Report, style: Style) -> Iterator[str]:
    """Every disagreement, grouped by table: what each witness says, and who stands alone."""
    witnesses = [witness for witness in Witness if _is_present(witness, report)]
    for title, group in itertools.groupby(report.disagreements, key=_group):
        yield style.paint(harmless_line(title), Colour.HEADING)
        for one in group:
            yield from _lines(one, witnesses, style)
        yield ""


def _is_present(witness: Witness, report: Report) -> bool:
    return witness is not Witness.DOCUMENT or report.document is not None


def _group(one: Disagreement) -> str:
    return one.relation or one.object


def _lines(one: Disagreement, witnesses: list[Witness], style: Style) -> Iterator[str]:
    code = style.paint(one.code, _COLOURS[one.severity])
    yield f"  {code} {harmless_line(one.headline)}"
    where = {
        Witness.DOCUMENT: places(one.document_at),
        Witness.MIGRATIONS: places((one.migrations_at,) if one.migrations_at else ()),
    }
    shown = {witness: harmless_line(text) for witness, text in _shown(one).items()}
    width = min(max(len(shown[witness]) for witness in witnesses), _VALUE_WIDTH)
    for witness in witnesses:
        colour = Colour.DOCUMENTED if witness is one.alone else Colour.ACTUAL
        text = shown[witness]
        value = style.paint(text, colour) + " " * (width - len(text))
        at = style.paint(where.get(witness, ""), Colour.PLACE)
        yield f"       {witness.value:{_WIDTH}}  {value}  {at}".rstrip()
    yield f"       {one.verdict}"


def _shown(one: Disagreement) -> dict[Witness, str]:
    """What each says, in excerpts that show where the one alone begins to differ."""
    values = one.values
    odd = values[one.alone or Witness.DATABASE]
    shown = {}
    for witness, value in values.items():
        other = odd if value != odd else next((v for v in values.values() if v != odd), None)
        shown[witness] = _NOTHING if value is None else excerpts(value, other)[0]
    return shown


def witness_summary(report: Report, style: Style) -> Iterator[str]:
    """How many disagreements there are, and on whose side; what to do next."""
    names = [name for name in (report.document, report.migrations, report.database) if name]
    sides = harmless_line(f"{', '.join(names[:-1])} and {names[-1]}")
    if report.is_in_step:
        relations = count(report.relations, "table or view", "tables and views")
        yield style.paint(f"{sides} are in step", Colour.GOOD) + f" ({relations})"
        return
    number = count(len(report.disagreements), "place", "places")
    alone = Counter(one.alone for one in report.disagreements if one.alone is not None)
    standing = ", ".join(f"{witness.value} alone in {alone[witness]}" for witness in sorted(alone))
    yield f"{sides} differ in {number}" + (f" ({standing})" if standing else "")
    hints = (*(one.hint for one in report.disagreements), *report.hints)
    for hint in dict.fromkeys(hints):
        yield f"To repair: {harmless_line(hint)}"
