"""``sotsync pr`` in every shape that a clone or a document can have, and what it never shows."""

from __future__ import annotations

import base64
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Run, write_migrations
from tests.cli.test_pr import BRANCH, DOCUMENT, MIGRATIONS, World, ci, fake, git, kind, world
from tests.hosts.fake import TOKEN

__all__ = ["fake", "kind", "world"]

pytestmark = pytest.mark.parametrize("kind", ["github"], indirect=True)
ISBN = "ALTER TABLE books ADD COLUMN isbn text;"


@pytest.fixture
def due(world: World) -> World:
    world.migrate("20260201000000_isbn.sql", ISBN)
    return world


def clone(due: World, folder: Path, *options: str) -> Path:
    git(folder.parent, "clone", "--quiet", *options, due.bare.as_uri(), str(folder))
    return folder


# Shapes of clones


def test_a_shallow_clone(due: World, tmp_path: Path) -> None:
    shallow = clone(due, tmp_path / "shallow", "--depth=1", "--single-branch")
    due.pr("-C", str(shallow))
    commit = due.head()
    assert "isbn" in due.document()
    again = clone(due, tmp_path / "again", "--depth=1", "--single-branch")
    due.pr("-C", str(again))
    assert due.head() == commit
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    third = clone(due, tmp_path / "third", "--depth=1", "--single-branch")
    due.pr("-C", str(third))
    assert due.there("rev-list", "--count", f"main..{BRANCH}") == "1"
    assert "| `due` |" in due.document()


def test_a_shallow_clone_and_commits_of_people(due: World, tmp_path: Path) -> None:
    due.pr()
    tip = due.commit_as_a_person(tmp_path / "person", "NOTES.md", "Words.\n")
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    shallow = clone(due, tmp_path / "shallow", "--depth=1", "--single-branch")
    result = due.pr("-C", str(shallow), code=2)
    assert "git fetch --unshallow" in result.stderr
    assert due.head() == tip
    git(shallow, "fetch", "--quiet", "--unshallow", "origin")
    due.pr("-C", str(shallow))
    assert due.there("rev-parse", f"{BRANCH}^1") == tip
    assert "| `due` |" in due.document()


def test_a_detached_head(due: World) -> None:
    git(due.clone, "switch", "--quiet", "--detach")
    before = due.state()
    due.pr()
    assert due.state() == before
    assert "isbn" in due.document()


def test_a_worktree(due: World, tmp_path: Path) -> None:
    git(due.clone, "worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"), "main")
    due.pr("-C", str(tmp_path / "tree"))
    assert "isbn" in due.document()


