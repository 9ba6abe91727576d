"""What a database schema is: frozen values in PostgreSQL's own words, keyed by name.

How each kind of text is spelled:

- Types as ``format_type`` spells them under an empty search path: ``integer``, ``timestamp with
  time zone``, ``character varying(20)[]``, and user-defined types qualified (``public.status``)
  wherever their schema is known.
- Names (``name``, ``schema_name``, ``columns``, ``roles``, ``labels``) bare, without quotes.
- Keys, and fields that name another object (``parents``, ``function``, ``owned_by``,
  ``constraint_from``), as :func:`sotsync.schema.names.qualified` writes them.
- ``owner`` and ``privileges`` as PostgreSQL's built-in defaults are changed: an owner of None is
  whoever runs the migrations.
- ``collation``, ``operator_class``, ``operator`` and ``options`` as SQL text, quoted where needed.
- Expressions and queries as the text that PostgreSQL's own parser deparses, without outer
  parentheses.

Mappings keep creation order, which is not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sotsync.schema.origin import Origin

__all__ = [
    "Argument",
    "Check",
    "Collation",
    "Column",
    "CompositeAttribute",
    "CompositeType",
    "Constraint",
    "DefaultPrivileges",
    "Domain",
    "DomainCheck",
    "Enum",
    "EventTrigger",
    "Exclusion",
    "Extension",
    "ForeignDataWrapper",
    "ForeignKey",
    "ForeignServer",
    "Function",
    "FunctionKind",
    "Index",
    "IndexKey",
    "Namespace",
    "OtherObject",
    "Policy",
    "PolicyCommand",
    "PrimaryKey",
    "Privilege",
    "Publication",
    "PublishedTable",
    "RangeType",
    "ReferentialAction",
    "Relation",
    "Rule",
    "Schema",
    "Sequence",
    "Statistics",
    "Table",
    "TableKind",
    "Trigger",
    "Unique",
    "UserMapping",
    "View",
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Object(_Model):
    """What every object of a schema has."""

    name: str
    comment: str | None = None
    origin: Origin = Origin()


class Privilege(_Model):
    """What a role may do with an object, beyond what PostgreSQL gives by itself.

    By itself an owner may do everything, and ``public`` may run functions and use types (manual,
    "Privileges"); ``is_revoked`` marks such a privilege that was taken away. ``public`` stands for
    every role. ``columns`` are those of a table that a privilege is limited to.
    """

    grantee: str
    privilege: str
    grantable: bool = False
    columns: tuple[str, ...] = ()
    is_revoked: bool = False


class _Owned(_Object):
    """What every object has that roles own and are granted privileges on.

    ``privileges`` are sorted.
    """

    owner: str | None = None
    privileges: tuple[Privilege, ...] = ()


class Namespace(_Owned):
    """A schema, in the sense of ``CREATE SCHEMA``; PostgreSQL's catalog calls it a namespace.

    ``is_external`` marks one that no migration creates, on which migrations grant privileges.
    """

    is_external: bool = False


class Extension(_Object):
    """An installed extension and the schema that holds its objects."""

    schema_name: str | None = None
    version: str | None = None


class Column(_Object):
    """A column of a table, view or foreign table.

    ``default`` and ``generated`` are expressions; at most one of ``default``, ``identity`` and
    ``generated`` is set. ``is_inherited`` marks a column that only a parent declares.
    """

    type: str
    not_null: bool = False
    default: str | None = None
    identity: Literal["ALWAYS", "BY DEFAULT"] | None = None
    identity_options: str | None = None
    generated: str | None = None
    generated_virtual: bool = False
    collation: str | None = None
    is_inherited: bool = False


class ReferentialAction(StrEnum):
    """What happens to referencing rows (CREATE TABLE, ``REFERENCES … ON DELETE``)."""

    NO_ACTION = "NO ACTION"
    RESTRICT = "RESTRICT"
    CASCADE = "CASCADE"
    SET_NULL = "SET NULL"
    SET_DEFAULT = "SET DEFAULT"


class _Constraint(_Object):
    """What constraints share; ``is_inherited`` marks one that only a parent table declares."""

    is_inherited: bool = False
    deferrable: bool = False
    initially_deferred: bool = False
    validated: bool = True
    enforced: bool = True


class PrimaryKey(_Constraint):
    """``PRIMARY KEY``; ``columns`` are in key order; ``options`` are those of its index."""

    kind: Literal["primary key"] = "primary key"
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    without_overlaps: bool = False
    options: tuple[str, ...] = ()


class Unique(_Constraint):
    """``UNIQUE``; ``columns`` are in key order; ``options`` are those of its index."""

    kind: Literal["unique"] = "unique"
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    without_overlaps: bool = False
    options: tuple[str, ...] = ()


class ForeignKey(_Constraint):
    """``FOREIGN KEY``; ``columns[i]`` references ``referenced_columns[i]``.

    ``referenced_columns`` is empty only where the referenced table is unknown and the statement
    leaves them out. ``with_period`` says that the last column is a period, which the referenced
    periods must cover together.
    """

    kind: Literal["foreign key"] = "foreign key"
    columns: tuple[str, ...]
    referenced_schema: str
    referenced_table: str
    referenced_columns: tuple[str, ...] = ()
    on_update: ReferentialAction = ReferentialAction.NO_ACTION
    on_delete: ReferentialAction = ReferentialAction.NO_ACTION
    on_delete_columns: tuple[str, ...] = ()
    match_full: bool = False
    with_period: bool = False


class Check(_Constraint):
    """``CHECK``."""

    kind: Literal["check"] = "check"
    expression: str
    no_inherit: bool = False


class IndexKey(_Model):
    """One key of an index or exclusion constraint: a column or an expression, never both.

    ``nulls_first`` is the order in effect: a descending key has it unless NULLS LAST was said.
    """

    column: str | None = None
    expression: str | None = None
    collation: str | None = None
    operator_class: str | None = None
    descending: bool = False
    nulls_first: bool = False
    operator: str | None = None


class Exclusion(_Constraint):
    """``EXCLUDE``; every key carries its operator."""

    kind: Literal["exclusion"] = "exclusion"
    method: str = "btree"
    keys: tuple[IndexKey, ...]
    include: tuple[str, ...] = ()
    predicate: str | None = None
    options: tuple[str, ...] = ()


Constraint = Annotated[
    PrimaryKey | Unique | ForeignKey | Check | Exclusion, Field(discriminator="kind")
]


class Index(_Object):
    """An index made by ``CREATE INDEX``; those behind constraints are the constraints' own.

    ``is_inherited`` marks the part of a partitioned index that PostgreSQL made on a partition.
    """

    method: str = "btree"
    keys: tuple[IndexKey, ...]
    include: tuple[str, ...] = ()
    is_unique: bool = False
    nulls_not_distinct: bool = False
    predicate: str | None = None
    options: tuple[str, ...] = ()
    is_valid: bool = True
    is_inherited: bool = False


class PolicyCommand(StrEnum):
    """The command a row-level security policy applies to."""

    ALL = "ALL"
    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


class Policy(_Object):
    """A row-level security policy; ``roles`` are sorted, ``public`` where none was named."""

    command: PolicyCommand = PolicyCommand.ALL
    is_permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    using: str | None = None
    with_check: str | None = None


class Trigger(_Object):
    """A trigger; ``function`` is the function's qualified name without arguments.

    ``events`` hold INSERT, DELETE, UPDATE, TRUNCATE in that order; ``enabled`` is one of
    ORIGIN (the default), DISABLED, REPLICA, ALWAYS.
    """

    timing: Literal["BEFORE", "AFTER", "INSTEAD OF"]
    events: tuple[Literal["INSERT", "DELETE", "UPDATE", "TRUNCATE"], ...]
    update_columns: tuple[str, ...] = ()
    level: Literal["ROW", "STATEMENT"] = "STATEMENT"
    when: str | None = None
    function: str
    arguments: tuple[str, ...] = ()
    is_constraint: bool = False
    constraint_from: str | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    old_table: str | None = None
    new_table: str | None = None
    enabled: Literal["ORIGIN", "DISABLED", "REPLICA", "ALWAYS"] = "ORIGIN"


class Rule(_Object):
    """A rule made by ``CREATE RULE``; ``actions`` are statements, none where it says NOTHING."""

    event: Literal["SELECT", "INSERT", "UPDATE", "DELETE"]
    is_instead: bool = False
    condition: str | None = None
    actions: tuple[str, ...] = ()
    enabled: Literal["ORIGIN", "DISABLED", "REPLICA", "ALWAYS"] = "ORIGIN"


class TableKind(StrEnum):
    """What kind of table it is."""

    TABLE = "table"
    PARTITIONED = "partitioned table"
    FOREIGN = "foreign table"


class Relation(_Owned):
    """What tables and views share."""

    schema_name: str
    columns: Mapping[str, Column] = {}
    indexes: Mapping[str, Index] = {}
    triggers: Mapping[str, Trigger] = {}
    rules: Mapping[str, Rule] = {}
    options: tuple[str, ...] = ()


class Table(Relation):
    """A table. ``parents`` are qualified names (``INHERITS`` or ``PARTITION OF``).

    ``is_external`` marks a table that no migration creates: the platform's own (``auth.users``), or
    one whose base is unknown. Only what the migrations add to it is known.
    """

    kind: TableKind = TableKind.TABLE
    constraints: Mapping[str, Constraint] = {}
    policies: Mapping[str, Policy] = {}
    rls_enabled: bool = False
    rls_forced: bool = False
    parents: tuple[str, ...] = ()
    partition_key: str | None = None
    partition_bound: str | None = None
    is_unlogged: bool = False
    is_external: bool = False
    foreign_server: str | None = None

    @property
    def primary_key(self) -> PrimaryKey | None:
        """The primary key, if the table has one."""
        for constraint in self.constraints.values():
            if isinstance(constraint, PrimaryKey):
                return constraint
        return None

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """The foreign keys, in creation order."""
        return tuple(c for c in self.constraints.values() if isinstance(c, ForeignKey))


class View(Relation):
    """A view or materialized view; ``definition`` is its query, without a final semicolon.

    The query's output columns carry the names of ``columns``, and ``*`` stands expanded in it.
    A recursive view's ``definition`` is the query inside its ``WITH RECURSIVE``.
    """

    is_materialized: bool = False
    definition: str
    check_option: Literal["LOCAL", "CASCADED"] | None = None
    is_recursive: bool = False


class Enum(_Owned):
    """An enumerated type; ``labels`` are in sort order."""

    schema_name: str
    labels: tuple[str, ...]


class DomainCheck(_Model):
    """One CHECK of a domain."""

    name: str
    expression: str
    validated: bool = True


class Domain(_Owned):
    """A domain."""

    schema_name: str
    base_type: str
    not_null: bool = False
    default: str | None = None
    collation: str | None = None
    checks: tuple[DomainCheck, ...] = ()


class CompositeAttribute(_Model):
    """One attribute of a composite type."""

    name: str
    type: str


class CompositeType(_Owned):
    """A composite type made by ``CREATE TYPE … AS (…)``."""

    schema_name: str
    attributes: tuple[CompositeAttribute, ...] = ()


class RangeType(_Owned):
    """A range type; ``options`` are the words of its definition, in the order of its text."""

    schema_name: str
    options: tuple[str, ...] = ()


class Sequence(_Owned):
    """A sequence that is an object of its own or that ``serial`` made.

    ``owned_by`` is ``schema.table.column``. ``is_identity`` marks the sequence of an identity
    column, which states what kind of sequence it is.
    """

    schema_name: str
    type: str = "bigint"
    start: int | None = None
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycles: bool = False
    owned_by: str | None = None
    is_serial: bool = False
    is_identity: bool = False


class FunctionKind(StrEnum):
    """What ``prokind`` says."""

    FUNCTION = "function"
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    WINDOW = "window"


class Argument(_Model):
    """One argument of a function."""

    type: str
    name: str | None = None
    mode: Literal["IN", "OUT", "INOUT", "VARIADIC", "TABLE"] = "IN"
    default: str | None = None


class Function(_Owned):
    """A function, procedure, or aggregate; keyed by ``schema.name(argument types)``.

    ``returns`` is None for procedures, and not read where an argument's mode is TABLE. ``body`` is
    the text between the quotes; ``sql_body`` is the statement form with its first word (``BEGIN
    ATOMIC …`` or ``RETURN …``). ``settings`` are as ``proconfig`` keeps them: ``name=value``, the
    value of a list of names as quoted identifiers (``search_path=""``).
    ``options`` are an aggregate's definition words (``sfunc = int4pl``), else further clauses.
    """

    schema_name: str
    kind: FunctionKind = FunctionKind.FUNCTION
    arguments: tuple[Argument, ...] = ()
    returns: str | None = None
    language: str = "sql"
    body: str | None = None
    sql_body: str | None = None
    object_file: str | None = None
    volatility: Literal["IMMUTABLE", "STABLE", "VOLATILE"] = "VOLATILE"
    is_strict: bool = False
    security_definer: bool = False
    is_leakproof: bool = False
    parallel: Literal["SAFE", "RESTRICTED", "UNSAFE"] = "UNSAFE"
    cost: float | None = None
    rows: float | None = None
    settings: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


class ForeignDataWrapper(_Owned):
    """A foreign data wrapper; ``options`` are SQL text: ``host 'example.org'``.

    ``omitted_options`` are the names of options that may hold a secret: their values are not kept.
    """

    handler: str | None = None
    validator: str | None = None
    options: tuple[str, ...] = ()
    omitted_options: tuple[str, ...] = ()


class ForeignServer(_Owned):
    """A foreign server; its options are as a wrapper's."""

    wrapper: str
    type: str | None = None
    version: str | None = None
    options: tuple[str, ...] = ()
    omitted_options: tuple[str, ...] = ()


