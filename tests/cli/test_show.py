"""``sotsync show``: one table or view in the terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from sotsync.report.subject import Shown
from tests.cli.conftest import Run

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
LATER = """\
ALTER TABLE public.books RENAME COLUMN title TO name;
ALTER TABLE public.books ALTER COLUMN pages SET NOT NULL;
CREATE SCHEMA archive;
CREATE TABLE archive.loans (id integer PRIMARY KEY);
CREATE VIEW public.names AS SELECT name FROM public.books;
CREATE POLICY "Anyone" ON public.books FOR SELECT USING (true);
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE UPDATE OF pages ON public.books FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE public.books DISABLE TRIGGER touch;
"""


@pytest.fixture
def shelf(library: Path, run: Run) -> Path:
    """The library with a document that people wrote in, and one migration that it does not know."""
    assert run("init").exit_code == 0
    path = library / DOCUMENT
    text = path.read_bytes().decode()
    told = "| `title` | TEXT | No | - | On the cover | `Emma` |"
    text = text.replace("| `title` | TEXT | No | - | - | - |", told)
    why = "**Why It Exists**: To lend \x1b[31m them, \x9b31m \u202e all \x7f"
    text = re.sub(r"\*\*Why It Exists\*\*: .*", why, text, count=1)
    planned = (
        "## DBT-150: Shelves\n\n**ID**: DBT-150\n**Status**: Planned\n**Table**: shelves\n\n"
        "### Purpose & Context\n\n**What It Stores**: Where books stand.\n\n---\n\n"
    )
    end = text.index("## Deprecated Tables")
    path.write_bytes((text[:end] + planned + text[end:]).encode())
    (library / "supabase/migrations/20260201090000_later.sql").write_bytes(LATER.encode())
    return library


def test_facts_prose_and_drift_stand_together(shelf: Path, run: Run) -> None:
    assert shelf.exists()
    result = run("show", "books")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.split("\n")
    assert lines[0] == "DBT-101: Books (table public.books)"
    assert f"  Active  {DOCUMENT}:" in lines[1]
    name = next(number for number, line in enumerate(lines) if line.startswith("  name "))
    assert "text not null" in lines[name]
    assert lines[name].endswith("20260201090000_later.sql:1")
    assert lines[name + 1] == "    On the cover; `Emma`"
    assert "D015 public.books.name is documented under its old name title" in lines[name + 2]
    assert "  books_pkey  PRIMARY KEY (id)" in result.stdout
    assert "BEFORE UPDATE OF pages for each row: public.touch() (disabled)" in result.stdout
    assert "  RLS     off" in result.stdout
    assert "DBT-102 public.loans  book_id → id" in result.stdout
    assert "D013 public.books.pages" in result.stdout


def test_no_word_of_a_file_can_move_the_cursor(shelf: Path, run: Run) -> None:
    text = (shelf / DOCUMENT).read_bytes().decode()
    assert all(mark in text for mark in "\x1b\x9b\u202e\x7f")
    for form in ("text", "json", "markdown"):
        shown = run("show", "DBT-101", "--format", form).stdout
        assert "To lend" in shown
        assert not any(mark in shown for mark in "\x1b\x9b\u202e\x7f")


def test_a_new_entry_shows_no_section_that_nobody_has_filled_in(library: Path, run: Run) -> None:
    assert run("init").exit_code == 0
    shown = run("show", "books").stdout
    assert library.exists()
    assert "Columns" in shown
    for untouched in ("Example Queries", "Data Integrity", "Audit Trail", "```"):
        assert untouched not in shown


@pytest.mark.parametrize("name", ["DBT-101", "dbt-101", "books", "public.books", "Books", "BOOKS"])
def test_an_entry_goes_by_several_names(shelf: Path, run: Run, name: str) -> None:
    assert shelf.exists()
    assert run("show", name).stdout.startswith("DBT-101: Books (table public.books)\n")


def test_a_table_without_an_entry_is_its_facts(shelf: Path, run: Run) -> None:
    assert shelf.exists()
    result = run("show", "archive.loans")
    assert result.exit_code == 0
    assert result.stdout.startswith("archive.loans (table)\n  not documented\n  created supabase/")
    assert "D001" in result.stdout


def test_a_view_shows_its_query(shelf: Path, run: Run) -> None:
    assert shelf.exists()
    assert "\nQuery\n  SELECT name FROM public.books\n" in run("show", "names").stdout


def test_a_planned_entry_is_its_prose(shelf: Path, run: Run) -> None:
    assert shelf.exists()
    result = run("show", "shelves")
    assert result.exit_code == 0
    assert result.stdout.startswith("DBT-150: Shelves\n  Planned")
    assert "Where books stand." in result.stdout
    assert "Columns" not in result.stdout


def test_a_deprecated_entry_is_its_prose(shelf: Path, run: Run) -> None:
    (shelf / "supabase/migrations/20260301090000_drop.sql").write_bytes(b"DROP TABLE loans;\n")
    run("sync")
    result = run("show", "DBT-102")
    assert result.exit_code == 0
    assert result.stdout.startswith("DBT-102: Loans\n  Deprecated (2026-03-01)")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("boks", "did you mean books"),
        ("loans", "one of public.loans, archive.loans"),
        ("%%%", "`sotsync ids list` lists"),
        ("", "`sotsync ids list` lists"),
    ],
)
def test_an_unknown_name_ends_with_the_nearest(
    shelf: Path, run: Run, name: str, words: str
) -> None:
    assert shelf.exists()
    result = run("show", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_project_without_a_document_shows_facts(library: Path, run: Run) -> None:
    assert library.exists()
    result = run("show", "loans")
    assert result.exit_code == 0
    assert result.stdout.startswith("public.loans (table)\n  not documented\n")
    assert "public.books  book_id → id" in result.stdout


def test_json_is_read_back(shelf: Path, run: Run) -> None:
    assert shelf.exists()
    stated = json.loads(run("show", "books", "--format", "json").stdout)
    assert stated["format"] == "sotsync.show/1"
    columns = next(group for group in stated["groups"] if group["title"] == "Columns")
    name = next(fact for fact in columns["facts"] if fact["name"] == "name")
    assert name["prose"] == "On the cover; `Emma`"
    assert name["drift"][0]["code"] == "D015"
    assert name["place"]["path"] == "supabase/migrations/20260201090000_later.sql"
    assert set(TypeAdapter(Shown).json_schema()["properties"]) == set(stated)


def test_markdown_is_a_section(shelf: Path, run: Run) -> None:
    assert shelf.exists()
    text = run("show", "books", "--format", "markdown").stdout
    assert text.startswith("## DBT-101")
    assert "\n### Columns\n\n- `id` `uuid not null default gen_random_uuid()`" in text
    assert "\n### Drift\n\n- **D015** " in text


def test_the_output_is_the_same_every_time(shelf: Path, run: Run) -> None:
    assert shelf.exists()
    assert run("show", "books").stdout == run("show", "books").stdout
