"""The columns of views and of tables made from queries: names and types, as the server has them."""

from __future__ import annotations

import contextlib
from pathlib import Path

import psycopg
import pytest

from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.text import Source
from tests.oracle.server import Server, statements

CASES = sorted(Path(__file__).with_name("cases").glob("*view*.sql"))
_ASKED = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""


def _replayed(case: Path) -> list[tuple[str, str, str]]:
    script = Script(source=Source(case.name, case.read_text(encoding="utf-8")))
    schema = replay([script], platform=SUPABASE).schema
    relations = sorted([*schema.tables.values(), *schema.views.values()], key=lambda r: r.name)
    return [
        (relation.name, column.name, column.type)
        for relation in relations
        if relation.schema_name == "public"
        for column in relation.columns.values()
    ]


def _accepted(script: str, server: Server) -> str:
    """The statements that the server does not refuse, which can then be run together."""
    told = zip(statements(script), server.answer(script).refusals, strict=True)
    return ";\n".join(statement for statement, refusal in told if refusal is None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_columns_are_those_of_the_server(case: Path, server: Server) -> None:
    script = case.read_text(encoding="utf-8")
    with server.database() as connection:
        connection.execute("SET search_path = public, extensions")
        for statement in statements(script):
            with contextlib.suppress(
                psycopg.Error
            ):  # What is refused has no effect, here as there.
                connection.execute(statement.encode())
        connection.execute("SET search_path = ''")
        expected = connection.execute(_ASKED).fetchall()
    actual = _replayed(case)
    assert [row for row in actual if row not in expected] == []
    assert actual == expected
