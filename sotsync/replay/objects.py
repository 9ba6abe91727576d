"""The kinds of object beside tables, types and functions, as the working catalog keeps them.

They follow the rules of :mod:`sotsync.replay.catalog`: mutable, and referring by identity. There
are few of them in any database, so that one mapping keeps them all and whoever needs one looks
through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from sotsync.replay.catalog import (
    Catalog,
    Column,
    Expression,
    Function,
    Namespace,
    Object,
    Relation,
    Type,
    TypeName,
)
from sotsync.replay.catalog import Sequence as SequenceObject

__all__ = [
    "Collation",
    "Definition",
    "EventTrigger",
    "ForeignDataWrapper",
    "ForeignServer",
    "Grantable",
    "Publication",
    "Published",
    "Rule",
    "Statistics",
    "UserMapping",
    "find_other",
    "others_of",
]


@dataclass(eq=False, slots=True, kw_only=True)
class Rule(Object):
    """A rule of a table or view."""

    relation: Relation
    event: str
    is_instead: bool = False
    condition: Expression | None = None
    actions: list[Expression] = field(default_factory=list)
    enabled: str = "ORIGIN"


@dataclass(eq=False, slots=True, kw_only=True)
class ForeignDataWrapper(Object):
    """A foreign data wrapper; its functions are objects where they are known.

    An option that may be a secret has no text, here as in servers and user mappings.
    """

    handler: Function | str | None = None
    validator: Function | str | None = None
    options: dict[str, str | None] = field(default_factory=dict)


@dataclass(eq=False, slots=True, kw_only=True)
class ForeignServer(Object):
    """A foreign server; one without a wrapper only stands for one that nothing created."""

    wrapper: ForeignDataWrapper | None = None
    type: str | None = None
    version: str | None = None
    options: dict[str, str | None] = field(default_factory=dict)


@dataclass(eq=False, slots=True, kw_only=True)
class UserMapping(Object):
    """Whom a role is on a server; ``name`` is the role."""

    server: ForeignServer
    options: dict[str, str | None] = field(default_factory=dict)


@dataclass(eq=False, slots=True, kw_only=True)
class EventTrigger(Object):
    """An event trigger."""

    event: str
    tags: list[str] = field(default_factory=list)
    function: Function | str
    enabled: str = "ORIGIN"


@dataclass(eq=False, slots=True, kw_only=True)
class Statistics(Object):
    """Extended statistics, named in a schema and kept of one relation."""

    namespace: Namespace
    relation: Relation
    kinds: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    expressions: list[Expression] = field(default_factory=list)
    target: int | None = None


@dataclass(slots=True)
class Published:
    """One table of a publication; ``columns`` of None are all."""

    relation: Relation
    columns: Sequence[Column] | None = None
    predicate: Expression | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Publication(Object):
    """A publication."""

    all_tables: bool = False
    tables: list[Published] = field(default_factory=list)
    schemas: list[Namespace] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False, slots=True, kw_only=True)
class Collation(Object):
    """A collation."""

    namespace: Namespace
    options: list[str] = field(default_factory=list)
    source: str | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Definition(Object):
    """An object kept as its statement: ``kind`` in the words of DROP, and what tells it apart.

    ``types`` are a cast's two, an operator's operands; ``method`` is an operator class's.
    """

    kind: str
    statement: Expression | None = None
    namespace: Namespace | None = None
    types: list[TypeName | None] = field(default_factory=list)
    method: str = ""
    changes: list[Expression] = field(default_factory=list)


Grantable: TypeAlias = (
    Namespace
    | Relation
    | Column
    | SequenceObject
    | Function
    | Type
    | ForeignDataWrapper
    | ForeignServer
)
"""What privileges can be granted on."""

_Kind = TypeVar("_Kind", bound=Object)


def others_of(catalog: Catalog, kind: type[_Kind]) -> Iterator[_Kind]:
    """Every object of that class, in the order of creation."""
    for found in catalog.others.values():
        if isinstance(found, kind):
            yield found


def find_other(catalog: Catalog, kind: type[_Kind], name: str) -> _Kind | None:
    """The object of that class and name, of those whose names belong to the database."""
    return next((found for found in others_of(catalog, kind) if found.name == name), None)
