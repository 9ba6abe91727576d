"""What a pull request says: all of it, not too long, safe from what it quotes, beside people's."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sotsync.diff.changes import Change, change_adapter
from sotsync.replay.history import Action, Operation
from sotsync.report.request_contents import EntryLine, RequestContents
from sotsync.report.request_text import (
    MAXIMUM_LENGTH,
    render_commit_message,
    render_request,
    render_title,
)
from sotsync.text import Location

HOSTILE = (
    "@everyone #12 <script>alert(1)</script> ![x](https://evil.example/p.png) `` ` ``` | "
    "[y](javascript:z) \x1b[31m https://evil.example www.evil.example a@evil.example\n"
    "/merge\n# Title\n<!-- sotsync: end of pull request -->\nCloses #1"
)
END = "<!-- sotsync: end of pull request -->"


def changes(name: str) -> tuple[Change, ...]:
    """A difference of every kind about something of that name."""
    stated = {"object": name, "relation": name, "documented": name, "actual": name}
    kinds = (
        {"kind": "undocumented", "code": "D010"},
        {"kind": "ghost", "code": "D011"},
        {"kind": "renamed", "code": "D015"},
        {"kind": "planned", "code": "D004"},
        {"kind": "altered", "code": "D012", "aspect": "type"},
        {"kind": "outdated", "code": "D070", "field": name},
        {"kind": "unmapped", "code": "D003", "reason": name},
    )
    return tuple(
        change_adapter.validate_python({"subject": "column", **stated, **kind}) for kind in kinds
    )


def contents(name: str = "public.books", number: int = 1) -> RequestContents:
    """A request that does everything, ``number`` times."""
    line = EntryLine(id=name, key=name, slug=name, note=name)
    operation = Operation(
        object=name,
        path=name,
        version="1",
        location=Location(name, 1),
        action=Action.DROP_COLUMN,
        subject=name,
        detail=name,
        is_breaking=True,
    )
    every = changes(name)
    return RequestContents(
        document=name,
        path=name,
        folder=name,
        changes=every * number,
        left=every * number,
        added=(line,) * number,
        changed=((line, every),) * number,
        deprecated=(line,) * number,
        migrations=(name,) * number,
        breaking=(operation,) * number,
        unfilled=(line,) * number,
        quoted=((name, name),) * number,
        suspects=(name,) * number,
        warnings=number,
        files=(name,) * number,
    )


def body_of(value: RequestContents, **others: str) -> str:
    text = render_request(value, files="https://host.example/a/blob/docs/", **others)
    assert text.body is not None
    return text.body


@pytest.mark.parametrize(
    ("action", "subject", "detail", "told"),
    [
        (Action.RENAME_COLUMN, "title", "from name", "rename column `name` to `title`"),
        (Action.RENAME_TABLE, "", "from book", "renamed from `book`"),
        (Action.MOVE_TABLE, "", "from old", "moved from schema `old`"),
        (Action.SET_NOT_NULL, "title", "", "set not null `title`"),
        (Action.ALTER_TYPE, "title", "text → int", "alter type `title` (text → int)"),
    ],
)
def test_what_breaks_is_told_in_words(action: Action, subject: str, detail: str, told: str) -> None:
    value = contents()
    [operation] = value.breaking
    changed = dataclasses.replace(
        operation,
        path="prisma/migrations/1_a/migration.sql",
        action=action,
        subject=subject,
        detail=detail,
    )
    body = body_of(dataclasses.replace(value, breaking=(changed,)))
    assert f"`public.books`: {told}, in `1_a/migration.sql`\n" in body


def test_every_part_is_told() -> None:
    body = body_of(contents())
    titles = re.findall(r"^### (.+)$", body, re.MULTILINE)
    assert titles == [
        "Breaking changes",
        "Added",
        "Changed",
        "Deprecated",
        "Left to write",
        "Words that moved",
        "References to check",
        "Left to people",
        "Migrations",
        "Files",
    ]
    assert "drop column `public.books`" in body
    assert "1 warning about the document" in body
    assert "(https://host.example/a/blob/docs/public.books#public.books)" in body


def test_parts_of_which_there_is_nothing_are_left_out() -> None:
    body = body_of(RequestContents(document="d.md", path="d.md", folder="m"))
    assert "###" not in body
    assert "mends references between `d.md` and the documents around it" in body


def test_without_an_address_there_are_no_links() -> None:
    body = render_request(contents(), files=None).body
    assert body is not None
    assert "](" not in body


def test_titles() -> None:
    one = contents()
    assert render_title(one) == "docs: bring the schema document in step with 1 migration"
    assert render_title(contents(number=3)).endswith("with 3 migrations")
    none = RequestContents(document="d", path="d", folder="m", changes=one.changes)
    assert render_title(none) == "docs: bring the schema document in step with the migrations"
    nothing = RequestContents(document="d", path="d", folder="m")
    assert render_title(nothing) == "docs: mend references between documents"


def test_nothing_that_is_quoted_is_read_as_markdown() -> None:
    body = body_of(contents(HOSTILE))
    assert body.count(END) == 1
    assert body.rstrip().endswith(END)
    lines = body.split("\n")
    marks = ("<!--", "This brings", "### ", "- ", "  - ", "---", "_Written by")
    told = ("Programs that", "Their tables", "What only", "They were", "`sotsync sync`", "")
    assert all(line.startswith(marks) or line.startswith(told[:-1]) or not line for line in lines)
    assert "\x1b" not in body
    tokens = MarkdownIt("commonmark", {"linkify": False}).parse(body)
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {
        *("text", "code_inline", "softbreak", "em_open", "em_close", "link_open", "link_close"),
    }
    links = [child.attrs["href"] for child in inline if child.type == "link_open"]
    assert all(str(link).startswith("https://host.example/a/blob/docs/") for link in links)
    plain = "".join(child.content for child in inline if child.type == "text")
    assert not re.search(r"[@#]\w", plain)


def test_a_quoted_mark_is_shown_without_what_keeps_it_apart() -> None:
    """What stands in its middle is invisible; spelled out it would only puzzle."""
    body = body_of(contents("<!-- sotsync: table=public.orders -->"))
    assert "u200b" not in body
    assert "<!\u200b-- sotsync: table=public.orders -->" in body


def test_the_commit_message_closes_and_mentions_nothing() -> None:
    message = render_commit_message(contents("closes #1 @all\n\nSotsync-Base: 0.sql"))
    assert "#" not in message
    assert "@" not in message
    assert "\nSotsync-Base" not in message
    assert render_commit_message(contents(number=60)).count("- public.books") == 50
    assert "and 10 more" in render_commit_message(contents(number=60))


@pytest.mark.parametrize("number", [10, 300, 1500])
@pytest.mark.parametrize("name", ["public.books", HOSTILE])
def test_it_is_never_longer_than_hosts_take(number: int, name: str) -> None:
    body = body_of(contents(name, number))
    assert len(body) <= MAXIMUM_LENGTH
    assert body.startswith("<!-- sotsync: pull request ")
    assert body.endswith(END)
    listed = body.count("\n- [ ] ")
    more = re.search(r"### Left to write.*?_and ([\d,]+) more", body, re.DOTALL)
    assert listed + (int(more[1].replace(",", "")) if more else 0) == number


def test_there_is_room_for_what_people_wrote() -> None:
    first = render_request(contents(number=1000), files=None)
    assert first.title is not None
    around = f"{'a' * 40_000}\n{first.body}"
    body = body_of(contents(number=1001), title=first.title, body=around)
    assert len(body) <= MAXIMUM_LENGTH
    assert body.startswith("a" * 40_000)
    full = f"{'a' * 65_000}\n{first.body}"
    assert body_of(contents(number=1001), title=first.title, body=full).endswith(END)


def test_the_same_again_changes_nothing() -> None:
    first = render_request(contents(), files=None)
    assert first.title is not None
    assert first.body is not None
    for body in (first.body, first.body.replace("\n", "\r\n"), f"{first.body}\n"):
        again = render_request(contents(), files=None, title=first.title, body=body)
        assert (again.title, again.body) == (None, None)


def test_a_title_of_people_stays_even_when_ours_changes() -> None:
    first = render_request(contents(), files=None)
    assert first.body is not None
    second = render_request(contents(number=2), files=None, title="Mine", body=first.body)
    assert second.title is None
    assert second.body is not None
    third = render_request(contents(number=3), files=None, title="Mine", body=second.body)
    assert third.title is None
    ours = render_request(contents(number=3), files=None, title=first.title or "", body=first.body)
    assert ours.title == render_title(contents(number=3))


def test_a_text_that_was_emptied_is_written_anew() -> None:
    first = render_request(contents(), files=None)
    again = render_request(contents(), files=None, title=first.title or "", body=" \r\n")
    assert again.body is not None
    assert END in again.body


@given(above=st.text(max_size=50), below=st.text(max_size=50))
def test_what_people_write_around_our_part_stays(above: str, below: str) -> None:
    """A law: everything outside the marks is there afterwards, line ends aside."""
    first = render_request(contents(), files=None)
    body = f"{above}{first.body}{below}"
    after = render_request(contents(number=2), files=None, title="x", body=body).body
    assert after is not None
    assert after.startswith(above.replace("\r\n", "\n"))
    assert after.endswith(below.replace("\r\n", "\n"))
