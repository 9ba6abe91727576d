"""The SQL of a document run on a server: what a person who copies it out would have then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import postgast
import psycopg

from sotsync.document.dependencies import ordered_parts
from sotsync.document.models import Document
from sotsync.schema.models import Schema
from sotsync.schema.render import render_schema
from sotsync.sql.parser import enums
from sotsync.sql.statements import parse_statements
from sotsync.text import Source
from tests.oracle.introspection import Catalog, introspect
from tests.oracle.server import Server

__all__ = ["DOCUMENTED", "catalog_of_document", "documented_part"]

DOCUMENTED = ("relation", "column", "constraint", "index", "policy", "trigger")
"""The kinds of objects that a document states in full."""

# What tables stand on and no entry is about; functions and types may need tables in turn.
_SURROUNDINGS = frozenset(
    {
        "create_schema_stmt",
        "create_extension_stmt",
        "create_function_stmt",
        "create_seq_stmt",
        "create_domain_stmt",
        "create_enum_stmt",
        "composite_type_stmt",
        "create_range_stmt",
        "define_stmt",
    }
)


def documented_part(catalog: Catalog) -> Catalog:
    """What a document states of a catalog."""
    return {kind: catalog[kind] for kind in DOCUMENTED}


def catalog_of_document(server: Server, document: Document, actual: Schema) -> Catalog:
    """The catalog of a fresh database after the document's SQL.

    Functions of policies and defaults, schemas and extensions are no table's, and come from
    ``actual``. A statement that meets an object too early waits for it.
    """
    around = [*_surroundings(actual)]
    shown = [*_shown(document)]
    with server.database() as connection:
        connection.execute("SET search_path = public, extensions")
        connection.execute("SET check_function_bodies = off")
        left = _run(connection, [*around, *shown])
        assert [(text, why) for text, why in left if text not in around] == []
        return introspect(connection)


def _surroundings(schema: Schema) -> Iterator[str]:
    source = Source("schema.sql", render_schema(schema))
    for statement in parse_statements(source):
        if statement.kind in _SURROUNDINGS:
            yield source.slice(statement.span)


def _shown(document: Document) -> Iterator[str]:
    entries = [one for one in document.entries if not one.is_deprecated and not one.is_template]
    for part in ordered_parts(entries):
        for statement in parse_statements(document.source, part.span):
            text = document.source.slice(statement.span)
            if statement.kind == "create_stmt":
                yield from _without_circles(text)
            else:
                yield text


def _without_circles(text: str) -> Iterator[str]:
    """The table without its foreign keys, and then these, for tables may form circles."""
    tree = postgast.parse(text)
    table = tree.stmts[0].stmt.create_stmt
    keys = list(_taken(table.table_elts))
    for element in table.table_elts:
        column = element.column_def
        for key in _taken(column.constraints):
            key.constraint.fk_attrs.add().string.sval = column.colname
            keys.append(key)
    yield postgast.deparse(tree)
    for key in keys:
        change = postgast.parse("ALTER TABLE a ADD CHECK (true)")
        alter = change.stmts[0].stmt.alter_table_stmt
        alter.relation.CopyFrom(table.relation)
        getattr(alter.cmds[0].alter_table_cmd, "def").CopyFrom(key)
        yield postgast.deparse(change)


def _taken(constraints: Any) -> Iterator[Any]:  # noqa: ANN401 - nodes of the grammar
    """The foreign keys among them, which are no longer there afterwards."""
    for index in reversed(range(len(constraints))):
        node = constraints[index]
        if node.HasField("constraint") and node.constraint.contype == enums.CONSTR_FOREIGN:
            key = type(node)()
            key.CopyFrom(node)
            del constraints[index]
            yield key


def _run(connection: psycopg.Connection[Any], statements: Sequence[str]) -> list[tuple[str, str]]:
    """Run all of them, again and again as long as that gets further; what is left, and why."""
    left = [(statement, "") for statement in statements]
    while True:
        refused = []
        for statement, _ in left:
            try:
                connection.execute(statement.encode())
            except (psycopg.errors.DuplicateObject, psycopg.errors.DuplicateFunction):
                continue  # A type or function that the surroundings have made already.
            except psycopg.Error as error:
                refused.append((statement, str(error)))
        if len(refused) in {0, len(left)}:
            return refused
        left = refused
