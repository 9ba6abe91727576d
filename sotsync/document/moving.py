"""Saying that an entry is about another table than it seems: a comment below its heading.

The comment stands in the entry itself, so that it moves with it, is merged with it, and is read by
whoever reads the entry. A file of its own would have none of that.
"""

from __future__ import annotations

from sotsync.document.models import Document, Entry
from sotsync.text import Edit, Source, Span

__all__ = ["with_table"]


def with_table(document: Document, entry: Entry, key: str) -> Source:
    """The document with ``entry`` saying that it is about the table or view ``key``."""
    source = document.source
    edits = [Edit(marker.span, key) for marker in entry.markers]
    if not edits:
        end = entry.heading.line.end
        edits = [Edit(Span(end, end), f"{source.newline}<!-- sotsync: table={key} -->")]
    return source.edited(edits)
