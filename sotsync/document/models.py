"""What a Source-of-Truth document is: frozen values that know where in the text they stand.

The outline (front matter, headings, entries, navigation) is read at once and costs a line scan.
What an entry's sections hold is read on first use (:attr:`Entry.regions`), and so is the schema
that the fences state together (:attr:`Document.documented`), so that a question about one entry of
a large document does not pay for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from sotsync.document.passages import Passage
from sotsync.document.placeholders import has_braces, is_template_sql
from sotsync.document.regions import Fence, Regions
from sotsync.findings import Finding
from sotsync.schema.models import Schema
from sotsync.text import Source, Span

if TYPE_CHECKING:
    from sotsync.replay.result import Replay

__all__ = [
    "Category",
    "CrossReferenceIndex",
    "CrossReferenceLine",
    "CrossReferenceList",
    "Document",
    "Entry",
    "FrontMatter",
    "FrontMatterField",
    "Heading",
    "Navigation",
    "NavigationLink",
    "Profile",
    "Section",
    "SectionKind",
]


class Profile(StrEnum):
    """Which of the two templates a document follows."""

    FULL = "full"
    LEAN = "lean"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatterField:
    """One ``key: value`` line; ``value`` is the text after the colon and its spaces, as written."""

    key: str
    value: Passage
    line: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The YAML block at the very top, read line by line; ``span`` has both ``---`` lines."""

    span: Span
    fields: tuple[FrontMatterField, ...]

    def get(self, key: str) -> FrontMatterField | None:
        """The first field of that key."""
        return next((field for field in self.fields if field.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading at the top level of the document.

    Attributes:
        level: 1 to 6.
        text: What the heading says, without its marks.
        line: The whole line, with the one that underlines it, without its line end.
        slug: The anchor that GitHub gives it, unique in the document.
        is_underlined: Whether a line of ``=`` or ``-`` below makes it one.
    """

    level: int
    text: Passage
    line: Span
    slug: str
    is_underlined: bool = False


class SectionKind(StrEnum):
    """What a section is about. Unknown sections are kept where they are."""

    PURPOSE = "purpose"
    SCHEMA_DEFINITION = "schema definition"
    FIELDS = "field specifications"
    INDEXES = "indexes"
    KEY_INDEXES = "key indexes"
    FOREIGN_KEYS = "foreign keys"
    ROW_LEVEL_SECURITY = "row-level security"
    RELATED_IDS = "related ids"
    TRIGGERS = "triggers and functions"
    DATA_INTEGRITY = "data integrity"
    EXAMPLE_QUERIES = "example queries"
    MIGRATION_HISTORY = "migration history"
    BACKUP = "backup and recovery"
    COMPLIANCE = "compliance and security"
    DETAILED_SPECIFICATION = "detailed specification"
    VERSION_HISTORY = "version history"
    NAVIGATION = "navigation"
    DEPRECATED_TABLES = "deprecated tables"
    CROSS_REFERENCE_INDEX = "cross-reference index"
    MAINTENANCE_PROTOCOL = "maintenance protocol"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it, up to the next section.

    Attributes:
        kind: What it is about.
        heading: Its heading.
        span: The heading line and the body.
        body: From the line after the heading up to the next section, or up to the blank lines and
            the ``---`` that close its entry.
    """

    kind: SectionKind
    heading: Heading
    span: Span
    body: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationLink:
    """One bullet of the navigation: ``- [DBT-001](#dbt-001-users) - Users``.

    ``slug`` is what follows ``#`` in the link's target, and ``title`` what follows the separator.
    """

    line: Span
    id: str
    slug: Passage | None
    title: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category of the navigation with its range of numbers, both read from the text.

    Attributes:
        title: The title without marks and range: ``Core Tables``.
        line: The title's line without its line end.
        lowest: The range's first number; None where the title names no range.
        highest: Its last number.
        links: Its bullets, in order.
        insert_at: The offset of the line where one more bullet belongs.
    """

    title: str
    line: Span
    lowest: int | None
    highest: int | None
    links: tuple[NavigationLink, ...]
    insert_at: int

    def holds(self, number: int) -> bool:
        """Whether ``number`` lies in the range."""
        return (
            self.lowest is not None
            and self.highest is not None
            and self.lowest <= number <= self.highest
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigation:
    """The Navigation by Category section."""

    section: Section
    categories: tuple[Category, ...]

    def category_of(self, number: int) -> Category | None:
        """The first category whose range holds ``number``."""
        return next((c for c in self.categories if c.holds(number)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReferenceLine:
    """``- API-045 accesses: DBT-001 (RW), DBT-018 (R)``.

    Attributes:
        line: The whole line without its line end.
        id: The id of the sibling document's object.
        verb: The words between the id and the colon.
        targets: Each id named after the colon with the words in parentheses after it, or ``""``.
    """

    line: Span
    id: str
    verb: str
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReferenceList:
    """One labelled list of the index, such as Tables by API Access."""

    title: str
    label: Span
    lines: tuple[CrossReferenceLine, ...]
    insert_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReferenceIndex:
    """The Cross-Reference Index section."""

    section: Section
    lists: tuple[CrossReferenceList, ...]
    graph: Fence | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One table or view of the document.

    Attributes:
        id: The id of its heading; placeholders such as ``DBT-XXX`` are kept as written.
        number: The id's number; None for a placeholder.
        title: What follows the separator, without a ``[DEPRECATED]`` mark.
        heading: Its heading.
        span: From the heading up to the next entry or section of the document.
        introduction: From the line after the heading to the first section: metadata and free text.
        sections: Its sections, in order.
        content_end: Where its text ends: before the blank lines and the ``---`` that close it.
        is_deprecated: Whether it stands under Deprecated Tables or its heading says so.
        markers: The tables that ``<!-- sotsync: table=… -->`` comments in it name.
    """

    id: str
    number: int | None
    title: Passage
    heading: Heading
    span: Span
    introduction: Span
    sections: tuple[Section, ...]
    content_end: int
    is_deprecated: bool
    markers: tuple[Passage, ...]
    source: Source = field(repr=False, compare=False)
    read_regions: Callable[[Entry], Regions] = field(repr=False, compare=False)

    @cached_property
    def regions(self) -> Regions:
        """What its generated regions state, read on first use."""
        return self.read_regions(self)

    @cached_property
    def is_template(self) -> bool:
        """Whether it is a copy of the template: its id, title or DDL still holds a placeholder."""
        ddl = self.regions.ddl
        return (
            self.number is None
            or has_braces(self.title.text)
            or (ddl is not None and is_template_sql(ddl.code.text))
        )

    def section(self, kind: SectionKind) -> Section | None:
        """The first section of that kind."""
        return next((section for section in self.sections if section.kind == kind), None)


def _place(finding: Finding) -> tuple[int, int, str, str]:
    place = finding.document or finding.migration
    line, column = (place.line, place.column) if place else (0, 0)
    return line, column, finding.code, finding.message


@dataclass(frozen=True, kw_only=True)
class Document:
    """A Source-of-Truth document.

    Attributes:
        source: The text it was read from.
        profile: Which template it follows.
        id_prefix: The prefix of its ids: ``DBT``.
        front_matter: The block at the top, if there is one.
        headings: Every heading, in order, with its anchor.
        sections: The sections of the document that are no entries, in order.
        entries: The entries, in order, deprecated ones among them.
        navigation: Navigation by Category, if it is there.
        cross_references: The Cross-Reference Index, if it is there.
        outline_findings: What the outline could not be read as without guessing.
    """

    source: Source
    profile: Profile
    id_prefix: str
    front_matter: FrontMatter | None
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    navigation: Navigation | None
    cross_references: CrossReferenceIndex | None
    outline_findings: tuple[Finding, ...] = ()
    read_documented: Callable[[Document], Replay] = field(repr=False, compare=False)

    @cached_property
    def documented(self) -> Replay:
        """What the SQL fences of all entries (but templates) state together, read on first use."""
        return self.read_documented(self)

    @property
    def schema(self) -> Schema:
        """The documented schema; origins point into the document."""
        return self.documented.schema

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that could not be read without guessing, in the order of the text."""
        return self.findings_with(self.documented.findings)

    def findings_with(self, stated: Iterable[Finding]) -> tuple[Finding, ...]:
        """The same, where it is known already what could not be read of the SQL.

        Args:
            stated: What reading the SQL has found.
        """
        found = [*self.outline_findings, *stated]
        for entry in self.entries:
            found += entry.regions.findings
        return tuple(sorted(found, key=_place))

    def entry(self, identifier: str) -> Entry | None:
        """The first entry of that id."""
        return next((entry for entry in self.entries if entry.id == identifier), None)

    def section(self, kind: SectionKind) -> Section | None:
        """The first section of the document of that kind."""
        return next((section for section in self.sections if section.kind == kind), None)
