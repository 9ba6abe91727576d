"""Columns as lines of CREATE TABLE."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.schema.models import (
    Check,
    Column,
    Constraint,
    Exclusion,
    PrimaryKey,
    Sequence,
    Table,
    Unique,
)
from sotsync.schema.names import automatic_name, qualified, quote
from sotsync.schema.render.constraints import is_column_constraint, render_reference
from sotsync.schema.render.layout import in_parentheses
from sotsync.schema.render.objects import render_sequence_options
from sotsync.schema.render.style import DOCUMENT, INDENT, Style, key_of, render_default, render_type
from sotsync.schema.types import SERIAL_TYPES

__all__ = [
    "ColumnContext",
    "column_constraints",
    "identity_sequences",
    "render_column",
    "serial_columns",
]

_SEQUENCE_NAME = "SEQUENCE NAME"
_NEXT_VALUE = re.compile(r"(?:pg_catalog\.)?nextval\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnContext:
    """What a column's line depends on besides the column.

    Attributes:
        constraints: The constraints that follow the column itself.
        is_serial: Whether the column and its sequence are what ``serial`` makes.
        is_key: Whether it belongs to a primary key, which says NOT NULL already.
        sequence: The name of an identity column's sequence, where PostgreSQL would choose another.
    """

    constraints: tuple[Constraint, ...] = ()
    is_serial: bool = False
    is_key: bool = False
    sequence: str = ""
    style: Style = field(default=DOCUMENT)


def render_column(column: Column, context: ColumnContext) -> str:
    """The column's line, without indentation and comma: ``name TEXT NOT NULL DEFAULT 'x'``."""
    words = [quote(column.name), _type(column, context)]
    if column.collation:
        words.append(f"COLLATE {column.collation}")
    words += _keys(context.constraints)
    if column.not_null and not (context.is_key or context.is_serial or column.identity):
        words.append("NOT NULL")
    if value := _value(column, context.sequence):
        words += [] if context.is_serial else [value]
    words += [
        render_reference(constraint)
        for constraint in context.constraints
        if constraint.kind == "foreign key"
    ]
    return " ".join(words)


def serial_columns(table: Table, sequences: Mapping[str, Sequence]) -> Mapping[str, Sequence]:
    """Column name → its sequence, for every column that ``serial`` would make again just so.

    ``sequences`` are keyed by qualified name.
    """
    found = ((column.name, _serial_sequence(table, column, sequences)) for column in _plain(table))
    return {name: sequence for name, sequence in found if sequence is not None}


def identity_sequences(table: Table, sequences: Mapping[str, Sequence]) -> Mapping[str, str]:
    """Column name → the name of its sequence, where that is not the one that is chosen for it."""
    by_owner = {
        sequence.owned_by: qualified(sequence.schema_name, sequence.name)
        for sequence in sequences.values()
        if sequence.is_identity
    }
    names = {}
    for column in table.columns.values():
        automatic = automatic_name(table.name, column.name, label="seq")
        found = by_owner.get(f"{key_of(table)}.{quote(column.name)}")
        if found is not None and found != qualified(table.schema_name, automatic):
            names[column.name] = found
    return names


def _plain(table: Table) -> Iterator[Column]:
    return (
        column
        for column in table.columns.values()
        if column.type in SERIAL_TYPES
        and column.not_null
        and not column.is_inherited
        and _NEXT_VALUE.match(column.default or "")
    )


def _serial_sequence(
    table: Table, column: Column, sequences: Mapping[str, Sequence]
) -> Sequence | None:
    name = automatic_name(table.name, column.name, label="seq")
    sequence = sequences.get(qualified(table.schema_name, name))
    is_serial = (
        sequence is not None
        and sequence.is_serial
        and sequence.owned_by == f"{key_of(table)}.{quote(column.name)}"
        and sequence.type == column.type
        and not render_sequence_options(sequence)
    )
    return sequence if is_serial else None


def _type(column: Column, context: ColumnContext) -> str:
    if not context.is_serial:
        return render_type(column.type, context.style)
    name = SERIAL_TYPES[column.type]
    return name.upper() if context.style.has_short_types else name


def _keys(constraints: tuple[Constraint, ...]) -> list[str]:
    return [_key_words(item) for item in constraints if isinstance(item, PrimaryKey | Unique)]


def _key_words(constraint: PrimaryKey | Unique) -> str:
    words = "PRIMARY KEY" if isinstance(constraint, PrimaryKey) else "UNIQUE"
    if isinstance(constraint, Unique) and constraint.nulls_not_distinct:
        words += " NULLS NOT DISTINCT"
    if constraint.deferrable:
        words += " DEFERRABLE"
    return words + (" INITIALLY DEFERRED" if constraint.initially_deferred else "")


def _value(column: Column, sequence: str) -> str | None:
    """Where the column's value comes from when a row does not say."""
    if column.identity:
        options = column.identity_options or ""
        if sequence and _SEQUENCE_NAME not in options:
            options = f"{_SEQUENCE_NAME} {sequence} {options}".strip()
        options = f" ({options})" if options else ""
        return f"GENERATED {column.identity} AS IDENTITY{options}"
    if column.generated is not None:
        kind = "VIRTUAL" if column.generated_virtual else "STORED"
        return in_parentheses("GENERATED ALWAYS AS ", column.generated, f" {kind}", indent=INDENT)
    return None if column.default is None else render_default(column.default)


def column_constraints(
    table: Table, column: str, constraints: Iterable[Constraint]
) -> tuple[Constraint, ...]:
    """The constraints of ``constraints`` that may follow the column, in their order."""
    return tuple(
        constraint
        for constraint in constraints
        if not isinstance(constraint, Check | Exclusion)
        and is_column_constraint(table.name, constraint)
        and constraint.columns == (column,)
    )
