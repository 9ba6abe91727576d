"""The working catalog of a replay: mutable objects that refer to each other by identity.

PostgreSQL stores references as object ids, so a rename changes one row and everything follows. Here
the references are Python objects: a foreign key holds the :class:`Relation` and :class:`Column` it
points to, an expression holds the objects its syntax tree mentions. Renaming sets one ``name``;
dropping looks for whoever holds the object. At the end the catalog is frozen into the immutable
:class:`sotsync.schema.models.Schema`.

Nothing outside ``sotsync.replay`` sees these classes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sotsync.text import Location

__all__ = [
    "Acl",
    "Catalog",
    "Column",
    "Constraint",
    "Expression",
    "Extension",
    "Function",
    "Index",
    "IndexKey",
    "Namespace",
    "Object",
    "Parameter",
    "Policy",
    "Reference",
    "Relation",
    "Sequence",
    "Trigger",
    "Type",
    "TypeName",
]


Acl: TypeAlias = "dict[tuple[str, str], bool | None]"
"""(grantee, privilege) → whether it may be passed on; None where a built-in one was taken away.

Never changed in place: what is granted is a new value.
"""


@dataclass(eq=False, slots=True, kw_only=True)
class Object:
    """What every catalog object has; equality is identity."""

    name: str
    comment: str | None = None
    created: Location | None = None
    changed: Location | None = None
    touched: tuple[str, ...] = ()
    renamed_from: tuple[str, ...] = ()
    uncertain: Location | None = None
    number: int = 0
    """Counts objects in the order of their creation, across schemas."""
    is_platform: bool = False
    """Known from the platform or an extension, not owned: referenced, never exported."""
    owning_role: str | None = None
    """The role that owns it, where it is not the one that runs the migrations."""
    privileges: Acl | None = None
    """What differs from PostgreSQL's built-in privileges; None where nothing does."""


@dataclass(eq=False, slots=True, kw_only=True)
class Namespace(Object):
    """A schema and the objects in it; relations share one name space, as in ``pg_class``."""

    relations: dict[str, Relation] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    sequences: dict[str, Sequence] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    functions: dict[str, list[Function]] = field(default_factory=dict)
    constraint_names: set[str] = field(default_factory=set)
    """The name of every constraint that a table of the schema has, or once had."""


@dataclass(eq=False, slots=True, kw_only=True)
class Extension(Object):
    """An installed extension."""

    namespace: Namespace
    version: str | None = None


@dataclass(slots=True)
class TypeName:
    """A type as a column or argument uses it.

    ``base`` is a user-defined :class:`Type` or the :class:`Relation` whose row it is (renames
    follow), or the text of a built-in or unknown type as ``format_type`` spells it, bare.
    ``modifiers`` is ``"12,2"`` in ``numeric(12,2)``. ``dimensions`` is 1 for an array of any depth,
    as PostgreSQL shows it.
    """

    base: Type | Relation | str
    modifiers: str = ""
    dimensions: int = 0
    is_set: bool = False


@dataclass(slots=True)
class Reference:
    """One mention of a catalog object inside a syntax tree.

    ``node`` is the protobuf message (ColumnRef, RangeVar, FuncCall, TypeName, …) inside the
    expression's own tree whose names are rewritten when ``target`` was renamed.
    """

    node: Any
    target: Object


@dataclass(slots=True)
class Expression:
    """An expression or query: its own copy of the syntax tree, and what it mentions."""

    node: Any
    references: list[Reference] = field(default_factory=list)
    text: str | None = None
    """The deparsed text, where it has been asked for and nothing has changed since."""


@dataclass(eq=False, slots=True, kw_only=True)
class Column(Object):
    """A column of a relation."""

    relation: Relation
    type: TypeName
    not_null: bool = False
    not_null_name: str | None = None
    """What its NOT NULL is called, where it is not called after the table and the column."""
    default: Expression | None = None
    identity: str | None = None
    identity_options: str | None = None
    generated: Expression | None = None
    generated_virtual: bool = False
    collation: str | None = None
    is_inherited: bool = False
    sequence: Sequence | None = None
    """The sequence that ``serial`` made for the column; dropped with it."""


@dataclass(slots=True)
class IndexKey:
    """One key of an index or exclusion constraint."""

    column: Column | None = None
    expression: Expression | None = None
    collation: str | None = None
    operator_class: str | None = None
    descending: bool = False
    nulls_first: bool = False
    operator: str | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Constraint(Object):
    """A constraint of a relation; ``kind`` is the model's discriminator text."""

    relation: Relation
    kind: str
    columns: list[Column] = field(default_factory=list)
    include: list[Column] = field(default_factory=list)
    expression: Expression | None = None
    keys: list[IndexKey] = field(default_factory=list)
    method: str = "btree"
    predicate: Expression | None = None
    referenced: Relation | None = None
    referenced_columns: list[Column] = field(default_factory=list)
    unresolved_columns: list[str] = field(default_factory=list)
    """Names in the referenced table where that table's columns are not known."""
    on_update: str = "NO ACTION"
    on_delete: str = "NO ACTION"
    on_delete_columns: list[Column] = field(default_factory=list)
    match_full: bool = False
    deferrable: bool = False
    initially_deferred: bool = False
    validated: bool = True
    enforced: bool = True
    no_inherit: bool = False
    nulls_not_distinct: bool = False
    has_period: bool = False
    """WITHOUT OVERLAPS of a key, PERIOD of a foreign key."""
    options: list[str] = field(default_factory=list)
    is_inherited: bool = False


