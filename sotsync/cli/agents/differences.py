"""The entries that are out of step after an edit, in few words that an agent can act on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sotsync.cli.memory import Printed, printed_once
from sotsync.diff.codes import SYNC
from sotsync.report.styles import harmless
from sotsync.report.words import count, places

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.diff.changes import Change
    from sotsync.findings import Finding

__all__ = ["drift_advice"]

MAXIMUM_LINES = 20
"""How many differences are told one by one; an agent has to read all of it."""

MAXIMUM_OTHERS = 8
"""The same where the edit caused some: others may be the work of other people."""

_Fact = Mapping[str, str | list[str]]


def drift_advice(project: Project, edited: str | None) -> str:
    """What is out of step now; empty where nothing is.

    Args:
        project: The project.
        edited: The file that was edited, whose differences come first.

    Raises:
        SotsyncError: The two cannot be compared.
    """
    kept = json.loads(
        printed_once(project, _compared, with_document=True, purpose="differences").result
    )
    facts: list[_Fact] = kept["facts"]
    if not facts:
        return ""
    caused = [fact for fact in facts if edited is not None and edited in fact["paths"]]
    others = [fact for fact in facts if fact not in caused]
    room = max(MAXIMUM_OTHERS - len(caused), 0) if caused else MAXIMUM_LINES
    shown = [*caused[:MAXIMUM_LINES], *others[:room]]
    lines = [f"sotsync: {_headline(kept['document'], kept['migrations'], edited, len(caused))}"]
    lines += [f"- {fact['line']}" for fact in shown]
    if left := len(facts) - len(shown):
        lines.append(f"- and {count(left, 'more place', 'more places')}: run `sotsync diff`")
    return "\n".join((*lines, *_ways_out(facts)))


def _headline(document: str, migrations: str, edited: str | None, caused: int) -> str:
    if edited is None or not caused or edited == document:
        return f"{document} differs from {migrations}:"
    return f"after the edit of {edited}, {document} is out of step:"


def _ways_out(facts: Iterable[_Fact]) -> Iterator[str]:
    """What repairs the differences, each way once."""
    hints = dict.fromkeys(str(fact["hint"]) for fact in facts if fact["hint"])
    if SYNC in hints:
        yield (
            f"Run `{SYNC}`: it rewrites the generated parts and nothing else. "
            "Then fill in what only a person can say: purposes, descriptions, examples."
        )


def _compared(project: Project) -> Printed:
    """Everything that is out of step, as it is remembered for the next event."""
    from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage
    from sotsync.cli.judgement import judge  # noqa: PLC0415 - the same
    from sotsync.diff.changes import Outdated  # noqa: PLC0415 - the same
    from sotsync.report.rules import BOOKKEEPING  # noqa: PLC0415 - the same

    report = judge(project, compare(project).report).report
    changes = sorted(report.own_changes, key=lambda one: isinstance(one, Outdated))
    facts = [_of_change(one) for one in changes if one.code not in BOOKKEEPING]
    facts += [_of_finding(one) for one in report.findings if one.is_shown]
    if not facts:
        facts = [_of_change(one) for one in changes]
    kept = {"document": report.document, "migrations": report.migrations, "facts": facts}
    return Printed(result=json.dumps(kept))


def _of_change(change: Change) -> dict[str, str | list[str]]:
    entry = f"{change.entry} " if change.entry and change.entry != change.object else ""
    documented = f" ({places(change.documented_at)})" if change.documented_at else ""
    made = (change.actual_at, change.uncertain_at)
    paths = [place.path for place in (*change.documented_at, *made) if place is not None]
    by_hand = "" if change.hint == SYNC else f" ({change.hint})"
    line = f"{entry}{change.code} {change.message}{documented}{by_hand}"
    return {"line": harmless(line), "hint": change.hint, "paths": paths}


def _of_finding(finding: Finding) -> dict[str, str | list[str]]:
    found = (finding.location, finding.document, finding.migration)
    place = f"{finding.location.path_and_line}: " if finding.location else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    line = f"{finding.code} {place}{finding.message}{hint}"
    paths = [one.path for one in found if one is not None]
    return {"line": harmless(line), "hint": "", "paths": paths}