def test_a_submodule(due: World, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet", "--initial-branch=main")
    file = ("-c", "protocol.file.allow=always")
    git(outer, *file, "submodule", "--quiet", "add", str(due.bare), "library")
    due.pr("-C", str(outer / "library"))
    assert "isbn" in due.document()
    (outer / "library" / "more.md").write_bytes(b"Not committed.\n")
    assert "is read from git" in due.pr("-C", str(outer / "library")).stderr


def test_a_project_in_a_folder_of_the_repository(due: World, tmp_path: Path, run: Run) -> None:
    inner = due.clone / "services" / "shop"
    write_migrations(inner)
    assert run("init", "-C", str(inner)).exit_code == 0
    (inner / MIGRATIONS / "20260201000000_isbn.sql").write_bytes(ISBN.encode())
    due.save("shop")
    due.pr("-C", str(inner))
    changed = due.there("diff", "--name-only", "main", BRANCH)
    assert changed == f"services/shop/{DOCUMENT}"
    (tmp_path / "x").mkdir()
    elsewhere = clone(due, tmp_path / "x" / "clone")
    git(elsewhere, "switch", "--quiet", "--detach", "HEAD~1")
    commit = due.head()
    result = due.pr("-C", str(elsewhere), "--branch=other")
    assert "is not main" in result.stderr
    assert due.there("diff", "--name-only", "main", "other") == DOCUMENT
    assert due.head() == commit


def test_what_is_checked_out_is_behind(due: World) -> None:
    git(due.clone, "switch", "--quiet", "--detach", "HEAD~1")
    result = due.pr()
    assert "what is checked out is not main" in result.stderr
    assert "isbn" in due.document()


def test_a_branch_with_more_than_the_base(due: World) -> None:
    git(due.clone, "switch", "--quiet", "--create", "work")
    (due.clone / MIGRATIONS / "20260301000000_more.sql").write_bytes(b"CREATE TABLE more ();")
    git(due.clone, "add", "--all")
    git(due.clone, "commit", "--quiet", "--message", "more")
    due.pr()
    assert "isbn" in due.document()
    assert "more.sql" not in due.document()


def test_what_is_not_committed_is_not_taken_in(due: World) -> None:
    document = due.clone / DOCUMENT
    document.write_bytes(document.read_bytes() + b"\nNot yet said.\n")
    (due.clone / MIGRATIONS / "20260301000000_more.sql").write_bytes(b"CREATE TABLE more ();")
    before = due.state()
    result = due.pr()
    assert due.state() == before
    assert "is not committed as it is here" in result.stderr
    assert "isbn" in due.document()
    assert "Not yet said" not in due.document()
    assert "more.sql" not in due.document()


def test_what_is_synced_and_not_committed_is_due_all_the_same(due: World) -> None:
    assert due.run("sync").exit_code == 0
    due.pr()
    assert "isbn" in due.document()


def test_another_base(due: World) -> None:
    git(due.clone, "push", "--quiet", "origin", "main:develop")
    due.migrate("20260202000000_due.sql", "ALTER TABLE loans ADD COLUMN due date;")
    due.pr("--base", "develop", "--branch", "docs/develop")
    assert due.fake.requests[0]["base"] == "develop"
    assert "| `due` |" not in due.document("docs/develop")
    assert due.there("merge-base", "develop", "docs/develop") == due.head("develop")


def test_settings_name_branch_base_and_author(due: World) -> None:
    git(due.clone, "push", "--quiet", "origin", "main:develop")
    (due.clone / "sotsync.toml").write_bytes(
        b'[pull_request]\nbranch = "bot/docs"\nbase = "develop"\n'
        b'author = "Docs Bot <docs-bot@example.org>"\n'
    )
    due.pr()
    told = due.there("log", "-1", "--format=%an <%ae> %cn <%ce>", "bot/docs")
    assert told == "Docs Bot <docs-bot@example.org> Docs Bot <docs-bot@example.org>"
    assert due.fake.requests[0]["base"] == "develop"


def test_an_author_that_is_none_is_refused(due: World) -> None:
    (due.clone / "sotsync.toml").write_bytes(b'[pull_request]\nauthor = "Docs Bot"\n')
    assert "sotsync.toml:1" in due.pr(code=2).stderr


# What is stored


def test_line_ends_are_stored_as_git_add_would(due: World) -> None:
    """The document has CRLF where it is checked out, and LF where it is stored."""
    (due.clone / ".gitattributes").write_bytes(b"*.md text eol=crlf\n")
    due.save("attributes")
    document = due.clone / DOCUMENT
    document.unlink()
    git(due.clone, "checkout", "--", DOCUMENT)
    assert b"\r\n" in document.read_bytes()
    due.pr()
    stored = subprocess.run(
        ["git", "-C", due.bare, "cat-file", "blob", f"{BRANCH}:{DOCUMENT}"],
        check=True,
        capture_output=True,
    ).stdout
    assert b"\r\n" not in stored
    assert b"isbn" in stored
    assert due.there("diff", "--name-only", "main", BRANCH) == DOCUMENT


def test_line_ends_that_are_stored_stay(due: World) -> None:
    """The document is stored with CRLF, and nothing says otherwise."""
    document = due.clone / DOCUMENT
    document.write_bytes(document.read_bytes().replace(b"\n", b"\r\n"))
    due.save("carriage returns")
    git(due.clone, "config", "core.autocrlf", "input")
    due.pr()
    text = due.there("cat-file", "blob", f"{BRANCH}:{DOCUMENT}")
    assert text.count("\r\n") == text.count("\n")
    assert int(due.there("diff", "--numstat", "main", BRANCH).split("\t")[1]) < 20


def test_a_filter_is_used_and_a_mode_is_kept(due: World) -> None:
    git(due.clone, "config", "filter.upper.clean", "sed s/SCHEMA/SCHEME/")
    (due.clone / ".gitattributes").write_bytes(b"*.md filter=upper\n")
    (due.clone / DOCUMENT).chmod(0o755)
    due.save("filter")
    git(due.clone, "switch", "--quiet", "--detach", "HEAD~1")
    due.pr()
    assert due.there("ls-tree", BRANCH, DOCUMENT).startswith("100755 ")


def test_a_document_in_lfs_is_refused(due: World) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1"
    git(due.clone, "config", "filter.lfs.clean", f"printf '{pointer}\\n'; cat >/dev/null")
    git(due.clone, "config", "filter.lfs.smudge", "cat")
    (due.clone / ".git" / "info" / "attributes").write_bytes(b"*.md filter=lfs\n")
    result = due.pr(code=2)
    assert "is stored with Git LFS" in result.stderr
    assert due.branches() == ["main"]


def test_a_document_of_several_files(due: World) -> None:
    git(due.clone, "rm", "--quiet", "-r", DOCUMENT)
    (due.clone / MIGRATIONS / "20260201000000_isbn.sql").unlink()
    assert due.run("init", "--split").exit_code == 0
    due.save("divided")
    sql = f"{ISBN}\nCREATE TABLE shelves (id int);"
    due.migrate("20260201000000_isbn.sql", sql)
    due.pr()
    changed = due.there("diff", "--name-only", "main", BRANCH).split("\n")
    assert "SoT/database-schema/shelves.md" in changed
    assert "SoT/database-schema/books.md" in changed
    assert DOCUMENT in changed
    assert "### Files" in due.fake.requests[0]["body"]
    assert "nothing to do" not in due.pr().stderr


def test_a_document_behind_a_link_is_refused(due: World) -> None:
    document = due.clone / DOCUMENT
    document.rename(due.clone / "elsewhere.md")
    document.symlink_to(due.clone / "elsewhere.md")
    due.save("link")
    assert "symbolic link" in due.pr(code=2).stderr
    assert due.branches() == ["main"]


def test_back_links_in_other_documents(due: World) -> None:
    sibling = due.clone / "SoT" / "SoT.API_CONTRACTS.md"
    sibling.write_bytes(
        b"# API\n\n## API-001: Lend\n\n**ID**: API-001\n\n### Related IDs\n\n"
        b"**Database Tables**:\n- [DBT-101](SoT.ACTUAL_SCHEMA.md#wrong-anchor) - Books\n"
    )
    due.save("sibling")
    due.pr()
    assert due.there("diff", "--name-only", "main", BRANCH) == DOCUMENT
    due.pr("--fix-refs", "--fix-links")
    changed = due.there("diff", "--name-only", "main", BRANCH).split("\n")
    assert "SoT/SoT.API_CONTRACTS.md" in changed


# What is shown


def test_a_dry_run_needs_no_token_and_no_network(
    due: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.move(due.bare, due.bare.with_name("gone"))
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "GITLAB_")):
            monkeypatch.delenv(name)
    before = due.state()
    result = due.pr("--dry-run")
    assert due.state() == before
    assert due.fake.calls == []
    assert f"branch: {BRANCH}\nbase: main\n" in result.stdout
    assert "title: docs: bring the schema document in step with 1 migration\n" in result.stdout
    assert "<!-- sotsync: pull request" in result.stdout
    assert "+| `isbn` | TEXT |" in result.stdout


