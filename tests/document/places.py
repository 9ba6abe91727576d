"""Walks every value of a document that knows its place, for laws about all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from enum import Enum

from sotsync.document.models import Document
from sotsync.document.passages import Passage
from sotsync.document.tables import Row
from sotsync.text import Source, Span

Place = Passage | Span


def places(value: object) -> Iterator[Place]:
    """Every passage and every span inside ``value``."""
    if isinstance(value, Passage | Span):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from places(item)
    elif isinstance(value, Mapping):
        yield from places(list(value.values()))
    elif isinstance(value, Row):
        yield value.line
        yield from places(value.cells)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Source | Enum | type):
        for field in dataclasses.fields(value):
            yield from places(getattr(value, field.name))


def document_places(document: Document) -> Iterator[Place]:
    """Every place in the document's outline and in the regions of its entries."""
    yield from places(document)
    for entry in document.entries:
        yield from places(entry.regions)
