"""One entry whose table exists: every generated region of it, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sotsync.diff.cells import flag_agrees
from sotsync.diff.situation import EntryState, EntrySubject
from sotsync.document.render.changes import ChangeRow, change_rows
from sotsync.document.render.links import references as references_of
from sotsync.document.render.security import rls_enabled
from sotsync.document.render.words import code
from sotsync.patch.context import Context
from sotsync.patch.fences import FencePlan, FunctionPlan, open_fences
from sotsync.patch.field_histories import has_row_for_each_field, plan_field_history
from sotsync.patch.fields import plan_fields
from sotsync.patch.histories import VersionPlan, plan_migration_history
from sotsync.patch.indexes import plan_indexes, plan_key_indexes
from sotsync.patch.lost_words import LostWords, joined
from sotsync.patch.metadata import plan_metadata, plan_note
from sotsync.patch.partitions import PartitionPlan
from sotsync.patch.pen import Pen
from sotsync.patch.references import ReferencePlan
from sotsync.patch.staleness import find_staleness
from sotsync.patch.wanted import TypePlan
from sotsync.schema.models import Table
from sotsync.text import Span

__all__ = ["EntryPlan"]


@dataclass(slots=True)
class EntryPlan:
    """The plan for one entry.

    Attributes:
        pen: Where the edits go.
        context: The patch's surroundings.
        subject: The entry and its table or view.
        types: Which of the table's types are stale.
        functions: Which functions its fences should hold.
        partitions: What of the table's partitions is stale.
        strays: Where its fences speak of a table that is not there.
    """

    pen: Pen
    context: Context
    subject: EntrySubject
    types: TypePlan
    functions: FunctionPlan
    partitions: PartitionPlan
    strays: frozenset[Span] = frozenset()
    lost: list[LostWords] = field(default_factory=list)

    def write(self) -> None:
        """Plan every edit of the entry.

        Raises:
            UnreadableFenceError: A fence cannot be written; the entry is to be left alone.
        """
        rows = change_rows(self.subject.actual, self.context.situation.facts)
        regions = self.subject.entry.regions
        self._heading()
        plan_metadata(
            self.pen,
            self.subject.entry,
            self.subject.actual,
            self.context.situation.facts,
            has_appeared=self.context.situation.state(self.subject.entry) is EntryState.APPEARED,
        )
        if regions.note is not None:
            plan_note(self.pen, regions.note, rows)
        self._fences()
        self._tables()
        self._security()
        self._references()
        self._histories(rows)

    def _heading(self) -> None:
        title = self.context.directory[self.subject.key].title
        self.pen.write(self.subject.entry.title.span, title, f"title of {self.subject.entry.id}")

    def _fences(self) -> None:
        situation = self.context.situation
        actual = self.subject.actual
        stated = situation.documented.get(self.subject.key)
        documented = stated or situation.stated.schema.relation(self.subject.key)
        staleness = find_staleness(documented, actual, situation.scope)
        if not any((staleness, self.types, self.functions, self.partitions, self.strays)):
            return
        opened = open_fences(self.pen.source, self.subject.entry, self.partitions.names)
        self.lost += FencePlan(
            self.pen,
            opened,
            actual,
            staleness,
            situation.schema,
            self.types,
            self.functions,
            self.partitions,
            self.strays,
        ).write()

    def _tables(self) -> None:
        regions = self.subject.entry.regions
        for table in (regions.fields, regions.summary):
            if table is not None:
                self._lose(plan_fields(self.pen, table, self.subject.actual))
        if regions.indexes is not None:
            self._lose(plan_indexes(self.pen, regions.indexes, self.subject.actual))
        if regions.key_indexes is not None:
            is_pruning = self.context.options.is_pruning
            bullets, actual = regions.key_indexes, self.subject.actual
            self._lose(plan_key_indexes(self.pen, bullets, actual, is_pruning=is_pruning))

    def _security(self) -> None:
        flag, actual = self.subject.entry.regions.rls_enabled, self.subject.actual
        if flag is None or not isinstance(actual, Table) or flag_agrees(flag, actual):
            return
        text = rls_enabled(actual)
        if flag.value.text:
            self.pen.write(flag.value.span, text, "RLS Enabled line")
        else:
            self.pen.insert_text(flag.line.end, f" {text}", "RLS Enabled line")

    def _references(self) -> None:
        regions, actual = self.subject.entry.regions, self.subject.actual
        if not isinstance(actual, Table):
            return
        plan = ReferencePlan(self.pen, self.context.situation, self.context.directory)
        outgoing = references_of(actual)
        incoming = self.context.situation.facts.incoming.get(self.subject.key, ())
        for listed, expected in (
            (regions.references, outgoing),
            (regions.foreign_keys, outgoing),
            (regions.referenced_by, incoming),
        ):
            if listed is not None:
                self._lose(plan.write(listed, expected))

    def _lose(self, words: Mapping[str, str]) -> None:
        self.lost += [LostWords(name=name, text=text) for name, text in words.items()]

    def _histories(self, rows: tuple[ChangeRow, ...]) -> None:
        regions = self.subject.entry.regions
        if regions.migration_history is not None:
            plan_migration_history(self.pen, regions.migration_history, rows)
        table, lost = regions.version_history, joined(self.lost)
        if table is not None and has_row_for_each_field(table):
            plan_field_history(self.pen, table, rows, lost)
        elif table is not None:
            updated_by = self.context.options.updated_by
            history = self.context.situation.facts.history
            VersionPlan(self.pen, table, rows, lost, updated_by, history).write()
        elif self.lost:
            self._keep_in_comments()

    def _keep_in_comments(self) -> None:
        """Words that were removed from an entry without a Version History, at its end."""
        words = sorted(lost.remark for lost in joined(self.lost))
        # Two hyphens would end a comment early.
        lines = [line if "--" in line else f"<!-- {line} -->" for line in words]
        offset = self.subject.entry.content_end
        self.pen.insert(offset, ["", *lines], f"words kept in {code(self.subject.entry.id)}")
