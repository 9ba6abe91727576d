"""The report for programs, and the shape that is published for it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from sotsync.diff.documents import diff_document
from sotsync.report.json_format import diff_json_schema, render_json
from sotsync.report.models import Report
from tests.diff.cases import CASES, read_case
from tests.report.test_text import REPORT

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "diff.schema.json"


def test_the_published_schema_is_that_of_the_models() -> None:
    assert json.loads(PUBLISHED.read_bytes()) == diff_json_schema()


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_every_report_fits_the_published_schema(folder: Path) -> None:
    case = read_case(folder)
    report = Report(
        document="document.md",
        migrations="migrations",
        changes=diff_document(case.document, case.replay),
        findings=case.replay.findings,
    )
    validate(json.loads(render_json(report)))


def test_what_a_program_reads() -> None:
    data = json.loads(render_json(REPORT))
    validate(data)
    assert data["format"] == "sotsync.diff/1"
    assert data["in_step"] is False
    assert data["summary"] == {
        "changes": 8,
        "disagreements": 0,
        "errors": 5,
        "warnings": 3,
        "findings": 3,
        "relations": 2,
        "migrations": 3,
        "statements": {},
        "known": 0,
    }
    [change] = [change for change in data["changes"] if change["code"] == "D012"]
    assert change == {
        "kind": "altered",
        "code": "D012",
        "severity": "error",
        "subject": "column",
        "object": "public.users.email",
        "relation": "public.users",
        "entry": "DBT-001",
        "regions": ["Schema Definition", "Field Specifications"],
        "aspect": "type",
        "documented": "text",
        "actual": "citext",
        "documented_at": [
            {"path": "SoT/SoT.ACTUAL_SCHEMA.md", "line": line, "column": 1}
            for line in (141, 120, 141)
        ],
        "actual_at": {"path": "supabase/migrations/20260301_x.sql", "line": 12, "column": 1},
        "uncertain_at": None,
        "by_hand": None,
        "message": "public.users.email is documented as text; 20260301_x.sql:12 made it citext",
        "hint": "sotsync sync",
        "is_repairable": True,
    }


def test_in_step_is_said_in_one_field() -> None:
    data = json.loads(render_json(Report(document="d.md", migrations="m")))
    validate(data)
    assert data["in_step"] is True


def test_the_output_is_ascii() -> None:
    assert render_json(Report(document="größe.md", migrations="m")).isascii()


def validate(data: object) -> None:
    schema = json.loads(PUBLISHED.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema, cls=jsonschema.Draft202012Validator)
