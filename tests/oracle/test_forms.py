"""What PostgreSQL stores of an expression is the same to sotsync as what was written.

The stored texts are those that a dump has: read back under an empty search path, with all the casts
and qualifiers that the server puts in by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sotsync.replay.engine import replay
from sotsync.replay.script import Script
from sotsync.schema.canonical import (
    Scope,
    canonical_default,
    canonical_expression,
    canonical_query,
)
from sotsync.text import Source
from tests.oracle.server import Server
from tests.schema.corpus import CONDITIONS, DEFAULTS, POLICIES, SCHEMA, TRIGGERS, VIEWS

_BENCH = "public.bench"


def _scope() -> Scope:
    return Scope(replay([Script(source=Source("corpus.sql", SCHEMA))]).schema)


SCOPE = _scope()


def _stored(server: Server, statements: Iterator[str], question: str) -> list[str]:
    script = ";".join((SCHEMA.strip().rstrip(";"), *statements))
    return [text for (text,) in server.ask(f"{script}; SET search_path = ''; {question}")]


def test_conditions(server: Server) -> None:
    policies = (
        f"CREATE POLICY p{number:03} ON bench USING ({text})"
        for number, text in enumerate(CONDITIONS)
    )
    question = "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy ORDER BY polname"
    scope = SCOPE.at(_BENCH)
    assert _different(CONDITIONS, _stored(server, policies, question), scope) == []


@pytest.mark.parametrize("table", sorted({table for table, _ in POLICIES}))
def test_policies(server: Server, table: str) -> None:
    texts = [text for name, text in POLICIES if name == table]
    policies = (
        f"CREATE POLICY p{number:03} ON {table} USING ({text})" for number, text in enumerate(texts)
    )
    question = "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy ORDER BY polname"
    found = _stored(server, policies, question)
    assert _different(texts, found, SCOPE.at(f"public.{table}")) == []


def test_trigger_conditions(server: Server) -> None:
    triggers = (
        f"CREATE TRIGGER t{number} AFTER UPDATE ON {table} FOR EACH ROW WHEN ({text}) "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        for number, (table, text) in enumerate(TRIGGERS)
    )
    question = (
        "SELECT substring(pg_get_triggerdef(oid) FROM 'WHEN \\((.*)\\) EXECUTE') "
        "FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    )
    found = _stored(server, triggers, question)
    for (table, text), stored in zip(TRIGGERS, found, strict=True):
        assert _different([text], [stored], SCOPE.at(f"public.{table}")) == []


def test_defaults(server: Server) -> None:
    columns = ", ".join(
        f"c{number} {type_name} DEFAULT {text}" for number, (type_name, text) in enumerate(DEFAULTS)
    )
    question = (
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef "
        "WHERE adrelid = 'public.defaults'::regclass ORDER BY adnum"
    )
    found = _stored(server, iter([f"CREATE TABLE defaults ({columns})"]), question)
    different = [
        (type_name, text, stored)
        for (type_name, text), stored in zip(DEFAULTS, found, strict=True)
        if canonical_default(text, type_name, SCOPE) != canonical_default(stored, type_name, SCOPE)
    ]
    assert different == []


def test_views(server: Server) -> None:
    views = (f"CREATE VIEW v{number:03} AS {text}" for number, text in enumerate(VIEWS))
    question = (
        "SELECT pg_get_viewdef(oid) FROM pg_class "
        "WHERE relkind = 'v' AND relname ~ '^v[0-9]+' ORDER BY relname"
    )
    found = _stored(server, views, question)
    different = [
        (text, stored)
        for text, stored in zip(VIEWS, found, strict=True)
        if canonical_query(text, SCOPE) != canonical_query(stored, SCOPE)
    ]
    assert different == []


def _different(
    written: tuple[str, ...] | list[str], stored: list[str], scope: Scope
) -> list[tuple[str, str]]:
    return [
        (text, other)
        for text, other in zip(written, stored, strict=True)
        if canonical_expression(text, scope) != canonical_expression(other, scope)
    ]
