"""When a documented fact and an actual one are the same: decided here and nowhere else.

``diff`` reports what these functions tell apart and ``patch`` rewrites it, so that no change and no
edit mean the same thing. Two facts are the same when they mean the same to PostgreSQL: spelling,
casts that change nothing and names that PostgreSQL would have chosen itself do not count.
"""

from __future__ import annotations

import re
from typing import TypeVar

from pydantic import BaseModel

from sotsync.schema.canonical import Scope, normalize
from sotsync.schema.models import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Function,
    PrimaryKey,
    Unique,
)
from sotsync.schema.names import automatic_name, split_qualified
from sotsync.schema.types import canonical_type

__all__ = [
    "aligned_column",
    "aligned_constraint",
    "has_default_name",
    "same_column",
    "same_default",
    "same_function",
    "same_model",
    "same_type",
    "trimmed_function",
    "without_comment",
]

_Model = TypeVar("_Model", bound=BaseModel)

_SERIAL_DEFAULT = re.compile(
    r"nextval\('(?P<sequence>(?:[^']|'')+)'(?:::(?:pg_catalog\.)?regclass)?\)\Z"
)
_DEFAULT_FIELDS = ("default", "identity", "identity_options", "generated", "generated_virtual")
_NAME_ENDINGS = {
    PrimaryKey: "pkey",
    Unique: "key",
    ForeignKey: "fkey",
    Check: "check",
    Exclusion: "excl",
}
_DIGITS = "0123456789"


_APART: dict[str, object] = {"comment": None, "owner": None, "privileges": (), "rules": {}}
"""What is compared apart, or of which documents say nothing; as where there is none."""


def without_comment(model: _Model) -> _Model:
    """The model without what is compared apart or not at all: comments, owners, privileges."""
    update = {
        field: value for field, value in _APART.items() if getattr(model, field, value) != value
    }
    return model.model_copy(update=update) if update else model


def same_model(documented: BaseModel, actual: BaseModel, scope: Scope | None = None) -> bool:
    """Whether two models of one class mean the same; provenance and comments do not count.

    Both are read where the actual one stands: ``scope`` is that of the actual schema.
    """
    if documented == actual:
        return True
    documented, actual = without_comment(documented), without_comment(actual)
    return bool(normalize(documented, scope) == normalize(actual, scope))


def same_type(documented: str, actual: str) -> bool:
    """Whether two type names mean the same; a bare name fits a type of any schema."""
    one, other = canonical_type(documented), canonical_type(actual)
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(f".{shorter}")


def same_column(documented: Column, actual: Column, table: str) -> bool:
    """Whether two columns of the table documented as ``table`` mean the same."""
    return same_model(aligned_column(documented, actual, table), actual)


def aligned_column(documented: Column, actual: Column, table: str) -> Column:
    """The documented column, spelled as the actual one where both mean the same type or default.

    A document may name a type without its schema, and PostgreSQL keeps a sequence's old name.
    """
    if documented.type != actual.type and same_type(documented.type, actual.type):
        documented = documented.model_copy(update={"type": actual.type})
    if documented.default == actual.default or not same_default(documented, actual, table):
        return documented
    return documented.model_copy(update=_default_of(actual))


def aligned_constraint(documented: Constraint, actual: Constraint) -> Constraint:
    """The documented constraint, with the referenced columns it leaves to the referenced table."""
    if (
        isinstance(documented, ForeignKey)
        and isinstance(actual, ForeignKey)
        and not documented.referenced_columns
    ):
        return documented.model_copy(update={"referenced_columns": actual.referenced_columns})
    return documented


def same_default(documented: Column, actual: Column, table: str) -> bool:
    """Whether both columns get a value in the same way: by default, identity or generation.

    The sequence that ``serial`` makes keeps its name when the table or the column is renamed, and
    ``serial`` cannot say so: it equals a default from any sequence.
    """
    if _is_serial(documented, table) and _SERIAL_DEFAULT.match(actual.default or ""):
        return True
    return same_model(documented, documented.model_copy(update=_default_of(actual)))


def _default_of(column: Column) -> dict[str, object]:
    return {field: getattr(column, field) for field in _DEFAULT_FIELDS}


def _is_serial(column: Column, table: str) -> bool:
    match = _SERIAL_DEFAULT.match(column.default or "")
    if match is None:
        return False
    return split_qualified(match["sequence"])[-1] == automatic_name(table, column.name, label="seq")


def has_default_name(constraint: Constraint, table: str) -> bool:
    """Whether the name is one that PostgreSQL chooses (``ChooseConstraintName``, indexcmds.c).

    A number may follow, and which column a check is named after depends on its expression.
    """
    label = _NAME_ENDINGS[type(constraint)]
    if isinstance(constraint, Check):
        named = re.compile(rf"{re.escape(table)}_(?:.+_)?{label}\d*")
        return named.fullmatch(constraint.name) is not None
    columns = _key_columns(constraint)
    stem = automatic_name(table, *columns, label=label)
    return constraint.name.startswith(stem) and constraint.name[len(stem) :].strip(_DIGITS) == ""


def _key_columns(constraint: Constraint) -> tuple[str, ...]:
    if isinstance(constraint, Unique | ForeignKey):
        return ("_".join(constraint.columns),)
    if isinstance(constraint, Exclusion):
        return ("_".join(key.column or "expr" for key in constraint.keys),)
    return ()


def same_function(documented: Function, actual: Function) -> bool:
    """Whether two functions mean the same; how a body's lines end and its margins do not count."""
    return same_model(trimmed_function(documented), trimmed_function(actual))


def trimmed_function(function: Function) -> Function:
    """The function without what does not count in its body: margins and the kind of line ends."""
    if function.body is None:
        return function
    lines = (line.rstrip() for line in re.split(r"\r\n|\n|\r", function.body))
    return function.model_copy(update={"body": "\n".join(lines).strip("\n")})
