"""A database's catalog as plain values: kind → key → what PostgreSQL itself prints of the object.

Everything is read under an empty search path, so that every name in a definition is qualified.
Left out: names of NOT NULL constraints (PostgreSQL 18 has them, 15 has not), the parts that
PostgreSQL keeps on partitions by itself, and secrets in the options of foreign servers.
"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg

from tests.oracle.other_queries import OTHER_QUERIES

Catalog = dict[str, dict[str, Any]]

# Every query yields a key and a JSON value, of objects outside the system's own schemas that no
# extension made.
_QUERIES: dict[str, LiteralString] = {
    "schema": """
        SELECT n.nspname, jsonb_build_object('comment', obj_description(n.oid, 'pg_namespace'))
        FROM own_namespace n""",
    "extension": """
        SELECT e.extname, jsonb_build_object('schema', n.nspname)
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname <> 'plpgsql'""",
    "relation": """
        SELECT r.key, jsonb_build_object(
            'kind', c.relkind, 'persistence', c.relpersistence, 'options', c.reloptions,
            'row security', c.relrowsecurity, 'forced', c.relforcerowsecurity,
            'partition key', pg_get_partkeydef(c.oid),
            'partition bound', pg_get_expr(c.relpartbound, c.oid),
            'definition', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
            'parents', (SELECT jsonb_agg(i.inhparent::regclass::text ORDER BY i.inhseqno)
                        FROM pg_inherits i WHERE i.inhrelid = c.oid),
            'comment', obj_description(c.oid, 'pg_class'))
        FROM own_relation r JOIN pg_class c ON c.oid = r.oid""",
    "column": """
        SELECT r.key || '.' || quote_ident(a.attname), jsonb_build_object(
            'place', row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum),
            'type', format_type(a.atttypid, a.atttypmod), 'not null', a.attnotnull,
            'identity', a.attidentity, 'generated', a.attgenerated,
            'expression', pg_get_expr(d.adbin, d.adrelid),
            'collation', CASE WHEN a.attcollation <> t.typcollation
                              THEN a.attcollation::regcollation::text END,
            'comment', col_description(a.attrelid, a.attnum))
        FROM own_relation r JOIN pg_attribute a ON a.attrelid = r.oid
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped""",
    "constraint": """
        SELECT r.key || ' ' || quote_ident(k.conname), jsonb_build_object(
            'definition', pg_get_constraintdef(k.oid),
            'comment', obj_description(k.oid, 'pg_constraint'))
        FROM own_relation r JOIN pg_constraint k ON k.conrelid = r.oid
        WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0""",
    "index": """
        SELECT i.indexrelid::regclass::text, jsonb_build_object(
            'definition', pg_get_indexdef(i.indexrelid), 'valid', i.indisvalid,
            'primary', i.indisprimary, 'comment', obj_description(i.indexrelid, 'pg_class'))
        FROM own_relation r JOIN pg_index i ON i.indrelid = r.oid
        WHERE NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)""",
    "policy": """
        SELECT r.key || ' ' || quote_ident(p.polname), jsonb_build_object(
            'command', p.polcmd, 'permissive', p.polpermissive,
            'roles', (SELECT jsonb_agg(coalesce(o.rolname, 'public') ORDER BY o.rolname)
                      FROM unnest(p.polroles) role LEFT JOIN pg_roles o ON o.oid = role),
            'using', pg_get_expr(p.polqual, p.polrelid),
            'check', pg_get_expr(p.polwithcheck, p.polrelid),
            'comment', obj_description(p.oid, 'pg_policy'))
        FROM own_relation r JOIN pg_policy p ON p.polrelid = r.oid""",
    "trigger": """
        SELECT r.key || ' ' || quote_ident(t.tgname), jsonb_build_object(
            'definition', pg_get_triggerdef(t.oid), 'enabled', t.tgenabled,
            'comment', obj_description(t.oid, 'pg_trigger'))
        FROM own_relation r JOIN pg_trigger t ON t.tgrelid = r.oid
        WHERE NOT t.tgisinternal AND t.tgparentid = 0""",
    "function": """
        SELECT p.oid::regprocedure::text, jsonb_build_object(
            'kind', p.prokind,
            'definition', CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END,
            'aggregate', (SELECT to_jsonb(a) - 'aggfnoid' FROM pg_aggregate a
                          WHERE a.aggfnoid = p.oid),
            'comment', obj_description(p.oid, 'pg_proc'))
        FROM pg_proc p JOIN own_namespace n ON n.oid = p.pronamespace
        WHERE NOT is_part_of_extension('pg_proc', p.oid) AND NOT EXISTS (
            SELECT FROM pg_depend d
            WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')""",
    "enum": """
        SELECT t.key, jsonb_build_object(
            'labels', (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder)
                       FROM pg_enum e WHERE e.enumtypid = t.oid),
            'comment', obj_description(t.oid, 'pg_type'))
        FROM own_type t WHERE t.typtype = 'e'""",
    "domain": """
        SELECT t.key, jsonb_build_object(
            'base', format_type(t.typbasetype, t.typtypmod), 'not null', t.typnotnull,
            'default', t.typdefault,
            'checks', (SELECT jsonb_agg(k.conname || ' ' || pg_get_constraintdef(k.oid)
                                        ORDER BY k.conname)
                       FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'),
            'comment', obj_description(t.oid, 'pg_type'))
        FROM own_type t WHERE t.typtype = 'd'""",
    "composite": """
        SELECT t.key, jsonb_build_object(
            'attributes', (SELECT jsonb_agg(quote_ident(a.attname) || ' '
                                            || format_type(a.atttypid, a.atttypmod)
                                            ORDER BY a.attnum)
                           FROM pg_attribute a
                           WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped),
            'comment', obj_description(t.oid, 'pg_type'))
        FROM own_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind = 'c'""",
    "range": """
        SELECT t.key, jsonb_build_object(
            'subtype', g.rngsubtype::regtype::text, 'canonical', g.rngcanonical::text,
            'difference', g.rngsubdiff::text, 'multirange', g.rngmultitypid::regtype::text,
            'comment', obj_description(t.oid, 'pg_type'))
        FROM own_type t JOIN pg_range g ON g.rngtypid = t.oid""",
    "sequence": """
        SELECT s.seqrelid::regclass::text, jsonb_build_object(
            'type', s.seqtypid::regtype::text, 'start', s.seqstart, 'by', s.seqincrement,
            'minimum', s.seqmin, 'maximum', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle,
            'owner', (SELECT concat_ws(' ', d.deptype, d.refobjid::regclass, a.attname)
                      FROM pg_depend d JOIN pg_attribute a
                        ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                      WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
                        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')),
            'comment', obj_description(s.seqrelid, 'pg_class'))
        FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
        JOIN own_namespace n ON n.oid = c.relnamespace
        WHERE NOT is_part_of_extension('pg_class', c.oid)""",
}

