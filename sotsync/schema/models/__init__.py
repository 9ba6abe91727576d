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

from sotsync.schema.models.base import Privilege
from sotsync.schema.models.behaviour import Policy, PolicyCommand, Rule, Trigger
from sotsync.schema.models.constraints import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    PrimaryKey,
    ReferentialAction,
    Unique,
)
from sotsync.schema.models.database import Schema
from sotsync.schema.models.foreign import ForeignDataWrapper, ForeignServer, UserMapping
from sotsync.schema.models.indexes import Index, IndexKey
from sotsync.schema.models.namespaces import DefaultPrivileges, Extension, Namespace
from sotsync.schema.models.others import (
    Collation,
    OtherObject,
    Publication,
    PublishedTable,
    Sequence,
    Statistics,
)
from sotsync.schema.models.relations import Column, Relation, Table, TableKind, View
from sotsync.schema.models.routines import Argument, EventTrigger, Function, FunctionKind
from sotsync.schema.models.types import (
    CompositeAttribute,
    CompositeType,
    Domain,
    DomainCheck,
    Enum,
    RangeType,
)

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
