"""Front matter: read line by line, checked as YAML."""

from __future__ import annotations

import pytest

from sotsync.document.front_matter import check_front_matter, read_front_matter
from sotsync.document.passages import Page, make_page
from sotsync.text import Source

FIELDS = {
    "a plain value": ("version: 1.0", "version", "1.0"),
    "a comment": ("version: 1.0  # by hand", "version", "1.0"),
    "a hash that is no comment": ("purpose: a#b", "purpose", "a#b"),
    "a colon in the value": ("authority: a: b", "authority", "a: b"),
    "a quoted value": ('purpose: "a # \\" b" # c', "purpose", '"a # \\" b"'),
    "a single-quoted value": ("purpose: 'it''s # b'", "purpose", "'it''s # b'"),
    "no value": ("purpose:", "purpose", ""),
    "only a comment": ("purpose: # later", "purpose", ""),
    "spaces after the value": ("purpose: a  ", "purpose", "a"),
    "a key of two words": ("last updated: x", "last updated", "x"),
}


def page_of(*lines: str, line_end: str = "\n") -> Page:
    return make_page(Source("SoT.md", line_end.join(["---", *lines, "---", "# Text", ""])))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("line", "key", "value"), FIELDS.values(), ids=FIELDS.keys())
def test_a_field_is_read_as_text(line: str, key: str, value: str, line_end: str) -> None:
    page = page_of("first: 1", line, line_end=line_end)
    front_matter = read_front_matter(page)
    assert front_matter is not None
    field = front_matter.get(key)
    assert field is not None
    assert field.value.text == value
    assert page.source.slice(field.value.span) == value
    assert page.source.slice(field.line) == line
    assert front_matter.get("nothing") is None


def test_lines_that_are_no_fields_are_left_alone() -> None:
    front_matter = read_front_matter(page_of("list:", "  - a: 1", "# comment: 1", "text", "'q': 1"))
    assert front_matter is not None
    assert [field.key for field in front_matter.fields] == ["list"]


@pytest.mark.parametrize(
    "text",
    ["", "# Text\n---\na: b\n---\n", "---\na: b\n", " ---\na: b\n---\n", "----\na: b\n---\n"],
)
def test_there_is_none_but_at_the_very_top(text: str) -> None:
    assert read_front_matter(make_page(Source("SoT.md", text))) is None


def test_a_byte_order_mark_may_stand_before_it() -> None:
    page = make_page(Source("SoT.md", "\ufeff---\na: b\n...\nx"))
    front_matter = read_front_matter(page)
    assert front_matter is not None
    assert page.source.slice(front_matter.span) == "\ufeff---\na: b\n...\n"


INVALID = {
    "a colon and a space": (["version: 1.0", "authority: SoT: x"], 3),
    "an open bracket": (["list: [a", "b: 1"], None),
    "a tag nobody knows": (["a: !!x/y [1", "b: 2"], None),
}


@pytest.mark.parametrize(("lines", "line"), INVALID.values(), ids=INVALID.keys())
def test_text_that_is_no_yaml_is_reported(lines: list[str], line: int | None) -> None:
    page = page_of(*lines)
    front_matter = read_front_matter(page)
    assert front_matter is not None
    (finding,) = check_front_matter(page, front_matter)
    assert finding.code == "D140"
    assert finding.document is not None
    assert line in {None, finding.document.line}


def test_deep_nesting_is_no_trouble() -> None:
    page = page_of("a: " + "[" * 5000 + "]" * 5000)
    front_matter = read_front_matter(page)
    assert front_matter is not None
    assert check_front_matter(page, front_matter) == ()


@pytest.mark.parametrize(
    "lines", [["version: 1.0", "id_prefix: DBT-XXX"], ['a: "b: c"', "d: [1, 2]", "e:", "  - f"], []]
)
def test_yaml_is_not_reported(lines: list[str]) -> None:
    page = page_of(*lines)
    front_matter = read_front_matter(page)
    assert front_matter is not None
    assert check_front_matter(page, front_matter) == ()


def test_a_fault_without_a_place_is_reported_at_the_first_line() -> None:
    page = page_of('a: "\x07"')
    front_matter = read_front_matter(page)
    assert front_matter is not None
    (finding,) = check_front_matter(page, front_matter)
    assert finding.document is not None
    assert finding.document.line == 2
