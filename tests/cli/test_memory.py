"""A second call with the same inputs prints the same without working it out, and no other does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sotsync.cache import Cache
from sotsync.cli import memory
from sotsync.cli.app import app
from sotsync.replay import engine


class Project:
    """A small project, its cache, and how often migrations were replayed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.replays = 0
        self.migration = root / "supabase" / "migrations" / "20260101000000_a.sql"
        self.migration.parent.mkdir(parents=True)
        self.write("create table t (id int primary key);")
        self.run("init")

    def write(self, sql: str) -> None:
        """Make the migration read so."""
        self.migration.write_text(sql, encoding="utf-8")

    def run(self, *arguments: str, **variables: str) -> Result:
        """Run a command with the cache on."""
        settings = {"SOTSYNC_NO_CACHE": None, **variables}
        return CliRunner().invoke(app, [*arguments, "-C", str(self.root)], env=settings)

    def works_out(self, *arguments: str, **variables: str) -> bool:
        """Run a command; whether it replayed anything."""
        before = self.replays
        self.run(*arguments, **variables)
        return self.replays > before


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(memory, "user_cache", lambda: Cache(tmp_path / "cache"))
    made = Project(tmp_path / "project")
    replay = engine.replay

    def counted(*arguments: object, **options: object) -> object:
        made.replays += 1
        return replay(*arguments, **options)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(engine, "replay", counted)
    return made


@pytest.mark.parametrize("arguments", [["diff"], ["diff", "--output", "json"], ["export", "-v"]])
def test_the_second_call_remembers(project: Project, arguments: list[str]) -> None:
    project.write("create table t (id int primary key, a lost_type); drop table gone;")
    first = project.run(*arguments)
    replays = project.replays
    second = project.run(*arguments)
    assert project.replays == replays > 0
    assert (first.stdout, first.stderr, first.exit_code) == (
        second.stdout,
        second.stderr,
        second.exit_code,
    )
    assert first.exit_code == 1


SETTINGS = """
owner = "Ada"
updated_by = "Ada"
deprecated = "full"
[ids]
digits = 4
[bump]
doc = false
[categories]
core = ["t"]
[pull_request]
branch = "docs"
"""


def test_settings_are_an_input_like_any_other(project: Project) -> None:
    """What says how to write is remembered with, and what it says counts."""
    settings = project.root / "sotsync.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    assert project.works_out("diff")
    assert not project.works_out("diff")
    settings.write_text(SETTINGS.replace("4", "3"), encoding="utf-8")
    assert project.works_out("diff")


def test_any_other_input_or_option_is_worked_out(project: Project) -> None:
    document = next((project.root / "SoT").iterdir())
    baseline = project.root / "baseline.sql"
    baseline.write_bytes(b"create table old (id int);")
    (project.root / "sotsync.toml").write_text('baseline = "baseline.sql"\n')
    changes = (
        lambda: baseline.write_bytes(b"create table older (id int);"),
        lambda: project.write("create table t (id int primary key, b int);"),
        lambda: document.write_bytes(document.read_bytes() + b"\n"),
        lambda: (project.migration.parent / "odd.sql").write_bytes(b""),
    )
    for arguments in (["diff"], ["diff", "--output", "json"], ["export"], ["export", "-v"]):
        assert project.works_out(*arguments)
    for change in changes:
        change()
        assert project.works_out("diff")
    assert not project.works_out("diff")


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["diff", "--no-cache"], {}),
        (["diff"], {"SOTSYNC_NO_CACHE": "1"}),
        (["export", "--no-cache"], {}),
        (["sync", "--check"], {}),
    ],
)
def test_nothing_is_remembered_where_nobody_wants_it(
    project: Project, arguments: list[str], variables: dict[str, str]
) -> None:
    for _ in range(2):
        assert project.works_out(*arguments, **variables)
    assert not (project.root.parent / "cache").exists()


def test_a_file_is_never_written_from_memory(project: Project) -> None:
    report = project.root / "report.json"
    for _ in range(2):
        report.unlink(missing_ok=True)
        assert project.works_out("diff", "--output", f"json={report}")
        assert report.read_bytes()


def test_errors_are_not_remembered(project: Project) -> None:
    project.migration.unlink()
    first, second = project.run("diff"), project.run("diff")
    assert first.exit_code == second.exit_code == 2
    assert first.stderr == second.stderr != ""


def test_one_file_is_told_from_its_folder(project: Project) -> None:
    assert project.works_out("export", "--migrations", str(project.migration))
    assert project.works_out("export", "--migrations", str(project.migration.parent))


@pytest.fixture
def divided(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose document stands in several files, and whose last call is remembered."""
    assert project.run("split").exit_code == 0
    assert project.works_out("diff")

    def never(*_: object, **__: object) -> object:
        raise AssertionError("the files were put together")

    with monkeypatch.context() as patch:
        patch.setattr("sotsync.documents.compose", never)
        assert not project.works_out("diff"), "a glance is enough"
    return project


def specification(project: Project) -> Path:
    return project.root / "SoT" / "database-schema" / "t.md"


def test_a_glance_sees_a_changed_specification(divided: Project) -> None:
    path = specification(divided)
    path.write_bytes(path.read_bytes() + b"\nA note.\n")
    assert divided.works_out("diff")


def test_a_glance_sees_a_specification_that_nobody_names(divided: Project) -> None:
    path = specification(divided)
    path.with_name("other.md").write_bytes(path.read_bytes())
    assert divided.works_out("diff")


def test_a_glance_sees_a_missing_specification(divided: Project) -> None:
    specification(divided).unlink()
    assert divided.run("diff").exit_code == 2


def test_a_glance_sees_a_link_in_the_place_of_a_specification(divided: Project) -> None:
    path = specification(divided)
    elsewhere = divided.root / "elsewhere.md"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    result = divided.run("diff")
    assert (result.exit_code, "symbolic link" in result.stderr) == (2, True)


def test_a_glance_sees_whether_what_is_named_exists(project: Project) -> None:
    document = project.root / "SoT" / "SoT.ACTUAL_SCHEMA.md"
    document.write_bytes(document.read_bytes() + b"\nSee [the plan](plan.md).\n")
    assert project.works_out("diff")
    assert not project.works_out("diff")
    (project.root / "SoT" / "plan.md").write_bytes(b"A plan.\n")
    assert project.works_out("diff")


@pytest.mark.parametrize("name", ["sotsync.known.json", "SoT/sotsync.review.json"])
def test_a_glance_sees_the_lists(divided: Project, name: str) -> None:
    (divided.root / name).write_bytes(b"[]")
    assert divided.run("diff").exit_code == 2


def test_a_glance_sees_other_documents(divided: Project) -> None:
    path = divided.root / "SoT" / "SoT.API_CONTRACTS.md"
    path.write_bytes(b"# API\n\n## API-001: Things\n\n- [DBT-999](x.md) - Gone (Read)\n")
    assert divided.works_out("diff")


def test_a_glance_sees_a_write_that_was_cut_short(divided: Project) -> None:
    (divided.root / ".sotsync.journal").write_bytes(b"{}")
    assert divided.run("diff").exit_code == 2


def test_files_that_change_during_the_work_are_not_remembered(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = type(project).run
    changed = engine.replay

    def meddling(*arguments: object, **options: object) -> object:
        project.write("create table t (id int primary key, late text);")
        return changed(*arguments, **options)  # type: ignore[arg-type] # passed through

    with monkeypatch.context() as patch:
        patch.setattr(engine, "replay", meddling)
        read(project, "diff")
    assert project.works_out("diff")
