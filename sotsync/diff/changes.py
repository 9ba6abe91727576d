"""A difference between documented and actual as a value: what, where on both sides, what to do.

One class a kind, told apart by ``kind``; the sentence a person reads is made here, in one place,
so that every report says the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, computed_field

from sotsync.diff.codes import drift_code
from sotsync.findings import Severity
from sotsync.text import Location

__all__ = [
    "Altered",
    "Change",
    "Ghost",
    "Outdated",
    "Planned",
    "Region",
    "Renamed",
    "Subject",
    "Undocumented",
    "Unmapped",
    "blame",
    "change_adapter",
    "excerpt",
    "excerpts",
    "sort_changes",
]


class Subject(StrEnum):
    """What kind of thing drifted."""

    TABLE = "table"
    VIEW = "view"
    COLUMN = "column"
    CONSTRAINT = "constraint"
    INDEX = "index"
    ROW_SECURITY = "row-level security"
    POLICY = "policy"
    TRIGGER = "trigger"
    FUNCTION = "function"
    TYPE = "type"
    ENTRY = "entry"
    DOCUMENT = "document"


class Region(StrEnum):
    """The generated parts of a document, by the title a person knows them by."""

    METADATA = "metadata"
    NOTE = "Auto-Generated note"
    DEFINITION = "Schema Definition"
    FIELDS = "Field Specifications"
    SUMMARY = "Columns"
    INDEXES = "Indexes"
    KEY_INDEXES = "Key Indexes"
    ROW_SECURITY = "RLS Enabled"
    POLICIES = "Policies"
    FOREIGN_KEYS = "Foreign Key Relationships"
    TRIGGERS = "Triggers"
    FUNCTIONS = "Function Implementations"
    MIGRATION_HISTORY = "Migration History"
    VERSION_HISTORY = "Version History"
    FRONT_MATTER = "front matter"
    NAVIGATION = "Navigation by Category"
    CROSS_REFERENCES = "Cross-Reference Index"
    GRAPH = "Foreign Key Graph"


class _Change(BaseModel):
    """What every change says.

    Attributes:
        code: The drift code, a key of :data:`sotsync.diff.codes.CODES`.
        subject: What kind of thing drifted.
        object: Its key: ``public.users.email``, or an entry's id where the entry itself drifted.
        relation: The key of the table, view or type it belongs to; what reports group by.
        entry: The id of the entry that documents it, if one does.
        regions: The generated regions that drifted, by title, in document order.
        documented: What the document says; None where it says nothing.
        actual: What the migrations say; None where they say nothing.
        documented_at: Every place in the document that says so, or where it should be said.
        actual_at: The statement that made it so, if it is known.
        uncertain_at: The statement that may have changed it too, which only a server can tell.
        by_hand: What a person has to do, where no patch repairs this one although its code says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    subject: Subject
    object: str
    relation: str | None = None
    entry: str | None = None
    regions: tuple[Region, ...] = ()
    documented: str | None = None
    actual: str | None = None
    documented_at: tuple[Location, ...] = ()
    actual_at: Location | None = None
    uncertain_at: Location | None = None
    by_hand: str | None = None

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way to publish a property.
    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return drift_code(self.code).severity

    @computed_field  # type: ignore[prop-decorator]  # The same.
    @property
    def hint(self) -> str:
        """What repairs it: a command, or what a person has to do."""
        return self.by_hand or drift_code(self.code).repair

    @computed_field  # type: ignore[prop-decorator]  # The same.
    @property
    def message(self) -> str:
        """One sentence for a person."""
        return self._sentence()

    @computed_field  # type: ignore[prop-decorator]  # The same.
    @property
    def is_repairable(self) -> bool:
        """Whether a patch repairs it."""
        return self.by_hand is None and drift_code(self.code).is_repairable

    @property
    def headline(self) -> str:
        """What is wrong, in a few words, where both values are shown beside it."""
        raise NotImplementedError

    def _sentence(self) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        if not self.documented_at:
            return self.message
        place = self.documented_at[0]
        return f"{place.path_and_line}: {self.message}"


class Undocumented(_Change):
    """It exists and the document, or one of its regions, does not say so."""

    kind: Literal["undocumented"] = "undocumented"

    @property
    def headline(self) -> str:
        """``public.users.phone is missing from Field Specifications``."""
        *others, last = self.regions or ("",)
        places = " and ".join(filter(None, (", ".join(others), last)))
        missing = f"is missing from {places}" if places else "is not documented"
        return f"{self.object} {missing}"

    def _sentence(self) -> str:
        added = f"; {blame(self.actual_at)} added it" if self.actual_at else ""
        return f"{self.headline}{added}"


class Ghost(_Change):
    """The document states it and it does not exist."""

    kind: Literal["ghost"] = "ghost"

    @property
    def headline(self) -> str:
        """``public.users.phone is documented and does not exist``."""
        return f"{self.object} is documented and does not exist"

    def _sentence(self) -> str:
        end = (
            f"; {blame(self.actual_at)} dropped it"
            if self.actual_at
            else " but no migration makes it"
        )
        return f"{self.object} is documented{end}"


