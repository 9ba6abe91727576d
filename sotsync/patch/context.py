"""What every planner of one patch shares: both sides, and how entries are cited afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sotsync.diff.fence_regions import has_unreadable_fence
from sotsync.diff.renames import former_keys
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.document.claims import IdClaims
from sotsync.document.ids import used_numbers
from sotsync.document.models import Document, Entry
from sotsync.document.render.categories import DEFAULT_RANGES, Category, IdRange
from sotsync.document.render.links import Directory, EntryLink
from sotsync.document.render.numbering import IdRules, Numbering
from sotsync.document.render.words import humanise
from sotsync.document.slugs import heading_slug
from sotsync.patch.options import PatchOptions
from sotsync.schema.models import Table, View
from sotsync.schema.names import split_qualified
from sotsync.schema.render.style import key_of

__all__ = [
    "Context",
    "NewEntry",
    "directory_after",
    "keys_after",
    "number_new_entries",
    "numbering_of",
    "ranges_of",
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
        options: What a team has chosen.
    """

    situation: Situation
    new: tuple[NewEntry, ...]
    directory: Directory
    homes: Mapping[str, str]
    slugs: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[Entry, ...] = ()
    options: PatchOptions = field(default_factory=PatchOptions)

    @property
    def has_entries(self) -> bool:
        """Whether any entry is more than the template's; a copy of that is left as it is."""
        return bool(self.directory or self.moved)

    @property
    def document(self) -> Document:
        """The document."""
        return self.situation.document


def number_new_entries(
    situation: Situation, claims: IdClaims | None = None, rules: IdRules | None = None
) -> tuple[NewEntry, ...]:
    """An id for every table and view without an entry, sorted by id.

    Args:
        situation: Both sides, brought together.
        claims: Ids that are taken outside of the document, and by which tables.
        rules: How ids are numbered.

    Raises:
        DocumentError: No number is left.
    """
    if not situation.undocumented:
        return ()  # Which numbers are free is asked of all of the text.
    numbering = numbering_of(situation.document, claims, rules)
    found = []
    for key, relation in situation.undocumented.items():
        given = numbering.give(key, relation, situation.schema)
        found.append(
            NewEntry(
                key=key,
                relation=relation,
                category=given.category,
                number=given.number,
                link=given.link,
            )
        )
    return tuple(sorted(found, key=lambda entry: entry.number))


def numbering_of(
    document: Document, claims: IdClaims | None = None, rules: IdRules | None = None
) -> Numbering:
    """What gives the next ids of a document.

    Args:
        document: The document, whose navigation states the ranges.
        claims: Ids that are taken outside of the document, and by which tables.
        rules: How ids are numbered.
    """
    claims = claims or IdClaims()
    return Numbering(
        prefix=document.id_prefix,
        ranges=ranges_of(document),
        rules=rules or IdRules(),
        stated=claims.tables,
        used={*used_numbers(document.id_prefix, _mentions(document)), *claims.numbers},
        defined={entry.number for entry in document.entries if entry.number is not None},
    )


def keys_after(situation: Situation, new: tuple[NewEntry, ...]) -> tuple[str, ...]:
    """The keys of all compared and new entries in the order of the page after the patch."""
    order = [(subject.key, subject.entry.number or 0) for subject in situation.subjects]
    for one in new:
        before = [place for place, (_, number) in enumerate(order) if number < one.number]
        order.insert(before[-1] + 1 if before else 0, (one.key, one.number))
    return tuple(key for key, _ in order)


def ranges_of(document: Document) -> tuple[IdRange, ...]:
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


def title_after(subject: EntrySubject, documented: str | None = None) -> str:
    """The entry's title, following a rename only where it was just the old name.

    A person's title stays; one that spells the old name is spelled alike with the new one.

    Args:
        subject: The entry and its table or view.
        documented: The key that its SQL states, which a person may have said to be the same table.
    """
    title = subject.entry.title.text
    relation = subject.actual
    if _folded(title) == _folded(relation.name):
        return title
    keys = former_keys(relation.schema_name, relation.origin.renamed_from)
    for key in (*keys, *(() if documented is None else (documented,))):
        old = split_qualified(key)[-1]
        if title.strip("`") == old != humanise(old):
            return title.replace(old, relation.name)
        if _folded(title) == _folded(old):
            return humanise(relation.name)
    return title


def _heading_after(entry: Entry, title: str) -> str:
    """The heading with another title; what a short title says may stand in the id as well."""
    heading = entry.heading.text
    start = entry.title.span.start - heading.span.start
    return heading.text[:start] + title + heading.text[start + len(entry.title.text) :]


def _folded(title: str) -> str:
    return "".join(character for character in title.lower() if character.isalnum())


def directory_after(situation: Situation, new: tuple[NewEntry, ...]) -> Directory:
    """How every compared and every new entry is cited once the patch is applied."""
    found: dict[str, EntryLink] = {}
    for subject in situation.subjects:
        entry = subject.entry
        stated = situation.documented.get(subject.key)
        title = title_after(subject, None if stated is None else key_of(stated))
        if title != entry.title.text and has_unreadable_fence(entry.source, entry.regions):
            title = entry.title.text  # The entry will be left alone.
        slug = entry.heading.slug
        if title != entry.title.text:
            slug = heading_slug(_heading_after(entry, title))
        found[subject.key] = EntryLink(id=entry.id, title=title, slug=slug)
    return {**found, **{one.key: one.link for one in new}}
