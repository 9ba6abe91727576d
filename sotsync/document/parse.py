"""From a document's text to a :class:`Document`: the one way in."""

from __future__ import annotations

from sotsync.document.models import Document
from sotsync.text import Source

__all__ = ["parse_document"]


def parse_document(source: Source) -> Document:
    """Read ``source`` as a Source-of-Truth document; nothing of its text is lost.

    Any text with one entry heading (``## DBT-001: Users``), or with front matter that names an
    ``id_prefix``, is one. What is odd in it becomes a finding.

    Raises:
        DocumentError: The text is no Source-of-Truth document at all.
    """
