"""``sotsync pr`` against a real bare repository and a server that answers as the hosts do."""

from __future__ import annotations

import itertools
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Run
from tests.hosts.fake import TOKEN, Failure, FakeHost, serve

BRANCH = "sotsync/documentation"
DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
MIGRATIONS = "supabase/migrations"
PERSON = {
    **{
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "CI", "GIT"))
    },
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
MARKS = ("GITHUB_", "GITLAB_", "GH_", "CI_", "SOTSYNC_TOKEN", "GIT_")


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", root, *arguments], check=True, capture_output=True, env=PERSON
    )
    return done.stdout.decode().strip()


@dataclass(frozen=True)
class World:
    """A clone, its remote, and the host that has it."""

    clone: Path
    bare: Path
    fake: FakeHost
    run: Run

    def pr(self, *arguments: str, code: int = 0) -> Result:
        """Run ``sotsync pr``; the token is in nothing that it says."""
        result = self.run("pr", "-v", *arguments)
        assert TOKEN not in result.stdout + result.stderr
        assert result.exit_code == code, result.stderr
        return result

    def migrate(self, name: str, sql: str) -> None:
        """Add a migration to the base branch, here and there."""
        (self.clone / MIGRATIONS / name).write_bytes(sql.encode())
        self.save(name)

    def save(self, message: str) -> None:
        """Commit everything to the base branch, here and there."""
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--message", message)
        git(self.clone, "push", "--quiet", "origin", "HEAD:main")

    def there(self, *arguments: str) -> str:
        """What git says in the remote."""
        return git(self.bare, *arguments)

    def head(self, branch: str = BRANCH) -> str:
        """The newest commit of a branch of the remote."""
        return self.there("rev-parse", f"refs/heads/{branch}")

    def branches(self) -> list[str]:
        """The branches of the remote."""
        return self.there("for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n")

    def document(self, branch: str = BRANCH) -> str:
        """The document on a branch of the remote."""
        return self.there("show", f"{branch}:{DOCUMENT}")

    def commit_as_a_person(self, folder: Path, path: str, text: str) -> str:
        """Commit a file to the request's branch from another clone."""
        if not folder.exists():
            git(
                folder.parent, "clone", "--quiet", f"--branch={BRANCH}", str(self.bare), str(folder)
            )
        (folder / path).write_bytes(text.encode())
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", "By a person")
        git(folder, "push", "--quiet", "origin", f"HEAD:{BRANCH}")
        return git(folder, "rev-parse", "HEAD")

    def state(self) -> tuple[str, ...]:
        """Everything of the clone that a run must not touch."""
        index = (self.clone / ".git" / "index").read_bytes().hex()
        return (
            git(self.clone, "status", "--porcelain", "--branch"),
            git(self.clone, "for-each-ref", "refs/heads", "refs/tags", "refs/remotes/origin/main"),
            git(self.clone, "rev-parse", "HEAD"),
            git(self.clone, "config", "--list", "--local"),
            str((self.clone / ".git" / "FETCH_HEAD").exists()),
            index,
        )


def ci(patch: pytest.MonkeyPatch, kind: str, fake: FakeHost) -> None:
    """The variables that a host's CI sets."""
    for name in list(os.environ):
        if name.startswith(MARKS):
            patch.delenv(name)
    stated = {
        "github": {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": fake.url,
            "GITHUB_REPOSITORY": "acme/library",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_TOKEN": TOKEN,
        },
        "gitlab": {
            "GITLAB_CI": "true",
            "CI_API_V4_URL": fake.url,
            "CI_PROJECT_ID": "1",
            "CI_PROJECT_URL": "https://gitlab.com/acme/library",
            "GITLAB_TOKEN": TOKEN,
        },
    }[kind]
    for name, value in (stated | {"GIT_CONFIG_GLOBAL": os.devnull}).items():
        patch.setenv(name, value)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHost]:
    monkeypatch.setattr("sotsync.hosts.http._pause", lambda _: 0.0)
    with serve(FakeHost(bare=tmp_path / "bare.git")) as host:
        yield host


