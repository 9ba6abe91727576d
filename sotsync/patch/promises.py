"""The safety laws of a patch, proven on the result before anybody writes it.

The planners are made to keep them; this module does not trust the planners. It looks only at the
document before, the edits, and the text after.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Sequence

from sotsync.config import DeprecatedForm
from sotsync.document.models import Document, Entry, SectionKind
from sotsync.document.parse import parse_document
from sotsync.document.render.words import cell
from sotsync.errors import DocumentError, PromiseError
from sotsync.patch.context import Context
from sotsync.patch.deprecation import is_generated_history
from sotsync.patch.human import cells_of, prose_of, status_words
from sotsync.patch.links import followed, link_targets
from sotsync.patch.lost_words import comments_in
from sotsync.patch.models import Patch
from sotsync.patch.regions import insertion_points, writable_spans
from sotsync.patch.specification_files import (
    link_spans,
    with_files_of_new_entries,
    with_new_names,
)
from sotsync.text import Source, Span

__all__ = ["prove"]

_REPORT = "This is a fault of sotsync, not of the document: please report it. Nothing was written."


def prove(patch: Patch, *, context: Context, plan_again: Callable[[Document], Patch]) -> Source:
    """The text after the patch, if every promise holds.

    1. Edits lie inside generated regions, or between entries; all other text is the same.
    2. Every word that a person wrote is still there.
    3. The result reads as a document, and synchronising that changes nothing: every entry that may
       be written states what is so.

    Raises:
        PromiseError: One of them does not hold.
    """
    if not patch.edits:
        return patch.source
    _check_places(patch, context)
    result = _applied(patch)
    _check_words(patch, context, result)
    result = with_files_of_new_entries(result, context)
    again = plan_again(_read_again(result))
    if again.edits:
        place = result.location(again.edits[0].span.start)
        what = ", ".join(again.changes[:3])
        raise PromiseError(
            f"synchronising twice would change the document twice ({what})",
            location=place,
            hint=_REPORT,
        )
    return result


def _applied(patch: Patch) -> Source:
    try:
        return patch.source.edited(patch.edits)
    except ValueError as error:
        raise PromiseError(str(error), hint=_REPORT) from error
    except DocumentError as error:
        raise PromiseError(f"the result is no document: {error.message}", hint=_REPORT) from error


def _check_places(patch: Patch, context: Context) -> None:
    document = context.document
    spans = sorted(
        [
            *writable_spans(context.situation, context.moved),
            *link_targets(document, context),
            *link_spans(context),
        ]
    )
    points = insertion_points(document)
    for edit in patch.edits:
        is_between = not len(edit.span) and edit.span.start in points
        if not is_between and not _is_inside(spans, edit.span):
            raise PromiseError(
                "an edit lies outside the generated regions",
                location=patch.source.location(edit.span.start),
                hint=_REPORT,
            )


def _is_inside(spans: list[Span], span: Span) -> bool:
    """Whether one of the spans, sorted by their start, contains ``span``."""
    last = bisect.bisect_right(spans, span.start, key=lambda one: one.start)
    return any(one.contains(span) for one in reversed(spans[:last]))


def _check_words(patch: Patch, context: Context, result: Source) -> None:
    """Raise for a word of an entry that is edited; another's text is in the result as it is."""
    situation = context.situation
    edited = sorted(edit.span for edit in patch.edits)
    entries = [one.entry for one in situation.subjects if _is_touched(one.entry.span, edited)]
    words = [word for entry in (*entries, *context.moved) for word in cells_of(entry)]
    words += [word for entry in context.moved for word in (status_words(entry), *prose_of(entry))]
    generated = _generated_text(context)
    words = [word for word in words if word not in generated]
    words += [word for entry in entries for word in _comments_of(entry)]
    texts = (_Words(result.text), _Words(" ".join(result.text.split())))
    for text in words:
        if any(one.has(text) for one in texts):
            continue
        followed_text = with_new_names(followed(text, context), context)
        if not any(one.has(form) for form in (followed_text, cell(text)) for one in texts):
            raise PromiseError(
                f"a person's words would be lost: {text}",
                location=situation.document.source.location(0),
                hint=_REPORT,
            )


def _is_touched(span: Span, edited: Sequence[Span]) -> bool:
    """Whether one of the spans, which are apart and in order, lies in ``span`` or at its ends."""
    first = bisect.bisect_left(edited, span.start, key=lambda one: one.end)
    return first < len(edited) and edited[first].start <= span.end


def _generated_text(context: Context) -> str:
    """The histories that sotsync alone wrote, which an entry may lose when it is deprecated."""
    if context.options.deprecated is not DeprecatedForm.MINIMAL:
        return ""
    return "\n".join(
        entry.source.slice(section.body)
        for entry in context.moved
        for section in entry.sections
        if section.kind in {SectionKind.MIGRATION_HISTORY, SectionKind.VERSION_HISTORY}
        and is_generated_history(entry, section, context.options.updated_by)
    )


class _Words:
    """A long text, asked for words mostly in the order in which they stand in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def has(self, words: str) -> bool:
        """Whether the words are in the text; looked for from where the last ones were found."""
        found = self._text.find(words, self._position)
        if found < 0:
            return words in self._text
        self._position = found
        return True


def _comments_of(entry: Entry) -> Iterator[str]:
    """The comments in the SQL of an entry's fences, but for those in bodies of functions."""
    for fence in entry.regions.fences:
        yield from (words for words, _ in comments_in(fence.code.text))


def _read_again(result: Source) -> Document:
    try:
        return parse_document(result)
    except DocumentError as error:
        raise PromiseError(f"the result is no document: {error.message}", hint=_REPORT) from error
