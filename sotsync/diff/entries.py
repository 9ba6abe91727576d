"""Comparing one entry with its table or view, region by region.

Each region is a witness of its own: the same column stands in the SQL of Schema Definition and in
a row of Field Specifications, and either may be wrong alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sotsync.diff import cells, histories
from sotsync.diff.aspects import summary
from sotsync.diff.blame import Blame
from sotsync.diff.changes import Change, Region, Subject
from sotsync.diff.fence_regions import compare_fences
from sotsync.diff.references import match_lines
from sotsync.diff.reporter import Reporter
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.diff.table_regions import compare_fields, compare_index_table
from sotsync.document.exact import read_exact_name
from sotsync.document.regions import HistoryTable, MetadataField, ReferenceLine, ReferenceList
from sotsync.document.render.changes import ChangeRow, change_rows
from sotsync.document.render.definition import cite_files
from sotsync.document.render.history import MigrationFile
from sotsync.document.render.links import Relationship, references, relationship_line
from sotsync.document.render.metadata import migration_stamp
from sotsync.document.render.security import rls_enabled
from sotsync.schema.models import Table
from sotsync.text import Location

__all__ = ["compare_entry"]

_PRUNE = "correct the bullet, or run `sotsync sync --prune`"


def compare_entry(situation: Situation, about: EntrySubject, blame: Blame) -> Iterator[Change]:
    """Every difference between what the entry's regions state and what is so."""
    return _EntryComparison(situation, about, blame).changes()


