"""The sample on a real server: its migrations load, and sotsync knows what they make."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sotsync.migrations.read import read_migrations
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.schema.render import render_schema
from tests.oracle.introspection import differences
from tests.oracle.server import Server, running_server

SUPABASE_FOLDER = Path(__file__).parents[2] / "samples" / "shop" / "supabase"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def migrations() -> str:
    files = sorted((SUPABASE_FOLDER / "migrations").iterdir())
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_what_the_migrations_make_is_what_sotsync_says(server: Server, migrations: str) -> None:
    read = read_migrations(SUPABASE_FOLDER / "migrations")
    rendered = render_schema(replay(read.scripts, platform=SUPABASE).schema)
    found = differences(server.catalog_after(migrations), server.catalog_after(rendered))
    assert found == []


def test_the_seed_fits_the_migrations(server: Server, migrations: str) -> None:
    seed = (SUPABASE_FOLDER / "seed.sql").read_text(encoding="utf-8")
    low = "select sku, stock_on_hand from public.low_stock;"
    assert server.ask(f"{migrations}\n{seed}\n{low}") == [("DUCK-L", 4)]
