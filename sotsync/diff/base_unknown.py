"""Entries of tables that migrations alter and never create: only what these prove is compared.

What such a table was before is not known. Nothing that its entry says is called missing for that,
and nothing is written: what the migrations did to the table is told, and a person brings it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sotsync.diff.blame import Blame
from sotsync.diff.changes import Change, Ghost, Region, Subject
from sotsync.diff.members import MEMBER_KINDS, Comparison, compare_members
from sotsync.diff.reporter import Reporter
from sotsync.diff.situation import EntryState, EntrySubject, Situation
from sotsync.diff.table_regions import compare_fields, compare_index_table
from sotsync.document.models import Entry
from sotsync.replay.history import Action, Operation
from sotsync.schema.models import Column, Table
from sotsync.schema.names import split_qualified

__all__ = ["compare_unknown_bases"]

_BY_HAND = "no migration makes the table: write this into its entry by hand"
_REGIONS = {Subject.POLICY: Region.POLICIES, Subject.TRIGGER: Region.TRIGGERS}


def compare_unknown_bases(situation: Situation, blame: Blame) -> Iterator[Change]:
    """What entries of tables without a known base say otherwise than migrations did."""
    for entry in situation.document.entries:
        key = situation.key_of(entry)
        if key is None or situation.state(entry) is not EntryState.EXTERNAL:
            continue
        schema, name = split_qualified(key)
        nothing = Table(name=name, schema_name=schema, is_external=True)
        table = situation.schema.tables.get(key, nothing)
        if table.is_external and table.schema_name in (situation.schemas or {table.schema_name}):
            found = _Comparison(situation, blame, entry, key, table).changes()
            yield from (change.model_copy(update={"by_hand": _BY_HAND}) for change in found)


class _Comparison:
    """One entry and what is known of its table."""

    def __init__(
        self, situation: Situation, blame: Blame, entry: Entry, key: str, table: Table
    ) -> None:
        self.situation = situation
        self.blame = blame
        self.entry = entry
        self.operations = situation.facts.operations.get(key, ())
        stated = situation.stated.schema.tables.get(key)
        self.stated = None if stated is None or stated.is_external else stated
        self.proven = EntrySubject(key=key, entry=entry, actual=self._proven(table))

    def _proven(self, table: Table) -> Table:
        """The table with only what migrations say of it; the rest of a column is as documented."""
        documented = self.stated.columns if self.stated else {}
        columns: dict[str, Column] = {}
        for name, column in table.columns.items():
            if column.origin.created is not None:
                columns[name] = column
            elif name in documented and self._has(Action.ALTER_TYPE, name):
                columns[name] = documented[name].model_copy(update={"type": column.type})
        return table.model_copy(update={"columns": columns})

    def _has(self, action: Action, name: str) -> bool:
        return any(one.action is action and one.subject == name for one in self.operations)

    def changes(self) -> Iterator[Change]:
        found = (*self._definition(), *self._tables())
        renamed = self._former_names()
        for change in found:
            if not isinstance(change, Ghost) or change.actual_at is not None:
                yield change
        for region, names in self._witnesses():
            for name, (former, operation) in renamed.items():
                if name not in names and former & names.keys():
                    yield self._report(region).renamed(
                        "D015",
                        Subject.COLUMN,
                        name,
                        documented=min(former & names.keys()),
                        at=self.entry.heading.line,
                        actual_at=operation.location,
                    )

    def _definition(self) -> Iterator[Change]:
        """What the SQL of the entry says of members that migrations made, changed or dropped."""
        if self.stated is None:
            return
        using = Comparison(self.blame, self.situation.renames, self.situation.scope)
        for kind in MEMBER_KINDS:
            region = _REGIONS.get(kind.subject, Region.DEFINITION)
            places = self._report(region).places(None)
            key, actual = self.proven.key, self.proven.actual
            for change in compare_members(kind, key, self.stated, actual, using):
                update = {"entry": self.entry.id, "regions": (region,)}
                at = {} if change.documented_at else {"documented_at": places}
                yield change.model_copy(update={**update, **at})

    def _tables(self) -> Iterator[Change]:
        regions, renames = self.entry.regions, self.situation.renames
        for region, fields in ((Region.FIELDS, regions.fields), (Region.SUMMARY, regions.summary)):
            if fields is not None:
                yield from compare_fields(self._report(region), fields)
        if regions.indexes is not None:
            yield from compare_index_table(self._report(Region.INDEXES), regions.indexes, renames)

    def _witnesses(self) -> Iterator[tuple[Region, Mapping[str, object]]]:
        """The names of the columns that each region states."""
        if self.stated is not None:
            yield Region.DEFINITION, self.stated.columns
        fields = self.entry.regions.fields
        if fields is not None:
            yield Region.FIELDS, {name: row for row in fields.rows for name in row.names}

    def _former_names(self) -> Mapping[str, tuple[frozenset[str], Operation]]:
        """Columns of the unknown base that were renamed, by their present names."""
        found: dict[str, tuple[frozenset[str], Operation]] = {}
        for operation in self.operations:
            if operation.action is Action.RENAME_COLUMN:
                former = operation.detail.removeprefix("from ").strip("`")
                before = found.pop(former, (frozenset(), operation))[0]
                found[operation.subject] = (before | {former}, operation)
            elif operation.action is Action.DROP_COLUMN:
                found.pop(operation.subject, None)
        return {name: one for name, one in found.items() if name not in self.proven.actual.columns}

    def _report(self, region: Region) -> Reporter:
        return Reporter(
            source=self.situation.document.source,
            about=self.proven,
            region=region,
            blame=self.blame,
        )