class _EntryComparison:
    """One entry and its table or view."""

    def __init__(self, situation: Situation, about: EntrySubject, blame: Blame) -> None:
        self.situation = situation
        self.about = about
        self.blame = blame
        self.regions = about.entry.regions

    def changes(self) -> Iterator[Change]:
        yield from compare_fences(self.situation, self.about, self.blame)
        fields = ((Region.FIELDS, self.regions.fields), (Region.SUMMARY, self.regions.summary))
        for region, table in fields:
            if table is not None:
                yield from compare_fields(self._report(region), table)
        if self.regions.indexes is not None:
            report, renames = self._report(Region.INDEXES), self.situation.renames
            yield from compare_index_table(report, self.regions.indexes, renames)
        yield from self._key_indexes()
        yield from self._security_line()
        yield from self._references()
        yield from self._metadata()
        yield from self._histories()

    def _report(self, region: Region) -> Reporter:
        source = self.situation.document.source
        return Reporter(source=source, about=self.about, region=region, blame=self.blame)

    def _key_indexes(self) -> Iterator[Change]:
        bullets = self.regions.key_indexes
        if bullets is None:
            return
        report = self._report(Region.KEY_INDEXES)
        for facts in cells.unlisted_indexes(bullets, self.about.actual):
            yield report.undocumented(
                "D020",
                Subject.INDEX,
                facts.name,
                actual=summary(facts.object),
                at=bullets.label,
                actual_at=facts.object.origin.created,
            )
        for bullet, columns in cells.renamed_bullets(bullets, self.about.actual):
            yield report.altered(
                "D022",
                Subject.INDEX,
                ", ".join(bullet.columns),
                aspect="columns",
                documented=", ".join(bullet.columns),
                actual=", ".join(columns),
                at=bullet.line,
                actual_at=None,
            )
        for bullet in cells.ghost_bullets(bullets, self.about.actual):
            ghost = report.ghost(
                "D021",
                Subject.INDEX,
                ", ".join(bullet.columns),
                documented=bullet.text.text,
                at=bullet.line,
            )
            yield ghost.model_copy(update={"by_hand": _PRUNE})

    def _security_line(self) -> Iterator[Change]:
        flag, actual = self.regions.rls_enabled, self.about.actual
        if flag is None or not isinstance(actual, Table) or cells.flag_agrees(flag, actual):
            return
        field = "rls_forced" if flag.is_set == actual.rls_enabled else "rls_enabled"
        yield self._report(Region.ROW_SECURITY).altered(
            "D040",
            Subject.ROW_SECURITY,
            "",
            aspect="row-level security",
            documented=flag.value.text or None,
            actual=rls_enabled(actual),
            at=flag.line,
            actual_at=self.blame.changed(self.about.key, "", field, actual.origin),
        )

    def _references(self) -> Iterator[Change]:
        if not isinstance(self.about.actual, Table):
            return
        outgoing = references(self.about.actual)
        incoming = self.situation.facts.incoming.get(self.about.key, ())
        yield from self._lines("References", self.regions.references, outgoing)
        yield from self._lines("Foreign Keys", self.regions.foreign_keys, outgoing)
        yield from self._lines("Referenced By", self.regions.referenced_by, incoming)

    def _lines(
        self, title: str, listed: ReferenceList | None, expected: Sequence[Relationship]
    ) -> Iterator[Change]:
        if listed is None:
            return
        report = self._report(Region.FOREIGN_KEYS)
        match = match_lines(listed.lines, expected, self.situation, self.situation.directory)
        found: list[tuple[ReferenceLine | None, Relationship | None]] = [
            *match.wrong,
            *((None, relationship) for relationship in match.missing),
            *((line, None) for line in match.extra),
        ]
        for line, relationship in found:
            yield report.outdated(
                "D060",
                title,
                documented=line.body.text if line else None,
                actual=self._line(relationship) if relationship else None,
                at=line.line if line else listed.label,
                actual_at=self._made(relationship) if relationship else None,
            )

    def _line(self, relationship: Relationship) -> str:
        return relationship_line(relationship, self.situation.directory)

    def _made(self, relationship: Relationship) -> Location | None:
        """The statement that made the foreign key, which stands at either end of it."""
        for key in (self.about.key, relationship.other):
            table = self.situation.schema.tables.get(key)
            for one in table.foreign_keys if table else ():
                if (one.columns, one.referenced_columns) == (
                    relationship.columns,
                    relationship.referenced,
                ):
                    return one.origin.created
        return None

    def _metadata(self) -> Iterator[Change]:
        report, entry = self._report(Region.METADATA), self.about.entry
        for field in self.regions.metadata:
            if field is not self.regions.metadata_field(field.key):
                continue  # The first line of a kind is the field; another is a person's.
            if field.key == "id" and field.value.text.strip("`") != entry.id:
                yield self._outdated_line(report, "D072", field, entry.id)
            elif field.key == "schema" and not self._is_schema(field):
                yield self._outdated_line(
                    report, "D091", field, f"`{self.about.actual.schema_name}`"
                )
            elif (file := self._stamp(field)) and not histories.stamp_agrees(field, file):
                yield self._outdated_line(report, "D091", field, migration_stamp(file))

    def _is_schema(self, field: MetadataField) -> bool:
        stated = field.value.text.strip("` ")
        name = self.about.actual.schema_name
        return read_exact_name(stated) == name or stated.strip('"') == name

    def _stamp(self, field: MetadataField) -> MigrationFile | None:
        """The migration that a Created or Last Updated line is about."""
        facts, actual = self.situation.facts, self.about.actual
        if field.key == "created":
            return facts.created(actual)
        return facts.last_updated(actual) if field.key == "last updated" else None

    def _outdated_line(
        self, report: Reporter, code: str, field: MetadataField, actual: str
    ) -> Change:
        return report.outdated(
            code, field.label.text, documented=field.value.text, actual=actual, at=field.line
        )

    def _histories(self) -> Iterator[Change]:
        rows = change_rows(self.about.actual, self.situation.facts)
        yield from self._note(rows)
        table = self.regions.migration_history
        if table is not None:
            missing = histories.missing_migrations(table, rows)
            yield from self._rows("D090", Region.MIGRATION_HISTORY, table, missing)
        table = self.regions.version_history
        if table is not None:
            missing = histories.missing_versions(table, rows)
            yield from self._rows("D092", Region.VERSION_HISTORY, table, missing)

    def _note(self, rows: Sequence[ChangeRow]) -> Iterator[Change]:
        note = self.regions.note
        if note is not None and not histories.note_agrees(note, rows):
            yield self._report(Region.NOTE).outdated(
                "D091",
                Region.NOTE.value,
                documented=note.value.text,
                actual=cite_files(histories.files_to_note(note, rows)),
                at=note.line,
            )

    def _rows(
        self, code: str, region: Region, table: HistoryTable, missing: Sequence[ChangeRow]
    ) -> Iterator[Change]:
        for row in missing:
            yield self._report(region).outdated(
                code,
                region.value,
                documented=None,
                actual=f"{row.file.name}: {row.changes}",
                at=table.table.header.line,
                actual_at=Location(row.file.path),
            )
