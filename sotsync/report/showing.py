"""From a document and a schema to what is shown of one table or view."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sotsync.diff.aspects import summary
from sotsync.diff.changes import Change, Renamed
from sotsync.document.grid_models import FieldRole, IndexRole
from sotsync.document.mapping import EntryMapping
from sotsync.document.models import Document, Entry, SectionKind
from sotsync.document.placeholders import is_unfilled
from sotsync.document.render.links import Relationship, referenced_by, references
from sotsync.report.subject import Fact, FactGroup, Prose, Shown
from sotsync.schema.models import (
    Check,
    Exclusion,
    ForeignKey,
    PrimaryKey,
    Schema,
    Table,
    Trigger,
    Unique,
    View,
)
from sotsync.schema.models.base import SchemaObject
from sotsync.schema.names import quote, split_qualified
from sotsync.schema.render.constraints import render_constraint
from sotsync.schema.render.style import key_of

__all__ = ["Subjects", "show"]

_GENERATED = frozenset(
    {
        SectionKind.SCHEMA_DEFINITION,
        SectionKind.FIELDS,
        SectionKind.INDEXES,
        SectionKind.KEY_INDEXES,
        SectionKind.FOREIGN_KEYS,
        SectionKind.ROW_LEVEL_SECURITY,
        SectionKind.RELATED_IDS,
        SectionKind.TRIGGERS,
        SectionKind.MIGRATION_HISTORY,
        SectionKind.VERSION_HISTORY,
    }
)
"""Sections whose facts are shown as facts."""
_CONSTRAINT_HEAD = re.compile(r"\ACONSTRAINT (?:\"(?:[^\"]|\"\")*\"|\S+) ")
_LINE_END = re.compile(r"\r\n|\n|\r")
_LABEL = re.compile(r"[ \t]*\*\*[^*]+\*\*[ \t]*:?[ \t]*")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+")
_EMPTY_FENCE = re.compile(r"^([`~]{3,})[^`\n]*\n\s*\1[ \t]*$", re.MULTILINE)
_BARE_LABELS = re.compile(r"^\*\*[^*\n]+\*\*:?[ \t]*\n?(?=\s*(?:\*\*|\Z))", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Everything that can be shown.

    Attributes:
        document: The document; None where the project has none.
        mapping: Which entry is about which table or view.
        schema: What the database is.
        changes: How both differ.
    """

    document: Document | None
    mapping: EntryMapping | None
    schema: Schema
    changes: Sequence[Change] = field(default=())

    def key_of(self, entry: Entry) -> str | None:
        """The key of the table or view that an entry is about, if that is known."""
        entries = self.mapping.entries if self.mapping is not None else {}
        return next((key for key, one in entries.items() if one is entry), None)


def show(subjects: Subjects, entry: Entry | None, key: str | None) -> Shown:
    """What is known of an entry, of the table or view with that key, or of both."""
    relation = None if key is None else subjects.schema.relation(key)
    about = [
        change
        for change in subjects.changes
        if change.relation == key or (entry is not None and change.entry == entry.id)
    ]
    groups: tuple[FactGroup, ...] = ()
    if relation is not None:
        facts = _Facts(subjects, relation, entry, _by_object(about))
        groups = tuple(group for group in facts.groups() if group.facts)
    told = {id(change) for group in groups for fact in group.facts for change in fact.drift}
    origin = None if relation is None else relation.origin
    source = None if subjects.document is None else subjects.document.source
    return Shown(
        id=entry.id if entry else None,
        title=entry.title.text if entry else None,
        relation=key if relation is not None else None,
        kind=_kind(relation),
        status=_status(entry),
        entry_at=source.location(entry.heading.line.start) if entry and source else None,
        created=origin.created if origin else None,
        changed=origin.changed if origin else None,
        uncertain=origin.uncertain if origin else None,
        groups=groups,
        prose=tuple(_prose(entry, is_whole=relation is None)) if entry else (),
        drift=tuple(change for change in about if id(change) not in told),
    )


def _by_object(changes: Iterable[Change]) -> Mapping[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.object, []).append(change)
    return found


def _kind(relation: Table | View | None) -> str:
    if relation is None:
        return ""
    if isinstance(relation, View):
        return "materialized view" if relation.is_materialized else "view"
    return str(relation.kind)


def _status(entry: Entry | None) -> str:
    if entry is None:
        return "not documented"
    stated = entry.regions.metadata_field("status")
    if stated is not None and not stated.is_placeholder:
        return stated.value.text
    return "Deprecated" if entry.is_deprecated else ""


