"""Tables as SQL: CREATE TABLE and what switches belong to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sotsync.schema.models import Column, Constraint, PrimaryKey, Schema, Table, TableKind, Unique
from sotsync.schema.names import quote
from sotsync.schema.partitions import own_columns
from sotsync.schema.render.columns import (
    ColumnContext,
    column_constraints,
    identity_sequences,
    render_column,
    serial_columns,
)
from sotsync.schema.render.constraints import render_constraint
from sotsync.schema.render.parameters import render_parameters
from sotsync.schema.render.style import DOCUMENT, INDENT, Style, key_of, names_list, render_default

__all__ = [
    "local_constraints",
    "render_add_column",
    "render_attachment",
    "render_table",
    "separate_constraints",
]


def local_constraints(table: Table) -> tuple[Constraint, ...]:
    """The constraints that the table declares itself, in creation order."""
    return tuple(
        constraint for constraint in table.constraints.values() if not constraint.is_inherited
    )


def separate_constraints(table: Table) -> tuple[Constraint, ...]:
    """The constraints that only ALTER TABLE can add as they are; CREATE TABLE changes them.

    It takes every constraint for validated, and merges keys over the same columns into one.
    """
    found: list[Constraint] = []
    keys: list[tuple[object, ...]] = []
    constraints = local_constraints(table)
    for constraint in sorted(constraints, key=lambda item: item.kind != "primary key"):
        if isinstance(constraint, PrimaryKey | Unique):
            key = _merging_key(constraint)
            found += [constraint] if key in keys else []
            keys.append(key)
        elif not constraint.validated:
            found.append(constraint)
    return tuple(found)


def _merging_key(constraint: PrimaryKey | Unique) -> tuple[object, ...]:
    """What must agree for CREATE TABLE to merge two keys (transformIndexConstraints)."""
    nulls = isinstance(constraint, Unique) and constraint.nulls_not_distinct
    timing = (constraint.deferrable, constraint.initially_deferred)
    return (constraint.columns, constraint.include, nulls, timing)


def render_table(
    table: Table,
    *,
    style: Style = DOCUMENT,
    schema: Schema | None = None,
    without_constraints: Collection[str] = (),
    without_defaults: Collection[str] = (),
) -> str:
    """The CREATE TABLE statement, a column or constraint a line.

    Constraints among :func:`separate_constraints` are left out: ALTER TABLE adds them.

    Args:
        table: What to render.
        style: How types are spelled.
        schema: Where given, a column whose sequence is a serial's becomes ``SERIAL``, and the lines
            of a partition say only what differs from its parent.
        without_constraints: Names of constraints to leave out, for ALTER TABLE later.
        without_defaults: Names of columns whose defaults to leave out.
    """
    omitted = {*without_constraints, *(item.name for item in separate_constraints(table))}
    constraints = tuple(item for item in local_constraints(table) if item.name not in omitted)
    serial = serial_columns(table, schema.sequences if schema else {})
    named = {} if schema is None or style.has_short_types else schema.sequences
    body = _Body(table, style, constraints, frozenset(serial), identity_sequences(table, named))
    columns = _own_columns(table, schema)
    lines = [body.column(column, column.name not in without_defaults) for column in columns]
    lines += [render_constraint(item) for item in constraints if item not in body.placed]
    return f"{_head(table)}{_parentheses(table, lines)}{_tail(table)};"


def render_attachment(table: Table) -> tuple[str, ...]:
    """The ALTER TABLE statements that make an existing table a partition or child."""
    if table.partition_bound is None:
        return tuple(f"ALTER TABLE {key_of(table)} INHERIT {parent};" for parent in table.parents)
    attach = f"ATTACH PARTITION {key_of(table)} {table.partition_bound}"
    return (f"ALTER TABLE ONLY {table.parents[0]}\n{INDENT}{attach};",)


def render_add_column(table: Table, column: Column, style: Style = DOCUMENT) -> str:
    """The ALTER TABLE statement that adds a column to a table that exists."""
    line = render_column(column, ColumnContext(style=style))
    return f"ALTER TABLE {key_of(table)} ADD COLUMN {line};"


class _Body:
    """The lines between the parentheses, and which constraints found a place beside a column."""

    def __init__(
        self,
        table: Table,
        style: Style,
        constraints: tuple[Constraint, ...],
        serial: frozenset[str],
        sequences: Mapping[str, str],
    ) -> None:
        self._table = table
        self._style = style
        self._constraints = constraints
        self._serial = serial
        self._sequences = sequences
        self.placed: list[Constraint] = []

    def column(self, column: Column, has_default: bool) -> str:  # noqa: FBT001 - private, two calls
        beside = column_constraints(self._table, column.name, self._constraints)
        self.placed += beside
        if not has_default:
            column = column.model_copy(update={"default": None})
        if self._table.partition_bound is not None:
            return _partition_column(column)
        context = ColumnContext(
            constraints=beside,
            is_serial=column.name in self._serial,
            is_key=self._is_key(column.name),
            sequence=self._sequences.get(column.name, ""),
            style=self._style,
        )
        return render_column(column, context)

    def _is_key(self, column: str) -> bool:
        return any(
            isinstance(constraint, PrimaryKey) and column in constraint.columns
            for constraint in self._constraints
        )


def _own_columns(table: Table, schema: Schema | None) -> list[Column]:
    """The columns that need a line: a partition's only where they differ from its parent's."""
    if table.partition_bound is None:
        return [column for column in table.columns.values() if not column.is_inherited]
    return [] if schema is None else list(own_columns(table, schema).values())


def _partition_column(column: Column) -> str:
    """A partition's own word on an inherited column, which takes no type."""
    words = [quote(column.name)]
    if column.not_null:
        words.append("NOT NULL")
    words.append(render_default("NULL" if column.default is None else column.default))
    return " ".join(words)


def _head(table: Table) -> str:
    kind = "FOREIGN TABLE" if table.kind is TableKind.FOREIGN else "TABLE"
    unlogged = "UNLOGGED " if table.is_unlogged else ""
    head = f"CREATE {unlogged}{kind} {key_of(table)}"
    if table.partition_bound is not None:
        head += f" PARTITION OF {table.parents[0]}"
    return head


def _parentheses(table: Table, lines: list[str]) -> str:
    if not lines:
        return "" if table.partition_bound is not None else " ()"
    separator = f",\n{INDENT}"
    return f" (\n{INDENT}{separator.join(lines)}\n)"


def _tail(table: Table) -> str:
    tail = ""
    if table.partition_bound is not None:
        tail += f" {table.partition_bound}"
    elif table.parents:
        tail += f"\nINHERITS {names_list(table.parents)}"
    if table.partition_key is not None:
        tail += f"\nPARTITION BY {table.partition_key}"
    if table.kind is TableKind.FOREIGN:
        options = f" OPTIONS {names_list(table.options)}" if table.options else ""
        return f"{tail}\nSERVER {quote(table.foreign_server or '')}{options}"
    return tail + (f"\nWITH {render_parameters(table.options)}" if table.options else "")
