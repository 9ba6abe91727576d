"""``--db`` and ``--engine`` from the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from sotsync.cli.app import app
from tests.database.conftest import Question, script

FIRST = """\
CREATE TABLE public.users (id uuid PRIMARY KEY, email text NOT NULL, role varchar DEFAULT 'user');
CREATE VIEW public.admins AS SELECT id, email FROM users WHERE role IN ('admin', 'owner');
CREATE POLICY up ON storage.objects FOR INSERT WITH CHECK (bucket_id = 'x');
"""
SECOND = "ALTER TABLE public.users ADD COLUMN phone text;\n"
LOOP = """\
DO $$ BEGIN
  EXECUTE format('CREATE TABLE public.%I (id int PRIMARY KEY)', 't' || md5('a'));
END $$;
"""
PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "diff.schema.json"
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, catch_exceptions=False)

    return invoke


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A project in step with its document."""
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20260101000000_first.sql").write_text(FIRST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("init").exit_code == 0
    return tmp_path


@pytest.fixture
def database(question: Question) -> Question:
    """A database with the first migration applied."""
    assert question.apply(script(FIRST)) == ()
    return question


def add(project: Path, text: str, name: str = "20260102000000_second.sql") -> None:
    (project / "supabase" / "migrations" / name).write_text(text, encoding="utf-8")


def test_three_in_step(project: Path, database: Question, run: Run) -> None:
    result = run("diff", "--db", database.url)
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "SoT/SoT.ACTUAL_SCHEMA.md, supabase/migrations and postgresql://postgres@/"
        f"{database.name} are in step (2 tables and views)\n"
        "2 notes more; to list: sotsync diff --verbose\n"
    )
    assert project.exists()


def test_the_database_stands_alone(project: Path, database: Question, run: Run) -> None:
    database.run("ALTER TABLE public.users ALTER email DROP NOT NULL; CREATE TABLE hand (id int)")
    result = run("diff", "--db", database.url)
    assert result.exit_code == 1
    assert "D001 public.hand is only in the database" in result.stdout
    assert "D013 public.users.email: nullability differs" in result.stdout
    assert "       database    nullable\n" in result.stdout
    assert result.stdout.count("database stands alone: document and migrations agree") == 2
    assert "(database alone in 2)" in result.stdout
    assert "sesame" not in result.output
    assert project.exists()


def test_the_migrations_stand_alone(project: Path, database: Question, run: Run) -> None:
    add(project, SECOND)
    result = run("diff", "--db", database.url)
    assert result.exit_code == 1
    assert "D010 public.users.phone is only in the migrations" in result.stdout
    assert "migrations stand alone: document and database agree" in result.stdout
    assert "D090, D091, D092 out of date" in result.stdout


def test_the_document_stands_alone(project: Path, database: Question, run: Run) -> None:
    add(project, SECOND)
    database.run(SECOND)
    result = run("diff", "--db", database.url)
    assert "document stands alone: migrations and database agree" in result.stdout
    assert run("sync").exit_code == 0
    assert run("diff", "--db", database.url).exit_code == 0


def test_json_fits_the_published_schema(project: Path, database: Question, run: Run) -> None:
    add(project, SECOND)
    result = run("diff", "--db", database.url, "--output", "json")
    data = json.loads(result.stdout)
    jsonschema.validate(data, json.loads(PUBLISHED.read_bytes()))
    assert data["database"] == f"postgresql://postgres@/{database.name}"
    assert data["in_step"] is False
    [found] = data["disagreements"]
    assert (found["object"], found["alone"]) == ("public.users.phone", "migrations")
    assert (found["document"], found["migrations"], found["database"]) == (None, "text", None)
    assert found["severity"] == "error"
    assert "sesame" not in result.output


def test_without_a_document_two_are_compared(project: Path, database: Question, run: Run) -> None:
    shutil.rmtree(project / "SoT")
    assert run("diff", "--db", database.url).stdout.startswith("supabase/migrations and postgresql")
    add(project, SECOND)
    database.run("DROP POLICY up ON storage.objects; CREATE TABLE schema_migrations (id int)")
    result = run("diff", "--db", database.url)
    assert result.exit_code == 1
    assert "document" not in result.stdout
    assert "D041 storage.objects.up is only in the migrations" in result.stdout
    assert "schema_migrations" not in result.stdout
    assert "differ in 2 places\n" in result.stdout
    data = json.loads(run("diff", "--db", database.url, "--output", "json").stdout)
    jsonschema.validate(data, json.loads(PUBLISHED.read_bytes()))
    assert data["document"] is None


def test_only_the_schemas_asked_for(project: Path, database: Question, run: Run) -> None:
    database.run("CREATE SCHEMA other CREATE TABLE t (id int)")
    assert run("diff", "--db", database.url, "--schemas", "public").exit_code == 0
    assert run("diff", "--db", database.url).exit_code == 1
    assert project.exists()


@pytest.mark.parametrize(
    "url", ["postgresql://me:sesame@/db?host=/nowhere", "postgresql//me:sesame@host/db"]
)
def test_what_cannot_be_told_ends_with_2(project: Path, url: str, run: Run) -> None:
    result = run("diff", "--db", url)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert "sesame" not in result.output
    assert project.exists()


def test_running_the_migrations_tells_more(project: Path, run: Run) -> None:
    add(project, LOOP)
    told = run("export", "--engine", "postgres")
    assert "CREATE TABLE public.t0cc175b9c0f1b6a831c399e269772661 (" in told.stdout
    assert (told.exit_code, told.stderr) == (0, "")
    assert run("sync", "--engine", "postgres").exit_code == 0
    assert run("diff", "--engine", "postgres").exit_code == 0
