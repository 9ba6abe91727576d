"""The driver called as git calls it, in this process."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sotsync.cli.app import app
from sotsync.cli.merging.commits import Given, find_commits
from sotsync.cli.merging.driving import drive
from sotsync.hosts.git import find_repository
from tests.merge.conftest import DOCUMENT, MIGRATIONS, Repo
from tests.merge.test_merges import CASES, branches
from tests.merge.test_ways import PAGES, TITLE, described

TWO_TABLES = CASES / "two_new_tables_one_id"


def given(repo: Repo, base: str, ours: str, theirs: str, path: str = DOCUMENT) -> Given:
    """What git would give for three commits."""
    contents = [
        subprocess.run(
            ["git", "show", f"{ref}:{path}"], capture_output=True, check=False, cwd=repo.root
        ).stdout
        for ref in (base, ours, theirs)
    ]
    return Given(path=path, base=contents[0], ours=contents[1], theirs=contents[2])


def call(folder: Path, one: Given, *labels: str) -> tuple[Result, str]:
    """Run the command; its result, and what the file holds."""
    paths = [folder / name for name in ("base", "ours", "theirs")]
    for path, data in zip(paths, (one.base, one.ours, one.theirs), strict=True):
        path.write_bytes(data)
    arguments = ["merge-driver", "--", *map(os.fspath, paths), "7", one.path, *labels]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    return result, paths[1].read_bytes().decode()


@pytest.fixture
def two(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Two branches that each add a table under one id; ``ours`` is checked out."""
    branches(repo, TWO_TABLES)
    monkeypatch.chdir(repo.root)
    return repo


def test_a_merge_is_written_over_our_file(two: Repo, tmp_path: Path) -> None:
    result, text = call(tmp_path, given(two, "main", "ours", "theirs"))
    assert result.exit_code == 0, result.output
    assert "## DBT-104: Readers" in text
    assert "public.readers is DBT-104 now" in result.stderr


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (("%S", "%X", "%Y"), ("ours", "theirs")),
        ((), ("ours", "theirs")),
        (("base", "HEAD", "feature/x"), ("HEAD", "feature/x")),
    ],
)
def test_labels_of_git_stand_in_the_markers(
    two: Repo, tmp_path: Path, labels: tuple[str, ...], shown: tuple[str, str]
) -> None:
    base = two.read().encode()
    words = [described(TITLE, name).encode() for name in ("One", "Two")]
    texts = [base.replace(TITLE.encode(), one) for one in words]
    one = Given(path=DOCUMENT, base=base, ours=texts[0], theirs=texts[1])
    result, text = call(tmp_path, one, *labels)
    assert result.exit_code == 1
    assert "1 conflict is marked" in result.stderr
    assert f"<<<<<<< {shown[0]}\n" in text
    assert f">>>>>>> {shown[1]}\n" in text


def test_binary_files_are_left(tmp_path: Path) -> None:
    result, text = call(tmp_path, Given(path="a.md", base=b"", ours=b"\0a", theirs=b"b"))
    assert result.exit_code == 1
    assert text == "\0a"


def test_without_a_repository_texts_are_merged_as_they_are(
    tmp_path: Path, two: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.fspath(tmp_path))
    driven = drive(given(two, "main", "ours", "theirs"), elsewhere)
    assert driven.choice.is_settled
    assert "no repository with a work tree" in driven.notes[0]
    assert "## DBT-104: Readers" in driven.choice.ours
    assert "run `sotsync sync`" in driven.notes[0]


def test_unknown_commits_are_told(two: Repo) -> None:
    one = given(two, "main", "ours", "theirs")
    strange = Given(path=one.path, base=one.base, ours=one.ours, theirs=one.theirs + b"\nMore.\n")
    driven = drive(strange, two.root)
    assert "which commits are merged is not known" in driven.notes[0]
    assert "More." in driven.choice.ours


def test_another_document_is_merged_without_migrations(two: Repo) -> None:
    two.write("notes/other.md", two.read())
    two.commit("other")
    one = given(two, "ours", "ours", "ours", "notes/other.md")
    changed = one.ours.replace(TITLE.encode(), described(TITLE, "One").encode())
    two.git("switch", "--quiet", "--create", "more")
    two.write("notes/other.md", changed.decode())
    two.commit("more")
    two.git("switch", "--quiet", "ours")
    both = Given(path=one.path, base=one.base, ours=one.ours, theirs=changed)
    driven = drive(both, two.root)
    assert driven.choice.ours == changed.decode()
    assert "is not the document of the project" in driven.notes[0]


