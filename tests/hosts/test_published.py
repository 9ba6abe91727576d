"""What sotsync asks of GitHub, and what the server of the tests answers, as GitHub publishes it.

githubkit's models and calls are made from GitHub's own description of its REST API. The same is
asked through both, and compared; answers are read with the published models.
"""

from __future__ import annotations

import contextlib
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from githubkit import GitHub as Published
from githubkit.exception import RequestFailed
from githubkit_schemas.v2022_11_28 import models
from pydantic import BaseModel, TypeAdapter

from sotsync.hosts.github import GitHub, github_api
from tests.hosts.fake import TOKEN, Call, FakeHost, serve

TEXT = {"title": "Docs", "body": "Text"}
HERE = {"owner": "acme", "repo": "library"}
Ask = Callable[[GitHub], object]
AskPublished = Callable[[Any], object]

CALLS: dict[str, tuple[Ask, AskPublished, str]] = {
    "default branch": (
        lambda host: host.default_branch(),
        lambda rest: rest.repos.get(**HERE),
        "FullRepository",
    ),
    "find": (
        lambda host: host.find_request("docs", "main"),
        lambda rest: rest.pulls.list(**HERE, state="open", head="acme:docs", base="main"),
        "PullRequestSimple",
    ),
    "read": (
        lambda host: host.request(1),
        lambda rest: rest.pulls.get(**HERE, pull_number=1),
        "PullRequest",
    ),
    "create": (
        lambda host: host.create_request(head="new", base="main", **TEXT),
        lambda rest: rest.pulls.create(**HERE, head="new", base="main", **TEXT),
        "PullRequest",
    ),
    "update": (
        lambda host: host.update_request(1, **TEXT),
        lambda rest: rest.pulls.update(**HERE, pull_number=1, **TEXT),
        "PullRequest",
    ),
    "comments": (
        lambda host: host.comments(1),
        lambda rest: rest.issues.list_comments(**HERE, issue_number=1, per_page=100),
        "IssueComment",
    ),
    "comment": (
        lambda host: host.create_comment(1, "Text"),
        lambda rest: rest.issues.create_comment(**HERE, issue_number=1, body="Text"),
        "IssueComment",
    ),
    "change comment": (
        lambda host: host.update_comment(1, 5001, "Text"),
        lambda rest: rest.issues.update_comment(**HERE, comment_id=5001, body="Text"),
        "IssueComment",
    ),
    "remove comment": (
        lambda host: host.delete_comment(1, 5001),
        lambda rest: rest.issues.delete_comment(**HERE, comment_id=5001),
        "",
    ),
}


@pytest.fixture
def fake() -> Iterator[FakeHost]:
    with serve(FakeHost()) as host:
        opened = own(host)
        opened.create_request(head="docs", base="main", **TEXT)
        opened.create_comment(1, "Text")
        host.calls.clear()
        yield host


def own(fake: FakeHost) -> GitHub:
    return GitHub(api=github_api(fake.url, TOKEN), owner="acme", repository="library")


def meaning(call: Call) -> tuple[object, ...]:
    return (call.method, call.path, call.query, call.content)


@pytest.mark.parametrize("name", CALLS)
def test_what_is_asked_is_what_githubs_description_says(fake: FakeHost, name: str) -> None:
    ask, ask_published, _ = CALLS[name]
    ask(own(fake))
    with serve(FakeHost()) as other:
        published = Published(TOKEN, base_url=other.url, http_cache=False, auto_retry=False)
        with contextlib.suppress(RequestFailed):  # It is empty; only what is asked counts.
            ask_published(published.rest("2022-11-28"))
        [theirs] = other.calls
    ours = fake.calls[0]
    assert meaning(ours) == meaning(theirs)
    for header in ("accept", "authorization", "x-github-api-version"):
        assert header in ours.headers
    assert ours.headers["x-github-api-version"] == theirs.headers["x-github-api-version"]


@pytest.mark.parametrize("name", [name for name, call in CALLS.items() if call[2]])
def test_what_is_answered_is_what_githubs_description_says(fake: FakeHost, name: str) -> None:
    ask, _, model = CALLS[name]
    ask(own(fake))
    _, content = fake.answer(fake.calls[0])
    if name == "create":  # Asked twice, it exists.
        _, content = fake.answer(Call(**{**vars(fake.calls[0]), "method": "GET", "content": None}))
    answers = content if isinstance(content, list) else [content]
    assert answers
    for answer in answers:
        check(answer, getattr(models, model), name)


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("FullRepository", ("default_branch",)),
        ("PullRequest", ("number", "html_url", "title", "body", "head", "base")),
        ("PullRequestSimple", ("number", "html_url", "title", "body", "head", "base")),
        ("PullRequestPropHead", ("ref", "sha", "repo")),
        ("PullRequestPropBase", ("ref", "sha", "repo")),
        ("IssueComment", ("id", "user")),
        ("SimpleUser", ("login", "type")),
    ],
)
def test_what_is_read_is_always_there(model: str, names: tuple[str, ...]) -> None:
    fields = getattr(models, model).model_fields
    assert [name for name in names if not fields[name].is_required()] == []


def check(value: object, annotation: Any, place: str) -> None:  # noqa: ANN401 - any type there is
    """Hold a part of an answer to a published type; what the part leaves out does not count."""
    found = [one for one in parts_of(annotation) if is_model(one)]
    if not (isinstance(value, dict) and found):
        TypeAdapter(annotation).validate_python(value)
        return
    for key, inner in value.items():
        fields = [field for one in found for field in fields_of(one, key)]
        assert fields, f"{place}: {key} is not described"
        check(inner, fields[0], f"{place}.{key}")


def is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def fields_of(model: Any, key: str) -> Iterator[object]:  # noqa: ANN401 - the same
    for name, field in model.model_fields.items():
        if key in {name, field.alias}:
            yield field.annotation


def parts_of(annotation: object) -> Iterator[object]:
    """The types of a union, or the one type."""
    if typing.get_origin(annotation) in {typing.Union, types.UnionType, typing.Annotated}:
        for one in typing.get_args(annotation):
            yield from parts_of(one)
    else:
        yield annotation
