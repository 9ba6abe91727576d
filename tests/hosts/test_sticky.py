"""One comment, changed in place: whatever people quote, whatever fails, never a second one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from sotsync.errors import HostError
from sotsync.hosts.github import GitHub, github_api
from sotsync.hosts.gitlab import GitLab, gitlab_api
from sotsync.hosts.models import Host
from sotsync.hosts.sticky import Kept, keep_comment, remove_comment
from tests.hosts.fake import TOKEN, Failure, FakeHost, serve

MARK = "<!-- sotsync: comment . -->"
ONE = f"{MARK}\nOne\n"
TWO = f"{MARK}\nTwo\n"


@pytest.fixture
def fake() -> Iterator[FakeHost]:
    with serve(FakeHost()) as host:
        yield host


@pytest.fixture(params=["github", "gitlab"])
def host(request: pytest.FixtureRequest, fake: FakeHost) -> Host:
    if request.param == "github":
        api = dataclasses.replace(github_api(fake.url, TOKEN), sleep=lambda _: None)
        return GitHub(api=api, owner="acme", repository="library")
    api = dataclasses.replace(gitlab_api(fake.url, TOKEN), sleep=lambda _: None)
    return GitLab(api=api, project="acme/library")


def bodies(fake: FakeHost) -> list[str]:
    return [comment["body"] for comment in fake.comments]


def person(fake: FakeHost, host: Host, body: str, number: int = 7) -> None:
    """Let a person comment."""
    before, fake.author = fake.author, ("ada", "User")
    host.create_comment(number, body)
    fake.author = before
    fake.calls.clear()


def test_it_is_written_once_and_changed_in_place(host: Host, fake: FakeHost) -> None:
    assert keep_comment(host, 7, MARK, ONE) is Kept.CREATED
    assert keep_comment(host, 7, MARK, ONE) is Kept.SAME
    assert keep_comment(host, 7, MARK, TWO) is Kept.UPDATED
    assert bodies(fake) == [TWO]
    assert keep_comment(host, 8, MARK, ONE) is Kept.CREATED, "another request has its own"
    assert remove_comment(host, 7, MARK) is Kept.REMOVED
    assert remove_comment(host, 7, MARK) is Kept.NONE
    assert bodies(fake) == [ONE]


def test_one_that_is_not_needed_is_not_written_but_is_changed(host: Host, fake: FakeHost) -> None:
    assert keep_comment(host, 7, MARK, ONE, is_made=False) is Kept.NONE
    assert fake.written() == []
    keep_comment(host, 7, MARK, ONE)
    assert keep_comment(host, 7, MARK, TWO, is_made=False) is Kept.UPDATED


def test_projects_of_one_repository_keep_one_each(host: Host, fake: FakeHost) -> None:
    other = "<!-- sotsync: comment shop -->"
    keep_comment(host, 7, MARK, ONE)
    keep_comment(host, 7, other, f"{other}\nShop\n")
    keep_comment(host, 7, MARK, TWO)
    assert bodies(fake) == [TWO, f"{other}\nShop\n"]


def test_it_is_found_behind_many_others(host: Host, fake: FakeHost) -> None:
    fake.page_size = 3
    for number in range(10):
        host.create_comment(7, f"Comment {number}")
    keep_comment(host, 7, MARK, ONE)
    for number in range(10):
        host.create_comment(7, f"Later {number}")
    assert keep_comment(host, 7, MARK, TWO) is Kept.UPDATED
    assert bodies(fake).count(TWO) == 1


def test_what_the_host_changes_by_itself_is_no_change(host: Host, fake: FakeHost) -> None:
    keep_comment(host, 7, MARK, ONE)
    fake.comments[0]["body"] = ONE.replace("\n", "\r\n").rstrip()
    assert keep_comment(host, 7, MARK, ONE) is Kept.SAME


@pytest.mark.parametrize(
    "quoted", [f"> {MARK}\n> One\n", f"See this:\n{ONE}", f" {MARK}\nOne", f"{MARK} One", MARK[1:]]
)
def test_a_comment_that_quotes_the_mark_is_not_ours(
    host: Host, fake: FakeHost, quoted: str
) -> None:
    host.create_comment(7, quoted)
    assert keep_comment(host, 7, MARK, TWO) is Kept.CREATED
    assert bodies(fake) == [quoted, TWO]
    assert remove_comment(host, 7, MARK) is Kept.REMOVED
    assert bodies(fake) == [quoted]


def test_a_persons_copy_is_never_touched_where_the_host_tells_who_we_are(
    host: Host, fake: FakeHost
) -> None:
    fake.user = "sot-bot"
    fake.author = ("sot-bot", "User")
    person(fake, host, ONE)
    assert keep_comment(host, 7, MARK, TWO) is Kept.CREATED
    assert keep_comment(host, 7, MARK, ONE) is Kept.UPDATED
    assert remove_comment(host, 7, MARK) is Kept.REMOVED
    assert [(one["author"]["username"], one["body"]) for one in fake.comments] == [("ada", ONE)]


def test_a_persons_copy_is_never_touched_by_a_workflow(host: Host, fake: FakeHost) -> None:
    """GitHub says which comments people wrote, also where it does not say who the token is."""
    if not isinstance(host, GitHub):
        pytest.skip("GitLab tells every token but a job's, which may not comment at all")
    person(fake, host, ONE)
    assert keep_comment(host, 7, MARK, TWO) is Kept.CREATED
    assert bodies(fake) == [ONE, TWO]


def test_what_two_runs_at_once_left_becomes_one(host: Host, fake: FakeHost) -> None:
    host.create_comment(7, ONE)
    host.create_comment(7, TWO)
    assert keep_comment(host, 7, MARK, ONE) is Kept.SAME
    assert bodies(fake) == [ONE]


@pytest.mark.parametrize("status", [500, 502, 503, 0])
def test_a_post_that_failed_late_is_not_sent_again(host: Host, fake: FakeHost, status: int) -> None:
    fake.failures.append(Failure(status=status, method="POST", happens=True))
    assert keep_comment(host, 7, MARK, ONE) is Kept.CREATED
    assert bodies(fake) == [ONE]
    assert len(fake.written()) == 1


@pytest.mark.parametrize("status", [500, 0])
def test_a_post_that_failed_is_told(host: Host, fake: FakeHost, status: int) -> None:
    fake.failures.append(Failure(status=status, method="POST"))
    with pytest.raises(HostError) as caught:
        keep_comment(host, 7, MARK, ONE)
    assert TOKEN not in str(caught.value)
    assert fake.comments == []
    assert keep_comment(host, 7, MARK, ONE) is Kept.CREATED, "the next run mends it"


@pytest.mark.parametrize("method", ["GET", "POST", "P(ATCH|UT)"])
@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_a_refusal_is_told_with_its_status(
    host: Host, fake: FakeHost, method: str, status: int
) -> None:
    if method.startswith("P("):
        if status == 404:
            return  # The comment was removed a moment ago; see below.
        keep_comment(host, 7, MARK, ONE)
        method = "PATCH" if isinstance(host, GitHub) else "PUT"
    content = {"message": f"No, {TOKEN}"}
    path = "comments|notes"
    fake.failures.append(Failure(status=status, method=method, path=path, content=content))
    with pytest.raises(HostError, match=r"No, \*\*\*") as caught:
        keep_comment(host, 7, MARK, TWO)
    assert caught.value.status == status
    assert len(fake.comments) <= 1


def test_one_that_was_removed_a_moment_ago_is_written_anew(host: Host, fake: FakeHost) -> None:
    keep_comment(host, 7, MARK, ONE)
    method = "PATCH" if isinstance(host, GitHub) else "PUT"
    fake.failures.append(Failure(status=404, method=method))
    fake.calls.clear()
    assert keep_comment(host, 7, MARK, TWO) is Kept.CREATED


def test_a_busy_host_is_asked_again(host: Host, fake: FakeHost) -> None:
    fake.failures += [
        Failure(status=429, headers={"Retry-After": "1"}),
        Failure(status=503, method="GET"),
    ]
    assert keep_comment(host, 7, MARK, ONE) is Kept.CREATED
    assert bodies(fake) == [ONE]


@pytest.mark.parametrize("status", [500, 0])
def test_a_host_that_cannot_say_who_we_are_is_not_guessed(
    host: Host, fake: FakeHost, status: int
) -> None:
    fake.failures.append(Failure(status=status, path="^/user$", times=9))
    with pytest.raises(HostError):
        keep_comment(host, 7, MARK, ONE)
    assert fake.written() == []
