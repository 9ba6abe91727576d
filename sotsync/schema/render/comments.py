"""COMMENT ON statements for every kind of object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sotsync.schema.models import Function, OtherObject, Relation, Schema, Table, View
from sotsync.schema.names import qualified, quote, quote_literal
from sotsync.schema.render.functions import render_signature
from sotsync.schema.render.style import DOCUMENT, Style, key_of

__all__ = ["render_comment", "render_comments", "render_object_comments"]


def render_comment(kind: str, name: str, comment: str | None) -> str:
    """``COMMENT ON kind name IS '…';``, where ``name`` is rendered already."""
    text = "NULL" if comment is None else quote_literal(comment)
    return f"COMMENT ON {kind} {name} IS {text};"


def render_comments(relation: Relation) -> tuple[str, ...]:
    """Every comment on the relation, its columns and all that hangs on it."""
    key = key_of(relation)
    return tuple(
        render_comment(kind, name, comment)
        for kind, name, comment in _relation_comments(relation, key)
        if comment is not None
    )


def render_object_comments(schema: Schema, style: Style = DOCUMENT) -> tuple[str, ...]:
    """Every comment on what is no table or view: schemas, extensions, types, functions."""
    return tuple(
        render_comment(kind, name, comment)
        for kind, name, comment in _object_comments(schema, style)
        if comment is not None
    )


_Comment = tuple[str, str, str | None]


def _relation_comments(relation: Relation, key: str) -> Iterator[_Comment]:
    yield _relation_kind(relation), key, relation.comment
    for column in relation.columns.values():
        yield "COLUMN", f"{key}.{quote(column.name)}", column.comment
    if isinstance(relation, Table):
        for constraint in relation.constraints.values():
            yield "CONSTRAINT", f"{quote(constraint.name)} ON {key}", constraint.comment
    for index in relation.indexes.values():
        yield "INDEX", qualified(relation.schema_name, index.name), index.comment
    if isinstance(relation, Table):
        for policy in relation.policies.values():
            yield "POLICY", f"{quote(policy.name)} ON {key}", policy.comment
    for trigger in relation.triggers.values():
        yield "TRIGGER", f"{quote(trigger.name)} ON {key}", trigger.comment
    for rule in relation.rules.values():
        yield "RULE", f"{quote(rule.name)} ON {key}", rule.comment


def _relation_kind(relation: Relation) -> str:
    if isinstance(relation, View):
        return "MATERIALIZED VIEW" if relation.is_materialized else "VIEW"
    is_foreign = isinstance(relation, Table) and relation.kind == "foreign table"
    return "FOREIGN TABLE" if is_foreign else "TABLE"


def _object_comments(schema: Schema, style: Style) -> Iterator[_Comment]:
    for namespace in schema.namespaces.values():
        yield "SCHEMA", quote(namespace.name), namespace.comment
    for extension in schema.extensions.values():
        yield "EXTENSION", quote(extension.name), extension.comment
    types = (schema.enums, schema.composite_types, schema.range_types)
    for key, item in (pair for group in types for pair in group.items()):
        yield "TYPE", key, item.comment
    for key, domain in schema.domains.items():
        yield "DOMAIN", key, domain.comment
    for key, sequence in schema.sequences.items():
        yield "SEQUENCE", key, sequence.comment
    yield from _function_comments(schema.functions.values(), style)
    yield from _other_comments(schema)


def _other_comments(schema: Schema) -> Iterator[_Comment]:
    for wrapper in schema.foreign_data_wrappers.values():
        yield "FOREIGN DATA WRAPPER", quote(wrapper.name), wrapper.comment
    for server in schema.foreign_servers.values():
        yield "SERVER", quote(server.name), server.comment
    for key, collation in schema.collations.items():
        yield "COLLATION", key, collation.comment
    for key, statistics in schema.statistics.items():
        yield "STATISTICS", key, statistics.comment
    for publication in schema.publications.values():
        yield "PUBLICATION", quote(publication.name), publication.comment
    for item in schema.other_objects.values():
        yield item.kind.upper(), _other_name(item), item.comment


def _other_name(item: OtherObject) -> str:
    """What stands behind the kind in other statements: a cast's types, an operator's operands."""
    name = quote(item.name)
    if item.schema_name is not None:
        # The name of an operator is made of signs, which are never quoted.
        name = item.name if item.kind == "operator" else name
        name = f"{quote(item.schema_name)}.{name}"
    if item.kind == "cast":
        return f"({' AS '.join(item.types)})"
    if item.kind == "transform":
        return f"FOR {item.types[0]} LANGUAGE {name}"
    if item.kind == "operator":
        return f"{name} ({', '.join(item.types)})"
    return f"{name} USING {quote(item.method)}" if item.method is not None else name


def _function_comments(functions: Iterable[Function], style: Style) -> Iterator[_Comment]:
    for function in functions:
        kind, _, name = render_signature(function, style).partition(" ")
        yield kind, name, function.comment
