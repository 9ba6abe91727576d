"""What a table is found by and what is unique in it, whether a constraint or an index says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.rules.trees import parsed, walk
from sotsync.schema.models import Index, PrimaryKey, Table, Unique
from sotsync.schema.origin import Origin
from sotsync.sql.parser import string_list

__all__ = ["KeyList", "key_lists"]

_ORDERED = frozenset({"btree", "hash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyList:
    """The keys of an index, or of the index behind a constraint.

    Attributes:
        name: The index's or the constraint's name.
        columns: The keys in order: a column, or None for an expression.
        expressions: The texts of the keys that are expressions.
        is_unique: Whether no two rows may have the same.
        is_primary: Whether it is the primary key.
        is_lookup: Whether rows are found by the first key: a valid B-tree or hash index.
        predicate: What rows it is limited to; None for all of them.
        origin: Where it comes from.
    """

    name: str
    columns: tuple[str | None, ...]
    expressions: tuple[str, ...] = ()
    is_unique: bool = True
    is_primary: bool = False
    is_lookup: bool = True
    predicate: str | None = None
    origin: Origin

    @property
    def every_column(self) -> frozenset[str]:
        """The columns of the keys, with those inside of expressions such as ``lower(code)``."""
        bare = (one for one in self.columns if one is not None)
        return frozenset((*bare, *(name for text in self.expressions for name in _named(text))))


def key_lists(table: Table) -> Iterator[KeyList]:
    """All of a table's, constraints first."""
    for constraint in table.constraints.values():
        if isinstance(constraint, PrimaryKey | Unique):
            yield KeyList(
                name=constraint.name,
                columns=constraint.columns,
                is_primary=isinstance(constraint, PrimaryKey),
                is_lookup=not constraint.without_overlaps,
                origin=constraint.origin,
            )
    yield from map(_of_index, table.indexes.values())


def _named(text: str) -> Iterator[str]:
    """The columns that an expression of one table names."""
    tree = parsed(text)
    for one in () if tree is None else walk(tree):
        if type(one).__name__ == "ColumnRef":
            yield string_list(one.fields)[-1]


def _of_index(index: Index) -> KeyList:
    return KeyList(
        name=index.name,
        columns=tuple(key.column for key in index.keys),
        expressions=tuple(key.expression for key in index.keys if key.expression is not None),
        is_unique=index.is_unique,
        is_lookup=index.is_valid and index.method in _ORDERED,
        predicate=index.predicate,
        origin=index.origin,
    )