def test_a_dry_run_says_what_is_not_committed(due: World) -> None:
    (due.clone / MIGRATIONS / "20260301000000_more.sql").write_bytes(b"CREATE TABLE more ();")
    result = due.pr("--dry-run")
    assert "1 file is not committed as here" in result.stderr
    assert "public.more" in result.stdout
    git(due.clone, "remote", "remove", "origin")
    assert "public.more" in due.pr("--dry-run").stdout


def test_nothing_that_sync_could_do(world: World) -> None:
    """Drift that only people can mend makes no request, and ends with 1."""
    document = world.clone / DOCUMENT
    text = document.read_bytes().decode()
    entry = "## DBT-150: Something\n\n### Purpose & Context\n\nWords.\n\n---\n\n"
    at = text.index("## Deprecated Tables")
    document.write_bytes(f"{text[:at]}{entry}{text[at:]}".encode())
    assert world.run("sync").exit_code == 1
    world.save("an entry of no table")
    result = world.pr(code=1)
    assert "left that sync does not repair" in result.stderr
    assert (world.branches(), world.fake.written()) == (["main"], [])
    assert world.pr("--dry-run", code=1).stdout == ""


def test_links_lead_to_the_branch(due: World) -> None:
    due.pr()
    body = due.fake.requests[0]["body"]
    place = f"https://github.com/acme/library/blob/{BRANCH}/{DOCUMENT}#dbt-101-books"
    assert f"[DBT\\-101]({place})" in body or f"[DBT-101]({place})" in body


