"""Lines that give one fact each: ``**Status**: Active``, in the three styles people write."""

from __future__ import annotations

import re

from sotsync.document.code_spans import code_spans
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
_MIGRATION = re.compile(r"Migration:\s*(?:(?=`)|(?P<bare>[\w./-]+\.sql))", re.IGNORECASE)
_YES = frozenset({"yes", "true", "enabled", "on", "✅", "y"})
_NO = frozenset({"no", "false", "disabled", "off", "❌", "n", "none"})


def read_metadata(page: Page, line: Span) -> MetadataField | None:
    """The fact of ``line``; None where it is no ``**Label**: value`` line."""
    match = _LINE.match(page.source.slice(line).rstrip(SPACES))
    if match is None:
        return None
    value = _passage(page, line, match.span("value"))
    date = _DATE.search(value.text)
    code, bare = _migration(value.text)
    return MetadataField(
        key=match["label"].strip().lower(),
        label=_passage(page, line, match.span("label")),
        value=value,
        line=line,
        date=_passage(page, value.span, date.span()) if date else None,
        migration=None if bare is None else page.passage(*_moved(value.span, bare)),
        migration_code=None if code is None else Span(*_moved(value.span, code)),
    )


def _migration(text: str) -> tuple[Span | None, Span | None]:
    """Where a value names a migration: with its back-ticks, if it has some, and the bare name."""
    match = _MIGRATION.search(text)
    if match is None:
        return None, None
    if match["bare"]:
        return None, Span(*match.span("bare"))
    found = next((one for one in code_spans(text) if one.whole.start == match.end()), None)
    return (None, None) if found is None else (found.whole, found.inner)


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
    within = field.value.span
    found = tuple(code_spans(field.value.text))
    cited = Span(found[0].whole.start, found[-1].whole.end) if found else None
    return Note(
        line=field.line,
        value=field.value,
        migrations=tuple(page.passage(*_moved(within, one.inner)) for one in found),
        cited=None if cited is None else Span(*_moved(within, cited)),
    )


def _moved(within: Span, found: Span) -> tuple[int, int]:
    return within.start + found.start, within.start + found.end


def _passage(page: Page, within: Span, found: tuple[int, int]) -> Passage:
    return page.passage(within.start + found[0], within.start + found[1])
