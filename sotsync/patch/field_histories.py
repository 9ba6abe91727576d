"""A Version History with one row a changed field: ``Date, Field, Previous, New, Reason, EPIC``.

Each row says what one field was and what it is now, as far as the migration says it; the migration
is cited as the reason. Nothing is invented: what a migration does not state is a dash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sotsync.diff.histories import missing_versions
from sotsync.document.regions import HistoryRole, HistoryTable
from sotsync.document.render.changes import DATE_UNKNOWN, ChangeRow
from sotsync.document.render.fields import NOTHING
from sotsync.document.render.words import cell, code, code_cell
from sotsync.patch.hunks import line_end
from sotsync.patch.lost_words import LostWords
from sotsync.patch.pen import Pen
from sotsync.patch.rows import new_row
from sotsync.replay.history import Action, Operation
from sotsync.schema.names import split_qualified

__all__ = ["has_row_for_each_field", "plan_field_history"]

_ARROW = " → "
_WHOLE = "(whole)"
_STATES = {
    Action.SET_NOT_NULL: ("nullable", "not null"),
    Action.DROP_NOT_NULL: ("not null", "nullable"),
    Action.ENABLE_RLS: ("row-level security off", "row-level security on"),
    Action.DISABLE_RLS: ("row-level security on", "row-level security off"),
}
_ADDITIONS = frozenset(
    {
        Action.ADD_COLUMN,
        Action.ADD_CONSTRAINT,
        Action.CREATE_INDEX,
        Action.CREATE_POLICY,
        Action.CREATE_TRIGGER,
        Action.CREATE_RULE,
    }
)
_REMOVALS = frozenset(
    {
        Action.DROP_COLUMN,
        Action.DROP_CONSTRAINT,
        Action.DROP_INDEX,
        Action.DROP_POLICY,
        Action.DROP_TRIGGER,
        Action.DROP_RULE,
    }
)


def has_row_for_each_field(table: HistoryTable) -> bool:
    """Whether the history has a row for each changed field, and names no migrations."""
    return HistoryRole.FIELD in table.roles and HistoryRole.MIGRATION not in table.roles


def plan_field_history(
    pen: Pen, table: HistoryTable, rows: Sequence[ChangeRow], lost: Sequence[LostWords]
) -> None:
    """Add a row for each field that a new migration changed, and quote every word that went."""
    quotes = {words.name: f"“{words.text}”" for words in lost}
    lines = [
        _line(pen, table, row, texts)
        for row in missing_versions(table, rows)
        for texts in _changes(row, quotes)
    ]
    lines += [_left(pen, table, name, text) for name, text in quotes.items()]
    if lines:
        last = table.table.rows[-1] if table.table.rows else table.table.delimiter
        pen.insert(line_end(pen.source, last.line.end), lines, "Version History row added")


def _changes(row: ChangeRow, quotes: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """The field, what it was and what it is, each a finished cell, without repeats."""
    if row.is_creation:
        yield _WHOLE, NOTHING, "Initial creation"
        return
    found: dict[tuple[str, str, str], None] = {}
    for one in row.operations:
        before, after = _states(one)
        quote = quotes.pop(one.subject, None) if one.action in _REMOVALS else None
        before = cell(quote) if quote is not None else before
        found[(code_cell(one.subject) if one.subject else _WHOLE, before, after)] = None
    yield from found or {(_WHOLE, NOTHING, row.changes): None}


def _states(one: Operation) -> tuple[str, str]:
    """What the field was and what it is, as far as the operation says it."""
    if one.action in _STATES:
        return _STATES[one.action]
    before, arrow, after = one.detail.partition(_ARROW)
    if arrow:
        return cell(before), cell(after)
    word, _, former = one.detail.partition(" ")
    if word == "from":
        return cell(code(split_qualified(former)[-1])), cell(
            code(one.subject) if one.subject else one.action.value
        )
    if one.action in _REMOVALS:
        return NOTHING, "removed"
    if one.action in _ADDITIONS:
        return NOTHING, cell(f"added ({one.detail})" if one.detail else "added")
    return NOTHING, cell(f"{one.action.value} {one.detail}".strip())


def _line(pen: Pen, table: HistoryTable, row: ChangeRow, texts: tuple[str, str, str]) -> str:
    name, before, after = texts
    reason = f"{row.description} ({row.migration})"
    return _rendered(
        pen,
        table,
        {
            HistoryRole.DATE: row.date,
            HistoryRole.FIELD: name,
            HistoryRole.PREVIOUS: before,
            HistoryRole.NEW: after,
            HistoryRole.REASON: reason,
        },
    )


def _left(pen: Pen, table: HistoryTable, name: str, text: str) -> str:
    """A row for words about what no migration of this table took away."""
    return _rendered(
        pen,
        table,
        {
            HistoryRole.DATE: DATE_UNKNOWN,
            HistoryRole.FIELD: code_cell(name),
            HistoryRole.PREVIOUS: cell(text),
            HistoryRole.NEW: "removed",
        },
    )


def _rendered(pen: Pen, table: HistoryTable, texts: Mapping[HistoryRole, str]) -> str:
    cells = {index: texts[role] for role, index in table.roles.items() if role in texts}
    return new_row(pen.source, table.table, cells)
