"""Commands that change ids, tables and places of entries, on a document in several files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
FILES = "SoT/database-schema"
BOOK_CELL = "| `book_id` | UUID | No | - | - |"
DESCRIBED = "| `book_id` | UUID | No | - | The book |"


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments),
        cwd=root,
        check=True,
        capture_output=True,
    )


def migrate(root: Path, name: str, sql: str) -> None:
    (root / "supabase/migrations" / name).write_bytes(sql.encode())


@pytest.fixture
def divided(library: Path, run: Run) -> Path:
    """The library in several files, with a word of a person, committed on its base branch."""
    assert run("init", "--split").exit_code in {0, 1}
    loans = library / FILES / "loans.md"
    text = loans.read_bytes().decode()
    assert BOOK_CELL in text
    loans.write_bytes(text.replace(BOOK_CELL, DESCRIBED).encode())
    assert run("sync").exit_code == 0
    git(library, "init", "-q", "-b", "main")
    git(library, "add", "-A")
    git(library, "commit", "-q", "-m", "first")
    return library


def names(root: Path) -> list[str]:
    return sorted(path.name for path in (root / FILES).glob("*.md"))


def test_a_table_that_came_back_gets_its_file_again(divided: Path, run: Run) -> None:
    migrate(divided, "20260103090000_drop.sql", "DROP TABLE public.loans;\n")
    assert run("sync").exit_code == 0
    assert names(divided) == ["books.md"]
    migrate(
        divided,
        "20260401090000_back.sql",
        "CREATE TABLE public.loans (id bigint PRIMARY KEY, book_id uuid, due date);\n",
    )
    assert run("sync", "--check", "--reactivate").exit_code == 1
    result = run("sync", "--reactivate")
    assert result.exit_code == 0, result.output
    assert names(divided) == ["books.md", "loans.md"]
    main, books, loans = (
        (divided / path).read_bytes().decode()
        for path in (DOCUMENT, f"{FILES}/books.md", f"{FILES}/loans.md")
    )
    assert "\n## DBT-102: Loans\n" in main
    assert "DBT-102: Loans" not in books
    assert "Migration History" in loans
    assert run("diff").exit_code == 0
    assert run("sync", "--reactivate", "--dry-run").stdout == ""


def test_an_id_is_replaced_in_every_file(divided: Path, run: Run) -> None:
    git(divided, "checkout", "-q", "-b", "feature")
    migrate(divided, "20260103090000_c.sql", "CREATE TABLE public.shelves (id int PRIMARY KEY);\n")
    assert run("sync").exit_code == 0
    shown = run("ids", "reassign", "DBT-103", "DBT-107", "--dry-run").stdout
    result = run("ids", "reassign", "DBT-103", "DBT-107")
    assert result.exit_code == 0
    for path in (DOCUMENT, f"{FILES}/shelves.md"):
        assert f"--- a/{path}\n+++ b/{path}\n" in shown
        assert f"wrote {path}\n" in result.stderr
    assert result.stderr.count("wrote ") == 2
    shelves = (divided / FILES / "shelves.md").read_bytes().decode()
    assert "specification of DBT-107" in shelves
    assert "#dbt-107-shelves" in shelves
    assert "DBT-103" not in shelves + (divided / DOCUMENT).read_bytes().decode()
    assert run("ids", "check").exit_code == 0
    assert run("diff").exit_code == 0


def test_a_mapped_entry_takes_its_file_with_it(divided: Path, run: Run) -> None:
    migrate(
        divided,
        "20260103090000_c.sql",
        "DROP TABLE public.loans;\n"
        "CREATE TABLE public.lendings (id bigint PRIMARY KEY, book_id uuid NOT NULL);\n",
    )
    shown = run("mv", "loans", "lendings", "--dry-run").stdout
    assert [line for line in shown.split("\n") if line.startswith("+++")] == [f"+++ b/{DOCUMENT}"]
    result = run("mv", "loans", "lendings")
    assert (result.exit_code, result.stderr) == (0, f"wrote {DOCUMENT}\n")
    assert run("sync").exit_code == 0
    assert names(divided) == ["books.md", "lendings.md"]
    assert "| The book |" in (divided / FILES / "lendings.md").read_bytes().decode()
    assert run("diff").exit_code == 0
