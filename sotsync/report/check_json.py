"""The breaches for programs: JSON with a version, every one of them, and what is allowed."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from sotsync.config import Conventions
from sotsync.findings import Finding, Severity
from sotsync.report.check_models import CheckReport, requirement_of
from sotsync.report.styles import PLAIN, Style

__all__ = ["CheckResult", "check_json_schema", "render_check_json"]


class Breach(Finding):
    """A breach, and where the conventions ask for what it breaks."""

    requirement: str | None


class AllowedBreach(Breach):
    """A breach that somebody allows, and why."""

    reason: str


class CheckSummary(BaseModel):
    """How many there are of each.

    Attributes:
        errors: Breaches that are errors.
        warnings: Breaches that are warnings.
        notes: Breaches that are notes.
        allowed: Breaches that somebody allows.
        known: Breaches that are left out because the base branch has them.
        rules: Rules that were asked.
        relations: Tables and views that the migrations make.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    errors: int
    warnings: int
    notes: int
    allowed: int
    known: int
    rules: int
    relations: int


class CheckResult(BaseModel):
    """The whole report.

    Attributes:
        format: The name and version of this shape.
        conventions: The version of the conventions whose letters are named.
        migrations: The migrations folder.
        summary: The counts.
        findings: Every breach, what weighs most first.
        allowed: What somebody allows, with the reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", title="sotsync check")

    format: Literal["sotsync.check/1"] = "sotsync.check/1"
    conventions: Conventions
    migrations: str
    summary: CheckSummary
    findings: tuple[Breach, ...]
    allowed: tuple[AllowedBreach, ...]


def render_check_json(report: CheckReport, style: Style = PLAIN) -> str:
    """The report as indented JSON in ASCII, ending in a line end; ``style`` makes no difference."""
    del style
    result = CheckResult(
        conventions=report.conventions,
        migrations=report.migrations,
        summary=CheckSummary(
            errors=report.number(Severity.ERROR),
            warnings=report.number(Severity.WARNING),
            notes=report.number(Severity.INFO),
            allowed=len(report.allowed),
            known=report.known,
            rules=report.rules,
            relations=report.relations,
        ),
        findings=tuple(Breach(**_fields(one, report)) for one in report.findings),
        allowed=tuple(
            AllowedBreach(**_fields(one.finding, report), reason=one.reason)
            for one in report.allowed
        ),
    )
    return json.dumps(result.model_dump(mode="json"), indent=2) + "\n"


def _fields(finding: Finding, report: CheckReport) -> dict[str, Any]:
    stated = requirement_of(finding.code, report.conventions)
    return {**dict(finding), "requirement": stated}


def check_json_schema() -> dict[str, Any]:
    """The JSON Schema of the report, draft 2020-12."""
    schema = CheckResult.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
