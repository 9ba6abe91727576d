"""Reports go to files, and never in the place of what a person wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.report.formats import FORMATS
from tests.cli.conftest import Run

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"


@pytest.fixture
def documented(library: Path, run: Run) -> Path:
    """The library with a document that is in step."""
    assert run("init").exit_code == 0
    return library / DOCUMENT


@pytest.mark.parametrize("command", ["diff", "sync"])
@pytest.mark.parametrize(
    "name", [DOCUMENT, "supabase/migrations/20260101090000_create_books.sql", "README.md", "dump"]
)
def test_a_report_never_replaces_what_people_wrote(
    library: Path, documented: Path, run: Run, command: str, name: str
) -> None:
    assert documented.exists()
    (library / "README.md").touch()
    (library / "dump").write_bytes(b"create table a ();")
    before = (library / name).read_bytes()
    result = run(command, "--baseline", "dump", "--output", f"json={name}")
    assert result.exit_code == 2
    assert f"{name}: is no report" in result.stderr
    assert (library / name).read_bytes() == before


def test_a_report_replaces_the_one_before(library: Path, documented: Path, run: Run) -> None:
    assert documented.exists()
    for name in ("json=supabase/migrations/drift.json", "text=drift.txt"):
        assert run("diff", "--output", name).exit_code == 0
        assert run("diff", "--output", name).exit_code == 0
    assert library.exists()


def test_annotations_follow_the_text(library: Path, documented: Path, run: Run) -> None:
    documented.write_bytes(documented.read_bytes().replace(b"title TEXT", b"title JSONB", 1))
    result = run("diff", "--output", "text", "--output", "github")
    assert result.exit_code == 1
    assert result.stdout.startswith("public.")
    assert result.stdout.splitlines()[-1].startswith("::")
    assert library.exists()


@pytest.mark.parametrize(
    ("outputs", "fault"),
    [
        (("json", "github"), "only one report can go to standard output"),
        (("text", "text"), "only one report can go to standard output"),
        (("github", "text", "github"), "only one report can go to standard output"),
        (("json=drift", "sarif=drift"), "two reports are to go to drift"),
    ],
)
def test_reports_do_not_mix(
    documented: Path, run: Run, outputs: tuple[str, ...], fault: str
) -> None:
    assert documented.exists()
    result = run("diff", *(word for output in outputs for word in ("--output", output)))
    assert result.exit_code == 2
    assert fault in result.stderr


def test_every_format_goes_to_a_file_of_its_own(library: Path, documented: Path, run: Run) -> None:
    documented.write_bytes(documented.read_bytes().replace(b"title TEXT", b"title JSONB", 1))
    words = [word for name in FORMATS for word in ("--output", f"{name}=report.{name}")]
    assert run("diff", *words).exit_code == 1
    first = {name: (library / f"report.{name}").read_bytes() for name in FORMATS}
    assert all(b"D012" in text for text in first.values())
    assert run("diff", *words).exit_code == 1, "a report replaces the one before"
    assert first == {name: (library / f"report.{name}").read_bytes() for name in FORMATS}
