"""The table of indexes, and the lean profile's list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.diff.cells import (
    IndexFacts,
    ghost_bullets,
    index_facts,
    index_keys_agree,
    index_type_agrees,
    renamed_bullets,
    unlisted_indexes,
)
from sotsync.document.exact import exact_name, exact_sql
from sotsync.document.regions import BulletList, IndexRole, IndexTable
from sotsync.document.regions import IndexRow as DocumentedRow
from sotsync.document.render.indexes import IndexRow, index_rows
from sotsync.document.render.words import code
from sotsync.document.tables import Row
from sotsync.patch.human import index_words
from sotsync.patch.pen import Pen
from sotsync.patch.rows import new_row, renamed, row_offset
from sotsync.schema.models import Index, Table, View

__all__ = ["plan_indexes", "plan_key_indexes"]


def plan_indexes(pen: Pen, table: IndexTable, relation: Table | View) -> Mapping[str, str]:
    """Bring the rows in step with the indexes.

    Returns:
        What people wrote in the rows that were removed, by the name of their index.
    """
    plan = _IndexPlan(pen, table, {row.index: row for row in index_rows(relation)})
    plan.write(index_facts(relation))
    return plan.lost


_GENERATED_BULLET = re.compile(r"(?:Unique index|Index) on `[^`]+`(?:, `[^`]+`)*", re.IGNORECASE)


def plan_key_indexes(
    pen: Pen, bullets: BulletList, relation: Table | View, *, is_pruning: bool = False
) -> dict[str, str]:
    """Add a bullet for each index that the list lacks.

    Args:
        pen: Where the edits go.
        bullets: The list.
        relation: The table or view.
        is_pruning: Whether bullets about indexes that are gone are taken away.

    Returns:
        What people wrote in the bullets that are taken away, by their columns.
    """
    source = pen.source
    mark = "- "
    if bullets.bullets:
        last = bullets.bullets[-1]
        mark = source.text[last.line.start : last.text.span.start]
    lines = [mark + _bullet_words(facts) for facts in unlisted_indexes(bullets, relation)]
    if lines:
        pen.insert(bullets.insert_at, lines, "Key Indexes bullet added")
    for bullet, columns in renamed_bullets(bullets, relation):
        text = bullet.text.text
        for old, new in zip(bullet.columns, columns, strict=True):
            text = text.replace(f"`{old}`", code(exact_name(new)))
        pen.write(bullet.text.span, text, "Key Indexes bullet")
    lost = {}
    for bullet in ghost_bullets(bullets, relation) if is_pruning else ():
        pen.remove(bullet.line, "Key Indexes bullet removed")
        if not _GENERATED_BULLET.fullmatch(bullet.text.text):
            lost[", ".join(bullet.columns)] = bullet.text.text
    return lost


def _bullet_words(facts: IndexFacts) -> str:
    """``Index on `user_id` ``; only columns stand in back-ticks, since they tell bullets apart."""
    keys = ", ".join(
        exact_sql(key.expression or "") if key.column is None else code(exact_name(key.column))
        for key in facts.keys
    )
    is_unique = isinstance(facts.object, Index) and facts.object.is_unique
    return f"{'Unique index' if is_unique else 'Index'} on {keys}"


@dataclass(slots=True)
class _IndexPlan:
    pen: Pen
    table: IndexTable
    rows: Mapping[str, IndexRow]
    lost: dict[str, str] = field(default_factory=dict)

    def write(self, facts: Mapping[str, IndexFacts]) -> None:
        found = dict(self._find_rows(facts))
        after: Row | None = None
        for name, index in facts.items():
            row = found.get(name)
            if row is None:
                self._insert(self.rows[name], after)
            else:
                self._update(row, index)
                after = row.row
        for row in self.table.rows:
            if row.name and not any(row is kept for kept in found.values()):
                self._remove(row)

    def _find_rows(self, facts: Mapping[str, IndexFacts]) -> Iterator[tuple[str, DocumentedRow]]:
        for name, index in facts.items():
            former = (old for old in reversed(index.object.origin.renamed_from) if old not in facts)
            for candidate in (name, *former):
                row = self.table.row(candidate)
                if row is not None:
                    yield name, row
                    break

    def _update(self, row: DocumentedRow, index: IndexFacts) -> None:
        rendered = self.rows[index.name]
        if row.name != index.name:
            target = self.table.cell(row, IndexRole.NAME)
            assert target is not None  # The row has a name because it has that cell.
            text = renamed(target.content.text, row.name, index.name)
            self.pen.write(target.content.span, text, f"{row.name} is now {index.name}")
        keys_agree = index_keys_agree(row, index)
        if not keys_agree:
            self._write(row, IndexRole.COLUMNS, rendered.columns)
        # "B-tree" may stand for a partial one, but not in a row that is rewritten for being so.
        is_partial_again = not keys_agree and index.predicate is not None
        if is_partial_again or not index_type_agrees(row, index):
            self._write(row, IndexRole.TYPE, rendered.type)

    def _write(self, row: DocumentedRow, role: IndexRole, text: str) -> None:
        target = self.table.cell(row, role)
        if target is not None:
            is_empty = not target.content.text
            span = target.span if is_empty else target.content.span
            replacement = f" {text} " if is_empty else text
            self.pen.write(span, replacement, f"{role.value} of index {row.name}")

    def _insert(self, row: IndexRow, after: Row | None) -> None:
        texts = {
            IndexRole.NAME: row.name,
            IndexRole.COLUMNS: row.columns,
            IndexRole.TYPE: row.type,
            IndexRole.PURPOSE: row.purpose,
            IndexRole.NOTES: row.notes,
        }
        cells = {index: texts[role] for role, index in self.table.roles.items()}
        offset = row_offset(self.pen.source, self.table.table, after)
        line = new_row(self.pen.source, self.table.table, cells)
        self.pen.insert(offset, (line,), f"row of index {row.index} added")

    def _remove(self, row: DocumentedRow) -> None:
        text = index_words(self.table, row)
        if text:
            self.lost[row.name] = text
        self.pen.remove(row.row.line, f"row of index {row.name} removed")
