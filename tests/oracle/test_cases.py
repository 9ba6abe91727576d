"""For every script: what sotsync says of it, loaded, is what PostgreSQL itself has after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.schema.render import render_schema
from sotsync.text import Source
from tests.oracle.introspection import differences
from tests.oracle.server import Server

CASES = sorted(Path(__file__).with_name("cases").glob("*.sql"))


# What is true of a database and cannot be stated in SQL again: that a sequence was once a serial's,
# that a child's columns are its parent's where the parent got some of them later, and which secrets
# a server's options hold.
_NOT_RESTATED = frozenset({"foreign_servers", "identity_and_serial", "inheritance"})
RESTATED = [case for case in CASES if case.stem not in _NOT_RESTATED]


def _replayed(name: str, script: str) -> Schema:
    return replay([Script(source=Source(name, script))], platform=SUPABASE).schema


def _script(case: Path) -> str:
    return case.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_replayed_schema_is_what_the_server_has(case: Path, server: Server) -> None:
    script = _script(case)
    expected = server.catalog_after(script)
    rendered = render_schema(_replayed(case.name, script))
    found = differences(expected, server.catalog_after(rendered))
    assert found == [], rendered


@pytest.mark.parametrize("case", RESTATED, ids=lambda case: case.stem)
def test_rendered_schema_replays_to_itself(case: Path) -> None:
    """Law: replay(render(replay(script))) = replay(script)."""
    once = _replayed(case.name, _script(case))
    again = _replayed(case.name, render_schema(once))
    assert again == once
