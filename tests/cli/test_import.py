"""``sotsync init --import`` from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

OLD = """\
# Library

## books

Every book that we own.

| Column | Type | Description |
|--------|------|-------------|
| `id` | uuid | Printed inside the cover |
| ttle | text | What is printed on the cover |

## readers

Who may borrow.
"""


@pytest.fixture
def old(library: Path) -> Path:
    """The library's old page."""
    path = library / "docs" / "database.md"
    path.parent.mkdir()
    path.write_bytes(OLD.encode())
    return path


def written(library: Path) -> str:
    """The new document."""
    return (library / "SoT" / "SoT.ACTUAL_SCHEMA.md").read_bytes().decode()


def test_words_are_carried_and_the_rest_is_told(library: Path, old: Path, run: Run) -> None:
    """The report names every row about what does not exist, and the result is in step."""
    result = run("init", "--import", "docs/database.md")
    assert result.exit_code == 0
    report = result.stdout
    assert "from docs/database.md" in report
    assert "docs/database.md:10: public.books.ttle (nearest: title)" in report
    assert "Who may borrow." in report
    text = written(library)
    assert "> Every book that we own." in text or "Every book that we own." in text
    assert "| `id` | UUID | No | `gen_random_uuid()` | Printed inside the cover | - |" in text
    assert run("diff").exit_code == 0
    before = written(library)
    assert run("sync").exit_code == 0
    assert written(library) == before
    assert old.read_bytes().decode() == OLD


def test_the_account_as_json(library: Path, old: Path, run: Run) -> None:
    """``--output json=FILE`` holds every text in full."""
    assert old.exists()
    result = run("init", "--import", "docs", "--output", "json=import.json", "-v")
    assert result.exit_code == 0
    account = json.loads((library / "import.json").read_bytes())
    assert account["format"] == "sotsync.import/1"
    assert account["files"] == ["docs/database.md"]
    assert account["summary"]["missing"] == 1
    places = {(one["table"], one["member"], one["place"]) for one in account["carried"]}
    assert ("public.books", "id", "column description") in places
    missing = {(one["reason"], one["name"]) for one in account["left"]}
    assert missing == {
        ("no such column", "public.books.ttle"),
        ("about no table", "readers"),
        ("a heading alone", "Library"),
    }


def test_verbose_names_every_text(library: Path, old: Path, run: Run) -> None:
    """``-v`` lists what was carried, place by place."""
    assert old.exists()
    assert library.exists()
    result = run("init", "--import", "docs/database.md", "-v")
    assert "docs/database.md:9: public.books.id (column description)" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--import", "nowhere.md"), "nowhere.md"),
        (("--import", "supabase"), "no document is in 'supabase'"),
        (("--import", "docs/database.md", "--output", "sarif"), "an import is not told as"),
    ],
)
def test_what_cannot_be_read_writes_nothing(
    library: Path, old: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    """Exit code 2, and no document."""
    assert old.exists()
    result = run("init", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (library / "SoT").exists()


def test_ids_of_an_older_document_are_kept(library: Path, run: Run) -> None:
    """A document with ids gives them to the tables that its headings name."""
    (library / "older.md").write_bytes(b"## DBT-017: `books`\n\n**What It Stores**: Paper\n")
    result = run("init", "--import", "older.md")
    assert result.exit_code == 0
    assert "## DBT-017: Books" in written(library)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("## DBT-XXX: {Table Name}\n", "still the template: `sotsync sync` adds an entry"),
        ("## DBT-001: Books\n", "`sotsync sync` brings it in step"),
        ("just words\n", "no Source-of-Truth document"),
    ],
)
def test_a_document_that_is_there_says_what_to_do(
    library: Path, run: Run, text: str, hint: str
) -> None:
    """``init`` never overwrites, and says what fits what is there."""
    target = library / "SoT.md"
    target.write_bytes(text.encode())
    result = run("init", "--document", "SoT.md")
    assert result.exit_code == 2
    assert hint in result.stderr
    assert target.read_bytes().decode() == text


@pytest.mark.parametrize("options", [("--profile", "lean"), ("--split",)])
def test_words_are_carried_into_other_shapes(
    library: Path, old: Path, run: Run, options: tuple[str, ...]
) -> None:
    """The lean profile and split documents take the words as well, and are in step."""
    assert old.exists()
    assert run("init", "--import", "docs/database.md", *options).exit_code == 0
    written_files = [path.read_bytes().decode() for path in library.glob("SoT/**/*.md")]
    assert any("Printed inside the cover" in text for text in written_files)
    assert any("Every book that we own." in text for text in written_files)
    assert run("diff").exit_code == 0


def test_of_two_pages_the_first_wins(library: Path, old: Path, run: Run) -> None:
    """What a later page says otherwise is told, with both places."""
    assert old.exists()
    second = (
        "## books\n\n| Column | Notes |\n|---|---|\n| id | On the spine |\n| pages | Counted |\n"
    )
    (library / "docs" / "more.md").write_bytes(second.encode())
    result = run("init", "--import", "docs/database.md", "--import", "docs/more.md")
    assert result.exit_code == 0
    assert (
        "docs/more.md:5: public.books.id (see docs/database.md:9) — On the spine" in result.stdout
    )
    assert "Counted" in written(library)
    assert "On the spine" not in written(library)
