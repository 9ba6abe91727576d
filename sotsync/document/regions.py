"""The generated regions of an entry, as values with spans: each is a witness of its own.

A region says what one part of an entry states (the Field Specifications table, the policies fence,
one bullet of Foreign Key Relationships) and where, down to the cell, so that a comparison can name
the place and a write can change nothing else. Absent regions are None or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sotsync.document.grid_models import (
    FieldRole,
    FieldRow,
    FieldTable,
    HistoryRole,
    HistoryTable,
    IndexRole,
    IndexRow,
    IndexTable,
)
from sotsync.document.passages import Passage
from sotsync.document.placeholders import is_placeholder
from sotsync.findings import Finding
from sotsync.text import Span

__all__ = [
    "BulletList",
    "Fence",
    "FieldRole",
    "FieldRow",
    "FieldTable",
    "Flag",
    "HistoryRole",
    "HistoryTable",
    "IndexBullet",
    "IndexRole",
    "IndexRow",
    "IndexTable",
    "MetadataField",
    "Note",
    "ReferenceLine",
    "ReferenceList",
    "Regions",
    "RelatedLine",
    "RelatedList",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataField:
    """One line such as ``**Created**: 2026-01-05 (Migration: `20260105_x.sql`)``.

    Attributes:
        key: The label in lower case without marks: ``created``, ``last updated``.
        label: The label as written, without its marks.
        value: What follows the colon, without the spaces around it; trailing spaces stay outside.
        line: The whole line without its line end.
        date: The ``YYYY-MM-DD`` in the value, if one is there (placeholders are not).
        migration: The file name between the back-ticks after ``Migration:``, if one is there.
        migration_code: The same with its back-ticks; None without such.
    """

    key: str
    label: Passage
    value: Passage
    line: Span
    date: Passage | None = None
    migration: Passage | None = None
    migration_code: Span | None = None

    @property
    def is_placeholder(self) -> bool:
        """Whether the value is still the template's (``{…}``, ``YYYY-MM-DD``, ``A | B``)."""
        return is_placeholder(self.value.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fenced code block.

    Attributes:
        span: Both fence lines and all between, with the last line end.
        code: The lines between the fences, with their line ends; empty where there are none.
        info: The info string (``sql``), maybe empty.
        opening: The run of back-ticks or tildes that opens it.
        closing: The run that closes it; empty where none does.
        is_closed: Whether a closing fence line ends it; a fence without one is never written.
    """

    span: Span
    code: Passage
    info: Passage
    opening: Passage
    closing: Passage
    is_closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A ``> **Auto-Generated from Migration**: `a.sql`, `b.sql` `` line above the DDL.

    Attributes:
        line: The whole line without its line end.
        value: What follows the colon.
        migrations: The file names between back-ticks, in order.
        cited: From the first back-tick to the last; None without any.
    """

    line: Span
    value: Passage
    migrations: tuple[Passage, ...]
    cited: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexBullet:
    """One bullet of the lean profile's Key Indexes.

    ``columns`` are the back-ticked words of the bullet, in order.
    """

    line: Span
    text: Passage
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletList:
    """A labelled list whose bullets are read one by one.

    Attributes:
        label: The line of the label without its line end.
        bullets: The bullets.
        insert_at: The offset of the line where one more bullet belongs.
    """

    label: Span
    bullets: tuple[IndexBullet, ...]
    insert_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A ``**RLS Enabled**: Yes`` line; ``is_set`` is None where the value is neither yes nor no."""

    line: Span
    value: Passage
    is_set: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLine:
    """One bullet of Foreign Key Relationships.

    ``- [DBT-002](#dbt-002-x) (`user_id` → `id`) - tail`` or ``- `auth.users` (…) - tail``.

    Attributes:
        line: The whole line without its line end.
        indent: The white space and the bullet mark before the text.
        target_id: The id it names, if it names one.
        target_table: The table it names between back-ticks, if it names one.
        slug: The link's target after ``#``; None without a link.
        columns: The columns of the referencing table.
        referenced_columns: The columns they point to.
        tail: What follows `` - ``, a person's words; None without one.
        body: All from the bullet's text up to the tail's separator: what is generated.
    """

    line: Span
    indent: str
    body: Passage
    target_id: str | None = None
    target_table: str | None = None
    slug: Passage | None = None
    columns: tuple[str, ...] = ()
    referenced_columns: tuple[str, ...] = ()
    tail: Passage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceList:
    """``- **References**:`` or ``- **Referenced By**:`` with its bullets.

    Attributes:
        label: The line of the label without its line end.
        lines: The bullets below it.
        insert_at: The offset of the line where one more bullet belongs.
    """

    label: Span
    lines: tuple[ReferenceLine, ...]
    insert_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLine:
    """One bullet of Related IDs: ``- [API-045](SoT.API_CONTRACTS.md#api-045) - title (Read)``.

    Attributes:
        line: The whole line without its line end.
        id: The first id of the bullet; None where it names none (a placeholder is none).
        target: The link's target; None without a link.
        tail: What follows `` - ``.
    """

    line: Span
    id: Passage | None
    target: Passage | None
    tail: Passage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedList:
    """One labelled list of Related IDs, of RLS Testing, or a flat lean list without a label.

    Attributes:
        title: The label without its marks, empty in a flat list.
        label: The line of the label without its line end; None in a flat list.
        lines: The bullets.
        insert_at: The offset of the line where one more bullet belongs.
    """

    title: str
    label: Span | None
    lines: tuple[RelatedLine, ...]
    insert_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """Everything that one entry states in its generated regions.

    Attributes:
        metadata: The metadata lines between the heading and the first section, in order.
        note: The Auto-Generated line above the DDL.
        ddl: The first SQL fence of Schema Definition.
        fields: The Field Specifications table.
        summary: The columns in the lean form, where the full table is in another file.
        indexes: The index table.
        key_indexes: The lean profile's Key Indexes bullets.
        rls_enabled: The RLS Enabled line.
        policies: The fence below ``**Policies**:``.
        references: Foreign Key Relationships, References.
        referenced_by: Foreign Key Relationships, Referenced By.
        foreign_keys: The lean profile's Foreign Keys bullets.
        related: The lists of Related IDs and RLS Testing.
        triggers: The fence below ``**Triggers**:``.
        functions: The fence below ``**Function Implementations**:``.
        migration_history: The Migration History table.
        version_history: The Version History table.
        extra_fences: Further SQL fences of ``ddl``, ``policies``, ``triggers``, ``functions``:
            read, but a region with more than one fence is not written.
        findings: What could not be read without guessing (a second table, a nested fence).
    """

    metadata: tuple[MetadataField, ...] = ()
    note: Note | None = None
    ddl: Fence | None = None
    fields: FieldTable | None = None
    summary: FieldTable | None = None
    indexes: IndexTable | None = None
    key_indexes: BulletList | None = None
    rls_enabled: Flag | None = None
    policies: Fence | None = None
    references: ReferenceList | None = None
    referenced_by: ReferenceList | None = None
    foreign_keys: ReferenceList | None = None
    related: tuple[RelatedList, ...] = ()
    triggers: Fence | None = None
    functions: Fence | None = None
    migration_history: HistoryTable | None = None
    version_history: HistoryTable | None = None
    extra_fences: Mapping[str, tuple[Fence, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def metadata_field(self, key: str) -> MetadataField | None:
        """The first metadata line of that key, such as ``last updated``."""
        return next((line for line in self.metadata if line.key == key), None)

    @property
    def written_fences(self) -> tuple[Fence, ...]:
        """The fences that a patch writes: the first of each kind."""
        first = (self.ddl, self.functions, self.policies, self.triggers)
        return tuple(fence for fence in first if fence is not None)

    @property
    def fences(self) -> tuple[Fence, ...]:
        """The fences that hold SQL: tables first, then functions, policies and triggers."""
        first = {
            "ddl": self.ddl,
            "functions": self.functions,
            "policies": self.policies,
            "triggers": self.triggers,
        }
        found: list[Fence] = []
        for name, fence in first.items():
            found += [fence] if fence is not None else []
            found += self.extra_fences.get(name, ())
        return tuple(found)
