"""Every version of PostgreSQL that there is a server of: read in full, by anybody, unharmed.

See :mod:`tests.database.servers` for where the servers come from.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sotsync.database.catalog import read_catalog
from sotsync.database.connection import open_reader
from sotsync.database.embedded import EmbeddedServer
from sotsync.database.platform import read_baseline
from sotsync.database.settle import join
from sotsync.errors import DatabaseError
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.schema.models import Schema
from tests.database.conftest import script
from tests.database.servers import SERVERS, running
from tests.oracle.server import statements

ORACLE = Path(__file__).parents[1] / "oracle"
CASES = sorted((ORACLE / "cases").glob("*.sql"))
MAINTAIN_SINCE = 170000
_ROLES = ("anon", "authenticated", "service_role", "alice", "bob")

# What only a reading of the whole query with its types could tell to be the same; what PostgreSQL
# did otherwise before 18 (NOT NULL of a child that keeps it, 18) and 14 (type of EXTRACT).
_UNTOLD = {
    "inheritance_only": {"public.c", "public.d"},
    "views_of_everything": {"public.moments", "public.natural_join", "public.whole"},
}

if not SERVERS:
    pytest.skip("SOTSYNC_TEST_SERVERS names no servers", allow_module_level=True)


@pytest.fixture(scope="module", params=SERVERS, ids=str)
def server(request: pytest.FixtureRequest) -> Iterator[EmbeddedServer]:
    with running(request.param) as started:
        with started.connect() as connection:
            for role in _ROLES:
                connection.execute(f"CREATE ROLE {role}".encode())
            connection.execute((ORACLE / "platform.sql").read_bytes())
        yield started


_NUMBERS = itertools.count()


@pytest.fixture
def database(server: EmbeddedServer) -> Iterator[str]:
    name = f"question_{next(_NUMBERS)}"
    with server.connect("template1") as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres".encode())
        yield name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _accepted(connection: psycopg.Connection[Any], text: str) -> Iterator[str]:
    """The statements that this version of the server takes."""
    connection.execute("SET search_path = public, extensions")
    for statement in statements(text):
        try:
            connection.execute(statement.encode())
        except psycopg.Error:
            continue
        yield statement


def _facts(found: object, *, with_maintain: bool) -> object:
    """A dumped schema without provenance, and without a privilege that came with a version."""
    if isinstance(found, dict):
        return {
            key: _facts(value, with_maintain=with_maintain)
            for key, value in found.items()
            if key != "origin"
        }
    if isinstance(found, list | tuple):
        return [
            _facts(each, with_maintain=with_maintain)
            for each in found
            if with_maintain or not isinstance(each, dict) or each.get("privilege") != "MAINTAIN"
        ]
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_it_is_read_as_replay_says(case: Path, server: EmbeddedServer, database: str) -> None:
    with server.connect(database) as connection:
        version = connection.info.server_version
        baseline = read_baseline(connection)
        accepted = ";\n".join(_accepted(connection, case.read_text(encoding="utf-8")))
    served = read_catalog(server.url(database), platform=SUPABASE, baseline=baseline)
    static = replay([script(f"{accepted};")], platform=SUPABASE).schema
    joined = join(static, served, platform=SUPABASE)
    untold = _UNTOLD.get(case.stem, set())
    with_maintain = version >= MAINTAIN_SINCE
    for family in Schema.model_fields:
        one, other = (
            {
                key: _facts(model.model_dump(), with_maintain=with_maintain)
                for key, model in getattr(schema, family).items()
                if key not in untold
            }
            for schema in (static, joined)
        )
        assert one == other, family


def test_anybody_may_read_it(server: EmbeddedServer, database: str) -> None:
    with server.connect(database) as connection:
        for case in CASES:
            list(_accepted(connection, case.read_text(encoding="utf-8")))
        connection.execute(
            "CREATE ROLE guest LOGIN NOSUPERUSER NOINHERIT;"
            "REVOKE ALL ON SCHEMA public FROM PUBLIC;"
            "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO guest',"
            " current_database()); END $$"
        )
    try:
        guest = server.url(database).replace("user=postgres", "user=guest")
        assert read_catalog(guest, platform=SUPABASE) == _without_options(
            read_catalog(server.url(database), platform=SUPABASE)
        )
        with (
            pytest.raises(DatabaseError, match="read-only transaction"),
            open_reader(server.url(database)) as reader,
        ):
            reader.rows("DELETE FROM auth.users RETURNING id")
    finally:
        with server.connect(database) as connection:
            connection.execute("DROP OWNED BY guest; DROP ROLE guest")


def _without_options(schema: Schema) -> Schema:
    """The options of a user mapping are shown to that user and to administrators only."""
    mappings = {
        key: mapping.model_copy(update={"options": (), "omitted_options": ()})
        for key, mapping in schema.user_mappings.items()
    }
    return schema.model_copy(update={"user_mappings": mappings})