@pytest.fixture(params=["github", "gitlab"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def world(
    library: Path, fake: FakeHost, run: Run, kind: str, monkeypatch: pytest.MonkeyPatch
) -> World:
    """A library whose document is in step, in a clone and its remote."""
    ci(monkeypatch, kind, fake)
    assert fake.bare is not None
    assert run("init").exit_code == 0
    git(library, "init", "--quiet", "--initial-branch=main")
    git(library.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(fake.bare))
    git(library, "remote", "add", "origin", str(fake.bare))
    made = World(clone=library, bare=fake.bare, fake=fake, run=run)
    made.save("begin")
    return made


@pytest.fixture
def due(world: World) -> World:
    """The same with a migration that the document lacks."""
    world.migrate("20260201000000_isbn.sql", "ALTER TABLE books ADD COLUMN isbn text;")
    return world


only_github = pytest.mark.parametrize("kind", ["github"], indirect=True)


def test_nothing_is_made_where_nothing_is_due(world: World) -> None:
    result = world.pr()
    assert "there is nothing to do" in result.stderr
    assert result.stdout == ""
    assert (world.branches(), world.fake.written()) == (["main"], [])


def test_one_branch_one_commit_one_request(due: World) -> None:
    before = due.state()
    result = due.pr()
    assert due.state() == before
    [request] = due.fake.requests
    assert result.stdout.strip().endswith("/1")
    assert request["title"] == "docs: bring the schema document in step with 1 migration"
    assert due.branches() == ["main", BRANCH]
    assert due.there("rev-list", "--count", f"main..{BRANCH}") == "1"
    assert due.there("diff", "--name-only", "main", BRANCH) == DOCUMENT
    assert "isbn" in due.document()
    assert "20260201000000_isbn.sql" in due.there("log", "-1", "--format=%B", BRANCH)


def test_the_branch_holds_what_sync_writes(due: World) -> None:
    due.pr()
    assert due.run("sync").exit_code == 0
    assert due.document() == (due.clone / DOCUMENT).read_bytes().decode().strip()


def test_two_runs_are_one_commit_and_one_request(due: World) -> None:
    due.pr()
    commit, written = due.head(), due.fake.written()
    result = due.pr()
    assert (due.head(), due.fake.written()) == (commit, written)
    assert f"{BRANCH} is up to date" in result.stderr
    assert "git push" not in result.stderr


def test_the_commit_has_no_date_and_no_place_of_its_own(due: World, tmp_path: Path) -> None:
    due.pr()
    commit = due.head()
    due.there("update-ref", "-d", f"refs/heads/{BRANCH}")
    other = tmp_path / "elsewhere"
    git(tmp_path, "clone", "--quiet", str(due.bare), str(other))
    due.pr("-C", str(other))
    assert due.head() == commit
    assert due.there("log", "-1", "--format=%cI", BRANCH) == due.there(
        "log", "-1", "--format=%cI", "main"
    )


def test_a_new_migration_replaces_the_only_commit(due: World) -> None:
    due.pr()
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.pr()
    assert due.there("rev-list", "--count", f"main..{BRANCH}") == "1"
    assert "| `due` |" in due.document()
    [request] = due.fake.requests
    assert request["title"].endswith("with 2 migrations")
    assert "20260202000000_due.sql" in request["body"]


def test_a_newer_base_with_nothing_new_for_the_document_pushes_nothing(due: World) -> None:
    due.pr()
    commit = due.head()
    (due.clone / "README.md").write_bytes(b"A library.\n")
    due.save("readme")
    assert f"{BRANCH} is up to date" in due.pr().stderr
    assert due.head() == commit


def test_a_merged_request_and_then_new_drift_is_a_new_request(due: World) -> None:
    due.pr()
    git(due.clone, "pull", "--quiet", "--no-rebase", "--no-ff", "origin", BRANCH)
    git(due.clone, "push", "--quiet", "origin", "main")
    due.fake.requests[0]["state"] = "merged"
    assert "nothing to do" in due.pr().stderr
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.pr()
    assert [one["state"] for one in due.fake.requests] == ["merged", "open"]
    assert due.there("rev-list", "--count", f"main..{BRANCH}") == "1"


def test_a_squashed_request_and_then_new_drift_is_a_new_request(due: World) -> None:
    due.pr()
    git(due.clone, "fetch", "--quiet", "origin", BRANCH)
    git(due.clone, "merge", "--quiet", "--squash", "FETCH_HEAD")
    due.save("squashed")
    due.fake.requests[0]["state"] = "merged"
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.pr()
    assert len(due.fake.requests) == 2
    assert due.there("rev-list", "--count", f"main..{BRANCH}") == "1"


def test_a_request_that_has_become_pointless_is_said_and_left(due: World) -> None:
    due.pr()
    assert due.run("sync").exit_code == 0
    due.save("by hand")
    result = due.pr()
    assert "1 has nothing left to do; close it: https://" in result.stderr
    assert due.fake.requests[0]["state"] == "open"


# What people do


def test_commits_of_people_stay_below_what_is_added(due: World, tmp_path: Path) -> None:
    due.pr()
    person = due.commit_as_a_person(tmp_path / "person", "NOTES.md", "Words.\n")
    assert f"{BRANCH} is up to date" in due.pr().stderr
    assert due.head() == person
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    assert "has commits of others" in due.pr().stderr
    assert due.there("merge-base", "--is-ancestor", person, BRANCH) == ""
    assert due.there("merge-base", "--is-ancestor", "main", BRANCH) == ""
    assert "| `due` |" in due.document()
    added = due.head()
    assert due.there("rev-parse", f"{added}^1", f"{added}^2").split() == [person, due.head("main")]
    due.pr()
    assert due.head() == added


def test_words_that_people_add_to_the_branch_stay(due: World, tmp_path: Path) -> None:
    due.pr()
    person = tmp_path / "person"
    due.commit_as_a_person(person, DOCUMENT, f"{due.document()}\n<!-- by a person -->\n")
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.pr()
    assert "<!-- by a person -->" in due.document()
    assert "| `due` |" in due.document()


def test_people_who_undo_a_part_get_it_added_on_top(due: World, tmp_path: Path) -> None:
    due.pr()
    person = tmp_path / "person"
    tip = due.commit_as_a_person(person, DOCUMENT, due.document("main") + "\n")
    due.pr()
    assert due.there("rev-parse", f"{BRANCH}^") == tip
    assert "isbn" in due.document()


def test_an_amended_commit_is_a_persons(due: World, tmp_path: Path) -> None:
    due.pr()
    person = tmp_path / "person"
    git(tmp_path, "clone", "--quiet", f"--branch={BRANCH}", str(due.bare), str(person))
    (person / "NOTES.md").write_bytes(b"Words.\n")
    git(person, "add", "--all")
    git(person, "commit", "--quiet", "--amend", "--no-edit")
    git(person, "push", "--quiet", "--force", "origin", BRANCH)
    tip = due.head()
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.pr()
    assert due.there("rev-parse", f"{BRANCH}^1") == tip


def test_a_branch_that_contradicts_the_base_is_left(due: World, tmp_path: Path) -> None:
    due.pr()
    tip = due.commit_as_a_person(tmp_path / "person", "NOTES.md", "Words.\n")
    (due.clone / "NOTES.md").write_bytes(b"Other words.\n")
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    written = due.fake.written()
    result = due.pr(code=2)
    assert "both sides have changed NOTES.md" in result.stderr
    assert "merge main into sotsync/documentation by hand" in result.stderr
    assert (due.head(), due.fake.written()) == (tip, written)


def test_a_branch_of_that_name_that_is_not_ours(due: World) -> None:
    git(due.clone, "switch", "--quiet", "--create", "mine")
    (due.clone / "NOTES.md").write_bytes(b"Words.\n")
    git(due.clone, "add", "--all")
    git(due.clone, "commit", "--quiet", "--message", "mine")
    git(due.clone, "push", "--quiet", "origin", f"HEAD:{BRANCH}")
    tip = due.head()
    git(due.clone, "switch", "--quiet", "main")
    due.pr()
    assert due.there("rev-parse", f"{BRANCH}^1") == tip
    assert due.there("show", f"{BRANCH}:NOTES.md") == "Words."


def test_title_words_and_ticks_of_people_stay(due: World) -> None:
    due.pr()
    [request] = due.fake.requests
    body = request["body"]
    [box] = [line for line in body.split("\n") if line.startswith("- [ ] ")][:1]
    request["body"] = f"Mine.\r\n\r\n{body.replace(box, box.replace('[ ]', '[x]'))}\r\nMore."
    request["title"] = "My title"
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.pr()
    assert request["title"] == "My title"
    assert request["body"].startswith("Mine.\n\n<!-- sotsync: pull request")
    assert request["body"].endswith("\nMore.")
    assert box.replace("[ ]", "[x]") in request["body"]
    assert "20260202000000_due.sql" in request["body"]
    written = due.fake.written()
    due.pr()
    assert due.fake.written() == written


def test_a_text_without_our_part_is_left_alone(due: World) -> None:
    due.pr()
    [request] = due.fake.requests
    request["body"] = "All mine."
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.pr()
    assert request["body"] == "All mine."
    assert "| `due` |" in due.document()


# What goes wrong


REFUSALS = [
    (Failure(status=401, content={"message": "Bad credentials"}, times=9), "answers 401"),
    (Failure(status=403, content={"message": "Forbidden"}, times=9), "answers 403"),
    (Failure(status=404, content={"message": "Not Found"}, times=9), "answers 404"),
    (Failure(status=422, content={"message": "Invalid"}, times=9), "answers 422"),
    (Failure(status=429, times=9), "answers 429"),
    (Failure(status=500, times=9), "answers 500"),
    (Failure(status=503, times=9, happens=True), "answers 503"),
    (Failure(status=0, times=9), "cannot be reached"),
]


@pytest.mark.parametrize(
    ("kind", "method", "failure", "message"),
    [
        (kind, method, *one)
        for number, one in enumerate(REFUSALS)
        for kind, method in itertools.product(("github", "gitlab"), ("GET", "POST"))
        if (number % 2 == 0) == ((kind, method) in {("github", "POST"), ("gitlab", "GET")})
    ],
    indirect=["kind"],
    ids=lambda one: "" if isinstance(one, Failure) else str(one).replace(" ", "-"),
)
def test_a_host_that_fails_and_the_next_run_that_heals(
    due: World, failure: Failure, message: str, method: str
) -> None:
    stated = Failure(
        status=failure.status,
        content=failure.content,
        times=failure.times,
        happens=failure.happens,
        method=method,
    )
    due.fake.failures = [stated]
    before = due.state()
    result = due.pr(code=2)
    assert message in result.stderr
    assert "hint: " in result.stderr
    assert due.state() == before
    due.fake.failures = []
    due.pr()
    assert len(due.fake.requests) == 1
    assert due.there("rev-list", "--count", f"main..{BRANCH}") == "1"


def test_an_update_that_fails_is_made_by_the_next_run(due: World) -> None:
    due.pr()
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.fake.failures = [Failure(status=502, method=method, times=9) for method in ("PATCH", "PUT")]
    due.pr(code=2)
    commit = due.head()
    due.fake.failures = []
    due.pr()
    assert due.head() == commit
    assert due.fake.requests[0]["title"].endswith("with 2 migrations")


def test_a_request_that_exists_and_was_not_seen(due: World) -> None:
    """The list is behind: creating says that it exists, and then it is found."""
    due.pr()
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.fake.failures = [
        Failure(status=200, method="GET", path="/(pulls|merge_requests)$", content=[])
    ]
    due.pr()
    [request] = due.fake.requests
    assert request["title"].endswith("with 2 migrations")


@only_github
def test_a_push_that_loses_a_race_changes_nothing(due: World) -> None:
    """Someone pushes between the look at the branch and the push."""
    due.pr()
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    hook = due.bare / "hooks" / "pre-receive"
    main = due.head("main")
    hook.write_text(
        f"#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/{BRANCH} {main}\n"
    )
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    written = due.fake.written()
    result = due.pr(code=2)
    assert "was changed by someone else meanwhile" in result.stderr
    assert (due.head(), due.fake.written()) == (main, written)
    hook.unlink()
    due.pr()
    assert "| `due` |" in due.document()


@only_github
def test_a_commit_between_the_look_and_the_push_is_not_lost(
    due: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sotsync.hosts import remote  # noqa: PLC0415 - patched here alone

    due.pr()
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    push = remote.Remote.push

    def late(self: remote.Remote, branch: str, commit: str, *, seen: str | None) -> None:
        due.commit_as_a_person(tmp_path / "person", "NOTES.md", "Words.\n")
        push(self, branch, commit, seen=seen)

    monkeypatch.setattr(remote.Remote, "push", late)
    result = due.pr(code=2)
    assert "was changed by someone else meanwhile" in result.stderr
    assert due.there("show", f"{BRANCH}:NOTES.md") == "Words."
    monkeypatch.setattr(remote.Remote, "push", push)
    due.pr()
    assert due.there("show", f"{BRANCH}:NOTES.md") == "Words."
    assert "| `due` |" in due.document()


@only_github
def test_a_branch_that_appears_meanwhile_is_not_overwritten(
    due: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sotsync.hosts import remote  # noqa: PLC0415 - patched here alone

    push = remote.Remote.push

    def late(self: remote.Remote, branch: str, commit: str, *, seen: str | None) -> None:
        due.there("update-ref", f"refs/heads/{BRANCH}", "main")
        push(self, branch, commit, seen=seen)

    monkeypatch.setattr(remote.Remote, "push", late)
    assert "by someone else meanwhile" in due.pr(code=2).stderr
    assert due.head() == due.head("main")


@only_github
def test_a_remote_that_refuses_the_push(due: World) -> None:
    hook = due.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'no bots here' >&2\nexit 1\n")
    hook.chmod(0o755)
    result = due.pr(code=2)
    assert "cannot be pushed to origin: pre-receive hook declined" in result.stderr
    assert "a rule or hook of the repository refuses it" in result.stderr
    assert (due.branches(), due.fake.written()) == (["main"], [])


@only_github
def test_a_remote_that_is_gone(due: World) -> None:
    shutil.move(due.bare, due.bare.with_name("elsewhere"))
    result = due.pr(code=2)
    assert "origin cannot be read" in result.stderr


@only_github
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--branch=main",), "'main' cannot be merged into itself"),
        (("--base", BRANCH), "cannot be merged into itself"),
        (("--branch=--force",), "is no name for a branch"),
        (("--branch=a..b",), "is no name for a branch"),
        (("--branch=a b",), "is no name for a branch"),
        (("--branch=HEAD:main",), "is no name for a branch"),
        (("--base=-x",), "is no name for a branch"),
        (("--base=nowhere",), "origin has no branch 'nowhere'"),
        (("--remote=nowhere",), "there is no remote 'nowhere'"),
        (("--remote=--all",), "there is no remote '--all'"),
    ],
)
def test_names_that_are_refused(due: World, arguments: tuple[str, ...], message: str) -> None:
    assert message in due.pr(*arguments, code=2).stderr
    assert (due.branches(), due.fake.written()) == (["main"], [])
