"""Reading a migrations folder that is not as it should be: an error that says what to do."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from sotsync.errors import AmbiguousLayoutError, InputError, UsageError
from sotsync.findings import Severity
from sotsync.migrations.read import read_migrations


def put(folder: Path, **files: str) -> Path:
    """Write files named ``stem`` with the ending ``.sql``."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in files.items():
        (folder / f"{stem}.sql").write_bytes(text.encode())
    return folder


def test_a_folder_that_reads_differently_is_ambiguous(tmp_path: Path) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "", "10_b": "", "2_c": ""})
    with pytest.raises(AmbiguousLayoutError, match="supabase, sqlx, plain") as caught:
        read_migrations(folder, root=tmp_path)
    assert "--layout" in str(caught.value.hint)


def test_a_named_layout_settles_it(tmp_path: Path) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "", "10_b": "", "2_c": ""})
    by_name = read_migrations(folder, layout="supabase", root=tmp_path)
    by_number = read_migrations(folder, layout="sqlx", root=tmp_path)
    assert [migration.version for migration in by_name.files] == ["10", "1", "2"]
    assert [migration.version for migration in by_number.files] == ["1", "2", "10"]


def test_an_unknown_layout_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'rials'") as caught:
        read_migrations(tmp_path, layout="rials")
    assert "supabase" in str(caught.value.hint)


@pytest.mark.parametrize("layout", [None, "plain"])
def test_an_empty_folder_holds_no_migration(tmp_path: Path, layout: str | None) -> None:
    with pytest.raises(InputError, match="holds no migration"):
        read_migrations(tmp_path, layout=layout)


def test_a_missing_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_migrations(tmp_path / "gone", root=tmp_path)


def test_a_file_is_a_dump(tmp_path: Path) -> None:
    put(tmp_path / "db", schema="CREATE TABLE a ();", other="CREATE TABLE b ();")
    migrations = read_migrations(tmp_path / "db" / "schema.sql", root=tmp_path)
    assert migrations.layout == "dump"
    assert [migration.path for migration in migrations.files] == ["db/schema.sql"]
    assert migrations.skipped == ()


def test_a_file_in_the_project_folder_has_a_bare_path(tmp_path: Path) -> None:
    put(tmp_path, schema="CREATE TABLE a ();")
    migrations = read_migrations(tmp_path / "schema.sql", root=tmp_path)
    assert [migration.path for migration in migrations.files] == ["schema.sql"]


def test_a_migration_that_is_not_utf_8_names_the_place(tmp_path: Path) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "SELECT 1;"})
    (folder / "2_b.sql").write_bytes("SELECT 1;\n-- é".encode("latin-1"))
    with pytest.raises(InputError) as caught:
        read_migrations(folder, layout="plain", root=tmp_path)
    assert str(caught.value.location) == "migrations/2_b.sql:2:4"


def test_a_file_that_is_passed_over_may_be_of_any_encoding(tmp_path: Path) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "SELECT 1;"})
    (folder / "notes.sql").write_bytes(b"\xff")
    migrations = read_migrations(folder, layout="supabase", root=tmp_path)
    assert [migration.version for migration in migrations.files] == ["1"]
    [finding] = migrations.findings
    assert (finding.code, finding.severity) == ("M001", Severity.INFO)
    assert finding.location is not None
    assert finding.location.path == "migrations/notes.sql"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.sql"
    secret.write_bytes(b"SELECT 'secret';")
    folder = put(tmp_path / "migrations", **{"1_a": "SELECT 1;"})
    (folder / "2_b.sql").symlink_to(secret)
    with pytest.raises(InputError, match="symbolic link"):
        read_migrations(folder, layout="plain", root=tmp_path)


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "SELECT 1;"})
    (folder / "2_b.sql").symlink_to(folder / "1_a.sql")
    migrations = read_migrations(folder, layout="plain", root=tmp_path)
    assert [migration.version for migration in migrations.files] == ["1", "2"]


def test_a_link_to_itself_cannot_be_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "SELECT 1;"})
    (folder / "2_b.sql").symlink_to("2_b.sql")
    with pytest.raises(InputError, match="cannot be read"):
        read_migrations(folder, root=tmp_path)


