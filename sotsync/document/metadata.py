"""Lines that give one fact each: ``**Status**: Active``, in the three styles people write."""

from __future__ import annotations

import re

from sotsync.document.passages import SPACES, Page, Passage
from sotsync.document.regions import Flag, MetadataField, Note
from sotsync.text import Span

__all__ = ["read_flag", "read_label", "read_metadata", "read_note"]

_LINE = re.compile(
    r"""
    [ \t]*(?:>[ \t]*)?(?:[-*+][ \t]+)?
    (?:\*\*|__)(?P<label>[^*_\n](?:[^*\n]*?[^*_\s:])?)
    (?:[ \t]*:(?:\*\*|__)|(?:\*\*|__)[ \t]*:)
    [ \t]*(?P<value>.*)\Z
    """,
    re.VERBOSE,
)
_TITLE = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?(?:\*\*|__)(?P<label>[^*\n]+?)[ \t]*:?(?:\*\*|__)"
    r"[ \t]*(?:\([^)]*\))?:?[ \t]*\Z"
)
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MIGRATION = re.compile(r"Migration:\s*(?:`([^`]+)`|([\w./-]+\.sql))", re.IGNORECASE)
_CODE = re.compile(r"`([^`]+)`")
_YES = frozenset({"yes", "true", "enabled", "on", "✅", "y"})
_NO = frozenset({"no", "false", "disabled", "off", "❌", "n", "none"})


def read_metadata(page: Page, line: Span) -> MetadataField | None:
    """The fact of ``line``; None where it is no ``**Label**: value`` line."""
    match = _LINE.match(page.source.slice(line).rstrip(SPACES))
    if match is None:
        return None
    value = _passage(page, line, match.span("value"))
    date = _DATE.search(value.text)
    migration = _MIGRATION.search(value.text)
    number = (1 if migration[1] else 2) if migration else 0
    return MetadataField(
        key=match["label"].strip().lower(),
        label=_passage(page, line, match.span("label")),
        value=value,
        line=line,
        date=_passage(page, value.span, date.span()) if date else None,
        migration=_passage(page, value.span, migration.span(number)) if migration else None,
    )


def read_label(text: str) -> str | None:
    """The label, in lower case, of a line that says nothing else: ``**Policies**:``."""
    match = _TITLE.match(text)
    return match["label"].strip().lower() if match else None


def read_flag(field: MetadataField) -> Flag:
    """What a yes-or-no line says; only its first word counts (``Yes (forced)``)."""
    words = re.findall(r"[\w✅❌]+", field.value.text.lower())
    first = words[0] if words and not field.is_placeholder else ""
    is_set = True if first in _YES else False if first in _NO else None
    return Flag(line=field.line, value=field.value, is_set=is_set)


def read_note(page: Page, field: MetadataField) -> Note:
    """The migrations that an Auto-Generated line names."""
    start = field.value.span
    migrations = tuple(
        _passage(page, start, match.span(1)) for match in _CODE.finditer(field.value.text)
    )
    return Note(line=field.line, value=field.value, migrations=migrations)


def _passage(page: Page, within: Span, found: tuple[int, int]) -> Passage:
    return page.passage(within.start + found[0], within.start + found[1])
