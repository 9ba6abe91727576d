"""The lists beside a document, merged by what they list."""

from __future__ import annotations

import json

import pytest

from sotsync.merge.choices import Choice
from sotsync.merge.lists import is_list, merge_lists
from sotsync.text import Source


def known(*letters: str, newline: str = "\n") -> str:
    lines = [
        json.dumps({"fingerprint": one * 32, "code": "D001", "object": one, "message": one})
        for one in letters
    ]
    body = ",\n".join(f"    {line}" for line in lines)
    listed = f"[\n{body}\n  ]" if lines else "[]"
    text = f'{{\n  "format": "sotsync.known/1",\n  "known": {listed}\n}}\n'
    return text.replace("\n", newline)


def review(**prints: str) -> str:
    stated = {name.replace("_", " ").replace("0", "-0"): value for name, value in prints.items()}
    body = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(stated.items()))
    listed = f"{{\n{body}\n  }}" if stated else "{}"
    return f'{{\n  "format": "sotsync.review/1",\n  "reviewed": {listed}\n}}\n'


def merged(base: str, ours: str, theirs: str) -> Choice:
    return merge_lists(*(Source("sotsync.json", text) for text in (base, ours, theirs)))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ("abc", "bc", "ab", "b"),
        ("a", "ab", "ac", "abc"),
        ("", "b", "a", "ab"),
        ("ab", "b", "abc", "bc"),
        ("a", "a", "ab", "ab"),
    ],
)
def test_known_problems(base: str, ours: str, theirs: str, result: str) -> None:
    assert merged(known(*base), known(*ours), known(*theirs)) == Choice.of(known(*result))


def test_a_list_that_both_added_has_no_base() -> None:
    assert merged("", known("a"), known("b")) == Choice.of(known("a", "b"))


def test_line_ends_stay() -> None:
    result = merged(known("a"), known("a", "b", newline="\r\n"), known("a", "c"))
    assert result == Choice.of(known("a", "b", "c", newline="\r\n"))


def test_a_reference_that_both_reviewed_differently_is_not_reviewed() -> None:
    old, new, other = (f"{digit * 12} {digit * 12}" for digit in "123")
    result = merged(
        review(DBT0_API0=old, DBT0_UJ0=old),
        review(DBT0_API0=new, DBT0_UJ0=new),
        review(DBT0_API0=other, DBT0_UJ0=old),
    )
    assert result.is_settled
    reviewed = json.loads(result.ours)["reviewed"]
    assert list(reviewed) == ["DBT-0 UJ-0"]


def test_what_is_no_list_is_merged_by_lines() -> None:
    assert merged("{}\n", "{ }\n", "{  }\n") == Choice("{ }\n", "{  }\n")
    assert not is_list(Source("a.md", "## DBT-001: Books\n"))
