"""What every planner of one patch shares: both sides, and how entries are cited afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sotsync.diff.renames import former_keys
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.document.claims import IdClaims
from sotsync.document.ids import format_id, next_number, number_of, used_numbers
from sotsync.document.models import Document, Entry
from sotsync.document.render.categories import (
    DEFAULT_RANGES,
    Category,
    IdRange,
    category_of,
    classify,
    range_of,
)
from sotsync.document.render.entry import DEFAULT_OWNER
from sotsync.document.render.links import Directory, EntryLink
from sotsync.document.render.page import entry_link
from sotsync.document.render.words import humanise
from sotsync.document.slugs import heading_slug
from sotsync.schema.models import Table, View
from sotsync.schema.names import split_qualified

__all__ = [
    "Context",
    "NewEntry",
    "directory_after",
    "keys_after",
    "number_new_entries",
    "title_after",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry that the patch adds."""

    key: str
    relation: Table | View
    category: Category
    number: int
    link: EntryLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One patch's surroundings.

    Attributes:
        situation: Both sides, brought together.
        new: The entries that are added, by id.
        directory: How every entry is cited once the patch is applied, by key.
        homes: Which table's entry shows each trigger function in full.
        slugs: Anchors that change → what they become.
        moved: The entries that move below Deprecated Tables.
        owner: What the Owner line of a new entry says.
    """

    situation: Situation
    new: tuple[NewEntry, ...]
    directory: Directory
    homes: Mapping[str, str]
    slugs: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[Entry, ...] = ()
    owner: str = DEFAULT_OWNER

    @property
    def has_entries(self) -> bool:
        """Whether any entry is more than the template's; a copy of that is left as it is."""
        return bool(self.directory or self.moved)

    @property
    def document(self) -> Document:
        """The document."""
        return self.situation.document


def number_new_entries(
    situation: Situation, claims: IdClaims | None = None
) -> tuple[NewEntry, ...]:
    """An id for every table and view without an entry, sorted by id.

    Args:
        situation: Both sides, brought together.
        claims: Ids that are taken outside of the document, and by which tables.

    Raises:
        DocumentError: A range of numbers is full, and the spill range with it.
    """
    document = situation.document
    claims = claims or IdClaims()
    ranges = _ranges(document)
    used = {*used_numbers(document.id_prefix, _mentions(document)), *claims.numbers}
    defined = {entry.number for entry in document.entries}
    found = []
    for key, relation in situation.undocumented.items():
        category = classify(relation, situation.schema)
        number = number_of(claims.tables.get(key, ""))
        # The id of an entry is its own for ever, whatever a tag in a migration says.
        if number is None or number in defined:
            ids = range_of(category, ranges)
            number = next_number(used, ids.low, ids.high)
        category = category_of(number, ranges) or category
        used.add(number)
        defined.add(number)
        link = entry_link(format_id(document.id_prefix, number), humanise(relation.name))
        found.append(
            NewEntry(key=key, relation=relation, category=category, number=number, link=link)
        )
    return tuple(sorted(found, key=lambda entry: entry.number))


def keys_after(situation: Situation, new: tuple[NewEntry, ...]) -> tuple[str, ...]:
    """The keys of all compared and new entries in the order of the page after the patch."""
    order = [(subject.key, subject.entry.number or 0) for subject in situation.subjects]
    for one in new:
        before = [place for place, (_, number) in enumerate(order) if number < one.number]
        order.insert(before[-1] + 1 if before else 0, (one.key, one.number))
    return tuple(key for key, _ in order)


def _ranges(document: Document) -> tuple[IdRange, ...]:
    """The ranges that the navigation states, else the template's."""
    navigation = document.navigation
    categories = () if navigation is None else navigation.categories
    stated = tuple(
        IdRange(title=one.title, low=one.lowest, high=one.highest)
        for one in categories
        if one.lowest is not None and one.highest is not None
    )
    return stated or DEFAULT_RANGES


def _mentions(document: Document) -> tuple[str, ...]:
    """The document's text without the titles of its categories, which name ranges."""
    text = document.source.text
    navigation = document.navigation
    titles = [] if navigation is None else [one.line for one in navigation.categories]
    pieces, position = [], 0
    for line in sorted(titles):
        pieces.append(text[position : line.start])
        position = line.end
    return (*pieces, text[position:])


def title_after(subject: EntrySubject) -> str:
    """The entry's title, following a rename only where it was just the old name.

    A person's title stays; one that spells the old name is spelled alike with the new one.
    """
    title = subject.entry.title.text
    relation = subject.actual
    if _folded(title) == _folded(relation.name):
        return title
    for key in former_keys(relation.schema_name, relation.origin.renamed_from):
        old = split_qualified(key)[-1]
        if title.strip("`") == old != humanise(old):
            return title.replace(old, relation.name)
        if _folded(title) == _folded(old):
            return humanise(relation.name)
    return title


def _folded(title: str) -> str:
    return "".join(character for character in title.lower() if character.isalnum())


def directory_after(situation: Situation, new: tuple[NewEntry, ...]) -> Directory:
    """How every compared and every new entry is cited once the patch is applied."""
    found: dict[str, EntryLink] = {}
    for subject in situation.subjects:
        entry = subject.entry
        title = title_after(subject)
        slug = entry.heading.slug
        if title != entry.title.text:
            slug = heading_slug(entry.heading.text.text.replace(entry.title.text, title))
        found[subject.key] = EntryLink(id=entry.id, title=title, slug=slug)
    return {**found, **{one.key: one.link for one in new}}
