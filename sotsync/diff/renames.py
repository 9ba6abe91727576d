"""What was renamed, so that everything that merely follows a rename is not reported again.

PostgreSQL renames a table or column everywhere at once: keys, indexes, policies and views follow.
The document does not, so each of them would differ. One rename is one change; what is the same once
the old names are read as the new ones has not drifted by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, TypeVar

from pydantic import BaseModel

from sotsync.diff.pairs import Pair, pair
from sotsync.schema.models import ForeignKey, IndexKey, Table, View
from sotsync.schema.names import qualified, split_qualified

__all__ = ["Renames", "find_renames", "former_keys"]

_Model = TypeVar("_Model", bound=BaseModel)

_COLUMN_FIELDS = ("columns", "include", "on_delete_columns", "update_columns")
_EXPRESSION_FIELDS = (
    "expression",
    "predicate",
    "using",
    "with_check",
    "when",
    "generated",
    "definition",
    "partition_key",
    "sql_body",
)
_QUERYING_FIELDS = frozenset({"using", "with_check", "definition", "sql_body"})
"""Where columns of other tables may be named as well as those of the object's own."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


def former_keys(schema_name: str, renamed_from: tuple[str, ...]) -> tuple[str, ...]:
    """The keys an object may have had before, by its schema now and its former names.

    A former name with a schema says that it moved out of that; one without may have stood in any
    schema that the object was in.
    """
    keys = [split_qualified(name) for name in renamed_from]
    schemas = [*(key[0] for key in keys if len(key) > 1), schema_name]
    found: dict[str, None] = {}
    for key in keys:
        for schema in key[:-1] or schemas:
            found[qualified(schema, key[-1])] = None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Renames:
    """Documented names and the names they have now.

    Attributes:
        relations: Documented key → present key.
        columns: Present key of a relation → documented column name → present one.
    """

    relations: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.relations or self.columns)

    def translate(self, model: _Model, relation: str, actual: BaseModel) -> _Model:
        """The documented ``model`` of the table now called ``relation``, in present names.

        Other tables may have columns of an old name that were not renamed, and an expression does
        not say whose a name is. So ``actual`` decides for each: it is followed where it was.
        """
        if not self:
            return model
        own = self.columns.get(relation, {})
        update = {**self._names(model, own, actual), **self._expressions(model, own, actual)}
        if isinstance(model, ForeignKey):
            update |= self._reference(model)
        return model.model_copy(update=update) if update else model

    def translate_text(self, text: str, relation: str) -> str:
        """What names columns of the table now called ``relation`` only, in present names."""
        return _replaced(text, self.columns.get(relation, {}))

    def _names(
        self, model: BaseModel, own: Mapping[str, str], actual: BaseModel
    ) -> dict[str, object]:
        fields = type(model).model_fields
        update: dict[str, object] = {
            name: tuple(own.get(column, column) for column in getattr(model, name))
            for name in _COLUMN_FIELDS
            if name in fields and isinstance(getattr(model, name), tuple)
        }
        if "keys" in fields:
            targets = getattr(actual, "keys", ())
            update["keys"] = tuple(
                self._key(key, own, target)
                for key, target in zip_longest(_field(model, "keys"), targets)
                if key is not None
            )
        if "parents" in fields:
            parents: tuple[str, ...] = _field(model, "parents")
            update["parents"] = tuple(self.relations.get(parent, parent) for parent in parents)
        return update

    def _key(self, key: IndexKey, own: Mapping[str, str], actual: IndexKey | None) -> IndexKey:
        target = actual.expression if actual else None
        expression = key.expression and self._text(key.expression, own, target)
        column = key.column and own.get(key.column, key.column)
        return key.model_copy(update={"column": column, "expression": expression})

    def _expressions(
        self, model: BaseModel, own: Mapping[str, str], actual: BaseModel
    ) -> dict[str, object]:
        return {
            name: self._text(
                getattr(model, name),
                self._every_column() if name in _QUERYING_FIELDS and not own else own,
                getattr(actual, name, None),
            )
            for name in _EXPRESSION_FIELDS
            if name in type(model).model_fields and getattr(model, name)
        }

    def _every_column(self) -> Mapping[str, str]:
        return {old: new for renamed in self.columns.values() for old, new in renamed.items()}

    def _text(self, text: str, columns: Mapping[str, str], actual: str | None) -> str:
        if actual is not None and self._is_followed(text, actual):
            return actual
        tables = {
            split_qualified(old)[-1]: split_qualified(new)[-1]
            for old, new in self.relations.items()
        }
        return _replaced(text, {**tables, **columns})

    def _is_followed(self, text: str, actual: str) -> bool:
        """Whether the texts are the same but for names in one that were renamed to the other's."""
        before, after = _TOKEN.findall(text), _TOKEN.findall(actual)
        return len(before) == len(after) and all(
            old == new or self._is_renamed(old, new) for old, new in zip(before, after, strict=True)
        )

    def _is_renamed(self, old: str, new: str) -> bool:
        if any(renamed.get(old) == new for renamed in self.columns.values()):
            return True
        return any(
            (split_qualified(before)[-1], split_qualified(after)[-1]) == (old, new)
            for before, after in self.relations.items()
        )

    def _reference(self, key: ForeignKey) -> dict[str, object]:
        target = qualified(key.referenced_schema, key.referenced_table)
        target = self.relations.get(target, target)
        schema, table = split_qualified(target)
        columns = self.columns.get(target, {})
        return {
            "referenced_schema": schema,
            "referenced_table": table,
            "referenced_columns": tuple(columns.get(c, c) for c in key.referenced_columns),
        }


def _replaced(text: str, names: Mapping[str, str]) -> str:
    if not names:
        return text
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"\b(?:{pattern})\b", lambda match: names[match.group()], text)


def _field(model: BaseModel, name: str) -> tuple[Any, ...]:
    value: tuple[Any, ...] = getattr(model, name)
    return value


def find_renames(pairs: Iterable[Pair[Table | View, Table | View]]) -> Renames:
    """What was renamed between the two sides of these pairs: relations and their columns."""
    relations: dict[str, str] = {}
    columns: dict[str, Mapping[str, str]] = {}
    for one in pairs:
        if one.name != one.documented_name:
            relations[one.documented_name] = one.name
        renamed = {
            column.documented_name: column.name
            for column in pair(
                one.documented.columns,
                one.actual.columns,
                former_names=lambda column: column.origin.renamed_from,
            ).renamed
        }
        if renamed:
            columns[one.name] = renamed
    return Renames(relations, columns)
