"""A document of two branches, merged: the one way in.

Ids are made to agree, each side is brought in step with the migrations of both, what then differs
is merged, and the result is brought in step once more. Where the migrations are not known, the
texts are merged as they are. Where a text is no document, its lines are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sotsync.document.claims import IdClaims
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.errors import DocumentError, PromiseError, SotsyncError
from sotsync.merge.choices import Choice, split_lines
from sotsync.merge.document import merge_documents
from sotsync.merge.hunks import settle
from sotsync.merge.ids import Agreement, Renumbered, agree
from sotsync.merge.lines import merge_lines, pick
from sotsync.merge.regeneration import Regeneration, with_ids_of
from sotsync.patch.context import numbering_of
from sotsync.patch.human import cells_of, prose_of
from sotsync.text import Source

__all__ = ["Merged", "merge_sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge comes to.

    Attributes:
        choice: The text, or the two that a person chooses between.
        is_document: Whether it was merged as a document, and not by its lines.
        is_regenerated: Whether it is in step with the migrations of both sides.
        renumbered: The entries that got another id.
        fault: Why it was not brought in step, where it was to be.
    """

    choice: Choice
    is_document: bool = True
    is_regenerated: bool = False
    renumbered: tuple[Renumbered, ...] = ()
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Three versions; the base is None where both sides added the document."""

    base: Document | None
    ours: Document
    theirs: Document

    @property
    def all(self) -> tuple[Document, ...]:
        return tuple(one for one in (self.base, self.ours, self.theirs) if one is not None)


def merge_sources(
    base: Source,
    ours: Source,
    theirs: Source,
    *,
    regeneration: Regeneration | None = None,
    path: str | None = None,
) -> Merged:
    """The text of a document with the changes of both sides.

    Args:
        base: What both started from; empty where there was nothing.
        ours: Our side.
        theirs: Their side.
        regeneration: What the migrations of both sides make; None where that is not known.
        path: The file that is asked for, of a document in several; by default, its main file.
    """
    asked = path or ours.path
    try:
        sides = _Sides(
            base=parse_document(base) if base.text.strip() else None,
            ours=parse_document(ours),
            theirs=parse_document(theirs),
        )
    except (DocumentError, RecursionError):
        before, own, other = (_file(one, asked) for one in (base, ours, theirs))
        return Merged(choice=merge_lines(before, own, other), is_document=False)
    return _merge(sides, regeneration, asked)


def _merge(sides: _Sides, regeneration: Regeneration | None, asked: str) -> Merged:
    prefix = sides.ours.id_prefix
    texts = tuple(one.source.text for one in sides.all)
    known = regeneration.claims if regeneration else IdClaims()
    claims = with_ids_of(known, prefix, texts)
    rules = regeneration.options.rules if regeneration else None
    replay = regeneration.replay if regeneration else None
    numbering = numbering_of(sides.ours, claims, rules)
    agreed = agree(sides.base, sides.ours, sides.theirs, numbering, replay)
    plain = _Sides(base=sides.base, ours=agreed.ours, theirs=agreed.theirs)
    if regeneration is None:
        merged = _merged(plain, asked, original=None)
        return Merged(choice=merged, renumbered=agreed.renumbered)
    step = replace(regeneration.with_tables(agreed.tables), claims=_claims(claims, agreed))
    try:
        return _in_step(plain, step, agreed, asked)
    except (PromiseError, DocumentError) as error:
        merged = _merged(plain, asked, original=None)
        return Merged(choice=merged, renumbered=agreed.renumbered, fault=error.message)


def _claims(claims: IdClaims, agreed: Agreement) -> IdClaims:
    return replace(claims, tables={**claims.tables, **agreed.tables})


def _in_step(plain: _Sides, step: Regeneration, agreed: Agreement, asked: str) -> Merged:
    """The merge of the three sides in step.

    Raises:
        PromiseError: A side cannot be brought in step.
        DocumentError: The same.
    """
    original = frozenset(split_lines(plain.base.source.text)) if plain.base else frozenset[str]()
    sides = _Sides(
        base=step.applied(plain.base) if plain.base else None,
        ours=step.applied(plain.ours),
        theirs=step.applied(plain.theirs),
    )
    choice = _merged(sides, asked, original=original)
    source = sides.ours.source
    if len(source.files) > 1:
        return Merged(choice=choice, is_regenerated=True, renumbered=agreed.renumbered)
    texts = [_stepped(step, Source(source.path, text)) for text in _texts(choice)]
    return Merged(choice=Choice(*texts), is_regenerated=True, renumbered=agreed.renumbered)


def _texts(choice: Choice) -> tuple[str, str]:
    return choice.ours, choice.theirs


def _stepped(step: Regeneration, source: Source) -> str:
    return step.applied(parse_document(source)).source.text


def _merged(sides: _Sides, asked: str, *, original: frozenset[str] | None) -> Choice:
    """One file of the document merged."""
    base = _file(sides.base.source, asked) if sides.base else ""
    ours, theirs = _file(sides.ours.source, asked), _file(sides.theirs.source, asked)
    picked = pick(base, ours, theirs)
    if picked is not None:
        return Choice.of(picked)
    try:
        parts = _Sides(
            base=_part(sides.base, asked) if sides.base else None,
            ours=_part(sides.ours, asked),
            theirs=_part(sides.theirs, asked),
        )
    except SotsyncError:  # A specification is no document of its own.
        return merge_lines(base, ours, theirs, settle)
    merged = merge_documents(parts.base, parts.ours, parts.theirs, original=original)
    if _is_lost(parts, merged):
        return merge_lines(base, ours, theirs)
    return merged


def _part(document: Document, asked: str) -> Document:
    """The document of one of its files.

    Raises:
        DocumentError: It is none.
    """
    if len(document.source.files) == 1:
        return document
    return parse_document(Source(asked, _file(document.source, asked)))


def _file(source: Source, path: str) -> str:
    """The text of one of the files that a document stands in; empty where there is none."""
    if len(source.files) == 1:
        return source.text
    return next((one.text for one in source.files if one.path == path), "")


def _is_lost(sides: _Sides, merged: Choice) -> bool:
    """Whether any words that a side wrote are in neither text: the last guard of the promise."""
    known = set(_words(sides.base)) if sides.base else set[str]()
    new = {words for one in (sides.ours, sides.theirs) for words in _words(one)} - known
    return any(words not in merged.ours and words not in merged.theirs for words in new)


def _words(document: Document) -> Iterator[str]:
    for entry in document.entries:
        yield from cells_of(entry)
        yield from prose_of(entry)
