"""The objects of a schema as nodes of the load order: which of their texts mention others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sotsync.schema.models import (
    Check,
    Constraint,
    Domain,
    Exclusion,
    ForeignKey,
    Function,
    IndexKey,
    Schema,
    Table,
)
from sotsync.schema.names import qualified, quote
from sotsync.schema.render.order import Node
from sotsync.schema.render.tables import local_constraints

__all__ = ["movable_constraints", "schema_nodes", "target_of"]

_SUPPORT = re.compile(r"= (?:[\w\"$]+\.)?\"?(\w+)")
"""A function in the definition of a base type, such as ``INPUT = box_in``."""


def schema_nodes(schema: Schema, made_elsewhere: Collection[str] = ()) -> Iterator[Node]:
    """Types, sequences, tables, functions and views, without those that another object makes."""
    yield from _types(schema)
    for key, sequence in schema.sequences.items():
        if key not in made_elsewhere and not sequence.is_identity:
            yield Node(key=key, schema_name=sequence.schema_name, name=sequence.name)
    yield from _others(schema)
    for key, table in schema.tables.items():
        if not table.is_external:
            yield _table(key, table)
    support = _support_functions(schema)
    for key, function in schema.functions.items():
        yield _function(key, function, is_support=function.name in support)
    for key, view in schema.views.items():
        yield Node(key=key, schema_name=view.schema_name, name=view.name, texts=(view.definition,))


def movable_constraints(table: Table) -> tuple[Constraint, ...]:
    """The table's own constraints whose expressions may call a function."""
    return tuple(
        constraint
        for constraint in local_constraints(table)
        if isinstance(constraint, Check | Exclusion)
    )


def target_of(foreign_key: ForeignKey) -> str:
    """The key of the table that a foreign key points to."""
    return qualified(foreign_key.referenced_schema, foreign_key.referenced_table)


def _types(schema: Schema) -> Iterator[Node]:
    for key, enum in schema.enums.items():
        yield Node(key=key, schema_name=enum.schema_name, name=enum.name)
    for key, domain in schema.domains.items():
        yield Node(
            key=key,
            schema_name=domain.schema_name,
            name=domain.name,
            texts=tuple(_domain_texts(domain)),
        )
    for key, composite in schema.composite_types.items():
        types = tuple(attribute.type for attribute in composite.attributes)
        yield Node(key=key, schema_name=composite.schema_name, name=composite.name, texts=types)
    for key, range_type in schema.range_types.items():
        yield Node(
            key=key,
            schema_name=range_type.schema_name,
            name=range_type.name,
            texts=range_type.options,
        )


def _others(schema: Schema) -> Iterator[Node]:
    for name, wrapper in schema.foreign_data_wrappers.items():
        texts = (f"{wrapper.handler}()", f"{wrapper.validator}()")
        yield Node(key=f"wrapper {name}", schema_name="", name=name, texts=texts)
    for name, server in schema.foreign_servers.items():
        wrapper_name = (quote(server.wrapper),)
        yield Node(key=f"server {name}", schema_name="", name=name, texts=wrapper_name)
    for key, collation in schema.collations.items():
        yield Node(
            key=f"collation {key}",
            schema_name=collation.schema_name,
            name=collation.name,
            texts=(collation.source or "",),
        )
    for key, item in schema.other_objects.items():
        yield Node(
            key=f"other {key}",
            schema_name=item.schema_name or "",
            name=item.name,
            texts=tuple(map(_calls, (item.definition, *item.changes))),
        )


def _calls(text: str) -> str:
    """The text in which every word may be a function's name: operators name theirs as words."""
    return re.sub(r"([\w\"])(?=[,)]|$)", r"\1 (", text)


def _domain_texts(domain: Domain) -> Iterator[str]:
    yield domain.base_type
    yield domain.collation or ""
    if domain.default is not None:
        yield domain.default
    yield from (check.expression for check in domain.checks)


def _table(key: str, table: Table) -> Node:
    columns = table.columns.values()
    texts = [column.type for column in columns if not column.is_inherited]
    texts += [column.generated for column in columns if column.generated is not None]
    texts += [column.collation for column in columns if column.collation is not None]
    texts += [*table.parents, table.partition_key or "", quote(table.foreign_server or "")]
    movable = [column.default for column in columns if column.default is not None]
    for constraint in movable_constraints(table):
        movable += _constraint_texts(constraint)
    return Node(
        key=key,
        schema_name=table.schema_name,
        name=table.name,
        texts=tuple(texts),
        movable_texts=tuple(movable),
        preferred=tuple(target_of(foreign_key) for foreign_key in table.foreign_keys),
    )


def _constraint_texts(constraint: Constraint) -> Iterator[str]:
    if isinstance(constraint, Check):
        yield constraint.expression
    if isinstance(constraint, Exclusion):
        yield constraint.predicate or ""
        yield from map(_key_text, constraint.keys)


def _key_text(key: IndexKey) -> str:
    return key.expression or ""


def _support_functions(schema: Schema) -> frozenset[str]:
    """The names of functions that base types are read and written with, and so come before them."""
    types = [item for item in schema.other_objects.values() if item.kind == "type"]
    texts = [text for item in types for text in (item.definition, *item.changes)]
    return frozenset(name for text in texts for name in _SUPPORT.findall(text))


def _function(key: str, function: Function, *, is_support: bool) -> Node:
    texts = [function.returns or "", function.sql_body or "", *function.options]
    for argument in function.arguments:
        texts += [argument.type, argument.default or ""]
    return Node(
        key=key,
        schema_name=function.schema_name,
        name=function.name,
        texts=() if is_support else tuple(texts),
        is_callable=True,
    )
