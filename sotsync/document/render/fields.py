"""The rows of the Field Specifications table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sotsync.document.exact import exact_name, exact_sql
from sotsync.document.render.words import cell, code_cell, foreign_line
from sotsync.schema.models import Column
from sotsync.schema.render.style import DOCUMENT
from sotsync.schema.types import display_type

__all__ = ["FIELD_HEADER", "NOTHING", "FieldCells", "default_text", "field_cells"]

_NULL = re.compile(r"NULL(?:::.*)?", re.IGNORECASE | re.DOTALL)
FIELD_HEADER = ("Column", "Type", "Nullable", "Default", "Description", "Example")
NOTHING = "-"
"""What a cell holds that has nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCells:
    """One column, each cell as Markdown; ``description`` only seeds a new row."""

    column: str
    type: str
    nullable: str
    required: str
    default: str
    description: str


def field_cells(column: Column, *, is_upper_case: bool = True) -> FieldCells:
    """The cells of a column; PostgreSQL's own types in upper case, or in lower case."""
    default = default_text(column)
    return FieldCells(
        column=code_cell(exact_name(column.name)),
        type=cell(
            exact_sql(
                display_type(
                    column.type, is_upper_case=is_upper_case, hidden_schemas=DOCUMENT.hidden_schemas
                )
            )
        ),
        nullable="No" if column.not_null else "Yes",
        required="Yes" if column.not_null else "No",
        default=NOTHING if default is None else code_cell(exact_sql(default)),
        description=cell(foreign_line(column.comment or "")) or NOTHING,
    )


def default_text(column: Column) -> str | None:
    """Where the column's value comes from when none is given, as SQL; None for nowhere."""
    if column.identity is not None:
        return f"GENERATED {column.identity} AS IDENTITY"
    if column.generated is not None:
        kind = "VIRTUAL" if column.generated_virtual else "STORED"
        return f"GENERATED ALWAYS AS ({column.generated}) {kind}"
    # A default that is NULL says nothing; PostgreSQL keeps it where it has a length to apply.
    is_null = column.default is not None and _NULL.fullmatch(column.default) is not None
    return None if is_null else column.default