_HELPERS: LiteralString = """
    CREATE FUNCTION pg_temp.is_part_of_extension(catalog regclass, object oid) RETURNS boolean
    LANGUAGE sql AS $$
      SELECT EXISTS (SELECT FROM pg_catalog.pg_depend d
                     WHERE d.classid = catalog AND d.objid = object AND d.deptype = 'e')
    $$;
    CREATE TEMPORARY VIEW own_namespace AS
      SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
      WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
        AND NOT pg_temp.is_part_of_extension('pg_catalog.pg_namespace', n.oid);
    CREATE TEMPORARY VIEW own_relation AS
      SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS key
      FROM pg_catalog.pg_class c JOIN own_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND NOT pg_temp.is_part_of_extension('pg_catalog.pg_class', c.oid);
    CREATE TEMPORARY VIEW own_type AS
      SELECT t.*, quote_ident(n.nspname) || '.' || quote_ident(t.typname) AS key
      FROM pg_catalog.pg_type t JOIN own_namespace n ON n.oid = t.typnamespace
      WHERE NOT pg_temp.is_part_of_extension('pg_catalog.pg_type', t.oid);
    SET search_path = '';
"""


def introspect(connection: psycopg.Connection[Any]) -> Catalog:
    """The catalog of the connection's database."""
    connection.execute("RESET ALL")
    connection.execute(_HELPERS)
    return {
        kind: dict(connection.execute(_in_temporary_schema(query)).fetchall())
        for kind, query in (_QUERIES | OTHER_QUERIES).items()
    }


def _in_temporary_schema(query: LiteralString) -> LiteralString:
    for name in ("own_namespace", "own_relation", "own_type", "is_part_of_extension"):
        query = query.replace(name, f"pg_temp.{name}")
    return query


def differences(expected: Catalog, actual: Catalog) -> list[str]:
    """One line for every object that is missing, extra or different, sorted."""
    lines: list[str] = []
    for kind, objects in expected.items():
        found = actual[kind]
        lines += [f"missing {kind} {key}: {objects[key]}" for key in objects.keys() - found.keys()]
        lines += [f"extra {kind} {key}: {found[key]}" for key in found.keys() - objects.keys()]
        for key in objects.keys() & found.keys():
            changed = [f for f in objects[key] if objects[key][f] != found[key][f]]
            lines += [
                f"different {kind} {key}: {field}: {objects[key][field]!r} is {found[key][field]!r}"
                for field in changed
            ]
    return sorted(lines)
