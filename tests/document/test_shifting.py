"""What was read of an entry, moved with it, is what reading it where it stands now would give."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.document.passages import Page
from sotsync.document.regions import Regions
from sotsync.document.remembering import forget_regions
from sotsync.errors import DocumentError
from sotsync.patch.division import split_document
from sotsync.text import Edit, Source, Span

_TESTS = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for folder in ("document/fixtures", "patch/cases", "diff/cases")
    for path in (_TESTS / folder).rglob("*.md")
)


def parsed(text: str) -> Document | None:
    try:
        return parse_document(Source("document.md", text))
    except DocumentError:
        return None


def regions_of(text: str) -> list[Regions]:
    document = parsed(text)
    return [] if document is None else [entry.regions for entry in document.entries]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(_TESTS).as_posix())
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_moved_regions_are_those_read_anew(path: Path, newline: str) -> None:
    text = path.read_bytes().decode().replace("\r\n", "\n").replace("\n", newline)
    document = parsed(text)
    if document is None or not document.entries:
        pytest.skip("no document")
    first = document.entries[0].span.start
    further = f"{text[:first]}Some words above.{newline}{newline}{text[first:]}"
    forget_regions()
    expected = regions_of(further)
    parse_document.cache_clear()
    forget_regions()
    regions_of(text)
    assert regions_of(further) == expected
    parse_document.cache_clear()
    assert regions_of(further) == expected
    for entry in parse_document(Source("document.md", further)).entries:
        for table in (entry.regions.fields, entry.regions.indexes):
            rows = table.rows if table is not None else ()
            assert all(row.row.page.source.text == further for row in rows)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(_TESTS).as_posix())
def test_regions_of_a_divided_document_move_as_well(path: Path) -> None:
    """The parts of an entry stand in two files, wherever they are in the text of both."""
    document = parsed(path.read_bytes().decode())
    if document is None or not document.entries:
        pytest.skip("no document")
    divided = split_document(document.source)
    first = parse_document(divided).entries[0].span.start
    further = divided.edited([Edit(Span(first, first), f"Some words above.{divided.newline * 2}")])
    forget_regions()
    parse_document.cache_clear()
    expected = [entry.regions for entry in parse_document(further).entries]
    parse_document.cache_clear()
    forget_regions()
    assert [entry.regions for entry in parse_document(divided).entries]
    assert [entry.regions for entry in parse_document(further).entries] == expected


def test_some_of_the_documents_are_whole_ones() -> None:
    assert sum(len(regions_of(path.read_bytes().decode())) for path in DOCUMENTS) > 100


def test_documents_of_long_ago_are_let_go() -> None:
    """Whoever watches a project reads it for hours, and its rows hold on to whole documents."""
    path = next(path for path in DOCUMENTS if "fields" in path.read_text(encoding="utf-8").lower())
    text = path.read_text(encoding="utf-8")
    forget_regions()
    parse_document.cache_clear()
    before = pages_alive()
    for number in range(20):
        regions_of(f"{text}\n{number}\n")
    parse_document.cache_clear()
    assert 0 < pages_alive() - before <= 8


def pages_alive() -> int:
    gc.collect()
    return sum(isinstance(one, Page) for one in gc.get_objects())