class UserMapping(_Object):
    """Whom a role is on a foreign server; ``name`` is the role, options are as a wrapper's."""

    server: str
    options: tuple[str, ...] = ()
    omitted_options: tuple[str, ...] = ()


class EventTrigger(_Object):
    """An event trigger; ``tags`` are the commands it is limited to."""

    event: str
    tags: tuple[str, ...] = ()
    function: str
    owner: str | None = None
    enabled: Literal["ORIGIN", "DISABLED", "REPLICA", "ALWAYS"] = "ORIGIN"


class Statistics(_Object):
    """Extended statistics of a table; no ``kinds`` means all.

    ``columns`` are in the order of the table, ``expressions`` as they were written.
    """

    schema_name: str
    table: str
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    target: int | None = None
    owner: str | None = None


class PublishedTable(_Model):
    """One table of a publication; no ``columns`` means all."""

    table: str
    columns: tuple[str, ...] = ()
    predicate: str | None = None


class Publication(_Object):
    """A publication; ``is_external`` marks the platform's own, to which migrations add tables."""

    all_tables: bool = False
    tables: tuple[PublishedTable, ...] = ()
    schemas: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    owner: str | None = None
    is_external: bool = False


class Collation(_Object):
    """A collation; ``options`` are the words of its definition, or ``source`` is what it copies."""

    schema_name: str
    options: tuple[str, ...] = ()
    source: str | None = None
    owner: str | None = None


