"""Comparing the tables of an entry, Field Specifications and Indexes, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sotsync.diff import cells
from sotsync.diff.aspects import summary
from sotsync.diff.cells import IndexFacts, index_facts
from sotsync.diff.changes import Change, Subject
from sotsync.diff.pairs import Pair, Pairing, pair
from sotsync.diff.renames import Renames
from sotsync.diff.reporter import Reporter
from sotsync.document.regions import (
    FieldRole,
    FieldRow,
    FieldTable,
    IndexRole,
    IndexRow,
    IndexTable,
)
from sotsync.document.render.fields import default_text
from sotsync.document.render.indexes import IndexRow as ExpectedRow
from sotsync.document.render.indexes import index_rows
from sotsync.document.tables import Row
from sotsync.schema.models import Column, Index, Table, View
from sotsync.text import Location

__all__ = ["compare_fields", "compare_index_table", "pair_field_rows", "pair_index_rows"]


def pair_field_rows(table: FieldTable, actual: Table | View) -> Pairing[FieldRow, Column]:
    """The rows of Field Specifications and the columns they are about."""
    rows: dict[str, FieldRow] = {}
    for row in table.rows:
        for name in row.names:
            rows.setdefault(name, row)
    return pair(rows, actual.columns, former_names=lambda column: column.origin.renamed_from)


def compare_fields(report: Reporter, table: FieldTable) -> Iterator[Change]:
    """Field Specifications against the columns."""
    actual = report.about.actual
    pairing = pair_field_rows(table, actual)
    for one in (*pairing.same_name, *pairing.renamed):
        if one.name != one.documented_name:
            yield report.renamed(
                "D015",
                Subject.COLUMN,
                one.name,
                documented=one.documented_name,
                at=one.documented.row.line,
                actual_at=_blame(report, one, "name"),
            )
        yield from _compare_row(report, table, one)
    yield from _second_rows(report, "D011", [(row.names, row.row) for row in table.rows])
    for name, row in pairing.ghosts.items():
        documented = row.type.text if row.type else "column"
        yield report.ghost("D011", Subject.COLUMN, name, documented=documented, at=row.row.line)
    for name, column in pairing.undocumented.items():
        yield report.undocumented(
            "D010",
            Subject.COLUMN,
            name,
            actual=summary(column),
            at=table.table.header.line,
            actual_at=column.origin.created,
        )


def _blame(report: Reporter, one: Pair[FieldRow, Column], field: str) -> Location | None:
    return report.blame.changed(report.about.key, one.name, field, one.actual.origin)


def _compare_row(
    report: Reporter, table: FieldTable, one: Pair[FieldRow, Column]
) -> Iterator[Change]:
    row, column = one.documented, one.actual
    if not cells.type_agrees(row, column):
        yield _altered_cell(report, table, one, _TYPE)
    if not cells.nullability_agrees(table, row, column):
        yield _altered_cell(report, table, one, _NULLABILITY)
    if not cells.default_agrees(row, column, report.about.actual.name):
        yield _altered_cell(report, table, one, _DEFAULT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CellFact:
    """What one of the generated cells of a row states."""

    code: str
    field: str
    aspect: str
    roles: tuple[FieldRole, ...]
    documented: Callable[[FieldRow], str | None]
    actual: Callable[[Column], str | None]


_TYPE = _CellFact(
    code="D012",
    field="type",
    aspect="type",
    roles=(FieldRole.TYPE,),
    documented=lambda row: row.type.text if row.type else None,
    actual=lambda column: column.type,
)
_NULLABILITY = _CellFact(
    code="D013",
    field="not_null",
    aspect="nullability",
    roles=(FieldRole.NULLABLE, FieldRole.REQUIRED, FieldRole.CONSTRAINTS),
    documented=lambda row: _nullability(row.is_nullable),
    actual=lambda column: _nullability(not column.not_null),
)
_DEFAULT = _CellFact(
    code="D014",
    field="default",
    aspect="default",
    roles=(FieldRole.DEFAULT,),
    documented=lambda row: cells.unescaped(row.default.text) if row.default else None,
    actual=default_text,
)


def _nullability(is_nullable: bool | None) -> str | None:  # noqa: FBT001  # A cell's value.
    if is_nullable is None:
        return None
    return "nullable" if is_nullable else "not null"


def _altered_cell(
    report: Reporter, table: FieldTable, one: Pair[FieldRow, Column], fact: _CellFact
) -> Change:
    found = (table.cell(one.documented, role) for role in fact.roles)
    cell = next((cell for cell in found if cell is not None), None)
    return report.altered(
        fact.code,
        Subject.COLUMN,
        one.name,
        aspect=fact.aspect,
        documented=fact.documented(one.documented),
        actual=fact.actual(one.actual),
        at=cell.content.span if cell else one.documented.row.line,
        actual_at=_blame(report, one, fact.field),
    )


def pair_index_rows(table: IndexTable, actual: Table | View) -> Pairing[IndexRow, IndexFacts]:
    """The rows of the index table and the indexes they are about."""
    rows = {row.name: row for row in reversed(table.rows) if row.name}
    return pair(
        rows, index_facts(actual), former_names=lambda facts: facts.object.origin.renamed_from
    )


def compare_index_table(report: Reporter, table: IndexTable, renames: Renames) -> Iterator[Change]:
    """The index table against every index, those behind constraints among them."""
    pairing = pair_index_rows(table, report.about.actual)
    shown = {row.index: row for row in index_rows(report.about.actual)}
    for one in (*pairing.same_name, *pairing.renamed):
        if one.name != one.documented_name:
            yield report.renamed(
                "D022",
                Subject.INDEX,
                one.name,
                documented=one.documented_name,
                at=one.documented.row.line,
                actual_at=_blame_index(report, one, "name"),
            )
        row = one.documented
        if not cells.index_keys_agree(row, one.actual):
            row = _in_present_names(row, renames, report.about.key)
        yield from _compare_index_row(report, table, replace(one, documented=row), shown[one.name])
    yield from _second_rows(
        report, "D021", [((row.name,), row.row) for row in table.rows if row.name]
    )
    for name, row in pairing.ghosts.items():
        documented = ", ".join(row.keys)
        yield report.ghost("D021", Subject.INDEX, name, documented=documented, at=row.row.line)
    for name, facts in pairing.undocumented.items():
        yield report.undocumented(
            "D020",
            Subject.INDEX,
            name,
            actual=_index_words(facts, shown[name]),
            at=table.table.header.line,
            actual_at=facts.object.origin.created,
        )


def _index_words(facts: IndexFacts, shown: ExpectedRow) -> str:
    """What is missing: the index itself, or the constraint that it stands behind."""
    if isinstance(facts.object, Index):
        return summary(facts.object)
    return f"{shown.type} on {_plain(shown.columns)}"


def _blame_index(report: Reporter, one: Pair[IndexRow, IndexFacts], field: str) -> Location | None:
    return report.blame.changed(report.about.key, one.name, field, one.actual.object.origin)


def _compare_index_row(
    report: Reporter, table: IndexTable, one: Pair[IndexRow, IndexFacts], shown: ExpectedRow
) -> Iterator[Change]:
    row, facts = one.documented, one.actual
    checks = (
        (cells.index_keys_agree(row, facts), IndexRole.COLUMNS, "columns", shown.columns),
        (cells.index_type_agrees(row, facts), IndexRole.TYPE, "method", shown.type),
    )
    for agrees, role, aspect, actual in checks:
        if not agrees:
            cell = table.cell(row, role)
            yield report.altered(
                "D022",
                Subject.INDEX,
                one.name,
                aspect=aspect,
                documented=_plain(cell.text) if cell else None,
                actual=_plain(actual),
                at=cell.content.span if cell else row.row.line,
                actual_at=_blame_index(report, one, "keys"),
            )


def _in_present_names(row: IndexRow, renames: Renames, key: str) -> IndexRow:
    """The row with renamed columns followed: each rename is a change of its own."""
    predicate = row.predicate and renames.translate_text(row.predicate, key)
    keys = tuple(renames.translate_text(text, key) for text in row.keys)
    return replace(row, keys=keys, predicate=predicate)


def _second_rows(
    report: Reporter, code: str, rows: Sequence[tuple[tuple[str, ...], Row]]
) -> Iterator[Change]:
    """Rows about nothing that an earlier row is not about already."""
    seen: set[str] = set()
    for names, row in rows:
        if names and seen.issuperset(names):
            yield report.outdated(
                code,
                report.region.value,
                documented=f"a second row of {', '.join(names)}",
                actual=None,
                at=row.line,
            )
        seen.update(names)


def _plain(cell: str) -> str:
    return cells.unescaped(cell).replace("`", "")