def test_a_looping_link_does_not_hang(tmp_path: Path) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "SELECT 1;"})
    (folder / "again").symlink_to(folder, target_is_directory=True)
    assert len(read_migrations(folder, layout="plain", root=tmp_path).files) == 1


def test_a_folder_named_like_a_file_is_no_migration(tmp_path: Path) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "SELECT 1;"})
    (folder / "2_b.sql").mkdir()
    assert len(read_migrations(folder, layout="plain", root=tmp_path).files) == 1


@pytest.mark.parametrize("journal", ["{", "[]", '{"entries": [{}]}', "\ud800"])
def test_a_broken_journal_is_an_error(tmp_path: Path, journal: str) -> None:
    folder = put(tmp_path / "drizzle", **{"0000_a": "SELECT 1;"})
    (folder / "meta").mkdir()
    (folder / "meta" / "_journal.json").write_bytes(journal.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError, match="not a journal"):
        read_migrations(folder, root=tmp_path)


def test_a_journal_is_needed(tmp_path: Path) -> None:
    folder = put(tmp_path / "drizzle", **{"0000_a": "SELECT 1;"})
    with pytest.raises(InputError, match=r"_journal\.json: does not exist"):
        read_migrations(folder, layout="drizzle", root=tmp_path)


def test_a_journal_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    put(tmp_path, private="SELECT 1;")
    folder = put(tmp_path / "drizzle", **{"0000_a": "SELECT 1;"})
    (folder / "meta").mkdir()
    entries = [{"tag": "../private"}, {"tag": "0000_a"}]
    (folder / "meta" / "_journal.json").write_text(json.dumps({"entries": entries}))
    migrations = read_migrations(folder, root=tmp_path)
    assert [migration.path for migration in migrations.files] == ["drizzle/0000_a.sql"]


@pytest.mark.parametrize("metadata", [b"run_in_transaction", b"\xff"])
def test_broken_metadata_of_diesel_is_an_error(tmp_path: Path, metadata: bytes) -> None:
    folder = put(tmp_path / "migrations" / "1_a", up="SELECT 1;").parent
    (folder / "1_a" / "metadata.toml").write_bytes(metadata)
    with pytest.raises(InputError, match="not TOML"):
        read_migrations(folder, root=tmp_path)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (b"%project=x\n\nusers 2024-01-01T10:00:00Z A <a@b> # x\n", r"plan:3:1: lists users, but"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_a_broken_plan_of_sqitch_is_an_error(tmp_path: Path, plan: bytes, message: str) -> None:
    (tmp_path / "sqitch.plan").write_bytes(plan)
    with pytest.raises(InputError, match=message):
        read_migrations(tmp_path)


def test_a_plan_is_needed(tmp_path: Path) -> None:
    put(tmp_path / "deploy", a="SELECT 1;")
    with pytest.raises(InputError, match="does not exist"):
        read_migrations(tmp_path, layout="sqitch")


@pytest.mark.parametrize("layout", ["goose", "sql-migrate"])
def test_a_marked_layout_without_its_mark_applies_nothing(tmp_path: Path, layout: str) -> None:
    put(tmp_path, **{"1_a": "-- no marker"})
    assert read_migrations(tmp_path, layout=layout).files == ()


@pytest.mark.parametrize("name", ["goose", "dbmate", "sql-migrate"])
def test_what_is_applied_can_be_fed_to_replay(tmp_path: Path, name: str) -> None:
    put(tmp_path, **{"1_a": "-- +goose Up\n-- +migrate Up\n-- migrate:up\nSELECT 1;"})
    migrations = read_migrations(tmp_path, layout=name)
    assert [script.version for script in migrations.scripts] == ["1"]


def test_a_folder_that_cannot_be_listed_is_not_taken_for_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "migrations", **{"1_a": "SELECT 1;"})
    (folder / "locked").mkdir()
    list_folder = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return list_folder(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InputError, match="locked: cannot be listed: Permission denied"):
        read_migrations(folder, layout="plain")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("mark", ["\n", "\r", "\x1b", "\x85", "\u2028"])
def test_a_name_of_several_lines_is_an_error(tmp_path: Path, mark: str) -> None:
    put(tmp_path, **{f"1_a{mark}b": "SELECT 1;"})
    with pytest.raises(InputError, match="has a line break or another control character"):
        read_migrations(tmp_path)