class OtherObject(_Object):
    """An object that is kept as the statement that creates it: a cast, an operator, a language.

    ``types`` tell one cast or operator from another, ``NONE`` for an operand that is not there,
    and ``method`` does so for operator classes. ``changes`` are later statements that add to it,
    such as ALTER TEXT SEARCH CONFIGURATION.
    """

    kind: str
    schema_name: str | None = None
    types: tuple[str, ...] = ()
    method: str | None = None
    definition: str
    changes: tuple[str, ...] = ()
    owner: str | None = None


class DefaultPrivileges(_Model):
    """What objects of one kind, which the role creates later, are granted at once.

    ``kind`` is TABLES, SEQUENCES, FUNCTIONS, TYPES or SCHEMAS. ``schema_name`` of None means all
    schemas. ``platform_privileges`` are those from before the first migration.
    """

    role: str
    schema_name: str | None = None
    kind: str
    privileges: tuple[Privilege, ...] = ()
    platform_privileges: tuple[Privilege, ...] = ()


class Schema(_Model):
    """A whole database schema; every mapping is keyed by qualified name."""

    namespaces: Mapping[str, Namespace] = {}
    extensions: Mapping[str, Extension] = {}
    enums: Mapping[str, Enum] = {}
    domains: Mapping[str, Domain] = {}
    composite_types: Mapping[str, CompositeType] = {}
    range_types: Mapping[str, RangeType] = {}
    sequences: Mapping[str, Sequence] = {}
    tables: Mapping[str, Table] = {}
    views: Mapping[str, View] = {}
    functions: Mapping[str, Function] = {}
    foreign_data_wrappers: Mapping[str, ForeignDataWrapper] = {}
    foreign_servers: Mapping[str, ForeignServer] = {}
    user_mappings: Mapping[str, UserMapping] = {}
    collations: Mapping[str, Collation] = {}
    statistics: Mapping[str, Statistics] = {}
    event_triggers: Mapping[str, EventTrigger] = {}
    publications: Mapping[str, Publication] = {}
    other_objects: Mapping[str, OtherObject] = {}
    default_privileges: Mapping[str, DefaultPrivileges] = {}

    def relation(self, name: str) -> Table | View | None:
        """The table or view of that qualified name, if there is one."""
        return self.tables.get(name) or self.views.get(name)
