"""Finding the project, its migrations and its document from where a person stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.cli.discovery import (
    DOCUMENT_NAMES,
    MIGRATION_FOLDERS,
    find_document,
    find_migrations,
    find_root,
)
from sotsync.cli.project import open_project
from sotsync.errors import ConfigurationError, InputError, UsageError
from tests.cli.conftest import write_migrations


def lay_out(root: Path, *paths: str) -> None:
    """Make empty files, and folders where a path ends in a slash."""
    for path in paths:
        target = root / path
        if path.endswith("/"):
            target.mkdir(parents=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()


@pytest.mark.parametrize(
    ("paths", "start", "root"),
    [
        (("sotsync.toml", "a/b/x"), "a/b", "."),
        (("sotsync.toml", "a/sotsync.toml", "a/b/x"), "a/b", "a"),
        ((".git/", "a/b/x"), "a/b", "."),
        ((".git/", "supabase/migrations/1_a.sql", "a/b/x"), "a/b", "."),
        ((".git/", "supabase/migrations/1_a.sql"), "supabase/migrations", "."),
        ((".git/", "supabase/migrations/1_a.sql"), "supabase", "."),
        ((".git/", "web/supabase/migrations/1_a.sql", "web/src/x"), "web/src", "web"),
        (("migrations/1_a.sql", "a/.git/", "a/b/x"), "a/b", "a"),
        (("prisma/migrations/1_a/migration.sql",), "prisma", "."),
        (("pyproject.toml", ".git/", "a/x"), "a", "."),
        (("a/x",), "a", "a"),
    ],
)
def test_the_root(tmp_path: Path, paths: tuple[str, ...], start: str, root: str) -> None:
    lay_out(tmp_path, *paths)
    assert find_root(tmp_path / start) == tmp_path / root


def test_a_pyproject_without_our_table_is_no_settings(tmp_path: Path) -> None:
    lay_out(tmp_path, ".git/", "a/x")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")
    (tmp_path / "pyproject.toml").write_text("[tool.sotsync]\nlayout = 'plain'\n")
    assert find_root(tmp_path / "a") == tmp_path
    assert open_project(tmp_path / "a", {}).settings.layout == "plain"


@pytest.mark.parametrize("folder", MIGRATION_FOLDERS)
def test_migrations_in_every_usual_folder(tmp_path: Path, folder: str) -> None:
    lay_out(tmp_path, f"{folder}/1_a.sql")
    assert find_migrations(tmp_path) == tmp_path / folder


@pytest.mark.parametrize(
    ("paths", "layout", "expected"),
    [
        (("supabase/schemas/a.sql",), None, "supabase/schemas"),
        (("supabase/schemas/tables/a.sql", "supabase/migrations/"), None, "supabase/schemas"),
        (
            ("supabase/schemas/a.sql", "supabase/migrations/1_a.sql"),
            None,
            "supabase/migrations",
        ),
        (
            ("supabase/schemas/a.sql", "supabase/migrations/1_a.sql"),
            "declarative",
            "supabase/schemas",
        ),
        (("supabase/migrations/1_a.sql",), "declarative", "supabase/migrations"),
        (("db/structure.sql", "db/migrate/1_a.rb"), None, "db/structure.sql"),
        (("sqitch.plan", "deploy/a.sql"), None, "."),
    ],
)
def test_what_stands_for_a_migrations_folder(
    tmp_path: Path, paths: tuple[str, ...], layout: str | None, expected: str
) -> None:
    lay_out(tmp_path, *paths, "src/x")
    assert find_migrations(tmp_path, layout=layout) == tmp_path / expected
    assert find_root(tmp_path / "src") == tmp_path


def test_declarative_files_beside_another_source_are_ambiguous(tmp_path: Path) -> None:
    lay_out(tmp_path, "supabase/schemas/a.sql", "db/structure.sql")
    with pytest.raises(UsageError, match=r"supabase/schemas, db/structure\.sql"):
        find_migrations(tmp_path)


def test_a_folder_without_sql_does_not_count(tmp_path: Path) -> None:
    lay_out(tmp_path, "migrations/0001_initial.py", "db/migrations/1_a.sql")
    assert find_migrations(tmp_path) == tmp_path / "db/migrations"


def test_no_migrations_lists_where_they_were_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no migrations folder") as caught:
        find_migrations(tmp_path)
    assert "supabase/migrations" in str(caught.value.hint)


def test_several_migrations_are_listed(tmp_path: Path) -> None:
    lay_out(tmp_path, "migrations/1_a.sql", "supabase/migrations/1_a.sql")
    with pytest.raises(UsageError, match=r"supabase/migrations, migrations") as caught:
        find_migrations(tmp_path)
    assert "--migrations" in str(caught.value.hint)


def test_one_folder_by_two_names_is_one(tmp_path: Path) -> None:
    lay_out(tmp_path, "supabase/migrations/1_a.sql")
    (tmp_path / "migrations").symlink_to(tmp_path / "supabase" / "migrations")
    assert find_migrations(tmp_path) == tmp_path / "supabase/migrations"


@pytest.mark.parametrize("folder", ["SoT", "docs/SoT", "docs", "."])
@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_a_document_in_every_usual_place(tmp_path: Path, folder: str, name: str) -> None:
    lay_out(tmp_path, f"{folder}/{name}")
    assert find_document(tmp_path) == tmp_path / folder / name


def test_no_document_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Source-of-Truth document") as caught:
        find_document(tmp_path)
    assert "sotsync init" in str(caught.value.hint)


def test_several_documents_are_listed(tmp_path: Path) -> None:
    lay_out(tmp_path, "SoT/SoT.ACTUAL_SCHEMA.md", "docs/SoT.DATA_MODEL.md")
    with pytest.raises(UsageError, match=r"SoT/SoT\.ACTUAL_SCHEMA\.md, docs/SoT\.DATA_MODEL\.md"):
        find_document(tmp_path)


def test_a_flag_is_relative_to_the_folder_a_setting_to_its_file(tmp_path: Path) -> None:
    lay_out(tmp_path, ".git/", "a/c.md")
    (tmp_path / "sotsync.toml").write_text('document = "b.md"\nmigrations = "sql"\n')
    project = open_project(tmp_path / "a", {"document": "c.md"})
    assert project.root == tmp_path
    assert project.document == tmp_path / "a" / "c.md"
    assert project.path_of("migrations") == tmp_path / "sql"


def test_a_wrong_setting_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "sotsync.toml").write_text('\nmigration = "sql"\n')
    with pytest.raises(ConfigurationError, match=r"sotsync\.toml:2:1: .*\n.*'migrations'"):
        open_project(tmp_path, {})


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE POLICY a ON books USING (owner = auth.uid());", "supabase"),
        ("GRANT SELECT ON books TO authenticated;", "supabase"),
        ('CREATE POLICY a ON books TO "anon" USING (true);', "supabase"),
        ("SELECT anonymous, service_role FROM people;", "postgres"),
        ("CREATE ROLE anon; GRANT SELECT ON books TO anon;", "postgres"),
        ("CREATE SCHEMA IF NOT EXISTS auth; SELECT auth.uid();", "postgres"),
        ("SELECT 1;", "postgres"),
    ],
)
def test_the_platform_of_a_folder_that_says_nothing(
    tmp_path: Path, sql: str, expected: str
) -> None:
    (write_migrations(tmp_path, "migrations") / "20260301090000_x.sql").write_text(sql)
    project = open_project(tmp_path, {})
    migrations = project.read_migrations()
    assert (migrations.layout, project.platform_of(migrations)) == ("plain", expected)


@pytest.mark.parametrize(
    ("folder", "layout", "platform", "expected"),
    [
        ("supabase/migrations", None, None, "supabase"),
        ("supabase/migrations", None, "postgres", "postgres"),
        ("sql", "supabase", None, "supabase"),
        ("sql", "plain", None, "postgres"),
        ("sql", "plain", "supabase", "supabase"),
        ("sql", "plain", "auto", "postgres"),
        ("supabase/migrations", "auto", "auto", "supabase"),
        ("sql", "declarative", None, "supabase"),
    ],
)
def test_the_platform(
    tmp_path: Path, folder: str, layout: str | None, platform: str | None, expected: str
) -> None:
    write_migrations(tmp_path, folder)
    project = open_project(tmp_path, {"migrations": folder, "layout": layout, "platform": platform})
    assert project.platform_of(project.read_migrations()) == expected
