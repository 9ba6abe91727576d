"""A dump of what was there before the first migration is replayed before it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sotsync.errors import InputError
from sotsync.migrations.read import read_migrations
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Outcome

DUMP = """\
-- PostgreSQL database dump
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.users (id integer NOT NULL);
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Migrations that need a table which none of them makes."""
    home = tmp_path / "supabase" / "migrations"
    home.mkdir(parents=True)
    (home / "20260101_mail.sql").write_text("ALTER TABLE users ADD COLUMN mail text;\n")
    (home / "20260102_name.sql").write_text("ALTER TABLE users ADD COLUMN name text;\n")
    return home


def put_dump(path: Path) -> Path:
    path.write_bytes(DUMP.encode())
    return path


def test_it_is_replayed_before_the_first_migration(tmp_path: Path, folder: Path) -> None:
    baseline = put_dump(tmp_path / "supabase" / "baseline.sql")
    migrations = read_migrations(folder, root=tmp_path, baseline=baseline)
    assert [file.path for file in migrations.files] == [
        "supabase/baseline.sql",
        "supabase/migrations/20260101_mail.sql",
        "supabase/migrations/20260102_name.sql",
    ]
    assert migrations.layout == "supabase"
    replayed = replay(migrations.scripts)
    users = replayed.schema.tables["public.users"]
    assert list(users.columns) == ["id", "mail", "name"]
    assert replayed.findings == ()
    assert [script.is_baseline for script in replayed.scripts] == [True, False, False]


@pytest.mark.parametrize("layout", ["supabase", "plain"])
def test_one_that_lies_among_the_migrations_is_applied_once(
    tmp_path: Path, folder: Path, layout: str
) -> None:
    baseline = put_dump(folder / "baseline.sql")
    migrations = read_migrations(folder, layout=layout, root=tmp_path, baseline=baseline)
    assert [file.name for file in migrations.files] == ["baseline", "mail", "name"]
    assert migrations.skipped == ()


@pytest.mark.parametrize(
    ("name", "version", "date"),
    [
        ("baseline.sql", "", None),
        ("20260101120000_remote_schema.sql", "20260101120000", dt.date(2026, 1, 1)),
        ("schema-2026-01-01.sql", "", dt.date(2026, 1, 1)),
        ("schema_20261301.sql", "", None),
        ("schema_99_20260101.sql", "", dt.date(2026, 1, 1)),
    ],
)
def test_its_date_is_the_one_in_its_name(
    tmp_path: Path, folder: Path, name: str, version: str, date: dt.date | None
) -> None:
    migrations = read_migrations(folder, root=tmp_path, baseline=put_dump(tmp_path / name))
    first = migrations.files[0]
    assert (first.version, first.date) == (version, date)
    assert migrations.dates.get(name) == date


def test_what_the_platform_brings_may_be_stated_again(tmp_path: Path, folder: Path) -> None:
    """A dump of a whole Supabase database holds ``auth.users`` and its like."""
    baseline = put_dump(tmp_path / "baseline.sql")
    platform = (
        "CREATE SCHEMA auth;\nCREATE TABLE auth.users (id uuid);\n"
        "ALTER TABLE ONLY auth.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);\n"
    )
    baseline.write_text(platform + DUMP + "ALTER TABLE public.users DROP COLUMN gone;\n")
    replayed = replay(
        read_migrations(folder, root=tmp_path, baseline=baseline).scripts, platform=SUPABASE
    )
    told = [(finding.code, finding.severity.value) for finding in replayed.findings]
    assert told == [*[("R116", "info")] * 3, ("R101", "warning")]
    assert replayed.outcomes[Outcome.REJECTED] == 1
    assert list(replayed.schema.tables) == ["public.users"]


def test_a_missing_one_is_said_so(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InputError, match=r"old\.sql: does not exist"):
        read_migrations(folder, root=tmp_path, baseline=tmp_path / "old.sql")
