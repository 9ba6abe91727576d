"""What goes wrong where ``schema_paths`` states the order of declarative files."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.errors import InputError
from sotsync.migrations.read import read_migrations


def put(root: Path, configuration: bytes) -> Path:
    """A Supabase project with one declarative file."""
    folder = root / "supabase" / "schemas"
    folder.mkdir(parents=True)
    (folder / "users.sql").write_text("CREATE TABLE users (id integer);\n")
    (root / "supabase" / "config.toml").write_bytes(configuration)
    return folder


@pytest.mark.parametrize(
    ("configuration", "words"),
    [
        (b"[db", "is not TOML"),
        (b"\xff", "is not TOML"),
        (
            b'[db.migrations]\nschema_paths = ["./schemas/*.sql", "./views/*.sql"]',
            r"schema_paths names './views/\*\.sql', which fits no SQL file in supabase/schemas",
        ),
    ],
)
def test_a_configuration_that_cannot_be_followed_is_an_error(
    tmp_path: Path, configuration: bytes, words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_migrations(put(tmp_path, configuration), root=tmp_path)
    assert str(caught.value.location).startswith("supabase/config.toml")


@pytest.mark.parametrize("configuration", [b"", b"db = 3", b"[db.migrations]\nschema_paths = 3"])
def test_without_paths_every_file_counts(tmp_path: Path, configuration: bytes) -> None:
    migrations = read_migrations(put(tmp_path, configuration), root=tmp_path)
    assert [file.path for file in migrations.files] == ["supabase/schemas/users.sql"]
    assert migrations.is_supabase


def test_folders_of_other_people_are_not_entered(tmp_path: Path) -> None:
    for name in ("node_modules/a", ".git", "sql"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.sql").write_text("SELECT 1;")
    migrations = read_migrations(tmp_path, layout="declarative", root=tmp_path)
    assert [file.path for file in migrations.files] == ["sql/a.sql"]