class Altered(_Change):
    """Both sides know it and disagree about one ``aspect`` of it."""

    kind: Literal["altered"] = "altered"
    aspect: str

    @property
    def headline(self) -> str:
        """``public.users.email: type differs``."""
        is_plural = self.aspect.endswith("s") and not self.aspect.endswith("ss")
        return f"{self.object}: {self.aspect} {'differ' if is_plural else 'differs'}"

    def _sentence(self) -> str:
        about = " is" if self.aspect in _SELF_EVIDENT else f": {self.aspect}"
        says, made = excerpts(self.documented, self.actual)
        return f"{self.object}{about} documented as {says}; {blame(self.actual_at)} made it {made}"


class Renamed(_Change):
    """The document knows it under an old name; ``documented`` and ``actual`` are the two keys."""

    kind: Literal["renamed"] = "renamed"

    @property
    def headline(self) -> str:
        """``public.clients is documented under its old name``."""
        return f"{self.object} is documented under its old name"

    def _sentence(self) -> str:
        return f"{self.headline} {self.documented}; {blame(self.actual_at)} renamed it"


class Planned(_Change):
    """The document plans it and it now exists."""

    kind: Literal["planned"] = "planned"

    @property
    def headline(self) -> str:
        """``public.invoices is documented as planned and exists``."""
        return f"{self.object} is documented as planned and exists"

    def _sentence(self) -> str:
        return f"{self.object} is documented as planned; {blame(self.actual_at)} created it"


class Unmapped(_Change):
    """An entry that cannot be matched with a table or view; ``reason`` says why."""

    kind: Literal["unmapped"] = "unmapped"
    reason: str

    @property
    def headline(self) -> str:
        """``DBT-004: names no table or view``."""
        return f"{self.object}: {self.reason}"

    def _sentence(self) -> str:
        return self.headline


class Outdated(_Change):
    """A field that the document keeps about itself or an entry: dates, histories, links.

    Without ``documented`` something is missing from it, without ``actual`` there is too much. Of
    the cross-reference index and the graph, both state only what differs.
    """

    kind: Literal["outdated"] = "outdated"
    field: str

    @property
    def headline(self) -> str:
        """``DBT-004: Last Updated is out of date``."""
        if self.code in _PARTS:
            return f"{self.object}: {self.field} {self._parts(_PARTS[self.code])}"
        what = "statement" if self.code in _STATEMENTS else "line"
        if self.documented is None:
            return f"{self.object}: {self.field} lacks a {what}"
        if self.actual is None:
            return f"{self.object}: {self.field} has a {what} too many"
        return f"{self.object}: {self.field} is out of date"

    def _parts(self, what: str) -> str:
        if self.documented is None:
            return f"lacks {what}"
        return f"has too many {what}" if self.actual is None else "is out of date"

    def _sentence(self) -> str:
        if self.documented is None:
            return f"{self.object}: {self.field} lacks {excerpt(self.actual)}"
        if self.actual is None:
            return f"{self.object}: {self.field} has {excerpt(self.documented)} too much"
        says, should = excerpts(self.documented, self.actual)
        if self.code in _PARTS:
            return f"{self.object}: {self.field} has {says} too much and lacks {should}"
        return f"{self.object}: {self.field} says {says}; it should say {should}"


Change = Annotated[
    Undocumented | Ghost | Altered | Renamed | Planned | Unmapped | Outdated,
    Field(discriminator="kind"),
]

change_adapter: TypeAdapter[Change] = TypeAdapter(Change)
"""Reads and writes a change of any kind, and knows the JSON Schema of all."""

_STATEMENTS = frozenset({"D005", "D041", "D050", "D051"})
"""Codes of what stands in SQL, not in lines of its own."""

_PARTS = {"D080": "entries", "D081": "foreign keys"}
"""Codes whose ``documented`` is what is too much, and whose ``actual`` is what is missing."""

_SELF_EVIDENT = frozenset({"type", "nullability"})
_EXCERPT_LENGTH = 80
_CONTEXT_LENGTH = 16
"""How much an excerpt shows of what comes before a difference."""


def blame(location: Location | None) -> str:
    """The short name of a place in a migration: file name and line, without folders."""
    return location.path_and_line.rpartition("/")[2] if location else "the migrations"


def excerpt(text: str | None) -> str:
    """The text in one line that fits a sentence; ``none`` where there is none."""
    if text is None:
        return "none"
    return _cut(" ".join(text.split()))


def excerpts(documented: str | None, actual: str | None) -> tuple[str, str]:
    """Both texts as excerpts that show where they begin to differ."""
    if documented is None or actual is None:
        return excerpt(documented), excerpt(actual)
    one, other = " ".join(documented.split()), " ".join(actual.split())
    if max(len(one), len(other)) <= _EXCERPT_LENGTH:
        return one, other
    pairs = enumerate(zip(one, other, strict=False))
    same = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    if same < _EXCERPT_LENGTH - _CONTEXT_LENGTH:
        return _cut(one), _cut(other)
    start = one.rfind(" ", 0, same - _CONTEXT_LENGTH) + 1 or same - _CONTEXT_LENGTH
    return _cut(f"…{one[start:]}"), _cut(f"…{other[start:]}")


def _cut(line: str) -> str:
    return line if len(line) <= _EXCERPT_LENGTH else f"{line[: _EXCERPT_LENGTH - 1]}…"


def sort_changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes in the order of a report: by relation, code and object."""
    return tuple(
        sorted(
            changes,
            key=lambda change: (
                change.relation or change.object,
                change.code,
                change.object,
                change.kind,
                change.regions,
                change.documented or "",
                change.actual or "",
            ),
        )
    )
