"""Constraints as SQL: clauses of CREATE TABLE, and ALTER TABLE … ADD CONSTRAINT."""

from __future__ import annotations

from typing import assert_never

from sotsync.schema.models import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    PrimaryKey,
    ReferentialAction,
    Relation,
    Unique,
)
from sotsync.schema.names import automatic_name, qualified, quote
from sotsync.schema.render.indexes import render_keys
from sotsync.schema.render.layout import LINE_LENGTH, in_parentheses
from sotsync.schema.render.parameters import render_parameters
from sotsync.schema.render.style import INDENT, key_of, names_list

__all__ = ["is_column_constraint", "render_add_constraint", "render_constraint", "render_reference"]


def render_constraint(constraint: Constraint) -> str:
    """The table constraint clause, with its name: ``CONSTRAINT … CHECK (…)``."""
    attributes = "" if isinstance(constraint, ForeignKey) else _attributes(constraint)
    return f"CONSTRAINT {quote(constraint.name)} {_definition(constraint)}{attributes}"


def render_add_constraint(table: Relation | str, constraint: Constraint) -> str:
    """The ALTER TABLE statement that adds the constraint."""
    return f"ALTER TABLE {key_of(table)}\n  ADD {render_constraint(constraint)};"


def render_reference(constraint: ForeignKey) -> str:
    """The REFERENCES clause of a foreign key and all after it, as it may also follow a column."""
    table = qualified(constraint.referenced_schema, constraint.referenced_table)
    columns = constraint.referenced_columns
    listed = _columns(columns, period=constraint.with_period) if columns else ""
    text = f"REFERENCES {table}{listed}"
    if constraint.match_full:
        text += " MATCH FULL"
    text += _action("UPDATE", constraint.on_update)
    text += _action("DELETE", constraint.on_delete)
    if constraint.on_delete_columns:
        text += f" {names_list(tuple(map(quote, constraint.on_delete_columns)))}"
    return text + _attributes(constraint)


def is_column_constraint(table: str, constraint: Constraint) -> bool:
    """Whether the constraint may follow its column unnamed and be given the same name again.

    Checks are not: which columns PostgreSQL names an unnamed check after depends on its expression.
    """
    if isinstance(constraint, PrimaryKey):
        name = automatic_name(table, label="pkey")
    elif isinstance(constraint, Unique):
        name = automatic_name(table, *constraint.columns, label="key")
    elif isinstance(constraint, ForeignKey):
        name = automatic_name(table, *constraint.columns, label="fkey")
    else:
        return False
    return (
        len(constraint.columns) == 1
        and constraint.name == name
        and constraint.validated
        and not (isinstance(constraint, Unique | PrimaryKey) and _needs_table_form(constraint))
    )


def _needs_table_form(constraint: Unique | PrimaryKey) -> bool:
    return bool(constraint.include or constraint.without_overlaps or constraint.options)


def _action(event: str, action: ReferentialAction) -> str:
    return "" if action is ReferentialAction.NO_ACTION else f" ON {event} {action}"


def _definition(constraint: Constraint) -> str:
    match constraint:
        case PrimaryKey():
            return f"PRIMARY KEY {_key(constraint)}"
        case Unique():
            nulls = " NULLS NOT DISTINCT" if constraint.nulls_not_distinct else ""
            return f"UNIQUE{nulls} {_key(constraint)}"
        case ForeignKey():
            return _foreign_key(constraint)
        case Check():
            no_inherit = " NO INHERIT" if constraint.no_inherit else ""
            head = f"CONSTRAINT {quote(constraint.name)} CHECK "
            text = in_parentheses(head, constraint.expression, no_inherit, indent=INDENT)
            return text.removeprefix(head.removesuffix("CHECK "))
        case Exclusion():
            return _exclusion(constraint)
        case _:
            assert_never(constraint)


def _foreign_key(constraint: ForeignKey) -> str:
    columns = _columns(constraint.columns, period=constraint.with_period)
    reference = render_reference(constraint)
    line = f"{INDENT}CONSTRAINT {quote(constraint.name)} FOREIGN KEY {columns} {reference},"
    separator = " " if len(line) <= LINE_LENGTH else f"\n{INDENT * 2}"
    return f"FOREIGN KEY {columns}{separator}{reference}"


def _exclusion(constraint: Exclusion) -> str:
    keys = f"({', '.join(render_keys(constraint.keys))})"
    where = f" WHERE ({constraint.predicate})" if constraint.predicate else ""
    tail = f"{_include(constraint.include)}{_options(constraint.options)}{where}"
    return f"EXCLUDE USING {constraint.method} {keys}{tail}"


def _key(constraint: PrimaryKey | Unique) -> str:
    quoted = list(map(quote, constraint.columns))
    if constraint.without_overlaps:
        quoted[-1] += " WITHOUT OVERLAPS"
    include, options = _include(constraint.include), _options(constraint.options)
    return f"{names_list(tuple(quoted))}{include}{options}"


def _columns(names: tuple[str, ...], *, period: bool = False) -> str:
    quoted = list(map(quote, names))
    if period:
        quoted[-1] = f"PERIOD {quoted[-1]}"
    return names_list(tuple(quoted))


def _options(options: tuple[str, ...]) -> str:
    return f" WITH {render_parameters(options)}" if options else ""


def _include(names: tuple[str, ...]) -> str:
    return f" INCLUDE {_columns(names)}" if names else ""


def _attributes(constraint: Constraint) -> str:
    """What may follow any constraint; a foreign key's stand with its REFERENCES clause."""
    words = ""
    if constraint.deferrable:
        words += " DEFERRABLE"
    if constraint.initially_deferred:
        words += " INITIALLY DEFERRED"
    if not constraint.enforced:
        words += " NOT ENFORCED"
    elif not constraint.validated:
        words += " NOT VALID"
    return words
