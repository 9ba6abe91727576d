"""The back-links that are missing, as lines in lists that are there for them.

Where the list is not the only one that could be meant, or is not there, nothing is written: only a
person knows where the line belongs.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sotsync.document.backlink_places import list_here, list_there
from sotsync.document.backlinks import (
    Home,
    Pair,
    Reference,
    References,
    read_references_between,
)
from sotsync.document.parse import parse_document
from sotsync.document.reference_checks import lost_anchors
from sotsync.document.regions import RelatedList
from sotsync.errors import PromiseError
from sotsync.patch.neighbours import Room, add_bullets, apply_anchors, apply_lines
from sotsync.patch.pen import Pen
from sotsync.text import Edit, Source, Span

__all__ = ["Neighbourhood", "fix_links", "fix_references"]

_SENTENCE = "back-links added"
_REPORT = "This is a fault of sotsync; please report it. Nothing was written."

_ACCESS = re.compile(
    r"(?:read|write|update|delete)(?:[ /,&]+(?:only|read|write|update|delete))*", re.IGNORECASE
)
_LETTERS = {"R": "Read", "W": "Write", "U": "Update", "D": "Delete"}
_MARK = re.compile(r"[ \t]*[-*+][ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """The texts of a document and of the files around it.

    Attributes:
        document: The document.
        siblings: The other Source-of-Truth documents.
        others: Files that cite ids and define none that anything refers to, such as epics.
    """

    document: Source
    siblings: tuple[Source, ...] = ()
    others: tuple[Source, ...] = ()

    @property
    def references(self) -> References:
        """What the document and its siblings say of each other."""
        return read_references_between(parse_document(self.document), self.siblings)


def fix_references(before: Neighbourhood) -> Neighbourhood:
    """The texts with every back-link that has a place of its own.

    Raises:
        PromiseError: A promise would be broken; there is nothing to write.
    """
    after = _with_references(before)
    if _with_references(after) != after:
        raise PromiseError("back-links would be added twice", hint=_REPORT)
    return after


def _with_references(before: Neighbourhood) -> Neighbourhood:
    references = before.references
    document = Pen(before.document)
    _add_here(document, references)
    pens = {one.source.path: Pen(one.source) for one in references.siblings}
    _add_there(pens, references)
    return Neighbourhood(
        document=apply_lines(document),
        siblings=tuple(apply_lines(pens[one.path]) for one in before.siblings),
        others=before.others,
    )


def fix_links(before: Neighbourhood) -> Neighbourhood:
    """The texts with the anchors of links into the document, and of its own links, as they are now.

    Raises:
        PromiseError: A promise would be broken; there is nothing to write.
    """
    references = before.references

    def fixed(source: Source) -> Source:
        edits = [Edit(one.link.slug_span, one.slug) for one in lost_anchors(source, references)]
        return apply_anchors(source, edits)

    return Neighbourhood(
        document=fixed(before.document),
        siblings=tuple(map(fixed, before.siblings)),
        others=tuple(map(fixed, before.others)),
    )


def _add_here(pen: Pen, references: References) -> None:
    """The document's side."""
    wanted: dict[tuple[str, int], list[str]] = {}
    rooms: dict[tuple[str, int], RelatedList] = {}
    for entry, other in references.missing_here:
        reference = references.incoming[entry, other]
        home = references.home(other)
        found = list_here(references, (entry, other))
        if home is not None and found is not None:
            key = (entry, found.insert_at)
            rooms[key] = found
            wanted.setdefault(key, []).append(_line(pen.source, home, reference))
    for key, texts in wanted.items():
        lines = tuple(line.line for line in rooms[key].lines)
        room = Room(lines=lines, insert_at=key[1], mark=_mark(pen.source, lines))
        add_bullets(pen, room, texts, f"{key[0]}: {_SENTENCE}")


def _mark(source: Source, lines: Sequence[Span]) -> str:
    match = _MARK.match(source.slice(lines[-1])) if lines else None
    return match[0] if match else "- "


def _line(document: Source, home: Home, reference: Reference) -> str:
    """``[API-045](SoT.API_CONTRACTS.md#api-045-list-orders) - List Orders (Read)``."""
    definition = home.definition
    target = _relative(home.sibling.source.path, document.path)
    title = f" - {definition.title.strip()}" if definition.title.strip() else ""
    return f"[{definition.id}]({target}#{definition.heading.slug}){title}{_access(reference)}"


def _access(reference: Reference) -> str:
    """What is done to the table, where the other end says so."""
    note = reference.note.strip()
    if note and set(note) <= set(_LETTERS):
        note = "/".join(_LETTERS[letter] for letter in dict.fromkeys(note))
    return f" ({note})" if _ACCESS.fullmatch(note) else ""


def _relative(path: str, start: str) -> str:
    return quote(posixpath.relpath(path, posixpath.dirname(start) or "."), safe="/-._~")


def _add_there(pens: Mapping[str, Pen], references: References) -> None:
    """The siblings' side."""
    for other, pairs in _by_other(references.missing_there).items():
        home, found = references.home(other), list_there(references, other)
        if home is None or found is None:
            continue
        source = home.sibling.source
        texts = [_entry_line(source, references, pair) for pair in pairs]
        room = Room(lines=found.bullets, insert_at=found.insert_at, mark=found.mark)
        add_bullets(pens[source.path], room, texts, f"{other}: {_SENTENCE}")


def _by_other(pairs: Iterable[Pair]) -> Mapping[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(pair[1], []).append(pair)
    return found


def _entry_line(source: Source, references: References, pair: Pair) -> str:
    """``[DBT-001](SoT.ACTUAL_SCHEMA.md#dbt-001-orders) - Orders (Read)``."""
    entry = references.entries[pair[0]]
    target = _relative(references.document.source.path, source.path)
    title = f" - {entry.title.text}" if entry.title.text else ""
    return f"[{entry.id}]({target}#{entry.heading.slug}){title}{_access(references.outgoing[pair])}"
