"""For every script: what sotsync says of it, loaded, is what PostgreSQL itself has after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.schema.render import render_schema
from sotsync.sql.statements import parse_statements
from sotsync.text import Source
from tests.oracle.introspection import differences
from tests.oracle.server import Server, statements

CASES = sorted(Path(__file__).with_name("cases").glob("*.sql"))


# What is true of a database and cannot be stated in SQL again: that a sequence was once a serial's,
# that a child's columns are its parent's where the parent got some of them later, which secrets a
# server's options hold, and the names of a partition's indexes, which its parent's make again.
_NOT_RESTATED = frozenset(
    {
        "foreign_servers",
        "identity_and_serial",
        "inheritance",
        "inheritance_only",
        "partitions_attached",
        "partitions_of_all_kinds",
    }
)
RESTATED = [case for case in CASES if case.stem not in _NOT_RESTATED]


_REFUSED = ("R100", "R101")


def _replay(name: str, script: str) -> Replay:
    return replay([Script(source=Source(name, script))], platform=SUPABASE)


def _replayed(name: str, script: str) -> Schema:
    return _replay(name, script).schema


def _refused(script: str, replayed: Replay) -> list[bool]:
    """Of each statement, whether the replay says that PostgreSQL refuses it."""
    source = Source("", script)
    places = {
        (f.migration.line, f.migration.column)
        for f in replayed.findings
        if f.code in _REFUSED and f.migration is not None
    }
    starts = [source.location(each.span.start) for each in parse_statements(source)]
    return [(start.line, start.column) in places for start in starts]


def _script(case: Path) -> str:
    return case.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_replayed_schema_is_what_the_server_has(case: Path, server: Server) -> None:
    script = _script(case)
    expected = server.answer(script)
    replayed = _replay(case.name, script)
    told = zip(statements(script), expected.refusals, _refused(script, replayed), strict=True)
    assert [each for each in told if (each[1] is not None) is not each[2]] == []
    rendered = render_schema(replayed.schema)
    found = differences(expected.catalog, server.catalog_after(rendered))
    assert found == [], rendered


@pytest.mark.parametrize("case", RESTATED, ids=lambda case: case.stem)
def test_rendered_schema_replays_to_itself(case: Path) -> None:
    """Law: replay(render(replay(script))) = replay(script)."""
    once = _replayed(case.name, _script(case))
    again = _replayed(case.name, render_schema(once))
    assert again == once