@dataclass(frozen=True, slots=True)
class _Facts:
    subjects: Subjects
    relation: Table | View
    entry: Entry | None
    changes: Mapping[str, list[Change]]

    def groups(self) -> Iterator[FactGroup]:
        """The facts, in the order of the template."""
        relation = self.relation
        yield self._group("Columns", relation.columns, self._column_words())
        if isinstance(relation, Table):
            yield self._group("Constraints", relation.constraints)
        yield self._group("Indexes", relation.indexes, self._index_words())
        if isinstance(relation, Table):
            yield FactGroup(title="Row-level security", facts=tuple(self._security(relation)))
        yield self._group("Triggers", relation.triggers)
        yield self._group("Rules", relation.rules)
        if isinstance(relation, Table):
            outgoing = references(relation)
            yield FactGroup(title="References", facts=tuple(map(self._link, outgoing)))
        incoming = referenced_by(self.subjects.schema).get(key_of(relation), ())
        yield FactGroup(title="Referenced by", facts=tuple(map(self._link, incoming)))
        if isinstance(relation, View):
            yield FactGroup(title="Query", facts=(Fact(name="", text=relation.definition),))
        yield FactGroup(title="Related IDs", facts=tuple(self._related()))

    def _group(
        self, title: str, items: Mapping[str, SchemaObject], words: Mapping[str, str] | None = None
    ) -> FactGroup:
        found = (self._fact(item, words or {}) for item in items.values())
        return FactGroup(title=title, facts=tuple(found))

    def _fact(self, item: SchemaObject, words: Mapping[str, str]) -> Fact:
        """The fact with what a person wrote of it, be it under its old name."""
        drift = tuple(self.changes.get(f"{key_of(self.relation)}.{quote(item.name)}", ()))
        former = (
            split_qualified(one.documented)[-1]
            for one in drift
            if isinstance(one, Renamed) and one.documented
        )
        names = (item.name, *former)
        return Fact(
            name=item.name,
            text=_text(item),
            prose=next((words[name] for name in names if words.get(name)), ""),
            place=item.origin.changed or item.origin.created,
            drift=drift,
        )

    def _column_words(self) -> Mapping[str, str]:
        table = self.entry.regions.fields if self.entry else None
        if table is None:
            return {}
        return {
            name: _words(
                cell.text
                for role in (FieldRole.DESCRIPTION, FieldRole.EXAMPLE)
                if (cell := table.cell(row, role)) is not None
            )
            for row in table.rows
            for name in row.names
        }

    def _index_words(self) -> Mapping[str, str]:
        table = self.entry.regions.indexes if self.entry else None
        if table is None:
            return {}
        return {
            row.name: _words(
                cell.text
                for role in (IndexRole.PURPOSE, IndexRole.NOTES)
                if (cell := table.cell(row, role)) is not None
            )
            for row in table.rows
        }

    def _security(self, table: Table) -> Iterator[Fact]:
        enabled = "forced" if table.rls_forced else "enabled" if table.rls_enabled else "off"
        own = self.changes.get(key_of(table), ())
        drift = tuple(change for change in own if change.code == "D040")
        yield Fact(name="RLS", text=enabled, drift=drift)
        yield from self._group("", table.policies).facts

    def _link(self, relationship: Relationship) -> Fact:
        """A foreign key, named by the entry at its other end."""
        entry = self._entry_of(relationship.other)
        key = f"{entry.id} {relationship.other}" if entry is not None else relationship.other
        arrow = f" → {', '.join(relationship.referenced)}" if relationship.referenced else ""
        return Fact(
            name=key,
            text=f"{', '.join(relationship.columns)}{arrow}",
            prose=self._tail(None if entry is None else entry.id, relationship),
        )

    def _entry_of(self, key: str) -> Entry | None:
        mapping = self.subjects.mapping
        return None if mapping is None else mapping.entries.get(key)

    def _tail(self, identifier: str | None, relationship: Relationship) -> str:
        """What a person wrote on the line of a foreign key."""
        if self.entry is None:
            return ""
        regions = self.entry.regions
        for listed in (regions.references, regions.referenced_by, regions.foreign_keys):
            for line in listed.lines if listed is not None else ():
                is_same = line.target_id == identifier and line.columns == relationship.columns
                if is_same and line.tail is not None and not is_unfilled(line.tail.text):
                    return line.tail.text
        return ""

    def _related(self) -> Iterator[Fact]:
        """What the entry names of other documents."""
        if self.entry is None:
            return
        for listed in self.entry.regions.related:
            for line in listed.lines:
                if line.id is not None:
                    words = line.tail.text if line.tail is not None else ""
                    place = self.entry.source.location(line.line.start)
                    yield Fact(name=line.id.text, prose=words, place=place)


def _words(texts: Iterable[str]) -> str:
    """What people wrote in cells; what is empty or still the template's left out."""
    return "; ".join(text for text in texts if not is_unfilled(text) and text not in {"-", "—"})


def _text(item: SchemaObject) -> str:
    if isinstance(item, PrimaryKey | Unique | ForeignKey | Check | Exclusion):
        return _CONSTRAINT_HEAD.sub("", " ".join(render_constraint(item).split()))
    return _trigger_text(item) if isinstance(item, Trigger) else summary(item)


def _trigger_text(trigger: Trigger) -> str:
    """``BEFORE UPDATE OF email for each row: public.touch()``."""
    columns = f" OF {', '.join(trigger.update_columns)}" if trigger.update_columns else ""
    when = f" when {trigger.when}" if trigger.when is not None else ""
    arguments = ", ".join(trigger.arguments)
    state = "" if trigger.enabled == "ORIGIN" else f" ({trigger.enabled.lower()})"
    return (
        f"{trigger.timing} {' OR '.join(trigger.events)}{columns} "
        f"for each {trigger.level.lower()}{when}: {trigger.function}({arguments}){state}"
    )


def _prose(entry: Entry, *, is_whole: bool) -> Iterator[Prose]:
    """The sections that people write; all of them where there are no facts to show instead."""
    source = entry.source
    for section in entry.sections:
        if is_whole or section.kind not in _GENERATED:
            text = _filled(source.slice(section.body))
            if text:
                yield Prose(
                    title=section.heading.text.text,
                    text=text,
                    place=source.location(section.heading.line.start),
                )


def _filled(text: str) -> str:
    """The text without lines that are still the template's, and labels with nothing below them."""
    kept = "\n".join(line for line in _LINE_END.split(text) if not _is_template(line))
    filled = _BARE_LABELS.sub("", _EMPTY_FENCE.sub("", kept))
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def _is_template(line: str) -> bool:
    """Whether a line says nothing, or has a label with nothing behind it but a placeholder."""
    value = _LABEL.sub("", _BULLET.sub("", line, count=1), count=1).strip()
    return bool(value) and is_unfilled(value)
