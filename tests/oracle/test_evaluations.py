"""What the interpreter of DO blocks works out is what a server answers."""

from __future__ import annotations

import pytest

from sotsync.replay.procedural.values import to_text
from tests.oracle.server import Server
from tests.replay.evaluations import EXPRESSIONS, QUERIES, SCRIPT
from tests.replay.test_procedural import environment_after, rows_of, value_of

_PATH = "SET search_path = public, extensions;"


def test_expressions_have_the_servers_value(server: Server) -> None:
    environment = environment_after(_PATH + SCRIPT)
    selected = ", ".join(f"({expression})::text" for expression in EXPRESSIONS)
    (expected,) = server.ask(f"{_PATH} {SCRIPT} SELECT {selected}")
    actual = tuple(to_text(value_of(expression, environment)) for expression in EXPRESSIONS)
    assert dict(zip(EXPRESSIONS, actual, strict=True)) == dict(
        zip(EXPRESSIONS, expected, strict=True)
    )


@pytest.mark.parametrize("query", QUERIES)
def test_queries_have_the_servers_rows(query: str, server: Server) -> None:
    environment = environment_after(_PATH + SCRIPT)
    texts = "SELECT array_agg(value::text) FROM json_each_text(to_json(q))"
    asked = f"SELECT ({texts}) FROM ({query}) q"  # noqa: S608 - our own queries
    rows = [row[0] for row in server.ask(f"{_PATH} {SCRIPT} {asked}")]
    actual, _ = rows_of(query, environment)
    assert sorted(map(str, actual)) == sorted(map(str, rows))
