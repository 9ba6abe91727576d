"""Places told from a folder further up: every one of them, and nothing else of a report."""

from __future__ import annotations

import json

import pytest

from sotsync.report.json_format import render_json
from sotsync.report.models import Report
from sotsync.report.rebased import rebased
from sotsync.text import Location
from tests.report.test_machine_formats import NOWHERE, WITNESSED, hostile
from tests.report.test_text import REPORT


@pytest.mark.parametrize("report", [REPORT, WITNESSED, NOWHERE, hostile("x")])
def test_every_place_is_told_from_further_up(report: Report) -> None:
    before, after = (json.loads(render_json(one)) for one in (report, rebased(report, "a/b")))
    assert paths(after) == [f"a/b/{path}" for path in paths(before)]
    assert rebased(report, "") is report


def test_a_place_elsewhere_stays() -> None:
    for path in ("/etc/x.sql", "../x.sql", "C:/x.sql"):
        change = hostile("x").changes[0].model_copy(update={"actual_at": Location(path, 1)})
        report = Report(document="d.md", migrations="db", changes=(change,))
        assert rebased(report, "a").changes[0].actual_at == Location(path, 1)


def paths(value: object) -> list[str]:
    """The paths of all places in JSON, in order."""
    if isinstance(value, list):
        return [path for each in value for path in paths(each)]
    if not isinstance(value, dict):
        return []
    own = [value["path"]] if isinstance(value.get("path"), str) else []
    return own + [path for each in value.values() for path in paths(each)]