def test_no_repository_and_no_token(
    library: Path, run: Run, monkeypatch: pytest.MonkeyPatch, due: World
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    assert "there is no token in" in run("pr").stderr
    shutil.rmtree(library / ".git")
    result = run("pr")
    assert result.exit_code == 2
    assert "is in no git repository" in result.stderr
    assert due.branches() == ["main"]


# What is never shown


class _Git(http.server.BaseHTTPRequestHandler):
    """git over HTTP, for those who have the token alone."""

    root: Path
    expected: str
    seen: list[str]

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its interface
        """Say nothing."""

    def _handle(self) -> None:
        given = self.headers.get("Authorization", "")
        self.seen.append(given)
        if given != self.expected:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            capture_output=True,
            check=True,
            env={
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(self.root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "REMOTE_USER": "bot",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "CONTENT_LENGTH": str(len(body)),
            },
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = [line.partition(": ") for line in head.decode().split("\r\n")]
        status = next((value for name, _, value in fields if name == "Status"), "200")
        self.send_response(int(status[:3]))
        for name, _, value in fields:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _handle  # noqa: N815 - its interface


@contextmanager
def over_http(root: Path, expected: str) -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []
    handler = type("Handler", (_Git,), {"root": root, "expected": expected, "seen": seen})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def basic(user: str, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"


LOGINS = {
    "github": ("x-access-token", {}),
    "gitlab": ("oauth2", {}),
    "job": ("gitlab-ci-token", {"CI_JOB_TOKEN": TOKEN, "GITLAB_TOKEN": ""}),
}


@pytest.mark.parametrize("login", LOGINS)
def test_the_token_reaches_git_and_nothing_else(
    due: World,
    login: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    user, stated = LOGINS[login]
    if login != "github":
        ci(monkeypatch, "gitlab", due.fake)
    for name, value in stated.items():
        monkeypatch.setenv(name, value)
    log = tmp_path / "trace.log"
    for name in (
        "GIT_TRACE",
        "GIT_TRACE_CURL",
        "GIT_TRACE2",
        "GIT_TRACE2_EVENT",
        "GIT_CURL_VERBOSE",
    ):
        monkeypatch.setenv(name, str(log))
    monkeypatch.setenv("GIT_TRACE_REDACT", "0")
    git(due.bare, "config", "http.receivepack", "true")
    with over_http(due.bare.parent, basic(user, TOKEN)) as (server, seen):
        git(due.clone, "remote", "set-url", "origin", f"http://u:hunter2secret@{server}/bare.git")
        key = f"http.http://{server}/.extraHeader"
        git(due.clone, "config", key, "Authorization: Basic b2xkOm9sZA==")
        result = due.pr()
    assert set(seen) == {basic(user, TOKEN)}
    assert "isbn" in due.document()
    written = "".join(capfd.readouterr()) + result.stdout + result.stderr
    if log.exists():
        written += log.read_text()
    config = (due.clone / ".git" / "config").read_text().replace("u:hunter2secret", "")
    message = due.there("cat-file", "commit", BRANCH)
    requests = "".join(str(one) for one in due.fake.requests)
    for text in (written, config, message, requests):
        assert TOKEN not in text
        assert basic(user, TOKEN).removeprefix("Basic ") not in text
        assert "hunter2secret" not in text


def test_a_refusal_over_http_shows_no_secret(due: World) -> None:
    with over_http(due.bare.parent, "Basic other") as (server, _):
        git(due.clone, "remote", "set-url", "origin", f"http://u:hunter2secret@{server}/bare.git")
        result = due.pr(code=2)
    assert "origin cannot be read" in result.stderr
    assert "the credentials may not push" in result.stderr
    assert "hunter2secret" not in result.stderr


def test_the_token_goes_to_no_other_server(due: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", due.fake.url.replace("127.0.0.1", "localhost"))
    with over_http(due.bare.parent, "Basic other") as (server, seen):
        git(due.clone, "remote", "set-url", "origin", f"http://{server}/bare.git")
        due.pr(code=2)
    assert not any(basic("x-access-token", TOKEN) in one for one in seen)


def test_settings_that_git_has_by_the_environment_count(
    due: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a job has them that is told where the remote really is."""
    git(due.clone, "remote", "set-url", "origin", "https://nowhere.invalid/bare.git")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.{due.bare}.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://nowhere.invalid/bare.git")
    due.pr()
    assert "isbn" in due.document()


def test_without_ci_git_has_the_users_own_credentials(
    due: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    git(due.clone, "config", "user.name", "Ada")
    git(due.clone, "config", "user.email", "ada@example.org")
    git(due.bare, "config", "http.receivepack", "true")
    with over_http(due.bare.parent, basic("ada", "own")) as (server, seen):
        git(due.clone, "remote", "set-url", "origin", f"http://ada:own@{server}/bare.git")
        due.pr("--host", "github")
    assert not any(basic("x-access-token", TOKEN) in one for one in seen)
    assert due.there("log", "-1", "--format=%an <%ae>", BRANCH) == "Ada <ada@example.org>"