def test_a_merge_that_git_names_takes_all_of_the_branch(
    two: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = find_repository(two.root)
    assert repository is not None
    theirs = two.git("rev-parse", "theirs").strip()
    one = given(two, "main", "ours", "theirs")
    found = find_commits(repository, one, {f"GITHEAD_{theirs}": "theirs"})
    assert found is not None
    assert found.theirs == theirs
    assert found.base == two.git("rev-parse", "main").strip()
    monkeypatch.setenv(f"GITHEAD_{theirs}", "theirs")
    assert drive(one, two.root).choice.is_settled


def test_a_rebase_is_found_by_its_notes(two: Repo) -> None:
    """The text alone does not tell it: an older commit holds the same."""
    two.git("switch", "--quiet", "theirs")
    two.write("README.md", "Words.\n")
    two.commit("nothing of the document")
    folder = two.root / ".git/rebase-merge"
    folder.mkdir()
    picked = two.git("rev-parse", "theirs").strip()
    (folder / "done").write_text(f"pick {picked} nothing of the document\n")
    two.git("switch", "--quiet", "ours", code=None)
    repository = find_repository(two.root)
    assert repository is not None
    one = given(two, "theirs", "ours", "theirs")
    found = find_commits(repository, one, {})
    assert found is not None
    assert found.theirs == picked


def test_migrations_in_conflict_are_named(repo: Repo) -> None:
    branches(repo, CASES / "migration_in_conflict")
    driven = drive(given(repo, "main", "ours", "theirs"), repo.root)
    assert f"both sides changed {MIGRATIONS}/20260102090000_create_loans.sql" in driven.notes[0]


def test_documents_without_anything_in_common_are_merged(repo: Repo) -> None:
    branches(repo, CASES / "document_on_both")
    repo.git("switch", "--quiet", "--orphan", "other")
    repo.add_side(CASES / "document_on_both" / "theirs")
    repo.commit("other")
    repo.git("switch", "--quiet", "ours")
    driven = drive(given(repo, "nowhere", "ours", "other"), repo.root)
    assert driven.choice.is_settled
    assert "As it stands on the cover" in driven.choice.ours
    assert "Without the cover" in driven.choice.ours


def test_a_specification_is_merged_with_its_document(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.add_side(TWO_TABLES / "base")
    assert repo.run("split").exit_code == 0
    repo.commit("split")
    books = "SoT/database-schema/books.md"
    for name, row in (("a", TITLE), ("b", PAGES)):
        repo.branch(name)
        repo.edit(row, described(row, f"Words of {name}"), books)
        repo.write(
            f"{MIGRATIONS}/2026030{1 if name == 'a' else 2}000000_{name}.sql",
            f"ALTER TABLE books ADD COLUMN {name} text;\n",
        )
        assert repo.run("sync").exit_code == 0
        repo.commit(name)
    monkeypatch.chdir(repo.root)
    for path in (books, DOCUMENT):
        driven = drive(given(repo, "main", "b", "a", path), repo.root)
        assert driven.choice.is_settled, driven.notes
        assert driven.notes == ()
    text = drive(given(repo, "main", "b", "a", books), repo.root).choice.ours
    assert "Words of a" in text
    assert "Words of b" in text


def test_lists_need_no_commits(tmp_path: Path) -> None:
    texts = [
        f'{{\n  "format": "sotsync.review/1",\n  "reviewed": {{{body}}}\n}}\n'.encode()
        for body in ("", '"DBT-1 API-1": "a.b"', '"DBT-1 API-2": "c.d"')
    ]
    one = Given(path="sotsync.review.json", base=texts[0], ours=texts[1], theirs=texts[2])
    driven = drive(one, tmp_path)
    assert driven.notes == ()
    assert '"DBT-1 API-1": "a.b",\n    "DBT-1 API-2": "c.d"' in driven.choice.ours


def test_a_merge_that_is_cut_short_leaves_both_sides(
    two: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: Given, __: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sotsync.cli.merging.driving.drive", stop)
    result, text = call(tmp_path, given(two, "main", "ours", "theirs"))
    assert result.exit_code == 130
    assert "<<<<<<< ours\n" in text
    assert "The room it stands in" in text
    assert "Where reminders go" in text
