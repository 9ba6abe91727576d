"""Reports go to files, and never in the place of what a person wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

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
