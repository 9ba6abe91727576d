"""From an entry's blocks to its regions.

What a table, fence or list is for follows from the section it stands in and from the last label
line above it (``**Policies**:``), so that sections may be missing, reordered, or merged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from sotsync.document.blocks import Block, BlockKind, read_blocks, read_fence
from sotsync.document.bullets import read_index_bullets, read_references, read_related
from sotsync.document.codes import Code, report
from sotsync.document.grids import read_field_table, read_history_table, read_index_table
from sotsync.document.metadata import read_flag, read_label, read_metadata, read_note
from sotsync.document.models import Entry, SectionKind
from sotsync.document.passages import Page
from sotsync.document.placeholders import has_braces, is_template_sql
from sotsync.document.regions import (
    Fence,
    FieldTable,
    Flag,
    HistoryTable,
    IndexTable,
    MetadataField,
    Note,
    ReferenceList,
    Regions,
    RelatedList,
)
from sotsync.document.remembering import remembered
from sotsync.document.summaries import check_summary
from sotsync.document.tables import TextTable, find_table
from sotsync.findings import Finding
from sotsync.text import Source, Span

__all__ = ["read_regions"]


class _Topic(StrEnum):
    """What the text below a heading or label is about."""

    OTHER = "other"
    METADATA = "metadata"
    DDL = "ddl"
    FIELDS = "fields"
    INDEXES = "indexes"
    KEY_INDEXES = "key indexes"
    POLICIES = "policies"
    RELATED = "related"
    FOREIGN_KEYS = "foreign keys"
    REFERENCES = "references"
    REFERENCED_BY = "referenced by"
    TRIGGERS = "triggers"
    FUNCTIONS = "functions"
    MIGRATION_HISTORY = "migration history"
    VERSION_HISTORY = "version history"


_OF_SECTION = {
    SectionKind.SCHEMA_DEFINITION: _Topic.DDL,
    SectionKind.FIELDS: _Topic.FIELDS,
    SectionKind.INDEXES: _Topic.INDEXES,
    SectionKind.KEY_INDEXES: _Topic.KEY_INDEXES,
    SectionKind.FOREIGN_KEYS: _Topic.FOREIGN_KEYS,
    SectionKind.ROW_LEVEL_SECURITY: _Topic.POLICIES,
    SectionKind.RELATED_IDS: _Topic.RELATED,
    SectionKind.TRIGGERS: _Topic.TRIGGERS,
    SectionKind.MIGRATION_HISTORY: _Topic.MIGRATION_HISTORY,
    SectionKind.VERSION_HISTORY: _Topic.VERSION_HISTORY,
}
_OF_LABEL = {
    "schema definition": _Topic.DDL,
    "ddl": _Topic.DDL,
    "columns": _Topic.FIELDS,
    "fields": _Topic.FIELDS,
    "field specifications": _Topic.FIELDS,
    "indexes": _Topic.INDEXES,
    "key indexes": _Topic.KEY_INDEXES,
    "policies": _Topic.POLICIES,
    "rls testing": _Topic.RELATED,
    "related ids": _Topic.RELATED,
    "foreign key relationships": _Topic.FOREIGN_KEYS,
    "foreign keys": _Topic.FOREIGN_KEYS,
    "references": _Topic.REFERENCES,
    "referenced by": _Topic.REFERENCED_BY,
    "triggers": _Topic.TRIGGERS,
    "functions": _Topic.FUNCTIONS,
    "function implementations": _Topic.FUNCTIONS,
    "migration files": _Topic.MIGRATION_HISTORY,
    "migration history": _Topic.MIGRATION_HISTORY,
    "version history": _Topic.VERSION_HISTORY,
}
_ONE_SUBJECT = frozenset(
    {_Topic.DDL, _Topic.FIELDS, _Topic.MIGRATION_HISTORY, _Topic.VERSION_HISTORY}
)
_REFERENCES = frozenset({_Topic.FOREIGN_KEYS, _Topic.REFERENCES, _Topic.REFERENCED_BY})
_OF_FENCE = frozenset({_Topic.DDL, _Topic.POLICIES, _Topic.TRIGGERS, _Topic.FUNCTIONS})
_OF_LIST = frozenset({_Topic.RELATED, _Topic.KEY_INDEXES, *_REFERENCES})
_OF_METADATA = frozenset({_Topic.METADATA, _Topic.POLICIES})
_SQL = frozenset({"", "sql", "postgres", "postgresql", "pgsql", "plpgsql", "psql"})
_NESTED = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+)?(?:`{3}|~{3}|\|.*\|[ \t]*\n[ \t>]*\|[ \t:|-]+\|[ \t]*$)", re.MULTILINE
)


@dataclass(slots=True)
class _List:
    """A labelled list being gathered."""

    topic: _Topic
    title: str
    label: Span | None
    lines: list[Span] = field(default_factory=list)


def read_regions(page: Page, entry: Entry) -> Regions:
    """What the generated regions of ``entry`` state.

    The same text is read once, wherever it stands.
    """
    key = _reading_key(page, entry)
    return remembered(key, entry.span.start, page, _Reader(page, entry).read)


def _reading_key(page: Page, entry: Entry) -> Hashable:
    """An entry's text, and what its parts are and where they stand in it.

    Where a document is divided, a part belongs to the file that it stands in as well.
    """
    source, start = page.source, entry.span.start
    bodies = (entry.introduction, *(section.body for section in entry.sections))
    return (
        *(source.path, source.seams(entry.span), entry.id, source.slice(entry.span)),
        *(entry.number, entry.title.text, entry.title.span.start - start),
        tuple(section.kind for section in entry.sections),
        tuple([offset - start for body in bodies for offset in (body.start, body.end)]),
    )


def _places(source: Source, start: int, bodies: Iterable[Span]) -> Hashable:
    """Where an entry and its parts stand in the files of a divided document."""
    if len(source.files) == 1:
        return None
    return (start, *(source.location(body.start).path for body in bodies))


class _Reader:
    """One pass over an entry's blocks."""

    def __init__(self, page: Page, entry: Entry) -> None:
        self.page = page
        self.entry = entry
        self.topic = _Topic.METADATA
        self.section = _Topic.METADATA
        self.metadata: list[MetadataField] = []
        self.fences: dict[_Topic, list[Fence]] = {}
        self.lists: list[_List] = []
        self.current: _List | None = None
        self.findings: list[Finding] = []
        self.note: Note | None = None
        self.flag: Flag | None = None
        self.fields: FieldTable | None = None
        self.summary: FieldTable | None = None
        self.indexes: IndexTable | None = None
        self.histories: dict[_Topic, HistoryTable] = {}

    def read(self) -> Regions:
        self._read_part(self.entry.introduction, _Topic.METADATA, None)
        for section in self.entry.sections:
            topic = _OF_SECTION.get(section.kind)
            if topic is not None:
                self._read_part(section.body, topic, section.heading.line)
        self._check_template()
        return self._regions()

    def _read_part(self, span: Span, topic: _Topic, heading: Span | None) -> None:
        self.section = topic
        self._start(topic, "", heading)
        for block in read_blocks(self.page, span):
            reader = self._READERS.get(block.kind)
            if reader is not None:
                reader(self, block)

    def _start(self, topic: _Topic, title: str, label: Span | None) -> None:
        self.topic = topic
        self.current = None
        if topic in _OF_LIST:
            # A section's heading is no label of Related IDs: below it stands a flat list, if any.
            is_flat = topic == _Topic.RELATED and not title
            self.current = _List(topic, title, None if is_flat else label)
            self.lists.append(self.current)

    def _read_paragraph(self, block: Block) -> None:
        table = find_table(self.page, block.span)
        end = table.span.start if table else block.span.end
        for line in self.page.lines(Span(block.span.start, end)):
            self._read_line(line)
        if table:
            self._take_table(table)

    def _read_line(self, line: Span) -> None:
        text = self.page.source.slice(line)
        label = read_label(text)
        if label is not None:
            self._take_label(label, line)
        elif self._may_hold_metadata() and (found := read_metadata(self.page, line)):
            self._take_metadata(found)

    def _may_hold_metadata(self) -> bool:
        """Whether a fact that stands here would be taken; most lines of an entry are prose."""
        return self.section in _OF_METADATA or self.topic == _Topic.DDL

    def _take_label(self, label: str, line: Span) -> None:
        topic = _OF_LABEL.get(label)
        if topic is None:
            if self.section in _ONE_SUBJECT:
                return
            topic = self.section if self.section == _Topic.RELATED else _Topic.OTHER
        self._start(topic, label, line)

    def _take_metadata(self, found: MetadataField) -> None:
        if found.key == "rls enabled" and self.section in _OF_METADATA:
            self.flag = self.flag or read_flag(found)
        elif found.key.startswith("auto-generated") and self.topic == _Topic.DDL:
            self.note = self.note or read_note(self.page, found)
        elif self.section == _Topic.METADATA:
            self.metadata.append(found)

    def _read_quote(self, block: Block) -> None:
        for line in self.page.lines(block.span):
            if found := read_metadata(self.page, line):
                self._take_metadata(found)
        self._check_nested(block, "quote")

    def _read_list(self, block: Block) -> None:
        for line in self.page.lines(block.span):
            label = read_label(self.page.source.slice(line))
            if label is not None and (label in _OF_LABEL or self.section == _Topic.RELATED):
                self._take_label(label, line)
            elif self.section == _Topic.METADATA and self.topic == _Topic.METADATA:
                self._read_line(line)
            elif self.current is not None:
                self.current.lines.append(line)
        self._check_nested(block, "list")

    def _check_nested(self, block: Block, container: str) -> None:
        if self.topic in {_Topic.OTHER, _Topic.METADATA, _Topic.RELATED}:
            return
        nested = _NESTED.search(self.page.text, block.span.start, block.span.end)
        if nested:
            message = f"a table or code block inside a {container} is not read"
            self._report(Code.NESTED_REGION, nested.start(), message)

    def _take_table(self, table: TextTable) -> None:
        match self.topic:
            case _Topic.FIELDS if found := read_field_table(self.page, table):
                self._take_fields(found)
            case _Topic.INDEXES if index_table := read_index_table(table):
                self._check_first(self.indexes, table, "index table")
                self.indexes = self.indexes or index_table
            case _Topic.MIGRATION_HISTORY | _Topic.VERSION_HISTORY:
                if history := read_history_table(table):
                    self._check_first(self.histories.get(self.topic), table, f"{self.topic} table")
                    self.histories.setdefault(self.topic, history)

    def _take_fields(self, found: FieldTable) -> None:
        """The table itself, or the one that a short entry in another file sums up."""
        first = self.fields
        if first is None:
            self.fields = found
            return
        starts = (one.table.span.start for one in (first, found))
        paths = {self.page.source.location(start).path for start in starts}
        if len(paths) > 1 and self.summary is None:
            self.summary, self.fields = first, found
        else:
            self._check_first(first, found.table, "Field Specifications table")

    def _check_first(self, earlier: object, table: TextTable, name: str) -> None:
        if earlier is not None:
            message = f"{self.entry.id} has a second {name}, which is not read"
            self._report(Code.SECOND_REGION, table.span.start, message)

    def _read_fence(self, block: Block) -> None:
        fence = read_fence(self.page, block)
        if not fence.is_closed:
            self._report(Code.OPEN_FENCE, fence.span.start, "the code block is never closed")
        language = fence.info.text.partition(" ")[0].lower()
        if self.topic not in _OF_FENCE or language not in _SQL:
            return
        topic = self.topic
        if topic == _Topic.TRIGGERS and self.fences.get(topic) and _is_functions(fence):
            topic = _Topic.FUNCTIONS
        earlier = self.fences.setdefault(topic, [])
        if earlier:
            message = f"{self.entry.id} has more than one SQL block for its {topic}"
            self._report(Code.SECOND_REGION, fence.span.start, message)
        earlier.append(fence)

    def _check_template(self) -> None:
        ddl = self.fences.get(_Topic.DDL, [])
        if self.entry.number is None or has_braces(self.entry.title.text):
            return
        if ddl and is_template_sql(ddl[0].code.text):
            message = f"{self.entry.id} is still a template and is not compared"
            self._report(Code.STILL_TEMPLATE, self.entry.heading.line.start, message)

    def _report(self, code: Code, offset: int, message: str) -> None:
        self.findings.append(report(code, self.page.source, offset, message, subject=self.entry.id))

    def _regions(self) -> Regions:
        first = {topic: fences[0] for topic, fences in self.fences.items()}
        key_indexes = next((g for g in self.lists if g.topic == _Topic.KEY_INDEXES), None)
        return Regions(
            metadata=tuple(self.metadata),
            note=self.note,
            ddl=first.get(_Topic.DDL),
            fields=self.fields,
            summary=self.summary,
            indexes=self.indexes,
            key_indexes=read_index_bullets(self.page, key_indexes.label, key_indexes.lines)
            if key_indexes and key_indexes.label
            else None,
            rls_enabled=self.flag,
            policies=first.get(_Topic.POLICIES),
            references=self._references(_Topic.REFERENCES),
            referenced_by=self._references(_Topic.REFERENCED_BY),
            foreign_keys=self._references(_Topic.FOREIGN_KEYS),
            related=self._related(),
            triggers=first.get(_Topic.TRIGGERS),
            functions=first.get(_Topic.FUNCTIONS),
            migration_history=self.histories.get(_Topic.MIGRATION_HISTORY),
            version_history=self.histories.get(_Topic.VERSION_HISTORY),
            extra_fences={
                topic.value: tuple(fences[1:])
                for topic, fences in self.fences.items()
                if len(fences) > 1
            },
            findings=(*self.findings, *self._two_descriptions()),
        )

    def _two_descriptions(self) -> Iterator[Finding]:
        if self.summary is not None and self.fields is not None:
            yield from check_summary(self.page.source, self.entry.id, self.summary, self.fields)

    def _references(self, topic: _Topic) -> ReferenceList | None:
        """The first list of that topic; a label that only heads other lists is none."""
        for gathered in self.lists:
            is_heading = topic == _Topic.FOREIGN_KEYS and not gathered.lines
            if gathered.topic == topic and gathered.label is not None and not is_heading:
                return read_references(self.page, gathered.label, gathered.lines)
        return None

    def _related(self) -> tuple[RelatedList, ...]:
        found = (
            read_related(self.page, gathered.title, gathered.label, gathered.lines)
            for gathered in self.lists
            if gathered.topic == _Topic.RELATED
        )
        return tuple(related for related in found if related is not None)

    _READERS: ClassVar[dict[BlockKind, Callable[[_Reader, Block], None]]] = {
        BlockKind.PARAGRAPH: _read_paragraph,
        BlockKind.LIST: _read_list,
        BlockKind.QUOTE: _read_quote,
        BlockKind.FENCE: _read_fence,
    }


def _is_functions(fence: Fence) -> bool:
    text = fence.code.text.lower()
    return "function" in text and "create trigger" not in text