@dataclass(eq=False, slots=True, kw_only=True)
class Index(Object):
    """An index; ``constraint`` is set where a constraint owns it: same name, same life."""

    relation: Relation
    namespace: Namespace
    keys: list[IndexKey] = field(default_factory=list)
    include: list[Column] = field(default_factory=list)
    method: str = "btree"
    is_unique: bool = False
    nulls_not_distinct: bool = False
    predicate: Expression | None = None
    options: list[str] = field(default_factory=list)
    is_valid: bool = True
    constraint: Constraint | None = None
    is_inherited: bool = False


@dataclass(eq=False, slots=True, kw_only=True)
class Policy(Object):
    """A row-level security policy."""

    relation: Relation
    command: str = "ALL"
    is_permissive: bool = True
    roles: list[str] = field(default_factory=list)
    using: Expression | None = None
    with_check: Expression | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Trigger(Object):
    """A trigger; ``function`` is the object where it is known, else its written name."""

    relation: Relation
    timing: str
    events: list[str]
    update_columns: list[Column] = field(default_factory=list)
    level: str = "STATEMENT"
    when: Expression | None = None
    function: Function | str
    arguments: list[str] = field(default_factory=list)
    is_constraint: bool = False
    constraint_from: Relation | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    old_table: str | None = None
    new_table: str | None = None
    enabled: str = "ORIGIN"


@dataclass(eq=False, slots=True, kw_only=True)
class Relation(Object):
    """A table, partitioned table, foreign table, view or materialized view.

    ``kind`` is one of ``table``, ``partitioned table``, ``foreign table``, ``view``,
    ``materialized view``. ``columns`` keeps attribute order. ``is_known`` is false for a table that
    no statement created: its columns are then only those that statements proved.
    """

    namespace: Namespace
    kind: str = "table"
    columns: dict[str, Column] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    rls_enabled: bool = False
    rls_forced: bool = False
    parents: list[Relation] = field(default_factory=list)
    children: list[Relation] = field(default_factory=list)
    is_alone: bool = False
    """The statement at hand says ONLY, so that nothing flows down from here."""
    partition_strategy: str | None = None
    partition_keys: list[IndexKey] = field(default_factory=list)
    partition_bound: str | None = None
    is_unlogged: bool = False
    is_temporary: bool = False
    is_known: bool = True
    options: dict[str, str] = field(default_factory=dict)
    foreign_server: str | None = None
    query: Expression | None = None
    check_option: str | None = None
    is_recursive: bool = False


@dataclass(eq=False, slots=True, kw_only=True)
class Type(Object):
    """An enum, domain, composite, range, base or shell type; ``kind`` says which.

    A base type is kept as the ``statements`` that make and change it.
    """

    namespace: Namespace
    kind: str
    labels: list[str] = field(default_factory=list)
    base: TypeName | None = None
    not_null: bool = False
    default: Expression | None = None
    collation: str | None = None
    not_null_name: str | None = None
    checks: dict[str, Constraint] = field(default_factory=dict)
    attributes: dict[str, TypeName] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    statements: list[Expression] = field(default_factory=list)


@dataclass(eq=False, slots=True, kw_only=True)
class Sequence(Object):
    """A sequence; ``owner`` is the column it is dropped with."""

    namespace: Namespace
    type: str = "bigint"
    start: int | None = None
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycles: bool = False
    owner: Column | None = None
    is_named: bool = False
    """Its identity column names it."""
    is_identity: bool = False
    """Belongs to an identity column: named and altered like any, exported with the column."""


@dataclass(slots=True)
class Parameter:
    """One argument of a function."""

    type: TypeName
    name: str | None = None
    mode: str = "IN"
    default: Expression | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Function(Object):
    """A function, procedure or aggregate; overloads share a name and differ in input types."""

    namespace: Namespace
    kind: str = "function"
    parameters: list[Parameter] = field(default_factory=list)
    returns: TypeName | None = None
    language: str = "sql"
    body: str | None = None
    sql_body: Expression | None = None
    object_file: str | None = None
    volatility: str = "VOLATILE"
    is_strict: bool = False
    security_definer: bool = False
    is_leakproof: bool = False
    parallel: str = "UNSAFE"
    cost: float | None = None
    rows: float | None = None
    settings: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Catalog:
    """Everything that exists at one point of a replay, and the session that runs statements.

    ``search_path`` is what unqualified names are looked up in and created in;
    ``default_search_path`` is what a new session has. ``roles`` are known names, in order.
    """

    namespaces: dict[str, Namespace] = field(default_factory=dict)
    extensions: dict[str, Extension] = field(default_factory=dict)
    roles: dict[str, None] = field(default_factory=dict)
    others: dict[int, Object] = field(default_factory=dict)
    """By number, what :mod:`sotsync.replay.objects` describes: there are never many."""
    default_privileges: dict[tuple[str, str, str], Acl] = field(default_factory=dict)
    """(role, schema or "", ``TABLES`` and its like) → what new objects are granted."""
    platform_privileges: dict[tuple[str, str, str], Acl] = field(default_factory=dict)
    """The default privileges that were there before the first migration."""
    search_path: tuple[str, ...] = ("public",)
    default_search_path: tuple[str, ...] = ("public",)
