"""What a name inside an expression can mean: the tables, aliases and sub-queries in sight.

Source: PostgreSQL manual, "Table Expressions" and "Lexical Structure" (column references). A name
is looked for in the innermost query first; a source whose columns are not known stops the search,
because any name may be one of its columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from sotsync.replay.catalog import Column, Function, Relation, Sequence, Type, TypeName
from sotsync.sql import Node

__all__ = [
    "Names",
    "Output",
    "Scope",
    "Source",
    "TableOutputs",
    "is_certain",
    "relation_outputs",
    "table_scope",
]


class Names(Protocol):
    """Where objects are looked up; an empty schema means the search path."""

    def find_relation(self, schema: str, name: str) -> Relation | None:
        """The table or view of that name."""

    def find_type(self, schema: str, name: str) -> Type | None:
        """The user-defined type of that name."""

    def find_functions(self, schema: str, name: str) -> list[Function]:
        """Every overload of the function of that name."""

    def find_sequence(self, schema: str, name: str) -> Sequence | None:
        """The sequence of that name."""

    def type_name(self, node: Node) -> TypeName:
        """The type that a ``TypeName`` message spells."""

    def refuse_relation(self, schema: str, name: str) -> None:
        """End the statement where it reads a table or view that is known not to exist."""

    def refuse(self, condition: str, reason: str) -> None:
        """End the statement, because an expression in it cannot mean anything."""

    def is_function_gone(self, schema: str, name: str) -> bool:
        """Whether it is known that there is no function of that name any more."""

    def note_unknown(self, schema: str) -> None:
        """Note that an expression needs a function that nothing makes in the schema."""


@dataclass(slots=True)
class Output:
    """One column that a source offers: ``column`` is the catalog column right behind it.

    ``is_fixed`` means that mentions keep the name, whatever becomes of the column's.
    """

    name: str
    type: TypeName | None = None
    column: Column | None = None
    collation: str | None = None
    is_fixed: bool = False


class TableOutputs:
    """What a table offers, made only as it is asked for: most expressions name few columns."""

    __slots__ = ("_columns",)

    def __init__(self, relation: Relation) -> None:
        self._columns = relation.columns

    def __iter__(self) -> Iterator[Output]:
        return (Output(each.name, each.type, each) for each in self._columns.values())

    def find(self, name: str) -> Output | None:
        """The column of that name, or None."""
        column = self._columns.get(name)
        return None if column is None else Output(column.name, column.type, column)


@dataclass(slots=True)
class Source:
    """One item of a FROM clause.

    ``relation`` is set where the item is a table or view under its own name, so that the name
    follows a rename. ``outputs`` is None where the columns are not known. ``row`` is the type of
    the source's bare name, where that is not just a record. ``node`` is the ``RangeVar`` of a
    table, unless the query names its columns; ``joined`` is what USING names of them.
    """

    name: str
    outputs: list[Output] | TableOutputs | None
    relation: Relation | None = None
    row: TypeName | None = None
    is_certain: bool = False
    """Whether a name that is not among ``outputs`` is certainly none of its columns."""
    node: Node | None = None
    joined: dict[Column, str] = field(default_factory=dict)

    def find(self, name: str) -> Output | None:
        """The column of that name, or None."""
        if isinstance(self.outputs, TableOutputs):
            return self.outputs.find(name)
        for output in self.outputs or ():
            if output.name == name:
                return output
        return None


def relation_outputs(relation: Relation) -> list[Output] | None:
    """What a table or view offers; None where its columns are not all known."""
    if not relation.is_known:
        return None
    return [Output(column.name, column.type, column) for column in relation.columns.values()]


def table_scope(relation: Relation) -> Scope:
    """The scope of an expression that belongs to a table, and sees its columns."""
    outputs = TableOutputs(relation) if relation.is_known else None
    source = Source(relation.name, outputs, relation, is_certain=is_certain(relation))
    return Scope([source])


def is_certain(relation: Relation) -> bool:
    """Whether the columns of a relation are all known, and nothing else can be named of it."""
    return relation.is_known and not relation.is_platform and relation.kind.endswith("table")


@dataclass(slots=True)
class Scope:
    """The sources in sight, the common table expressions, and the scope around."""

    sources: list[Source] = field(default_factory=list)
    parent: Scope | None = None
    queries: dict[str, list[Output] | None] = field(default_factory=dict)
    merged: dict[str, Output] = field(default_factory=dict)
    """Columns of USING whose two sides have different types, or of a full join."""

    def common_table(self, name: str) -> tuple[bool, list[Output] | None]:
        """Whether ``WITH`` defines that name here or around, and its columns."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.queries:
                return True, scope.queries[name]
            scope = scope.parent
        return False, None

    def source(self, name: str) -> Source | None:
        """The source of that name, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            for source in scope.sources:
                if source.name == name:
                    return source
            scope = scope.parent
        return None

    def is_closed(self) -> bool:
        """Whether everything in sight is certain, here and around."""
        scope: Scope | None = self
        while scope is not None:
            if scope.queries or not all(source.is_certain for source in scope.sources):
                return False
            scope = scope.parent
        return True

    def column(self, name: str) -> tuple[Source, Output] | None:
        """The column that the bare name means, or None where that cannot be told."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.merged:
                return scope.sources[0], scope.merged[name]
            for source in scope.sources:
                output = source.find(name)
                if output is not None:
                    return source, output
            if any(source.outputs is None for source in scope.sources):
                return None
            scope = scope.parent
        return None
