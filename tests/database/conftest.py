"""One embedded server for all questions of a session, each in a database of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
import pytest

from sotsync.database.apply import Refusal, apply_scripts
from sotsync.database.catalog import read_catalog
from sotsync.database.embedded import EmbeddedServer, running_server
from sotsync.database.ownership import Baseline
from sotsync.database.platform import prepare, read_baseline
from sotsync.database.witness import read_origins, watch
from sotsync.replay.platform import SUPABASE, Platform
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.text import Source

EXTENSIONS = "CREATE EXTENSION pg_cron; CREATE EXTENSION postgis; CREATE EXTENSION wrappers;"


def script(text: str, path: str = "migrations/1_a.sql") -> Script:
    return Script(source=Source(path, text))


@dataclass
class Question:
    """A database that holds what a Supabase project starts with."""

    server: EmbeddedServer
    name: str
    platform: Platform = SUPABASE
    baseline: Baseline = field(default_factory=lambda: Baseline(newest=0))

    @property
    def url(self) -> str:
        """Where it is, with a password that must not be shown."""
        return f"postgresql://postgres:sesame@/{self.name}?host={self.server.folder}"

    def apply(self, *scripts: Script) -> tuple[Refusal, ...]:
        """Run migrations, watched."""
        with self.server.connect(self.name) as connection:
            watch(connection)
            return apply_scripts(connection, scripts)

    def run(self, text: str) -> None:
        """Run statements as somebody would by hand."""
        with self.server.connect(self.name) as connection:
            connection.execute("SET search_path = public, extensions")
            connection.execute(text.encode())

    def read(self, *, is_live: bool = False) -> Schema:
        """The schema, as that of a live server or as that of one of our own."""
        with self.server.connect(self.name) as connection:
            try:
                origins = read_origins(connection)
            except psycopg.Error:  # Nobody watched.
                origins = {}
        baseline = None if is_live else self.baseline
        return read_catalog(self.url, platform=self.platform, baseline=baseline, origins=origins)


@pytest.fixture(scope="session")
def embedded() -> Iterator[EmbeddedServer]:
    with running_server() as server:
        prepare(server, SUPABASE, [script(EXTENSIONS)])
        with server.connect() as connection:
            connection.execute("CREATE ROLE alice; CREATE ROLE bob")
        yield server


@pytest.fixture(scope="session")
def ask(embedded: EmbeddedServer) -> Callable[[], Question]:
    numbers = itertools.count()

    def new() -> Question:
        name = f"question_{next(numbers)}"
        with embedded.connect("template1") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres".encode())
            path = '"$user", public, extensions'
            connection.execute(f"ALTER DATABASE {name} SET search_path = {path}".encode())
        with embedded.connect(name) as connection:
            baseline = read_baseline(connection)
        return Question(server=embedded, name=name, baseline=baseline)

    return new


@pytest.fixture
def question(ask: Callable[[], Question]) -> Question:
    """A fresh database."""
    return ask()
