"""What holds for every document, however hostile its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.document.front_matter import read_front_matter
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.document.passages import Passage, make_page
from sotsync.text import Source, Span
from tests.document.fixtures import LINE_ENDS, NAMES, read
from tests.document.places import document_places
from tests.document.test_blocks import HOSTILE

WORDS = tuple(
    sorted(
        {line for name in NAMES for line in read(name).text.split("\n")}
        | set(HOSTILE)
        | {"### Field Specifications", "### Related IDs", "- **References**:", "**Policies**:"}
    )
)


@st.composite
def shuffled_documents(draw: st.DrawFn) -> str:
    """The lines of real documents and hostile ones in any order, below one entry heading."""
    ends = st.sampled_from(tuple(LINE_ENDS.values()))
    lines = draw(st.lists(st.tuples(st.sampled_from(WORDS), ends), max_size=40))
    above, below = draw(st.sampled_from((("", ""), ("\ufeff---\r\nx: y\r\n---\r\n", "\n---\n"))))
    return f"{above}# DBT-001: One\n" + "".join(a + b for a, b in lines) + below


def assert_places_are_exact(document: Document) -> None:
    text = document.source.text
    for place in document_places(document):
        span = place.span if isinstance(place, Passage) else place
        assert 0 <= span.start <= span.end <= len(text)
        if isinstance(place, Passage):
            assert document.source.slice(span) == place.text


def assert_parts_follow_each_other(document: Document) -> None:
    """Entries do not overlap, and an entry's parts add up to it but for what closes it."""
    end = 0
    for entry in document.entries:
        assert end <= entry.span.start < entry.span.end
        end = entry.span.end
        position = entry.introduction.end
        assert entry.span.contains(entry.introduction)
        for section in entry.sections:
            assert section.span.start == position
            assert section.span.contains(section.body)
            position = section.span.end
        assert position == entry.content_end
        assert entry.content_end <= end


@given(shuffled_documents())
def test_every_place_is_exact_in_any_text(text: str) -> None:
    document = parse_document(Source("x.md", text))
    assert_places_are_exact(document)
    assert_parts_follow_each_other(document)


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS.keys())
@pytest.mark.parametrize("name", NAMES)
def test_every_place_is_exact_whatever_ends_the_lines(name: str, line_end: str) -> None:
    document = parse_document(read(name, line_end))
    assert_places_are_exact(document)
    assert_parts_follow_each_other(document)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"], ids=["CRLF", "CR"])
@pytest.mark.parametrize("name", NAMES)
def test_line_ends_change_nothing_that_is_read(name: str, line_end: str) -> None:
    """The same words in the same order, whatever ends the lines."""

    def words(document: Document) -> list[str]:
        return [
            place.text.replace("\r\n", "\n").replace("\r", "\n")
            for place in document_places(document)
            if isinstance(place, Passage)
        ]

    assert words(parse_document(read(name, line_end))) == words(parse_document(read(name)))


LONG = {
    "brackets": "[" * 20_000,
    "links": "[a](" * 20_000,
    "spaces": "**a**: Migration: `" + " " * 20_000 + "x",
    "lazy text": "- a" + "\n  x" * 20_000 + "\n  ## a\n" * 50,
    "marks": "# " + "# " * 20_000,
    "ids": "DBT-001 → " * 20_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_lines_cost_no_more_than_their_length(text: str) -> None:
    """Each of these once took longer than the whole suite does."""
    document = parse_document(
        Source(
            "x.md",
            f"---\nx: {text}\n---\n## Navigation\n\n{text}\n\n## DBT-001: {text}\n\n{text}\n\n"
            f"### Related IDs\n\n**References**:\n- {text}\n\n## Cross-Reference Index\n\n{text}\n",
        )
    )
    assert len(document.entries[0].regions.findings) == 0


@given(st.text(alphabet="-ab:. #\n\r\"'\ufeff", max_size=40))
def test_front_matter_is_exact_in_any_text(text: str) -> None:
    page = make_page(Source("x.md", f"---\n{text}\n---\n"))
    front_matter = read_front_matter(page)
    assert front_matter is not None
    for field in front_matter.fields:
        assert page.source.slice(field.value.span) == field.value.text
        assert field.line.contains(field.value.span)
        assert page.source.slice(Span(field.line.start, field.value.span.start)).startswith(
            field.key
        )
