"""``sotsync comment``, from a repository to the host: what is said, where, and with which code."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sotsync.hosts import http
from tests.cli.conftest import Run
from tests.cli.test_base import DOCUMENT, commit, git, migrate
from tests.hosts.fake import TOKEN, Failure, FakeHost, serve

NEW = "20260202000000_new.sql"
DUE = "ALTER TABLE loans ADD COLUMN due date;\nALTER TABLE books DROP COLUMN pages;\n"
CI = ("GITHUB_", "CI_", "GITLAB_", "GH_", "SOTSYNC_")


@pytest.fixture
def fake() -> Iterator[FakeHost]:
    with serve(FakeHost()) as host:
        yield host


@pytest.fixture
def work(library: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in step, on a branch with nothing on it yet."""
    for name in os.environ:
        if name.startswith(CI):
            monkeypatch.delenv(name)
    monkeypatch.setattr(http, "_pause", lambda _: 0.0)
    assert run("init").exit_code == 0
    git(library, "init", "--quiet", "--initial-branch=main")
    commit(library)
    git(library, "switch", "--quiet", "--create", "work")
    return library


@pytest.fixture
def github(work: Path, fake: FakeHost, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    """What a workflow for pull request 7 sees, in a clone that has the base."""
    git(work, "update-ref", "refs/remotes/origin/main", "main")
    variables = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": fake.url,
        "GITHUB_BASE_REF": "main",
        "GITHUB_EVENT_PATH": str(event(work, fork=False)),
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_REPOSITORY": "acme/library",
        "GITHUB_STEP_SUMMARY": str(work.parent / "summary.md"),
        "GITHUB_TOKEN": TOKEN,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return fake


@pytest.fixture
def gitlab(work: Path, fake: FakeHost, monkeypatch: pytest.MonkeyPatch) -> FakeHost:
    """What a job for merge request 7 sees."""
    variables = {
        "GITLAB_CI": "true",
        "CI_API_V4_URL": fake.url,
        "CI_PROJECT_ID": "44",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(work, "rev-parse", "main"),
        "CI_MERGE_REQUEST_PROJECT_ID": "44",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "44",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "GITLAB_TOKEN": TOKEN,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return fake


def event(root: Path, *, fork: bool, base: str = "") -> Path:
    """What GitHub tells a run of its pull request."""
    path = root.parent / "event.json"
    head = "stranger/library" if fork else "acme/library"
    request = {
        "number": 7,
        "head": {"repo": {"full_name": head}},
        "base": {"repo": {"full_name": "acme/library"}, "sha": base},
    }
    path.write_text(json.dumps({"pull_request": request}))
    return path


def bodies(fake: FakeHost) -> list[str]:
    return [comment["body"] for comment in fake.comments]


def test_a_dry_run_prints_the_comment_and_asks_nobody(work: Path, run: Run) -> None:
    migrate(work, NEW, DUE)
    result = run("comment", "--base", "main", "--dry-run")
    assert result.exit_code == 1
    assert result.stdout.startswith("<!-- sotsync: comment . -->\n### ❌ `SoT/")
    assert "| ❌ D010 | `public.loans.due` is missing from" in result.stdout
    assert "### 💥 What the migrations change\n\n2 changes of the schema, **1 breaking**. " in (
        result.stdout
    )
    assert "| ➖ 💥 breaking | column `pages` dropped | `integer` | – | `" in result.stdout  # noqa: RUF001
    assert result.stderr == ""
    again = run("comment", "--base", "main", "--dry-run")
    assert again.stdout == result.stdout
    assert run("comment", "--dry-run").stdout == result.stdout, "main is the default branch"
    assert run("comment", "--dry-run", "--base", "auto").stdout == result.stdout


def test_only_what_the_branch_made_is_told_unless_all_is_asked_for(work: Path, run: Run) -> None:
    migrate(work, "20260201000000_old.sql", "ALTER TABLE books ADD COLUMN isbn text;")
    commit(work)
    git(work, "branch", "--force", "main")
    clean = run("comment", "--base", "main", "--dry-run")
    assert clean.exit_code == 0
    assert "isbn" not in clean.stdout
    everything = run("comment", "--base", "main", "--dry-run", "--all")
    assert everything.exit_code == 1
    assert "isbn" in everything.stdout
    assert "What the migrations change" not in everything.stdout
    assert run("comment", "--dry-run", "--all", "--fail-on", "never").exit_code == 0


def test_the_comment_follows_the_request(github: FakeHost, work: Path, run: Run) -> None:
    """Nothing to say, drift, in step with effects, and nothing to say again: one comment."""
    result = run("comment")
    assert (result.exit_code, result.stderr) == (0, "pull request 7: no comment is needed\n")
    migrate(work, NEW, DUE)
    result = run("comment")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "pull request 7: the comment is written\n"
    assert "❌ D010" in bodies(github)[0]
    assert run("sync").exit_code == 0
    result = run("comment")
    assert (result.exit_code, result.stderr) == (
        0,
        "pull request 7: the comment is brought up to date\n",
    )
    assert "### ✅ `SoT/" in bodies(github)[0]
    assert "column `due` added" in bodies(github)[0]
    assert run("comment").stderr == "pull request 7: the comment is up to date already\n"
    git(work, "checkout", "--quiet", DOCUMENT)
    (work / "supabase/migrations" / NEW).unlink()
    assert run("comment").exit_code == 0
    assert len(bodies(github)) == 1
    assert "What the migrations change" not in bodies(github)[0]
    result = run("comment", "--when-clean", "delete")
    assert result.stderr == "pull request 7: the comment is removed\n"
    assert bodies(github) == []
    assert run("comment", "--when-clean", "delete").stderr.endswith("no comment is needed\n")


def test_projects_of_one_repository_keep_one_each(github: FakeHost, work: Path, run: Run) -> None:
    shop = work / "services/shop"
    shutil.copytree(work / "supabase", shop / "supabase")
    shutil.copytree(work / "SoT", shop / "SoT")
    (shop / "sotsync.toml").write_text("")
    migrate(work, NEW, DUE)
    migrate(shop, NEW, DUE)
    for arguments in ((), ("-C", str(shop)), ("-C", str(shop), "--key", "other"), ()):
        assert run("comment", *arguments).exit_code == 1
    marks = [body.partition("\n")[0] for body in bodies(github)]
    assert marks == [
        "<!-- sotsync: comment . -->",
        "<!-- sotsync: comment services/shop -->",
        "<!-- sotsync: comment other -->",
    ]


def test_on_gitlab_it_is_a_note(gitlab: FakeHost, work: Path, run: Run) -> None:
    migrate(work, NEW, DUE)
    result = run("comment")
    assert (result.exit_code, result.stderr) == (1, "merge request 7: the comment is written\n")
    assert gitlab.written() == [("POST", "/projects/44/merge_requests/7/notes")]
    assert "column `pages` dropped" in bodies(gitlab)[0]


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_fork_gets_annotations_and_a_summary(
    github: FakeHost, work: Path, run: Run, status: int, method: str
) -> None:
    event(work, fork=True)
    migrate(work, NEW, DUE)
    github.failures.append(Failure(status=status, method=method, path="comments"))
    result = run("comment")
    assert result.exit_code == 1, "the run still fails"
    assert result.stdout.startswith("::error file=SoT/SoT.ACTUAL_SCHEMA.md,line=")
    assert result.stderr == (
        f"the token may not comment on request 7 ({status}); "
        "see the log and the summary of this run instead\n"
    )
    summary = (work.parent / "summary.md").read_text("utf-8")
    assert "### ❌ `SoT/" in summary
    assert "column `pages` dropped" in summary
    assert github.comments == []


def test_a_fork_in_step_passes(github: FakeHost, work: Path, run: Run) -> None:
    event(work, fork=True)
    migrate(work, NEW, DUE)
    assert run("sync").exit_code == 0
    github.failures.append(Failure(status=403, method="POST"))
    assert run("comment").exit_code == 0


def test_a_fork_without_any_token_is_told_all_the_same(
    github: FakeHost, work: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    event(work, fork=True)
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    migrate(work, NEW, DUE)
    result = run("comment")
    assert result.exit_code == 1
    assert result.stderr.endswith("; see the log of this run instead\n")
    assert github.calls == []


def test_a_token_that_may_only_read_is_told(github: FakeHost, work: Path, run: Run) -> None:
    migrate(work, NEW, DUE)
    github.failures.append(Failure(status=403, method="POST"))
    result = run("comment")
    assert (result.exit_code, "(403)" in result.stderr) == (1, True)


def test_a_forks_pipeline_comments_where_the_request_is(
    gitlab: FakeHost, work: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_PROJECT_ID", "45")
    monkeypatch.setenv("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "45")
    migrate(work, NEW, DUE)
    assert run("comment").exit_code == 1
    assert gitlab.written() == [("POST", "/projects/44/merge_requests/7/notes")]
    monkeypatch.delenv("GITLAB_TOKEN")
    monkeypatch.setenv("CI_JOB_TOKEN", "job")
    result = run("comment")
    assert result.exit_code == 1
    assert "(401); see the log of this run instead" in result.stderr
    assert "set GITLAB_TOKEN" in result.stderr
    assert "differs" in result.stdout or "missing" in result.stdout


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (Failure(status=401, times=9), "answers 401"),
        (Failure(status=404, path="comments"), "answers 404"),
        (Failure(status=422, method="POST"), "answers 422"),
        (Failure(status=429, times=9), "answers 429"),
        (Failure(status=503, path="comments", times=9), "answers 503"),
        (Failure(status=0, path="comments", times=9), "cannot be reached"),
    ],
)
def test_a_host_that_fails_is_trouble_and_never_clean(
    github: FakeHost, work: Path, run: Run, failure: Failure, told: str
) -> None:
    migrate(work, NEW, DUE)
    failure.content = {"message": f"Not with {TOKEN}"}
    github.failures.append(failure)
    result = run("comment")
    assert result.exit_code == 2
    assert told in result.stderr
    assert TOKEN not in result.output
    assert github.comments == []


def test_what_cannot_be_told_takes_the_place_of_an_old_green(
    github: FakeHost, work: Path, run: Run
) -> None:
    migrate(work, NEW, DUE)
    assert run("comment").exit_code == 1
    (work / "supabase/migrations" / NEW).write_bytes(b"\xff")
    result = run("comment")
    assert result.exit_code == 2
    assert "UTF-8" in result.stderr
    [body] = bodies(github)
    assert body.startswith("<!-- sotsync: comment . -->\n### ❌ sotsync could not tell")
    github.failures.append(Failure(status=503, times=9))
    result = run("comment")
    assert result.exit_code == 2
    assert "503" in result.stderr
    assert "UTF-8" in result.stderr
    event(work, fork=True)
    github.failures[:] = [Failure(status=403, path="comments")]
    assert run("comment").exit_code == 2
    assert "could not tell" in (work.parent / "summary.md").read_text("utf-8")
    assert "could not tell" in run("comment", "--dry-run").stdout


def test_without_a_request_or_a_repository_it_says_what_it_needs(
    work: Path, run: Run, tmp_path: Path
) -> None:
    result = run("comment")
    assert result.exit_code == 2
    assert "--number N" in result.stderr
    git(work, "remote", "add", "origin", "git@github.com:acme/library.git")
    result = run("comment", "--number", "7")
    assert result.exit_code == 2
    assert "no token" in result.stderr
    outside = tmp_path / "outside"
    shutil.copytree(work, outside, ignore=shutil.ignore_patterns(".git"))
    result = run("comment", "-C", str(outside), "--dry-run")
    assert result.exit_code == 2
    assert "no git repository" in result.stderr
    git(work, "branch", "--move", "main", "trunk")
    result = run("comment", "--dry-run")
    assert result.exit_code == 2
    assert "--base REF" in result.stderr


def test_the_base_is_found_in_every_kind_of_checkout(
    github: FakeHost, work: Path, run: Run, tmp_path: Path
) -> None:
    """A whole clone, GitHub's merge commit with only its parents, and one with nothing else."""
    migrate(work, NEW, DUE)
    commit(work)
    git(work, "switch", "--quiet", "main")
    git(work, "merge", "--quiet", "--no-ff", "--message", "merge", "work")
    git(work, "update-ref", "refs/pull/7/merge", "HEAD")
    git(work, "reset", "--quiet", "--hard", "HEAD^1")
    expected = "2 changes of the schema, **1 breaking**"
    for name, depth, is_found in (("two", 2, True), ("one", 1, False)):
        clone = tmp_path / name
        git(tmp_path, "init", "--quiet", name)
        git(clone, "fetch", "--quiet", f"--depth={depth}", work.as_uri(), "refs/pull/7/merge")
        git(clone, "checkout", "--quiet", "FETCH_HEAD")
        result = run("comment", "-C", str(clone), "--dry-run")
        assert result.exit_code == (1 if is_found else 2)
        assert (expected in result.stdout) is is_found
        assert is_found or "fetch-depth: 0" in result.stderr
    event(work, fork=False, base=git(work, "rev-parse", "main"))
    git(work, "update-ref", "-d", "refs/remotes/origin/main")
    git(work, "switch", "--quiet", "work")
    assert expected in run("comment", "--dry-run").stdout
    assert github.calls == []


def test_a_base_without_migrations_makes_everything_new(work: Path, run: Run) -> None:
    git(work, "switch", "--quiet", "--orphan", "empty")
    git(work, "commit", "--quiet", "--allow-empty", "--message", "empty")
    git(work, "switch", "--quiet", "--create", "all")
    git(work, "checkout", "main", "--", ".")
    commit(work)
    result = run("comment", "--base", "empty", "--dry-run")
    assert result.exit_code == 0
    assert "so everything is new" in result.stdout
    assert "table added" in result.stdout


def test_edited_and_removed_migrations_are_told(work: Path, run: Run) -> None:
    folder = work / "supabase/migrations"
    first, second = sorted(folder.iterdir())
    first.write_bytes(first.read_bytes().replace(b"pages integer", b"pages smallint"))
    second.unlink()
    told = run("comment", "--base", "main", "--dry-run").stdout
    assert f"1 edited migration: `supabase/migrations/{first.name}`." in told
    assert f"1 removed migration: `supabase/migrations/{second.name}`." in told
    assert "| ✏️ 💥 breaking | column `pages`: type changed | `integer` | `smallint` |" in told


def test_diff_takes_the_base_from_ci_as_well(
    github: FakeHost, work: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(work, "20260201000000_old.sql", "ALTER TABLE books ADD COLUMN isbn text;")
    commit(work)
    assert run("diff", "--base", "auto").exit_code == 1
    git(work, "update-ref", "refs/remotes/origin/main", "work")
    assert run("diff", "--base", "auto").exit_code == 0
    monkeypatch.delenv("GITHUB_BASE_REF")
    assert run("diff", "--base", "auto").exit_code == 1, "outside of a request all of it counts"
    assert github.calls == []
