"""``information_schema`` as DO blocks read it: rows made from the schema replayed so far.

Source: PostgreSQL manual, "The Information Schema".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sotsync.replay.catalog import Column, Constraint, Relation, Type
from sotsync.replay.procedural.other_tables import OTHER_INFORMATION
from sotsync.replay.procedural.server_text import expression_text
from sotsync.replay.procedural.system_tables import every_constraint, every_relation
from sotsync.replay.procedural.values import NOT_KNOWN, Row, Value
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type
from sotsync.schema.names import qualified

__all__ = ["INFORMATION_SCHEMA"]

_INTERNAL_NAMES = {
    "bigint": "int8",
    "bit varying": "varbit",
    "boolean": "bool",
    "character": "bpchar",
    "character varying": "varchar",
    "double precision": "float8",
    "integer": "int4",
    "real": "float4",
    "smallint": "int2",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
}
_TABLE_TYPES = {
    "table": "BASE TABLE",
    "partitioned table": "BASE TABLE",
    "foreign table": "FOREIGN",
    "view": "VIEW",
}


def _schemata(session: Session) -> Iterator[Row]:
    for name in (*session.catalog.namespaces, "information_schema", "pg_catalog"):
        yield {"schema_name": name}


def _named(relation: Relation) -> Row:
    return {"table_schema": relation.namespace.name, "table_name": relation.name}


def _tables(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        if relation.kind in _TABLE_TYPES:
            yield {**_named(relation), "table_type": _TABLE_TYPES[relation.kind]}


def _columns(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        if relation.kind not in _TABLE_TYPES:
            continue
        for number, column in enumerate(relation.columns.values(), 1):
            yield {**_named(relation), "ordinal_position": number, **_column(session, column)}
        if not relation.is_known:
            # Its base is unknown, so it may have any column.
            yield {**_named(relation), "column_name": NOT_KNOWN}


def _column(session: Session, column: Column) -> Row:
    type_ = column.type
    modifiers = type_.modifiers
    is_text = type_.base in ("character varying", "character")
    return {
        "column_name": column.name,
        "data_type": _data_type(column),
        "udt_name": _internal(column),
        "is_nullable": "NO" if column.not_null else "YES",
        "column_default": _default(session, column),
        "character_maximum_length": int(modifiers) if is_text and modifiers.isdigit() else None,
        "is_identity": "YES" if column.identity else "NO",
        "is_generated": "ALWAYS" if column.generated is not None else "NEVER",
    }


def _data_type(column: Column) -> str:
    type_ = column.type
    if type_.dimensions:
        return "ARRAY"
    if isinstance(type_.base, Type) and type_.base.kind == "domain" and type_.base.base:
        return spell_type(type_.base.base)
    return type_.base if isinstance(type_.base, str) else "USER-DEFINED"


def _internal(column: Column) -> str:
    base = column.type.base
    while isinstance(base, Type) and base.kind == "domain" and base.base is not None:
        base = base.base.base
    name = _INTERNAL_NAMES.get(base, base) if isinstance(base, str) else base.name
    return f"_{name}" if column.type.dimensions else name


def _default(session: Session, column: Column) -> Value:
    if column.sequence is not None and column.default is None:
        sequence = column.sequence
        return f"nextval('{qualified(sequence.namespace.name, sequence.name)}'::regclass)"
    return expression_text(session, column.default)


def _constraint_row(constraint: Constraint) -> Row:
    return {
        "constraint_schema": constraint.relation.namespace.name,
        "constraint_name": constraint.name,
    }


def _table_constraints(session: Session) -> Iterator[Row]:
    for constraint in every_constraint(session.catalog):
        yield {
            **_constraint_row(constraint),
            **_named(constraint.relation),
            "constraint_type": constraint.kind.upper(),
        }


def _key_columns(session: Session) -> Iterator[Row]:
    for constraint in every_constraint(session.catalog):
        for position, column in enumerate(constraint.columns, 1):
            yield {
                **_constraint_row(constraint),
                **_named(constraint.relation),
                "column_name": column.name,
                "ordinal_position": position,
            }


def _constraint_columns(session: Session) -> Iterator[Row]:
    for constraint in every_constraint(session.catalog):
        is_key = constraint.referenced is not None
        used = constraint.referenced_columns if is_key else constraint.columns
        for column in used:
            named = {**_named(column.relation), "column_name": column.name}
            yield {**_constraint_row(constraint), **named}


def _referential(session: Session) -> Iterator[Row]:
    for constraint in every_constraint(session.catalog):
        if constraint.referenced is not None:
            rules = {"delete_rule": constraint.on_delete, "update_rule": constraint.on_update}
            yield {**_constraint_row(constraint), **rules}


def _checks(session: Session) -> Iterator[Row]:
    for constraint in every_constraint(session.catalog):
        if constraint.kind == "check":
            clause = expression_text(session, constraint.expression)
            yield {**_constraint_row(constraint), "check_clause": clause}


def _views(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        if relation.kind == "view":
            definition = expression_text(session, relation.query)
            yield {**_named(relation), "view_definition": definition}


def _triggers(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        for trigger in relation.triggers.values():
            for event in trigger.events:
                yield {
                    "trigger_schema": relation.namespace.name,
                    "trigger_name": trigger.name,
                    "event_object_schema": relation.namespace.name,
                    "event_object_table": relation.name,
                    "event_manipulation": event,
                    "action_timing": trigger.timing,
                }


def _routines(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for overloads in namespace.functions.values():
            for function in overloads:
                yield {
                    "routine_schema": namespace.name,
                    "routine_name": function.name,
                    "routine_type": function.kind.upper(),
                }


def _sequences(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for name in namespace.sequences:
            yield {"sequence_schema": namespace.name, "sequence_name": name}


def _domains(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for type_ in namespace.types.values():
            if type_.kind == "domain":
                yield {"domain_schema": namespace.name, "domain_name": type_.name}


INFORMATION_SCHEMA: dict[str, Callable[[Session], Iterator[Row]]] = {
    **OTHER_INFORMATION,
    "check_constraints": _checks,
    "columns": _columns,
    "constraint_column_usage": _constraint_columns,
    "domains": _domains,
    "key_column_usage": _key_columns,
    "referential_constraints": _referential,
    "routines": _routines,
    "schemata": _schemata,
    "sequences": _sequences,
    "table_constraints": _table_constraints,
    "tables": _tables,
    "triggers": _triggers,
    "views": _views,
}
"""The views that follow from the schema."""
