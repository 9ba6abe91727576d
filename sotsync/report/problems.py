"""Changes, findings and disagreements as one kind of value, for the formats of other tools.

Those formats know a rule, a place and a message. What a change, a finding or a disagreement is in
these words, and by which fingerprint it is known again, is said here once.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from sotsync.diff.changes import Altered, Change, Outdated, Unmapped
from sotsync.diff.witnesses import Disagreement
from sotsync.findings import Finding, Severity
from sotsync.report.models import Report
from sotsync.text import Location

__all__ = ["Problem", "fingerprint_of", "numbered", "problems_of"]

T = TypeVar("T", Change, Disagreement, Finding)

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_LINE_NUMBERS = re.compile(r"(?<=\S):\d+(?::\d+)?")
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to look at.

    Attributes:
        code: The rule's stable identifier.
        severity: How much it weighs.
        message: One sentence for a person.
        headline: The same in a few words, where both values are shown beside it.
        object: The schema object, or the entry, that it is about; None for a file.
        group: What people look for it under: its table, else its entry, else a file.
        places: Every place to open, the document's first.
        documented: What the document says; None where it says nothing.
        actual: What is so; None where nothing is.
        hint: What to do next.
        fingerprint: 32 hexadecimal digits, unique in a report, the same wherever the lines move.
    """

    code: str
    severity: Severity
    message: str
    headline: str
    object: str | None
    group: str
    places: tuple[Location, ...]
    documented: str | None = None
    actual: str | None = None
    hint: str | None = None
    fingerprint: str


def problems_of(report: Report) -> tuple[Problem, ...]:
    """Everything that a report lists, what weighs most first; notes that it only counts are out."""
    found = [*_changes(report), *_disagreements(report), *_findings(report)]
    return tuple(sorted(found, key=lambda problem: _ORDER[problem.severity]))


def _changes(report: Report) -> Iterator[Problem]:
    for change, fingerprint in numbered(report.own_changes):
        blamed = () if change.actual_at is None else (change.actual_at,)
        yield Problem(
            code=change.code,
            severity=change.severity,
            message=change.message,
            headline=change.headline,
            object=change.object,
            group=change.relation or change.object,
            places=(*change.documented_at, *blamed) or _whole(report.document),
            documented=change.documented,
            actual=change.actual,
            hint=change.hint,
            fingerprint=fingerprint,
        )


def _disagreements(report: Report) -> Iterator[Problem]:
    for one, fingerprint in numbered(report.disagreements):
        blamed = () if one.migrations_at is None else (one.migrations_at,)
        yield Problem(
            code=one.code,
            severity=one.severity,
            message=one.message,
            headline=one.headline,
            object=one.object,
            group=one.relation or one.object,
            places=(*one.document_at, *blamed) or _whole(report.document),
            documented=one.document,
            actual=one.database if one.migrations == one.document else one.migrations,
            hint=one.hint,
            fingerprint=fingerprint,
        )


def _findings(report: Report) -> Iterator[Problem]:
    for finding, fingerprint in numbered(report.findings):
        if not finding.is_shown:
            continue
        places = tuple(place for place in (finding.document, finding.migration) if place)
        file = places[0].path if places else report.migrations
        yield Problem(
            code=finding.code,
            severity=finding.severity,
            message=finding.message,
            headline=finding.message,
            object=finding.object,
            group=finding.object or file,
            places=places or _whole(report.document),
            hint=finding.hint,
            fingerprint=fingerprint,
        )


def _whole(path: str | None) -> tuple[Location, ...]:
    return () if path is None else (Location(path),)


def fingerprint_of(one: Change | Disagreement | Finding) -> str:
    """What a problem is known again by in the next run, with no line number in it.

    It changes when what is wrong changes, so that an accepted difference does not hide another one
    in the same place. Two problems of one report may share it.
    """
    return _digest(part or "" for part in _identity(one))


def _identity(one: Change | Disagreement | Finding) -> tuple[str | None, ...]:
    if isinstance(one, Finding):
        place = one.document or one.migration
        message = _LINE_NUMBERS.sub("", one.message)
        return (one.code, one.object, place.path if place else None, message)
    if isinstance(one, Disagreement):
        return (one.code, one.object, one.aspect, one.document, one.migrations, one.database)
    return (one.code, one.kind, one.object, _aspect(one), one.documented, one.actual)


def _aspect(change: Change) -> str | None:
    """What of the object it is about."""
    if isinstance(change, Altered):
        return change.aspect
    if isinstance(change, Outdated):
        return change.field
    return change.reason if isinstance(change, Unmapped) else None


def _digest(parts: Iterable[str]) -> str:
    text = _SEPARATOR.join(parts)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def numbered(listed: Iterable[T]) -> Iterator[tuple[T, str]]:
    """Each with its fingerprint, told apart from the same one earlier in the list by its turn."""
    seen: Counter[str] = Counter()
    for one in listed:
        fingerprint = fingerprint_of(one)
        seen[fingerprint] += 1
        turn = seen[fingerprint]
        yield one, fingerprint if turn == 1 else _digest((fingerprint, str(turn)))
