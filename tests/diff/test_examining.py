"""A situation that is asked for again is the one of before only where all of it is the same."""

from __future__ import annotations

from sotsync.diff.situation import examine
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.text import Source
from tests.diff.test_stated import replayed


def test_what_somebody_changes_of_theirs_is_looked_at_again() -> None:
    actual = replayed()
    document = parse_document(Source("document.md", render_document(actual)))
    tags: dict[str, str] = {}
    first = examine(document, actual, tags=tags)
    assert examine(document, actual) is first
    tags["public.orders"] = "DBT-109"
    assert examine(document, actual, tags=tags) is not first
