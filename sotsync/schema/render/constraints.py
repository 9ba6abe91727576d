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
from sotsync.schema.render.style import key_of, names_list

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
    columns = tuple(map(quote, constraint.referenced_columns))
    text = f"REFERENCES {table}{names_list(columns) if columns else ''}"
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
        and not (isinstance(constraint, Unique | PrimaryKey) and constraint.include)
    )


def _action(event: str, action: ReferentialAction) -> str:
    return "" if action is ReferentialAction.NO_ACTION else f" ON {event} {action}"


def _definition(constraint: Constraint) -> str:
    match constraint:
        case PrimaryKey():
            return f"PRIMARY KEY {_columns(constraint.columns)}{_include(constraint.include)}"
        case Unique():
            nulls = " NULLS NOT DISTINCT" if constraint.nulls_not_distinct else ""
            return f"UNIQUE{nulls} {_columns(constraint.columns)}{_include(constraint.include)}"
        case ForeignKey():
            return f"FOREIGN KEY {_columns(constraint.columns)} {render_reference(constraint)}"
        case Check():
            no_inherit = " NO INHERIT" if constraint.no_inherit else ""
            return f"CHECK ({constraint.expression}){no_inherit}"
        case Exclusion():
            return _exclusion(constraint)
        case _:
            assert_never(constraint)


def _exclusion(constraint: Exclusion) -> str:
    keys = f"({', '.join(render_keys(constraint.keys))})"
    where = f" WHERE ({constraint.predicate})" if constraint.predicate else ""
    return f"EXCLUDE USING {constraint.method} {keys}{_include(constraint.include)}{where}"


def _columns(names: tuple[str, ...]) -> str:
    return names_list(tuple(map(quote, names)))


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
