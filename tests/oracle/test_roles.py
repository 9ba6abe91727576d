"""A script for a fresh server makes the roles that it names, whoever made them before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sotsync.replay.engine import replay
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.schema.render.roles import render_roles, roles_of
from sotsync.schema.render.schema import render_schema
from sotsync.text import Source
from tests.oracle.server import Server

HISTORY = """
CREATE ROLE teller;
CREATE ROLE "Odd $$ role";
CREATE TABLE accounts (id int);
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY tellers ON accounts TO teller, CURRENT_USER USING (true);
GRANT SELECT ON accounts TO "Odd $$ role", pg_monitor;
CREATE FUNCTION balance() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION balance() OWNER TO keeper;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;
"""
ROLES = ("Odd $$ role", "keeper", "reader", "teller")


def schema_of(sql: str) -> Schema:
    return replay([Script(source=Source("001.sql", sql), version="001")]).schema


@pytest.fixture
def clean(server: Server) -> Iterator[Server]:
    """A server without the roles, before and after: they belong to all of its databases."""
    yield server
    with server.database() as connection:
        for role in ROLES:
            connection.execute(f'DROP ROLE IF EXISTS "{role}"'.encode())


def test_every_role_that_is_named_is_made() -> None:
    assert roles_of(schema_of(HISTORY)) == ROLES
    assert render_roles(schema_of("CREATE TABLE a (id int);")) == ()


def test_a_server_without_the_roles_takes_the_script(clean: Server) -> None:
    script = render_schema(schema_of(HISTORY))
    answer = clean.answer(script)
    assert [words for words in answer.refusals if words is not None] == []
    # Roles that are there are left alone.
    again = clean.answer(script)
    assert [words for words in again.refusals if words is not None] == []
    assert again.catalog == answer.catalog


def test_what_was_written_is_read_as_the_same_schema() -> None:
    schema = schema_of(HISTORY)
    assert schema_of(render_schema(schema)) == schema
