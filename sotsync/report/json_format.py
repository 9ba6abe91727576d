"""The report for programs: JSON with a version, in a shape that is published as a JSON Schema.

``docs/reference/diff.schema.json`` is the schema of these models; a test holds both together. What
is added within a version is optional to read; what is removed or changes its meaning raises it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from sotsync.diff.changes import Change
from sotsync.diff.witnesses import Disagreement
from sotsync.findings import Finding, Severity
from sotsync.report.models import Report
from sotsync.report.styles import PLAIN, Style

__all__ = ["DiffReport", "Summary", "diff_json_schema", "render_json"]


class Summary(BaseModel):
    """How many there are of each.

    Attributes:
        changes: All changes.
        disagreements: Facts in which document, migrations and database differ.
        errors: Changes and disagreements that are errors; one fact is counted once.
        warnings: Changes and disagreements that are warnings.
        findings: Findings beside the changes.
        relations: Tables and views that the migrations make.
        migrations: Migration files read.
        statements: How many statements of theirs ended how.
        known: Changes and findings that are left out because they are known already.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    changes: int
    disagreements: int = 0
    errors: int
    warnings: int
    findings: int
    relations: int
    migrations: int
    statements: Mapping[str, int] = {}
    known: int = 0


class DiffReport(BaseModel):
    """The whole report.

    Attributes:
        format: The name and version of this shape.
        document: The document's path; None where only migrations and a database were compared.
        migrations: The migrations folder.
        in_step: Whether there are no changes and no disagreements.
        summary: The counts.
        changes: The differences of document and migrations, sorted by table.
        findings: What else was found in the document and the migrations.
        database: The database that was compared as well, without its password; None for none.
        disagreements: Every fact in which document, migrations and database differ.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", title="sotsync diff")

    format: Literal["sotsync.diff/1"] = "sotsync.diff/1"
    document: str | None
    migrations: str
    in_step: bool
    summary: Summary
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    database: str | None = None
    disagreements: tuple[Disagreement, ...] = ()


def render_json(report: Report, style: Style = PLAIN) -> str:
    """The report as indented JSON in ASCII, ending in a line end; ``style`` makes no difference."""
    del style
    model = DiffReport(
        document=report.document,
        migrations=report.migrations,
        in_step=report.is_in_step,
        summary=_summary(report),
        changes=report.changes,
        findings=report.findings,
        database=report.database,
        disagreements=report.disagreements,
    )
    return json.dumps(model.model_dump(mode="json"), indent=2) + "\n"


def _summary(report: Report) -> Summary:
    return Summary(
        changes=len(report.changes),
        disagreements=len(report.disagreements),
        errors=report.severities.get(Severity.ERROR, 0),
        warnings=report.severities.get(Severity.WARNING, 0),
        findings=len(report.findings),
        relations=report.relations,
        migrations=report.files,
        statements=report.statements,
        known=report.known,
    )


def diff_json_schema() -> dict[str, Any]:
    """The JSON Schema of the report, draft 2020-12."""
    schema = DiffReport.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
