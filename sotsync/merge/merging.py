"""A document of two branches, merged: the one way in.

Ids are made to agree, each side is brought in step with the migrations of both, what then differs
is merged, and the result is brought in step once more. Where the migrations are not known, the
texts are merged as they are. Where a text is no document, its lines are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sotsync.document.claims import IdClaims
from sotsync.document.models import Document, Entry
from sotsync.document.parse import parse_document
from sotsync.errors import DocumentError, PromiseError, SotsyncError
from sotsync.merge.choices import Choice
from sotsync.merge.document import merge_documents
from sotsync.merge.histories import completed
from sotsync.merge.hunks import settle
from sotsync.merge.ids import Agreement, Renumbered, agree
from sotsync.merge.lines import merge_lines, pick
from sotsync.merge.regeneration import Regeneration, with_ids_of
from sotsync.patch.context import numbering_of
from sotsync.patch.human import cells_of, prose_of
from sotsync.text import Source

__all__ = ["Merged", "merge_sources"]

_NUMBER = re.compile(r"[\d.]+")
"""Versions, which may have been counted on."""


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
    merged = _merged(plain, asked, is_in_step=False)
    if regeneration is None:
        return Merged(choice=merged, renumbered=agreed.renumbered)
    step = replace(regeneration.with_tables(agreed.tables), claims=_claims(claims, agreed))
    try:
        choice = _in_step(plain, step, merged, asked)
    except (PromiseError, DocumentError) as error:
        return Merged(choice=merged, renumbered=agreed.renumbered, fault=error.message)
    return Merged(choice=choice, is_regenerated=True, renumbered=agreed.renumbered)


def _claims(claims: IdClaims, agreed: Agreement) -> IdClaims:
    return replace(claims, tables={**claims.tables, **agreed.tables})


def _in_step(plain: _Sides, step: Regeneration, merged: Choice, asked: str) -> Choice:
    """The merge of the three sides, in step.

    What merges as it stands need only be brought in step at the end, which costs a quarter.

    Raises:
        PromiseError: A side, or the result, cannot be brought in step.
        DocumentError: The same.
    """
    path = plain.ours.source.path
    is_split = any(len(one.source.files) > 1 for one in plain.all)
    if merged.is_settled and not is_split:
        return Choice.of(_stepped(step, Source(path, merged.ours)))
    before = step.applied(plain.base, is_proven=False) if plain.base else None
    ours, theirs = (step.applied(one, is_proven=False) for one in (plain.ours, plain.theirs))
    sides = _Sides(
        base=before,
        ours=completed(ours, (theirs,), plain.base),
        theirs=completed(theirs, (ours,), plain.base),
    )
    choice = _merged(sides, asked, is_in_step=True)
    if is_split:
        return choice
    own = _stepped(step, Source(path, choice.ours))
    return Choice(own, own if choice.is_settled else _stepped(step, Source(path, choice.theirs)))


def _stepped(step: Regeneration, source: Source) -> str:
    return step.applied(parse_document(source)).source.text


def _merged(sides: _Sides, asked: str, *, is_in_step: bool) -> Choice:
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
    merged = merge_documents(parts.base, parts.ours, parts.theirs, is_in_step=is_in_step)
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
    former = {} if sides.base is None else {entry.id: entry for entry in sides.base.entries}
    for document in (sides.ours, sides.theirs):
        for entry in document.entries:
            before = former.get(entry.id)
            known = set[str]() if before is None else _words(before, unless=_text(entry))
            new = _words(entry, unless=None if before is None else _text(before)) - known
            if any(words not in merged.ours and words not in merged.theirs for words in new):
                return True
    return False


def _text(entry: Entry) -> str:
    return entry.source.slice(entry.span)


def _words(entry: Entry, *, unless: str | None) -> set[str]:
    """What people wrote in an entry; nothing where its text is the one given."""
    if _text(entry) == unless:
        return set()
    words = [*cells_of(entry)]
    for line in prose_of(entry):
        words += [cell.strip() for cell in line.split("|")] if line.startswith("|") else [line]
    return {one for one in words if one and not _NUMBER.fullmatch(one)}
