"""The Field Specifications table: facts cell by cell, and not one of a person's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.diff.cells import default_agrees, nullability_agrees, type_agrees
from sotsync.document.regions import FieldRole, FieldRow, FieldTable
from sotsync.document.render.fields import NOTHING, FieldCells, field_cells
from sotsync.document.tables import Cell, Row
from sotsync.patch.human import field_words
from sotsync.patch.pen import Pen
from sotsync.patch.rows import human_text, new_row, renamed, row_offset
from sotsync.schema.models import Column, Table, View
from sotsync.text import Span

__all__ = ["plan_fields"]

_WORDS_BEHIND = re.compile(r"(?:(`+)[^`].*?\1|[-\u2013—])(?P<words>\s+\S.*)")
_NOT_NULL = re.compile(r"\bNOT NULL\b", re.IGNORECASE)


def plan_fields(pen: Pen, table: FieldTable, relation: Table | View) -> Mapping[str, str]:
    """Bring the rows in step with the columns.

    Returns:
        What people wrote in the rows that were removed, by the name of their column.
    """
    plan = _FieldPlan(pen, table, relation)
    plan.write()
    return plan.lost


@dataclass(slots=True)
class _FieldPlan:
    pen: Pen
    table: FieldTable
    relation: Table | View
    lost: dict[str, str] = field(default_factory=dict)
    found: dict[str, FieldRow] = field(default_factory=dict)
    texts: dict[FieldRole, frozenset[str]] = field(default_factory=dict)
    is_lower_case: bool | None = None

    def write(self) -> None:
        columns = self.relation.columns
        self.found = dict(self._find_rows())
        for name, row in self.found.items():
            self._update(row, columns[name])
        self._insert_missing()
        kept = {id(row) for row in self.found.values()}
        for row in self.table.rows:
            if row.names and id(row) not in kept:
                self._remove(row)

    def _find_rows(self) -> Iterator[tuple[str, FieldRow]]:
        """Each column's row, under its present name or else the newest of its former ones."""
        rows: dict[str, FieldRow] = {}
        for row in self.table.rows:
            for name in row.names:
                rows.setdefault(name, row)
        for name, column in self.relation.columns.items():
            former = (old for old in reversed(column.origin.renamed_from) if self._is_free(old))
            for candidate in (name, *former):
                if candidate in rows:
                    yield name, rows[candidate]
                    break

    def _is_free(self, old: str) -> bool:
        return old not in self.relation.columns

    def _update(self, row: FieldRow, column: Column) -> None:
        self._rename(row, column)
        cells = self._cells(column)
        name = column.name
        if not type_agrees(row, column) and row.type is not None:
            self.pen.write(row.type.span, cells.type, f"type of {name}")
        if not nullability_agrees(self.table, row, column):
            self._write_nullability(row, column)
        if not default_agrees(row, column, self.relation.name):
            self._write_default(row, cells.default, f"default of {name}")

    def _write_default(self, row: FieldRow, text: str, sentence: str) -> None:
        """What stands for the default in its cell; the words behind it are a person's."""
        target = self.table.cell(row, FieldRole.DEFAULT)
        words = None if target is None else _WORDS_BEHIND.fullmatch(target.content.text)
        if target is None or words is None:
            self._write(row, FieldRole.DEFAULT, text, sentence)
            return
        start = target.content.span.start
        self.pen.write(Span(start, start + words.start("words")), text, sentence)

    def _rename(self, row: FieldRow, column: Column) -> None:
        target = self.table.cell(row, FieldRole.COLUMN)
        if target is None or column.name in row.names:
            return
        for old in row.names:
            if old in column.origin.renamed_from:
                text = renamed(target.content.text, old, column.name)
                self.pen.write(target.content.span, text, f"{old} is now {column.name}")

    def _write_nullability(self, row: FieldRow, column: Column) -> None:
        cells = self._cells(column)
        sentence = f"nullability of {column.name}"
        texts = {FieldRole.NULLABLE: cells.nullable, FieldRole.REQUIRED: cells.required}
        stated = [role for role in texts if self.table.cell(row, role) is not None]
        for role in stated[:1]:
            self._write(row, role, texts[role], sentence)
        constraints = self.table.cell(row, FieldRole.CONSTRAINTS)
        if constraints is not None and (not stated or _NOT_NULL.search(constraints.text)):
            self._write_constraints(constraints, column, sentence, is_alone=not stated)

    def _write_constraints(
        self, target: Cell, column: Column, sentence: str, *, is_alone: bool
    ) -> None:
        """The words NOT NULL in or out of a Constraints cell, whose other words stay.

        Only a cell that is alone in saying so has to say ``NULL``.
        """
        words = [word.strip() for word in target.content.text.split(",") if human_text(target)]
        kept = [word for word in words if word.upper() not in {"NOT NULL", "NULL"}]
        added = "NOT NULL" if column.not_null else "NULL" if is_alone else ""
        texts = [*kept, *filter(None, [added])]
        self._write_cell(target, ", ".join(texts), sentence)

    def _write(self, row: FieldRow, role: FieldRole, text: str, sentence: str) -> None:
        target = self.table.cell(row, role)
        if target is not None:
            self._write_cell(target, self._styled(role, text), sentence)

    def _write_cell(self, target: Cell, text: str, sentence: str) -> None:
        if target.content.text:
            self.pen.write(target.content.span, text, sentence)
        else:
            self.pen.write(target.span, f" {text} ", sentence)

    def _styled(self, role: FieldRole, text: str) -> str:
        """The text as the column's other cells are written: bare, in lower case, or empty."""
        if role not in self.texts:
            cells = (self.table.cell(row, role) for row in self.table.rows)
            self.texts[role] = frozenset(cell.content.text for cell in cells if cell is not None)
        others = self.texts[role]
        if text == NOTHING:
            return "" if "" in others and NOTHING not in others else text
        if text in {"Yes", "No"}:
            return text.lower() if any(other.islower() for other in others) else text
        stated = [other for other in others if other not in {"", NOTHING}]
        is_bare = text.startswith("`") and bool(stated) and not any("`" in one for one in stated)
        bare = text.strip("`").strip()
        # A name that is no word would be read as a word with a remark.
        is_readable = role is not FieldRole.COLUMN or re.fullmatch(r"[A-Za-z_]\w*", bare)
        return bare if is_bare and is_readable else text

    def _insert_missing(self) -> None:
        after: Row | None = None
        for name, column in self.relation.columns.items():
            row = self.found.get(name)
            if row is not None:
                after = row.row
            else:
                self._insert(column, after)

    def _insert(self, column: Column, after: Row | None) -> None:
        offset = row_offset(self.pen.source, self.table.table, after)
        line = new_row(self.pen.source, self.table.table, self._row_cells(column))
        self.pen.insert(offset, (line,), f"row of {column.name} added")

    def _row_cells(self, column: Column) -> dict[int, str]:
        cells = self._cells(column)
        texts = {
            FieldRole.COLUMN: cells.column,
            FieldRole.TYPE: cells.type,
            FieldRole.NULLABLE: cells.nullable,
            FieldRole.REQUIRED: cells.required,
            FieldRole.CONSTRAINTS: "NOT NULL" if column.not_null else "-",
            FieldRole.DEFAULT: cells.default,
            FieldRole.DESCRIPTION: cells.description,
        }
        return {
            index: self._styled(role, texts.get(role, NOTHING))
            for role, index in self.table.roles.items()
        }

    def _cells(self, column: Column) -> FieldCells:
        """The cells in the style of the table: types in lower case where its types are."""
        cells = field_cells(column)
        if self.is_lower_case is None:
            types = [row.type.text for row in self.table.rows if row.type is not None]
            self.is_lower_case = bool(types) and all(text.islower() for text in types)
        return field_cells(column, is_upper_case=False) if self.is_lower_case else cells

    def _remove(self, row: FieldRow) -> None:
        names = " / ".join(row.names)
        text = field_words(self.table, row)
        if text:
            self.lost[names] = text
        self.pen.remove(Span(row.row.line.start, row.row.line.end), f"row of {names} removed")
