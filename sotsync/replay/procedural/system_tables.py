"""``pg_catalog`` as DO blocks read it: rows made from the schema replayed so far.

Source: PostgreSQL manual, "System Catalogs" and "System Views". A table has the columns that
migrations ask for; any other column is not known. What a row cannot tell is not known either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sotsync.replay.catalog import Catalog, Column, Constraint, Namespace, Object, Relation, Type
from sotsync.replay.procedural.names import visible_name
from sotsync.replay.procedural.other_tables import OTHER_TABLES
from sotsync.replay.procedural.server_text import expression_text
from sotsync.replay.procedural.values import NOT_KNOWN, ObjectId, Row, Value
from sotsync.replay.session import Session

__all__ = ["CONSTRAINT_LETTERS", "SYSTEM_TABLES", "every_constraint", "every_relation"]

Table = Callable[[Session], Iterator[Row]]

CONSTRAINT_LETTERS = {
    "primary key": "p",
    "unique": "u",
    "foreign key": "f",
    "check": "c",
    "exclusion": "x",
}
_KIND_LETTERS = {
    "table": "r",
    "partitioned table": "p",
    "foreign table": "f",
    "view": "v",
    "materialized view": "m",
}
_TYPE_LETTERS = {"enum": "e", "domain": "d", "composite": "c", "range": "r", "base": "b"}
_COMMAND_LETTERS = {"ALL": "*", "SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}
_ENABLED_LETTERS = {"ORIGIN": "O", "DISABLED": "D", "REPLICA": "R", "ALWAYS": "A"}


def every_relation(catalog: Catalog) -> Iterator[Relation]:
    """Every table and view, by schema."""
    for namespace in catalog.namespaces.values():
        yield from namespace.relations.values()


def every_constraint(catalog: Catalog) -> Iterator[Constraint]:
    """Every constraint of every table."""
    for relation in every_relation(catalog):
        yield from relation.constraints.values()


def _oid(session: Session, target: Object) -> ObjectId:
    return ObjectId(target, visible_name(session, target))


def _namespaces(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        yield {"oid": _oid(session, namespace), "nspname": namespace.name}
    for name in ("pg_catalog", "information_schema"):
        yield {"oid": ObjectId(Namespace(name=name), name), "nspname": name}


def _classes(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        home = _oid(session, namespace)
        for relation in namespace.relations.values():
            yield {
                "oid": _oid(session, relation),
                "relname": relation.name,
                "relnamespace": home,
                "relkind": _KIND_LETTERS[relation.kind],
                "relrowsecurity": relation.rls_enabled,
                "relforcerowsecurity": relation.rls_forced,
                "relispartition": relation.partition_bound is not None,
            }
        for letter, members in (("i", namespace.indexes), ("S", namespace.sequences)):
            for name, member in members.items():
                oid = _oid(session, member)
                yield {"oid": oid, "relname": name, "relnamespace": home, "relkind": letter}


def _attributes(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        home = _oid(session, relation)
        for number, column in enumerate(relation.columns.values(), 1):
            yield {
                "attrelid": home,
                "attname": column.name,
                "attnum": number,
                "attnotnull": column.not_null,
                "atthasdef": _has_default(column),
                "attisdropped": False,
                "attidentity": (column.identity or "")[:1].replace("B", "d").lower(),
                "attgenerated": "s" if column.generated is not None else "",
            }
        if not relation.is_known:
            yield {"attrelid": home, "attname": NOT_KNOWN, "attnum": NOT_KNOWN}
    for namespace in session.catalog.namespaces.values():
        for type_ in namespace.types.values():
            for number, name in enumerate(type_.attributes, 1):
                yield {
                    "attrelid": _oid(session, type_),
                    "attname": name,
                    "attnum": number,
                    "attnotnull": False,
                    "atthasdef": False,
                    "attisdropped": False,
                    "attidentity": "",
                    "attgenerated": "",
                }


def _has_default(column: Column) -> bool:
    is_serial = column.sequence is not None and column.identity is None
    return is_serial or column.default is not None or column.generated is not None


def _types(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        home = _oid(session, namespace)
        members: list[tuple[Type | Relation, str]] = [
            *((type_, _TYPE_LETTERS[type_.kind]) for type_ in namespace.types.values()),
            *((relation, "c") for relation in namespace.relations.values()),
        ]
        for member, letter in members:
            oid = _oid(session, member)
            yield {
                "oid": oid,
                "typname": member.name,
                "typnamespace": home,
                "typtype": letter,
                "typrelid": oid if letter == "c" else 0,
            }
            array = {"typname": f"_{member.name}", "typnamespace": home, "typtype": "b"}
            yield {"oid": NOT_KNOWN, **array}


def _labels(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for type_ in namespace.types.values():
            oid = _oid(session, type_)
            for number, label in enumerate(type_.labels, 1):
                yield {"enumtypid": oid, "enumlabel": label, "enumsortorder": number}


def _constraints(session: Session) -> Iterator[Row]:
    for constraint in every_constraint(session.catalog):
        relation, referenced = constraint.relation, constraint.referenced
        numbers = {id(column): n for n, column in enumerate(relation.columns.values(), 1)}
        yield {
            "oid": _oid(session, constraint),
            "conname": constraint.name,
            "connamespace": _oid(session, relation.namespace),
            "contype": CONSTRAINT_LETTERS[constraint.kind],
            "conrelid": _oid(session, relation),
            "confrelid": _oid(session, referenced) if referenced is not None else 0,
            "contypid": 0,
            "convalidated": constraint.validated,
            "condeferrable": constraint.deferrable,
            "condeferred": constraint.initially_deferred,
            "conkey": [numbers[id(c)] for c in _columns_of(constraint) if id(c) in numbers],
        }
    yield from _domain_checks(session)


def _columns_of(constraint: Constraint) -> list[Column]:
    if constraint.expression is None:
        return constraint.columns
    used = {id(r.target) for r in constraint.expression.references}
    return [column for column in constraint.relation.columns.values() if id(column) in used]


def _domain_checks(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for type_ in namespace.types.values():
            for check in type_.checks.values():
                yield {
                    "oid": _oid(session, check),
                    "conname": check.name,
                    "connamespace": _oid(session, namespace),
                    "contype": "c",
                    "conrelid": 0,
                    "contypid": _oid(session, type_),
                }


def _policies_view(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        for policy in relation.policies.values():
            yield {
                "schemaname": relation.namespace.name,
                "tablename": relation.name,
                "policyname": policy.name,
                "permissive": "PERMISSIVE" if policy.is_permissive else "RESTRICTIVE",
                "roles": list(policy.roles),
                "cmd": policy.command,
                "qual": expression_text(session, policy.using),
                "with_check": expression_text(session, policy.with_check),
            }


def _policies(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        for policy in relation.policies.values():
            yield {
                "oid": _oid(session, policy),
                "polname": policy.name,
                "polrelid": _oid(session, relation),
                "polcmd": _COMMAND_LETTERS[policy.command],
                "polpermissive": policy.is_permissive,
            }


def _indexes_view(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for index in namespace.indexes.values():
            yield {
                "schemaname": namespace.name,
                "tablename": index.relation.name,
                "indexname": index.name,
            }


def _indexes(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for index in namespace.indexes.values():
            owner = index.constraint
            yield {
                "indexrelid": _oid(session, index),
                "indrelid": _oid(session, index.relation),
                "indisunique": index.is_unique,
                "indisprimary": owner is not None and owner.kind == "primary key",
                "indisvalid": index.is_valid,
            }


def _triggers(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        for trigger in relation.triggers.values():
            function = trigger.function
            yield {
                "oid": _oid(session, trigger),
                "tgname": trigger.name,
                "tgrelid": _oid(session, relation),
                "tgisinternal": False,
                "tgenabled": _ENABLED_LETTERS[trigger.enabled],
                "tgfoid": NOT_KNOWN if isinstance(function, str) else _oid(session, function),
            }


def _functions(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        home = _oid(session, namespace)
        for overloads in namespace.functions.values():
            for function in overloads:
                yield {
                    "oid": _oid(session, function),
                    "proname": function.name,
                    "pronamespace": home,
                    "prokind": function.kind[0],
                    "prosrc": function.body,
                    "prosecdef": function.security_definer,
                    "provolatile": function.volatility[0].lower(),
                    "pronargs": sum(p.mode not in ("OUT", "TABLE") for p in function.parameters),
                    "proconfig": list(function.settings) or None,
                }


def _roles(session: Session) -> Iterator[Row]:
    for role in session.catalog.roles:
        yield {"rolname": role, "usename": role}


def _extensions(session: Session) -> Iterator[Row]:
    yield {"extname": "plpgsql"}
    for extension in session.catalog.extensions.values():
        yield {
            "oid": _oid(session, extension),
            "extname": extension.name,
            "extnamespace": _oid(session, extension.namespace),
            "extversion": extension.version or NOT_KNOWN,
        }


def _tables_view(session: Session) -> Iterator[Row]:
    for relation in every_relation(session.catalog):
        if relation.kind in ("table", "partitioned table"):
            yield {
                "schemaname": relation.namespace.name,
                "tablename": relation.name,
                "rowsecurity": relation.rls_enabled,
                "hasindexes": bool(relation.indexes),
                "hastriggers": bool(relation.triggers),
            }


def _views_of(kind: str, name_column: str) -> Table:
    def rows(session: Session) -> Iterator[Row]:
        for relation in every_relation(session.catalog):
            if relation.kind == kind:
                definition: Value = expression_text(session, relation.query)
                yield {
                    "schemaname": relation.namespace.name,
                    name_column: relation.name,
                    "definition": definition,
                }

    return rows


def _sequences_view(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for name in namespace.sequences:
            yield {"schemaname": namespace.name, "sequencename": name}


SYSTEM_TABLES: dict[str, Table] = {
    **OTHER_TABLES,
    "pg_attribute": _attributes,
    "pg_authid": _roles,
    "pg_class": _classes,
    "pg_constraint": _constraints,
    "pg_enum": _labels,
    "pg_extension": _extensions,
    "pg_index": _indexes,
    "pg_indexes": _indexes_view,
    "pg_matviews": _views_of("materialized view", "matviewname"),
    "pg_namespace": _namespaces,
    "pg_policies": _policies_view,
    "pg_policy": _policies,
    "pg_proc": _functions,
    "pg_roles": _roles,
    "pg_sequences": _sequences_view,
    "pg_tables": _tables_view,
    "pg_trigger": _triggers,
    "pg_type": _types,
    "pg_user": _roles,
    "pg_views": _views_of("view", "viewname"),
}
"""The tables and views of ``pg_catalog`` that follow from the schema."""
