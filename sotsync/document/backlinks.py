"""References between the entries and other documents, seen from both ends at once.

An entry names the endpoints, journeys, rules and tests that meet its table, and their documents
name the entry. The rule of Source-of-Truth documents is that both ends name each other; whoever
knows both sides can say which end is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sotsync.document.hyperlinks import Hyperlink, read_links
from sotsync.document.ids import IDENTIFIER, identifiers_in
from sotsync.document.models import Document, Entry
from sotsync.document.placeholders import has_braces
from sotsync.document.siblings import Citation, Definition, Sibling, read_sibling
from sotsync.text import Location, Source

__all__ = ["Home", "Pair", "Reference", "References", "read_references_between"]

Pair = tuple[str, str]
"""An entry's id and the id of something in another document."""

_INDEX_LINE = re.compile(
    rf"^[ \t]*[-*+][ \t]+\[?(?P<id>{IDENTIFIER})\]?(?:\([^()\n]*\))?[ \t]+[a-z][a-z ]*:"
    r"(?P<rest>[^\r\n]*)",
    re.MULTILINE,
)
_INDEX_TARGET = re.compile(rf"(?P<id>{IDENTIFIER})(?:[ \t]*\((?P<note>[^()\n]*)\))?")
_NO_USE = frozenset(
    {"supersedes", "superseded by", "replaces", "replaced by", "replacement", "conflicts with"}
)
"""Labels of lists that speak of ids without using them."""
_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One end that names the other.

    Attributes:
        place: Where.
        note: The words in parentheses at the end of the line: ``Read/Write``; maybe empty.
        words: All that the line says after the id.
    """

    place: Location
    note: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where an id of another document is defined."""

    sibling: Sibling
    definition: Definition

    @property
    def place(self) -> Location:
        """Its heading."""
        return self.sibling.source.location(self.definition.heading.line.start)

    @property
    def is_used(self) -> bool:
        """Whether it is neither retired nor still the template's."""
        return not self.definition.is_retired and not has_braces(self.definition.title)


@dataclass(frozen=True, kw_only=True)
class References:
    """Everything that a document and its siblings say of each other.

    Attributes:
        document: The document.
        siblings: The other documents, as they were given.
    """

    document: Document
    siblings: tuple[Sibling, ...]

    @cached_property
    def alone(self) -> Mapping[str, Entry]:
        """The entries that no other shares an id with, be they deprecated or not."""
        found: dict[str, list[Entry]] = {}
        for entry in self.document.entries:
            if entry.number is not None:
                found.setdefault(entry.id, []).append(entry)
        return {one: entries[0] for one, entries in found.items() if len(entries) == 1}

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The entries that can be meant without doubt: in use, filled in, alone with an id."""
        return {
            identifier: entry
            for identifier, entry in self.alone.items()
            if not entry.is_deprecated and not entry.is_template
        }

    @cached_property
    def links(self) -> tuple[Hyperlink, ...]:
        """The links of the document."""
        return tuple(read_links(self.document.source))

    @cached_property
    def definitions(self) -> Mapping[str, tuple[Home, ...]]:
        """Every id that the siblings define, with all places; the document's own prefix is not."""
        found: dict[str, list[Home]] = {}
        for sibling in self.siblings:
            for one in sibling.definitions:
                if _prefix(one.id) != self.document.id_prefix:
                    found.setdefault(one.id, []).append(Home(sibling=sibling, definition=one))
        return {identifier: tuple(homes) for identifier, homes in sorted(found.items())}

    def home(self, identifier: str) -> Home | None:
        """Where an id in use is defined; None where it is defined nowhere, twice, or is retired."""
        homes = [one for one in self.definitions.get(identifier, ()) if one.is_used]
        return homes[0] if len(homes) == 1 else None

    @cached_property
    def outgoing(self) -> Mapping[Pair, Reference]:
        """What the entries' Related IDs and RLS Testing name."""
        found: dict[Pair, Reference] = {}
        for entry in self.entries.values():
            for listed in entry.regions.related:
                for line in listed.lines:
                    if line.id is None or _prefix(line.id.text) == self.document.id_prefix:
                        continue
                    words = line.tail.text if line.tail is not None else ""
                    found.setdefault(
                        (entry.id, line.id.text),
                        Reference(
                            place=self.document.source.location(line.id.span.start),
                            note=_note(words),
                            words=words,
                        ),
                    )
        return found

    @cached_property
    def incoming(self) -> Mapping[Pair, Reference]:
        """What the siblings' lists name: under their definitions first, then in their indexes."""
        found: dict[Pair, Reference] = {}
        for home in self._used_homes():
            for citation in home.definition.citations:
                if citation.is_listed and citation.label not in _NO_USE:
                    pair = (citation.id, home.definition.id)
                    found.setdefault(pair, _reference(home.sibling.source, citation))
        for sibling in self.siblings:
            for pair, reference in self._indexed(sibling):
                found.setdefault(pair, reference)
        return {pair: found[pair] for pair in sorted(found) if pair[0] in self.entries}

    def _used_homes(self) -> Iterator[Home]:
        return (home for one in self.definitions if (home := self.home(one)) is not None)

    def _indexed(self, sibling: Sibling) -> Iterator[tuple[Pair, Reference]]:
        """``- DBT-018 accessed by: API-045 (RW)``, in whichever section it stands."""
        source = sibling.source
        for line in _INDEX_LINE.finditer(source.text):
            if _prefix(line["id"]) != self.document.id_prefix:
                continue
            for target in _INDEX_TARGET.finditer(line["rest"]):
                home = self.home(target["id"])
                if home is not None and home.sibling is sibling:
                    yield (
                        (line["id"], target["id"]),
                        Reference(place=source.location(line.start()), note=target["note"] or ""),
                    )

    @cached_property
    def missing_here(self) -> tuple[Pair, ...]:
        """What siblings name and the entry does not name back, not even in its prose."""
        return tuple(
            pair
            for pair in self.incoming
            if pair not in self.outgoing and pair[1] not in self._named_by(pair[0])
        )

    @cached_property
    def missing_there(self) -> tuple[Pair, ...]:
        """What entries name and its document does not name back, not even in its prose."""
        return tuple(
            (entry, other)
            for entry, other in sorted(self.outgoing)
            if (home := self.home(other)) is not None
            and (entry, other) not in self.incoming
            and all(citation.id != entry for citation in home.definition.citations)
        )

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every reference that one end makes at least, its other end being there as well."""
        both = {*self.incoming, *self.outgoing}
        return tuple(pair for pair in sorted(both) if self.home(pair[1]) is not None)

    def _named_by(self, identifier: str) -> frozenset[str]:
        """The ids in the text of an entry, less its SQL, where rules are only spoken of."""
        if identifier not in self._named:
            entry = self.entries[identifier]
            text = self.document.source.slice(entry.span)
            self._named[identifier] = frozenset(identifiers_in(_FENCED.sub("", text)))
        return self._named[identifier]

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        return {}


def read_references_between(document: Document, siblings: Iterable[Source]) -> References:
    """What the document and the other documents say of each other."""
    return References(document=document, siblings=tuple(map(read_sibling, siblings)))


def _reference(source: Source, citation: Citation) -> Reference:
    return Reference(
        place=source.location(citation.place.start), note=citation.access, words=citation.text
    )


def _prefix(identifier: str) -> str:
    return identifier.rpartition("-")[0]


def _note(words: str) -> str:
    match = re.search(r"\(([^()]*)\)\s*\Z", words)
    return match[1] if match else ""
