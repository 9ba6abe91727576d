"""GitHub and GitLab as sotsync asks them: what works, and every way in which a host can fail."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from sotsync.errors import HostError
from sotsync.hosts.detect import find_host, request_number
from sotsync.hosts.github import GitHub, github_api
from sotsync.hosts.gitlab import GitLab, gitlab_api
from sotsync.hosts.http import Api
from sotsync.hosts.models import Host
from tests.hosts.fake import TOKEN, Failure, FakeHost, serve

WAITS: list[float] = []


@pytest.fixture
def fake() -> Iterator[FakeHost]:
    WAITS.clear()
    with serve(FakeHost()) as host:
        yield host


def quick(api: Api) -> Api:
    """The API, which notes how long it would wait."""
    return dataclasses.replace(api, sleep=WAITS.append)


@pytest.fixture(params=["github", "gitlab"])
def host(request: pytest.FixtureRequest, fake: FakeHost) -> Host:
    return opened(request.param, fake)


def opened(kind: str, fake: FakeHost) -> Host:
    if kind == "github":
        return GitHub(api=quick(github_api(fake.url, TOKEN)), owner="acme", repository="library")
    return GitLab(api=quick(gitlab_api(fake.url, TOKEN)), project="acme/library")


def create(host: Host, title: str = "Docs") -> int:
    return host.create_request(head="docs", base="main", title=title, body="Text").number


def test_a_request_is_opened_found_and_changed(host: Host) -> None:
    assert host.default_branch() == "main"
    assert host.find_request("docs", "main") is None
    number = create(host)
    found = host.find_request("docs", "main")
    assert found is not None
    assert (found.number, found.title, found.body) == (number, "Docs", "Text")
    assert host.find_request("docs", "release") is None
    changed = host.update_request(number, title="New", body="Other")
    assert (changed.title, changed.body) == ("New", "Other")
    assert host.request(number) == changed
    assert "acme/library" in changed.url


def test_a_request_that_is_open_already_is_brought_up_to_date(host: Host, fake: FakeHost) -> None:
    first = create(host)
    assert create(host, "Later") == first
    assert [one["title"] for one in fake.requests] == ["Later"]


def test_a_request_from_a_fork_is_not_ours(host: Host, fake: FakeHost) -> None:
    create(host)
    fake.requests[0]["fork"] = True
    assert host.find_request("docs", "main") is None


def test_a_refusal_that_is_not_about_an_open_request_stands(host: Host, fake: FakeHost) -> None:
    said = {"message": "Validation Failed", "errors": [{"message": "No commits between a and b"}]}
    status = 422 if isinstance(host, GitHub) else 409
    fake.failures.append(Failure(status=status, method="POST", content=said))
    with pytest.raises(HostError, match="No commits between a and b"):
        create(host)
    assert fake.requests == []


def test_comments_are_made_changed_and_removed(host: Host, fake: FakeHost) -> None:
    number = create(host)
    one = host.create_comment(number, "one")
    other = host.create_comment(number, "two")
    assert host.update_comment(number, one.id, "changed").body == "changed"
    assert [comment.body for comment in host.comments(number)] == ["changed", "two"]
    host.delete_comment(number, other.id)
    host.delete_comment(number, other.id)
    assert [comment.body for comment in host.comments(number)] == ["changed"]
    assert len(fake.comments) == 1


def test_lists_of_many_pages_are_read_whole(host: Host, fake: FakeHost) -> None:
    number = create(host)
    for turn in range(75):
        host.create_comment(number, str(turn))
    assert [comment.body for comment in host.comments(number)] == [str(turn) for turn in range(75)]
    assert len([call for call in fake.calls if call.method == "GET"]) >= 3


def test_a_next_page_elsewhere_is_not_asked_with_the_token(host: Host, fake: FakeHost) -> None:
    headers = {"Link": '<https://evil.example/steal>; rel="next"'}
    fake.failures.append(Failure(status=200, method="GET", content=[], headers=headers))
    with pytest.raises(HostError, match="links its next page to another server"):
        host.comments(1)


@pytest.mark.parametrize("status", [401, 403, 404, 422, 418])
def test_a_refusal_says_what_the_host_says(host: Host, fake: FakeHost, status: int) -> None:
    said = {"message": f"No,\nbecause of {TOKEN}"}
    fake.failures.append(Failure(status=status, content=said, times=9))
    with pytest.raises(
        HostError, match=rf"answers {status} to GET .*: No, because of \*\*\*"
    ) as caught:
        host.default_branch()
    assert caught.value.status == status
    assert caught.value.hint
    assert TOKEN not in str(caught.value)
    assert len(fake.calls) == 1, "a refusal is not asked again"
    assert WAITS == []


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_stumbles_is_asked_again(host: Host, fake: FakeHost, status: int) -> None:
    fake.failures.append(Failure(status=status, times=3))
    assert host.default_branch() == "main"
    assert WAITS == [1.0, 2.0, 4.0]


def test_a_server_that_stays_down_is_an_error(host: Host, fake: FakeHost) -> None:
    fake.failures.append(Failure(status=503, times=99))
    with pytest.raises(HostError, match="answers 503"):
        host.default_branch()
    assert len(fake.calls) == 4


def test_what_may_have_happened_is_not_sent_again(host: Host, fake: FakeHost) -> None:
    fake.failures.append(Failure(status=502, method="POST", happens=True))
    with pytest.raises(HostError, match="answers 502"):
        create(host)
    assert len(fake.requests) == 1
    assert create(host, "Again") == 1, "the next run finds it"


@pytest.mark.parametrize(("stated", "waited"), [("7", 7.0), ("soon", 1.0), ("", 1.0)])
def test_a_limit_is_waited_for(host: Host, fake: FakeHost, stated: str, waited: float) -> None:
    headers = {"Retry-After": stated} if stated else {}
    fake.failures.append(Failure(status=429, method="POST", headers=headers))
    assert create(host) == 1
    assert [waited] == WAITS


def test_a_limit_of_an_hour_is_not_waited_for(host: Host, fake: FakeHost) -> None:
    fake.failures.append(Failure(status=403, headers={"Retry-After": "3600"}))
    with pytest.raises(HostError, match="answers 403"):
        host.default_branch()
    assert WAITS == []


def test_a_connection_that_breaks_is_tried_again(host: Host, fake: FakeHost) -> None:
    fake.failures.append(Failure(status=0, times=2))
    assert host.default_branch() == "main"
    fake.failures.append(Failure(status=0, method="POST"))
    with pytest.raises(HostError, match="cannot be reached"):
        create(host)


def test_a_server_that_is_not_there(fake: FakeHost) -> None:
    host = opened("github", dataclasses.replace(fake, url="http://127.0.0.1:9"))
    with pytest.raises(HostError, match=r"127\.0\.0\.1 cannot be reached") as caught:
        host.default_branch()
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("content", ["text", [], {}, {"default_branch": 3}])
def test_an_answer_of_another_kind_is_an_error(host: Host, fake: FakeHost, content: object) -> None:
    fake.failures.append(Failure(status=200, content=content))
    with pytest.raises(HostError, match="without 'default_branch'"):
        host.default_branch()


def test_no_token_is_sent_without_encryption() -> None:
    with pytest.raises(HostError, match="is not https"):
        github_api("http://example.org", TOKEN)


# Which host it is

ACTIONS = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "acme/library",
    "GITHUB_API_URL": "https://ghe.example.org/api/v3",
    "GITHUB_TOKEN": TOKEN,
}
GITLAB_CI = {
    "GITLAB_CI": "true",
    "CI_PROJECT_ID": "42",
    "CI_API_V4_URL": "https://gitlab.example.org/api/v4",
    "GITLAB_TOKEN": TOKEN,
}


@pytest.mark.parametrize(
    ("environment", "remote", "named", "url", "where"),
    [
        (ACTIONS, None, None, "https://ghe.example.org/api/v3", "acme/library"),
        (GITLAB_CI, None, None, "https://gitlab.example.org/api/v4", "42"),
        *(
            ({"GH_TOKEN": TOKEN}, remote, None, "https://api.github.com", "acme/library")
            for remote in (
                "git@github.com:acme/library.git",
                "https://github.com/acme/library",
                "https://user:secret@github.com/acme/library.git/",
                "ssh://git@github.com:22/acme/library.git",
            )
        ),
        (
            {"GITLAB_TOKEN": TOKEN},
            "git@gitlab.example.org:acme/deep/library.git",
            "gitlab",
            "https://gitlab.example.org/api/v4",
            "acme/deep/library",
        ),
        (
            {"GITLAB_TOKEN": TOKEN, "GITLAB_HOST": "gitlab.example.org"},
            "git@gitlab.example.org:acme/library.git",
            None,
            "https://gitlab.example.org/api/v4",
            "acme/library",
        ),
        (
            {"GITLAB_TOKEN": TOKEN, "CI_API_V4_URL": "https://git.example.org/api/v4"},
            "git@gitlab.example.org:acme/library.git",
            None,
            "https://git.example.org/api/v4",
            "acme/library",
        ),
        (
            {"GH_TOKEN": TOKEN, "GH_HOST": "code.example.org"},
            "https://code.example.org/acme/library",
            None,
            "https://code.example.org/api/v3",
            "acme/library",
        ),
        (
            {"GITHUB_TOKEN": TOKEN},
            "git@code.example.org:acme/library.git",
            "github",
            "https://code.example.org/api/v3",
            "acme/library",
        ),
    ],
)
def test_the_host_is_told_by_what_is_set(
    environment: dict[str, str], remote: str | None, named: str | None, url: str, where: str
) -> None:
    host = find_host(environment, remote, named=named)
    assert isinstance(host, GitHub | GitLab)
    assert host.api.url == url
    place = f"{host.owner}/{host.repository}" if isinstance(host, GitHub) else host.project
    assert place == where
    assert TOKEN not in repr(host)


@pytest.mark.parametrize(
    ("environment", "remote", "fault"),
    [
        ({}, "https://code.example.org/acme/library", "which host"),
        ({}, None, "which host"),
        ({"GITHUB_TOKEN": TOKEN}, "https://github.example.net/a/b", "not sent to github.example"),
        ({"GITHUB_TOKEN": TOKEN}, "https://github.com.example.net/a/b", "because of its name"),
        ({"GITHUB_TOKEN": TOKEN}, "git@notgithub.com:a/b.git", "because of its name alone"),
        ({"SOTSYNC_TOKEN": TOKEN}, "https://gitlab.example.net/a/b", "because of its name alone"),
        ({}, "../library.git", "which host"),
        ({}, "https://github.com/acme/library", "no token in SOTSYNC_TOKEN, GITHUB_TOKEN or GH"),
        ({"GH_TOKEN": TOKEN}, "https://github.com/acme/library/more", "which repository"),
        ({"GITLAB_CI": "true", "GITLAB_TOKEN": TOKEN}, None, "which project"),
    ],
)
def test_what_cannot_be_told_is_said(
    environment: dict[str, str], remote: str | None, fault: str
) -> None:
    with pytest.raises(HostError, match=fault):
        find_host(environment, remote)


def test_the_token_of_a_job_is_sent_as_one(fake: FakeHost) -> None:
    environment = {"GITLAB_CI": "true", "CI_PROJECT_ID": "1", "CI_API_V4_URL": fake.url}
    find_host({**environment, "CI_JOB_TOKEN": TOKEN}, None).default_branch()
    find_host({**environment, "GITLAB_TOKEN": TOKEN}, None).default_branch()
    sent = [[name for name, value in call.headers.items() if value == TOKEN] for call in fake.calls]
    assert sent == [["job-token"], ["private-token"]]


@pytest.mark.parametrize(
    ("environment", "number"),
    [
        ({"CI_MERGE_REQUEST_IID": "7"}, 7),
        ({"GITHUB_REF": "refs/pull/12/merge"}, 12),
        ({"GITHUB_REF": "refs/heads/main"}, None),
        ({"GITHUB_EVENT_PATH": "/nowhere"}, None),
        ({}, None),
    ],
)
def test_the_number_of_the_request(environment: dict[str, str], number: int | None) -> None:
    assert request_number(environment) == number


@pytest.mark.parametrize(
    ("event", "number"),
    [('{"pull_request": {"number": 3}}', 3), ("{}", None), ("[]", None), ("no json", None)],
)
def test_the_number_in_an_event(
    tmp_path_factory: pytest.TempPathFactory, event: str, number: int | None
) -> None:
    path = tmp_path_factory.mktemp("event") / "event.json"
    path.write_bytes(event.encode())
    assert request_number({"GITHUB_EVENT_PATH": str(path)}) == number


@pytest.mark.parametrize("space", ["\n", "\r\n", " ", "\t"])
def test_a_token_that_was_read_with_its_line_end_is_the_token(fake: FakeHost, space: str) -> None:
    environment = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": fake.url,
        "GITHUB_REPOSITORY": "acme/library",
        "SOTSYNC_TOKEN": space,
        "GITHUB_TOKEN": f"{TOKEN}{space}",
    }
    assert find_host(environment, None).default_branch() == "main"


@pytest.mark.parametrize("kind", ["github", "gitlab"])
@pytest.mark.parametrize("inside", ["\n", "\r\nX: y", " ", "\0", "é", "\u2028", "\x1b"])
def test_a_token_that_is_none_is_refused_and_not_shown(kind: str, inside: str) -> None:
    remote = f"https://{kind}.com/acme/library.git"
    environment = {"SOTSYNC_TOKEN": f"ghp_first{inside}last"}
    with pytest.raises(HostError, match="no token has") as caught:
        find_host(environment, remote)
    told = f"{caught.value!r} {caught.value.message} {caught.value.hint}"
    assert "first" not in told
    assert "last" not in told
