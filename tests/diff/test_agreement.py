"""Comparing and patching are two roads to one truth: no changes means no edits, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.schema.render.schema import render_schema
from sotsync.text import Source
from tests.diff.cases import CASES, read_case
from tests.diff.strategies import schemas


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_changes_and_edits_agree(folder: Path) -> None:
    """What can be repaired has edits, nothing else has, and afterwards nothing of it is left."""
    case = read_case(folder)
    changes = diff_document(case.document, case.replay)
    patch = plan_patch(case.document, case.replay)
    assert bool(patch.edits) == any(change.is_repairable for change in changes)
    repaired = parse_document(patch.apply())
    left = diff_document(repaired, case.replay)
    assert [str(change) for change in left if change.is_repairable] == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(schemas())
def test_a_new_document_is_in_step_with_what_it_was_made_from(schema: Schema) -> None:
    """diff(render(replay), replay) is empty, whatever the schema."""
    sql = f"CREATE SCHEMA app;\n{render_schema(schema)}"
    script = Script(source=Source("20260101000000_all.sql", sql), version="20260101000000")
    result = replay([script], platform=SUPABASE)
    document = parse_document(Source("document.md", render_document(result)))
    assert [str(change) for change in diff_document(document, result)] == []
