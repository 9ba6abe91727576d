"""What tables, columns, constraints and indexes are after each script, fact by fact.

A file holds cases: a title after ``-- case:``, the SQL, and after ``-- then:`` the facts. A line
``-- finding: R101 …`` states a finding, whose message holds the words given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.replay.describing import describe, replay_sql

_CASE = re.compile(r"^-- case: ", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One script and what holds after it."""

    name: str
    sql: str
    facts: list[str]
    findings: list[str]


def _read_cases() -> list[Case]:
    cases = []
    for path in sorted(Path(__file__).with_name("cases").glob("*.sql")):
        for part in _CASE.split(path.read_text(encoding="utf-8"))[1:]:
            title, _, rest = part.partition("\n")
            sql, _, expected = rest.partition("-- then:\n")
            lines = [line.removeprefix("-- ") for line in expected.strip().split("\n") if line]
            findings = [line[9:] for line in lines if line.startswith("finding: ")]
            facts = [line for line in lines if not line.startswith("finding: ")]
            cases.append(Case(f"{path.stem}: {title}", sql, facts, findings))
    return cases


@pytest.mark.parametrize("case", _read_cases(), ids=lambda case: case.name)
def test_schema_after_script(case: Case) -> None:
    replayed = replay_sql(case.sql)
    assert describe(replayed.schema) == case.facts
    found = [f"{finding.code} {finding.message}" for finding in replayed.findings]
    assert len(found) == len(case.findings), found
    for expected, actual in zip(case.findings, found, strict=True):
        code, _, words = expected.partition(" ")
        assert actual.startswith(code)
        assert words in actual
