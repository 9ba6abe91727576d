"""Problems that are known already: in the state that a branch started from, or accepted for now.

A report without them holds only what is new. What is accepted for now stands in a committed file,
one line a problem, so that two branches that shrink it merge without a conflict.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sotsync.diff.changes import Change
from sotsync.diff.witnesses import Disagreement
from sotsync.errors import InputError
from sotsync.findings import Finding
from sotsync.report.models import Report
from sotsync.report.problems import Problem, numbered
from sotsync.text import Location, Source

__all__ = [
    "KnownProblem",
    "known_json_schema",
    "parse_known",
    "render_known",
    "still_there",
    "without_known",
]

T = TypeVar("T", Change, Disagreement, Finding)


class KnownProblem(BaseModel):
    """One problem that is accepted for now.

    Attributes:
        fingerprint: By which it is known again.
        code: Its code, for people.
        object: What it is about, for people.
        message: What was wrong when it was accepted, for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprint: str = Field(pattern="^[0-9a-f]{32}$")
    code: str
    object: str | None = None
    message: str


class _KnownProblems(BaseModel):
    """The file; ``format`` is the name and version of its shape."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="sotsync known problems")

    format: Literal["sotsync.known/1"]
    known: tuple[KnownProblem, ...]


def parse_known(source: Source) -> tuple[KnownProblem, ...]:
    """The problems that a file lists.

    Raises:
        InputError: The file is not what :func:`render_known` writes.
    """
    try:
        return _KnownProblems.model_validate_json(source.text).known
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise InputError(
            f"is no list of known problems: {place + ': ' if place else ''}{fault['msg']}",
            location=Location(source.path),
            hint="take it from version control, or delete it and write it anew",
        ) from error


def render_known(known: Iterable[KnownProblem]) -> str:
    """The file: ASCII, one problem a line, sorted, ending in a line end."""
    ordered = sorted(set(known), key=lambda one: (one.object or "", one.code, one.fingerprint))
    lines = (f"    {json.dumps(one.model_dump())}" for one in ordered)
    body = ",\n".join(lines)
    listed = f"[\n{body}\n  ]" if body else "[]"
    return f'{{\n  "format": "sotsync.known/1",\n  "known": {listed}\n}}\n'


def still_there(
    known: Collection[KnownProblem] | None, problems: Iterable[Problem]
) -> tuple[KnownProblem, ...]:
    """What the file holds next: what it held and is still there, so that it only ever shrinks.

    Args:
        known: What it holds; None where there is no file yet, which takes everything.
        problems: What there is.
    """
    kept = None if known is None else {one.fingerprint for one in known}
    return tuple(
        KnownProblem(
            fingerprint=problem.fingerprint,
            code=problem.code,
            object=problem.object,
            message=problem.message,
        )
        for problem in problems
        if kept is None or problem.fingerprint in kept
    )


def without_known(report: Report, fingerprints: Collection[str]) -> Report:
    """The report without what is known by these fingerprints, which is only counted."""
    changes = _unknown(report.changes, fingerprints)
    disagreements = _unknown(report.disagreements, fingerprints)
    findings = _unknown(report.findings, fingerprints)
    drift = len(report.changes) - len(changes)
    drift += len(report.disagreements) - len(disagreements)
    return dataclasses.replace(
        report,
        changes=changes,
        disagreements=disagreements,
        findings=findings,
        known_drift=report.known_drift + drift,
        known_findings=report.known_findings + len(report.findings) - len(findings),
    )


def _unknown(listed: Iterable[T], fingerprints: Collection[str]) -> tuple[T, ...]:
    return tuple(one for one, fingerprint in numbered(listed) if fingerprint not in fingerprints)


def known_json_schema() -> dict[str, object]:
    """The JSON Schema of the file, draft 2020-12."""
    schema = _KnownProblems.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
