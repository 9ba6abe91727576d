"""Who pushes, as whom, and where files are read, told by what CI sets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sotsync.hosts.addresses import default_branch_in, default_identity, files_address, login_of
from sotsync.hosts.github import GitHub, github_api
from sotsync.hosts.secrets import redacted, without_password


@pytest.mark.parametrize(
    ("event", "branch"),
    [
        ({"repository": {"default_branch": "trunk"}}, "trunk"),
        ({"repository": {}}, None),
        ({"repository": None}, None),
        ([], None),
    ],
)
def test_the_default_branch_that_github_tells(
    tmp_path: Path, event: object, branch: str | None
) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    assert default_branch_in({"GITHUB_EVENT_PATH": str(path)}) == branch


def test_a_default_branch_that_nobody_tells(tmp_path: Path) -> None:
    assert default_branch_in({}) is None
    assert default_branch_in({"GITHUB_EVENT_PATH": str(tmp_path / "none")}) is None
    assert default_branch_in({"CI_DEFAULT_BRANCH": "trunk"}) == "trunk"


def test_whom_a_commit_is_by() -> None:
    bot = default_identity({"GITHUB_ACTIONS": "true"})
    assert bot is not None
    assert bot.name == "github-actions[bot]"
    job = {"GITLAB_CI": "true", "GITLAB_USER_NAME": "Ada", "GITLAB_USER_EMAIL": "ada@example.org"}
    person = default_identity(job)
    assert person is not None
    assert (person.name, person.email) == ("Ada", "ada@example.org")
    assert default_identity({"GITLAB_CI": "true"}) is None


def test_which_servers_get_the_login() -> None:
    host = GitHub(api=github_api("https://api.github.com", "t"), owner="a", repository="b")
    assert login_of(host, {}) is None
    found = login_of(host, {"GITHUB_ACTIONS": "true"})
    assert found is not None
    assert found[1] == ("github.com",)
    assert "secret" not in repr(found[0])


@pytest.mark.parametrize(
    ("remote", "named", "expected"),
    [
        ("git@github.com:acme/lib.git", None, "https://github.com/acme/lib/blob/docs/x/"),
        ("https://u:p@gitlab.com/a/b/c.git", None, "https://gitlab.com/a/b/c/-/blob/docs/x/"),
        ("https://code.example/a/b", "gitlab", "https://code.example/a/b/-/blob/docs/x/"),
        ("https://code.example/a/b", None, None),
        ("/srv/a.git", "github", None),
        (None, None, None),
    ],
)
def test_where_files_are_read(remote: str | None, named: str | None, expected: str | None) -> None:
    assert files_address({}, remote, "docs/x", named=named) == expected


def test_passwords_and_tokens_are_taken_out() -> None:
    told = "fatal: 'https://u:p@ss@host/a' and ssh://git@host/b with tokentoken and token"
    assert redacted(told, ("token", "tokentoken", "")) == (
        "fatal: 'https://***@host/a' and ssh://***@host/b with *** and ***"
    )
    assert without_password("https://u:p@host/a") == "https://host/a"
    assert without_password("https://host/a@b") == "https://host/a@b"
