"""Which fields of two models differ, and what a person calls them.

DeepDiff explains only pairs that are known to differ. Tuples are compared whole, because the order
of index keys and primary keys means something and a sentence about one position would mislead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel

from sotsync.diff.facts import without_comment
from sotsync.document.render.indexes import method_word
from sotsync.schema.canonical import Scope, normalize
from sotsync.schema.models import Column, Index, IndexKey

__all__ = ["COMMENT", "Difference", "comment_difference", "differences", "summary"]

COMMENT = "comment"

_NEVER_COMPARED = frozenset({"origin", "comment", "is_inherited", "owner", "privileges"})

_WORDS: Mapping[str, str] = {
    "not_null": "nullability",
    "identity_options": "identity options",
    "generated": "generation",
    "generated_virtual": "generation",
    "base_type": "type",
    "keys": "columns",
    "referenced_schema": "referenced schema",
    "referenced_table": "referenced table",
    "referenced_columns": "referenced columns",
    "on_update": "ON UPDATE",
    "on_delete": "ON DELETE",
    "on_delete_columns": "ON DELETE columns",
    "match_full": "MATCH FULL",
    "with_period": "PERIOD",
    "without_overlaps": "WITHOUT OVERLAPS",
    "is_unique": "uniqueness",
    "nulls_not_distinct": "NULLS NOT DISTINCT",
    "using": "USING",
    "with_check": "WITH CHECK",
    "is_permissive": "permissiveness",
    "rls_enabled": "row-level security",
    "rls_forced": "forced row-level security",
    "update_columns": "UPDATE OF columns",
    "when": "WHEN",
    "security_definer": "SECURITY DEFINER",
    "is_strict": "strictness",
    "check_option": "CHECK OPTION",
    "is_materialized": "materialization",
    "partition_key": "partition key",
    "partition_bound": "partition bound",
    "schema_name": "schema",
}


class Commented(Protocol):
    """What can carry a comment."""

    @property
    def comment(self) -> str | None:
        """The comment, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that differs, with both values as text; None where a side has none."""

    field: str
    aspect: str
    documented: str | None
    actual: str | None


def differences(
    documented: BaseModel,
    actual: BaseModel,
    *,
    shown: BaseModel | None = None,
    scope: Scope | None = None,
) -> tuple[Difference, ...]:
    """The fields in which the meanings of two models of one class differ, in the model's order.

    The texts shown are never those of the canonical forms.

    Args:
        documented: The documented model as it is compared, with renames followed.
        actual: The actual model.
        shown: The documented model as it is written, where that is another.
        scope: Where the expressions of both stand.
    """
    changed = _changed_fields(documented, actual, scope)
    order = [field for field in type(actual).model_fields if field in changed]
    return tuple(_difference(field, shown or documented, actual) for field in order)


def _changed_fields(
    documented: BaseModel, actual: BaseModel, scope: Scope | None
) -> frozenset[str]:
    from deepdiff import DeepDiff  # noqa: PLC0415  # 180 ms that an empty diff need not pay.

    tree = DeepDiff(
        _flat(normalize(without_comment(documented), scope)),
        _flat(normalize(without_comment(actual), scope)),
        view="tree",
        threshold_to_diff_deeper=0,
    )
    return frozenset(
        str(level.path(output_format="list")[0]) for levels in tree.values() for level in levels
    )


def _flat(model: BaseModel) -> dict[str, str]:
    """Each compared field as one text, so that every difference is one of a field."""
    return {
        field: repr(getattr(model, field))
        for field in type(model).model_fields
        if field not in _NEVER_COMPARED and not isinstance(getattr(model, field), Mapping)
    }


def comment_difference(documented: Commented, actual: Commented) -> Difference:
    """The difference between two comments, which are compared apart from everything else."""
    return Difference(
        field=COMMENT, aspect=COMMENT, documented=documented.comment, actual=actual.comment
    )


def _difference(field: str, documented: BaseModel, actual: BaseModel) -> Difference:
    return Difference(
        field=field,
        aspect=_WORDS.get(field, field.removeprefix("is_").replace("_", " ")),
        documented=show(field, getattr(documented, field)),
        actual=show(field, getattr(actual, field)),
    )


def summary(model: BaseModel) -> str:
    """An object in one line: what sets it apart from one that has nothing but a name."""
    if isinstance(model, Column):
        return _column_summary(model)
    if isinstance(model, Index):
        return index_summary(model)
    fields = type(model).model_fields
    words = [
        f"{_WORDS.get(field, field.removeprefix('is_').replace('_', ' '))} {text}"
        for field in fields
        if field not in _NEVER_COMPARED | {"name", "schema_name", "kind"}
        and getattr(model, field) != fields[field].default
        and (text := show(field, getattr(model, field)))
    ]
    kind = getattr(model, "kind", None)
    return "; ".join([str(kind), *words] if kind else words)


def index_summary(index: Index) -> str:
    """``unique B-tree on email WHERE deleted_at IS NULL``, as the table of indexes has it too."""
    words = ["unique"] if index.is_unique else []
    words += [method_word(index.method), "on", ", ".join(map(_shown_key, index.keys))]
    words += [f"INCLUDE {', '.join(index.include)}"] if index.include else []
    words += ["NULLS NOT DISTINCT"] if index.nulls_not_distinct else []
    words += [f"WITH {', '.join(index.options)}"] if index.options else []
    words += [f"WHERE {index.predicate}"] if index.predicate is not None else []
    return " ".join(words)


def _column_summary(column: Column) -> str:
    words = [column.type]
    words += ["not null"] if column.not_null else []
    words += [f"default {column.default}"] if column.default is not None else []
    words += [f"generated {column.identity.lower()} as identity"] if column.identity else []
    words += [f"generated always as ({column.generated})"] if column.generated else []
    return " ".join(words)


def show(field: str, value: object) -> str | None:
    """A field's value as a person reads it; None where there is none."""
    if field == "not_null":
        return "not null" if value else "nullable"
    if value is None or value == ():
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_shown_parts(value))
    return str(value)


def _shown_parts(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        yield _shown_key(value) if isinstance(value, IndexKey) else _shown_part(value)


def _shown_part(value: object) -> str:
    if isinstance(value, BaseModel):
        return " ".join(str(part) for _, part in value if part is not None)
    return str(value)


def _shown_key(key: IndexKey) -> str:
    words = [key.column or f"({key.expression})"]
    words += [word for word in (key.operator_class, key.operator) if word]
    if key.collation:
        words.append(f"COLLATE {key.collation}")
    if key.descending:
        words.append("DESC")
    if key.nulls_first != key.descending:
        words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
    return " ".join(words)
