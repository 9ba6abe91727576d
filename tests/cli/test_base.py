"""What a branch changed is told from what was wrong before, through git and without a checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
MIGRATIONS = "supabase/migrations"
IDENTITY = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", root, *arguments], check=True, capture_output=True, text=True, env=IDENTITY
    )
    return done.stdout.strip()


def commit(root: Path, message: str = "work") -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)


def migrate(root: Path, name: str, sql: str) -> None:
    (root / MIGRATIONS / name).write_bytes(sql.encode())


@pytest.fixture
def dirty(library: Path, run: Run) -> Path:
    """A repository whose document is behind by one column, on a branch with nothing on it yet."""
    assert run("init").exit_code == 0
    migrate(library, "20260201000000_old.sql", "ALTER TABLE books ADD COLUMN isbn text;")
    git(library, "init", "--quiet", "--initial-branch=main")
    commit(library)
    git(library, "switch", "--quiet", "--create", "work")
    return library


def listed(run: Run, *arguments: str) -> tuple[int, list[str], int]:
    """The exit code, the objects that are reported as errors, and how many are known."""
    result = run("diff", "--output", "json", *arguments)
    assert result.exit_code in {0, 1}, result.stderr
    data = json.loads(result.stdout)
    wrong = [change["object"] for change in data["changes"] if change["severity"] == "error"]
    return result.exit_code, wrong, data["summary"]["known"]


def test_what_was_wrong_before_is_counted_and_does_not_fail(dirty: Path, run: Run) -> None:
    assert dirty.exists()
    assert listed(run)[:2] == (1, ["public.books.isbn"])
    code, wrong, known = listed(run, "--base", "main")
    assert (code, wrong) == (0, [])
    assert known >= 1
    assert "known place" in run("diff", "--base", "main").stdout


def test_what_the_branch_adds_is_reported(dirty: Path, run: Run) -> None:
    migrate(dirty, "20260202000000_new.sql", "ALTER TABLE loans ADD COLUMN due date;")
    assert listed(run, "--base", "main")[:2] == (1, ["public.loans.due"])
    commit(dirty)
    assert listed(run, "--base", "main")[:2] == (1, ["public.loans.due"])


def test_what_the_document_loses_on_the_branch_is_reported(dirty: Path, run: Run) -> None:
    document = dirty / DOCUMENT
    document.write_bytes(document.read_bytes().replace(b"title TEXT", b"title JSONB"))
    assert listed(run, "--base", "main")[:2] == (1, ["public.books.title"])


def test_only_the_branch_counts_when_the_base_has_moved_on(dirty: Path, run: Run) -> None:
    migrate(dirty, "20260202000000_new.sql", "ALTER TABLE loans ADD COLUMN due date;")
    commit(dirty)
    git(dirty, "switch", "--quiet", "main")
    assert run("sync").exit_code == 0
    commit(dirty)
    git(dirty, "switch", "--quiet", "work")
    assert listed(run, "--base", "main")[:2] == (1, ["public.loans.due"])


def test_nothing_that_is_checked_out_changes(dirty: Path, run: Run) -> None:
    (dirty / DOCUMENT).write_bytes((dirty / DOCUMENT).read_bytes() + b"\nA note.\n")
    before = (git(dirty, "status", "--porcelain"), git(dirty, "rev-parse", "HEAD"))
    listed(run, "--base", "main")
    assert (git(dirty, "status", "--porcelain"), git(dirty, "rev-parse", "HEAD")) == before


def test_a_document_that_is_new_is_all_new(library: Path, run: Run) -> None:
    git(library, "init", "--quiet", "--initial-branch=main")
    commit(library)
    assert run("init").exit_code == 0
    document = library / DOCUMENT
    document.write_bytes(document.read_bytes().replace(b"title TEXT", b"title JSONB"))
    assert listed(run, "--base", "main")[:2] == (1, ["public.books.title"])


@pytest.mark.parametrize("ref", ["nothing-of-the-kind", "--help", "main:SoT", ""])
def test_a_commit_that_is_not_there(dirty: Path, run: Run, ref: str) -> None:
    assert dirty.exists()
    result = run("diff", f"--base={ref}")
    assert result.exit_code == 2
    assert f"git knows no commit {ref!r}" in result.stderr


def test_a_shallow_clone_says_what_it_needs(dirty: Path, run: Run, tmp_path: Path) -> None:
    for number in range(3):
        migrate(dirty, f"2026030{number + 1}000000_more.sql", f"CREATE TABLE t{number} ();")
        commit(dirty)
    url = (dirty / ".git").as_uri()
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=work", url, str(clone))
    git(clone, "fetch", "--quiet", "--depth=1", "origin", "main:main")
    result = run("diff", "-C", str(clone), "--base", "main")
    assert result.exit_code == 2
    assert "git fetch --unshallow" in result.stderr
    git(clone, "fetch", "--quiet", "--unshallow", "origin")
    assert listed(run, "-C", str(clone), "--base", "main")[0] == 1


def test_a_detached_head_a_merge_and_a_worktree(dirty: Path, run: Run, tmp_path: Path) -> None:
    migrate(dirty, "20260202000000_new.sql", "ALTER TABLE loans ADD COLUMN due date;")
    commit(dirty)
    expected = (1, ["public.loans.due"])
    git(dirty, "switch", "--quiet", "--detach")
    assert listed(run, "--base", "main")[:2] == expected
    git(dirty, "switch", "--quiet", "main")
    (dirty / "README.md").write_bytes(b"A library.\n")
    commit(dirty)
    git(dirty, "merge", "--quiet", "--no-ff", "--message=merge", "work")
    assert listed(run, "--base", "HEAD^1")[:2] == expected
    worktree = tmp_path / "worktree"
    git(dirty, "worktree", "add", "--quiet", str(worktree), "work")
    assert listed(run, "-C", str(worktree), "--base", "main~1")[:2] == expected


def test_a_submodule_is_a_repository_of_its_own(dirty: Path, run: Run, tmp_path: Path) -> None:
    migrate(dirty, "20260202000000_new.sql", "ALTER TABLE loans ADD COLUMN due date;")
    commit(dirty)
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet", "--initial-branch=main")
    file = ("-c", "protocol.file.allow=always")
    git(outer, *file, "submodule", "--quiet", "add", "-b", "work", str(dirty), "library")
    result = listed(run, "-C", str(outer / "library"), "--base", "origin/main")
    assert result[:2] == (1, ["public.loans.due"])


def test_a_project_in_a_folder_of_the_repository(dirty: Path, run: Run, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    shutil.copytree(dirty, outer / "services" / "library", ignore=shutil.ignore_patterns(".git"))
    git(outer, "init", "--quiet", "--initial-branch=main")
    commit(outer)
    inner = outer / "services" / "library"
    migrate(inner, "20260202000000_new.sql", "ALTER TABLE loans ADD COLUMN due date;")
    for arguments in (("-C", str(inner)), ("-C", str(inner), "--migrations", MIGRATIONS)):
        found = listed(run, *arguments, "--base", "main")
        assert found[:2] == (1, ["public.loans.due"])


def test_without_git_there_is_no_base(library: Path, run: Run) -> None:
    assert run("init").exit_code == 0
    result = run("diff", "--base", "main")
    assert result.exit_code == 2
    assert "is in no git repository" in result.stderr
    assert library.exists()


# What is accepted for now


def test_a_dirty_project_starts_clean_and_its_list_only_shrinks(dirty: Path, run: Run) -> None:
    known = dirty / "sotsync.known.json"
    first = run("diff", "--update-baseline")
    assert (first.exit_code, known.exists()) == (0, True)
    assert "sotsync.known.json lists" in first.stderr
    assert listed(run)[:2] == (0, [])
    migrate(dirty, "20260202000000_new.sql", "ALTER TABLE loans ADD COLUMN due date;")
    assert listed(run)[:2] == (1, ["public.loans.due"])
    before = known.read_bytes()
    assert run("diff", "--update-baseline").exit_code == 1, "what is new is not taken in"
    assert len(known.read_bytes()) <= len(before)
    assert run("sync").exit_code == 0
    solved = run("diff")
    assert solved.exit_code == 0
    assert "sotsync diff --update-baseline takes them out" in solved.stderr
    assert run("diff", "--update-baseline").exit_code == 0
    assert json.loads(known.read_bytes())["known"] == []
    assert run("diff").stderr == ""


def test_the_list_can_stand_elsewhere(dirty: Path, run: Run) -> None:
    assert run("diff", "--update-baseline", "--known", "SoT/known.json").exit_code == 0
    assert not (dirty / "sotsync.known.json").exists()
    assert listed(run, "--known", "SoT/known.json")[:2] == (0, [])
    (dirty / "sotsync.toml").write_bytes(b'known = "SoT/known.json"\n')
    assert listed(run)[:2] == (0, [])
    assert listed(run, "--known", "nowhere.json")[0] == 1


def test_a_list_that_is_none_is_refused_and_left_alone(dirty: Path, run: Run) -> None:
    known = dirty / "sotsync.known.json"
    known.write_bytes(b"[]\n")
    for arguments in ((), ("--update-baseline",)):
        result = run("diff", *arguments)
        assert result.exit_code == 2
        assert "sotsync.known.json: is no list of known problems" in result.stderr
    assert known.read_bytes() == b"[]\n"


def test_the_list_is_of_everything_and_not_of_a_branch(dirty: Path, run: Run) -> None:
    result = run("diff", "--update-baseline", "--base", "main")
    assert result.exit_code == 2
    assert not (dirty / "sotsync.known.json").exists()


# From which severity on a check fails


@pytest.mark.parametrize(
    ("level", "column", "history"),
    [("error", 1, 0), ("warning", 1, 1), ("info", 1, 1), ("never", 0, 0)],
)
def test_the_severity_that_fails(
    dirty: Path, run: Run, level: str, column: int, history: int
) -> None:
    assert run("diff", "--fail-on", level).exit_code == column
    document = dirty / DOCUMENT
    assert run("sync").exit_code == 0
    text = document.read_bytes()
    document.write_bytes(text.replace(b"last_updated: 2026", b"last_updated: 2025"))
    assert document.read_bytes() != text
    assert run("diff", "--fail-on", level).exit_code == history
    (dirty / "sotsync.toml").write_bytes(f'fail_on = "{level}"\n'.encode())
    assert run("diff").exit_code == history


# Differences that a team lives with


def test_a_difference_is_accepted_with_a_reason(dirty: Path, run: Run) -> None:
    settings = dirty / "sotsync.toml"
    settings.write_bytes(
        b'[[accept]]\ncode = "D010"\nobject = "public.books.*"\nreason = "gone soon"\n'
        b'[[accept]]\ncode = "D013"\nreason = "never seen"\n'
    )
    result = run("diff", "--fail-on", "error", "--output", "json")
    data = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [change["code"] for change in data["changes"] if change["severity"] == "error"] == []
    notes = {note["code"]: note["message"] for note in data["findings"]}
    assert notes["D010"].endswith("(accepted: gone soon)")
    assert notes["A001"] == "nothing is found any more of what is accepted as D013"
    assert run("sync").exit_code == 0
    assert b"isbn" in (dirty / DOCUMENT).read_bytes(), "what is accepted is repaired all the same"
