"""References between documents on the command line: told, repaired, reviewed."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
CONTRACTS = "SoT/SoT.API_CONTRACTS.md"
REVIEW = "SoT/sotsync.review.json"
API = """\
# API Contracts\r
\r
## API-001: List Books\r
\r
**Database Operations**:\r
- [DBT-101](SoT.ACTUAL_SCHEMA.md#dbt-101-books) - Books (Read)\r
\r
## API-002: Lend a Book\r
\r
**Database Operations**:\r
- [DBT-102](SoT.ACTUAL_SCHEMA.md#dbt-102-old-loans) - Loans (Write)"""
LATER = "ALTER TABLE public.books ADD COLUMN isbn text;\n"


@pytest.fixture
def shelf(library: Path, run: Run) -> Path:
    """The library with a document that is in step, and API contracts beside it."""
    assert run("init").exit_code == 0
    (library / CONTRACTS).write_bytes(API.encode())
    text = (library / DOCUMENT).read_bytes().decode()
    named = re.sub(r"Referenced by SoT\..*", "Referenced by SoT.API_CONTRACTS.md", text)
    (library / DOCUMENT).write_bytes(named.encode())
    (library / "epics").mkdir()
    (library / "epics" / "EPIC-01.md").write_bytes(
        b"# EPIC-01: Lend\n\n[DBT-102](../SoT/SoT.ACTUAL_SCHEMA.md#dbt-102-old-loans)\n"
    )
    return library


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the project."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_what_is_wrong_is_told_and_fails_no_check(shelf: Path, run: Run) -> None:
    assert shelf.exists()
    result = run("diff", "--no-cache")
    assert result.exit_code == 0
    assert f"D075 {DOCUMENT}:" in result.stdout
    assert "does not name what names it: API-001 (SoT/SoT.API_CONTRACTS.md:6)" in result.stdout
    assert "sotsync sync --fix-refs" in result.stdout
    assert f"D076 {CONTRACTS}:11" in result.stdout


def test_without_the_flags_no_other_document_is_written(shelf: Path, run: Run) -> None:
    before = contents(shelf)
    assert run("sync").exit_code == 0
    assert contents(shelf) == before


def test_a_check_and_a_dry_run_write_nothing(shelf: Path, run: Run) -> None:
    before = contents(shelf)
    assert run("sync", "--check").exit_code == 0
    assert run("sync", "--check", "--fix-refs").exit_code == 1
    assert run("sync", "--check", "--fix-links").exit_code == 1
    result = run("sync", "--dry-run", "--fix-refs", "--fix-links")
    assert result.exit_code == 0
    for path in (DOCUMENT, CONTRACTS, "epics/EPIC-01.md"):
        assert f"--- a/{path}\n+++ b/{path}\n" in result.stdout
    assert contents(shelf) == before


def test_both_flags_repair_all_documents_at_once(shelf: Path, run: Run) -> None:
    result = run("sync", "--fix-refs", "--fix-links")
    assert (result.exit_code, result.stderr.count("wrote ")) == (0, 3)
    text = (shelf / DOCUMENT).read_bytes().decode()
    assert "- [API-001](SoT.API_CONTRACTS.md#api-001-list-books) - List Books (Read)\n" in text
    assert "- API-001 accesses: DBT-101 (R)\n" in text
    assert (shelf / CONTRACTS).read_bytes() == API.replace("-old-loans", "-loans").encode()
    after = contents(shelf)
    again = run("sync", "--fix-refs", "--fix-links", "--check")
    assert (again.exit_code, again.stderr) == (0, "")
    run("sync", "--fix-refs", "--fix-links")
    assert contents(shelf) == after
    assert "D07" not in run("diff", "--no-cache").stdout


def test_a_back_link_is_added_in_the_other_document(shelf: Path, run: Run) -> None:
    run("sync", "--fix-refs", "--fix-links")
    other = (shelf / CONTRACTS).read_bytes()
    first, line = b"- [DBT-101](SoT.ACTUAL_SCHEMA.md#dbt-101-books) - Books (Read)", b"\r\n"
    (shelf / CONTRACTS).write_bytes(other.replace(first + line, b"- Nothing else" + line))
    assert run("sync", "--fix-refs").exit_code == 0
    assert (shelf / CONTRACTS).read_bytes() == other.replace(
        first, b"- Nothing else" + line + first
    )


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_a_symbolic_link_keeps_every_file_as_it_is(shelf: Path, run: Run) -> None:
    elsewhere = shelf.parent / "elsewhere.md"
    (shelf / CONTRACTS).rename(elsewhere)
    (shelf / CONTRACTS).symlink_to(elsewhere)
    before = contents(shelf)
    result = run("sync", "--fix-refs", "--fix-links")
    assert result.exit_code == 2
    assert "symbolic link" in result.stderr
    assert contents(shelf) == before


def test_new_tables_get_their_references_in_the_same_run(shelf: Path, run: Run) -> None:
    (shelf / "supabase/migrations/20260201090000_shelves.sql").write_bytes(
        b"CREATE TABLE public.shelves (id integer PRIMARY KEY);\n"
    )
    with (shelf / CONTRACTS).open("ab") as file:
        file.write(b"\r\n- [DBT-103](SoT.ACTUAL_SCHEMA.md#dbt-103-shelves) - Shelves (Read)\r\n")
    assert run("sync", "--fix-refs", "--fix-links").exit_code == 0
    text = (shelf / DOCUMENT).read_bytes().decode()
    assert "- API-002 accesses: DBT-102 (W), DBT-103 (R)\n" in text


def test_what_is_remembered_follows_every_file_around(shelf: Path, run: Run) -> None:
    run("sync", "--fix-refs", "--fix-links")
    path = shelf / DOCUMENT
    text = path.read_bytes()
    path.write_bytes(
        text.replace(b"# Database Schema", b"[notes](notes.md)\n\n# Database Schema", 1)
    )
    assert "D071" in run("diff").stdout
    (shelf / "SoT/notes.md").write_bytes(b"")
    assert "Also found" not in run("diff").stdout
    with (shelf / "epics/EPIC-01.md").open("ab") as file:
        file.write(b"DBT-999\n")
    assert "D074 epics/EPIC-01.md:4: DBT-999" in run("diff").stdout


# review


def test_a_project_without_the_file_reviews_nothing(shelf: Path, run: Run) -> None:
    result = run("review")
    assert result.exit_code == 0
    assert "sotsync review --all" in result.stderr
    assert not (shelf / REVIEW).exists()


def test_a_table_that_changes_makes_its_references_suspect(shelf: Path, run: Run) -> None:
    result = run("review", "--all", "--dry-run")
    assert (result.exit_code, (shelf / REVIEW).exists()) == (0, False)
    assert run("review", "--all").stderr == f"wrote {REVIEW}\n2 references reviewed\n"
    assert run("diff").exit_code == run("review").exit_code == 0
    (shelf / "supabase/migrations/20260201090000_isbn.sql").write_bytes(LATER.encode())
    run("sync")
    result = run("diff")
    assert result.exit_code == 1
    assert "public.books has changed since what refers to DBT-101 was reviewed" in result.stdout
    listed = run("review")
    assert listed.exit_code == 1
    assert listed.stdout.startswith("warning: public.books has changed")
    result = run("review", "DBT-101")
    assert (result.exit_code, result.stderr) == (0, f"wrote {REVIEW}\n1 reference reviewed\n")
    assert run("diff").exit_code == run("review").exit_code == 0
    assert run("review", "API-001").stderr == "1 reference reviewed\n"


def test_the_file_has_one_line_a_reference_and_forgets_those_that_are_gone(
    shelf: Path, run: Run
) -> None:
    run("review", "--all")
    lines = (shelf / REVIEW).read_bytes().decode().split("\n")
    assert [line.split('"')[1] for line in lines[3:5]] == ["DBT-101 API-001", "DBT-102 API-002"]
    (shelf / CONTRACTS).write_bytes(API.partition("## API-002")[0].encode())
    run("review", "API-001")
    assert list(json.loads((shelf / REVIEW).read_bytes())["reviewed"]) == ["DBT-101 API-001"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("DBT-999",), "nothing refers to 'DBT-999'"), (("--all", "DBT-101"), "--all leaves no ID")],
)
def test_what_cannot_be_reviewed_is_refused(
    shelf: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = run("review", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (shelf / REVIEW).exists()


def test_a_damaged_file_stops_the_call(shelf: Path, run: Run) -> None:
    (shelf / REVIEW).write_bytes(b"<<<<<<< HEAD\n")
    for command in (("diff", "--no-cache"), ("review",)):
        result = run(*command)
        assert result.exit_code == 2
        assert f"{REVIEW}:1:1: is not JSON" in result.stderr
    assert run("review", "--all").exit_code == 0
