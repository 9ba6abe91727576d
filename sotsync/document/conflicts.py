"""Conflicts that git left in a text, which nobody has resolved yet.

git puts ``<<<<<<<`` above our lines, ``=======`` between, and ``>>>>>>>`` below theirs, each at the
start of a line (see "How conflicts are presented" in the manual page of git-merge).
"""

from __future__ import annotations

import re

from sotsync.errors import DocumentError
from sotsync.text import Source

__all__ = ["refuse_conflicts"]

_OURS = re.compile(r"^<{7,} ", re.MULTILINE)
_BETWEEN = re.compile(r"^={7,}[ \t]*\r?$", re.MULTILINE)
_THEIRS = re.compile(r"^>{7,} ", re.MULTILINE)


def refuse_conflicts(source: Source) -> Source:
    """The very source, if no conflict is left in it.

    Raises:
        DocumentError: A conflict is left in it, so that it says two things at once.
    """
    ours = _OURS.search(source.text)
    between = _BETWEEN.search(source.text, ours.end()) if ours else None
    if ours and between and _THEIRS.search(source.text, between.end()):
        raise DocumentError(
            "holds a merge conflict that is not resolved",
            location=source.location(ours.start()),
            hint="resolve it first; sotsync merge-driver install leaves fewer of them",
        )
    return source
