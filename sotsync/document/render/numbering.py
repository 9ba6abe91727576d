"""Which id and category a table without an entry gets, in a new document and in an old one alike.

An id that the table is called by already, in a migration's tag or in another document, is its own.
Any other comes after the highest that was ever used in the range of the table's category.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sotsync.document.ids import HIGHEST, format_id, next_number, number_of
from sotsync.document.render.categories import (
    DEFAULT_RANGES,
    Category,
    IdRange,
    Patterns,
    category_of,
    classify,
    range_of,
)
from sotsync.document.render.links import EntryLink
from sotsync.document.render.words import humanise
from sotsync.document.slugs import heading_slug
from sotsync.schema.models import Schema, Table, View

__all__ = ["IdRules", "Numbered", "Numbering", "entry_link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdRules:
    """What a team has decided about ids.

    Attributes:
        digits: How many digits a number may have: other tools of the template read three.
        patterns: The tables of each category, by pattern.
    """

    digits: int = 3
    patterns: Patterns = field(default_factory=dict)

    @property
    def highest(self) -> int:
        """The highest number that may be given."""
        return HIGHEST[self.digits]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The category and the id that a table or view gets."""

    category: Category
    number: int
    link: EntryLink


@dataclass(slots=True, kw_only=True)
class Numbering:
    """Gives one id after another.

    Attributes:
        prefix: The prefix of the ids.
        ranges: The numbers of each category.
        rules: What a team has decided.
        stated: The id that a table or view is called by already, by its key.
        used: The numbers that were ever used or mentioned.
        defined: The numbers that entries have; an id of these is no other table's.
    """

    prefix: str
    ranges: Sequence[IdRange] = DEFAULT_RANGES
    rules: IdRules = field(default_factory=IdRules)
    stated: Mapping[str, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    defined: set[int] = field(default_factory=set)

    def give(self, key: str, relation: Table | View, schema: Schema) -> Numbered:
        """The id of a table or view that has no entry.

        Raises:
            DocumentError: No number is left.
        """
        category = classify(relation, schema, self.rules.patterns)
        number = number_of(self.stated.get(key, ""))
        # The id of an entry is its own for ever, whatever a tag in a migration says.
        if number is None or number in self.defined:
            number = self.following(category)
        self.used.add(number)
        self.defined.add(number)
        return Numbered(
            category=category_of(number, self.ranges) or category,
            number=number,
            link=entry_link(format_id(self.prefix, number), humanise(relation.name)),
        )

    def following(self, category: Category) -> int:
        """The next number of a category.

        Raises:
            DocumentError: No number is left.
        """
        ids = range_of(category, self.ranges)
        return next_number(self.used, ids.low, ids.high, digits=self.rules.digits)


def entry_link(identifier: str, title: str) -> EntryLink:
    """How an entry with that id and title is cited; no two ids share an anchor."""
    return EntryLink(id=identifier, title=title, slug=heading_slug(f"{identifier}: {title}"))
