"""What the catalog is asked, as SQL; every answer is a row of plain values.

Definitions are asked for as PostgreSQL prints them (``pg_get_constraintdef`` and its like) and read
with PostgreSQL's own grammar, so that one reading does for every version of the server. Where a
version lacks a column of the catalog, a constant stands in for it.

Source: PostgreSQL manual, "System Catalogs" and "System Catalog Information Functions".
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "AGGREGATES",
    "COLUMNS",
    "COMPOSITES",
    "CONSTRAINTS",
    "DOMAINS",
    "DOMAIN_CHECKS",
    "ENUMS",
    "EXTENSIONS",
    "FUNCTIONS",
    "INDEXES",
    "NAMESPACES",
    "POLICIES",
    "RANGES",
    "RELATIONS",
    "SEQUENCES",
    "TRIGGERS",
    "for_version",
]

_SINCE: Mapping[str, tuple[tuple[int, str], ...]] = {
    "p.prosqlbody IS NOT NULL": ((140000, "false"),),
    "g.rngmultitypid": ((140000, "0"),),
    "pg_get_statisticsobjdef_expressions(s.oid)": ((140000, "NULL::text[]"),),
    "t.prattrs::int2[]": ((150000, "NULL::int2[]"),),
    "pg_get_expr(t.prqual, t.prrelid)": ((150000, "NULL::text"),),
    "FROM pg_publication_namespace m": (
        (150000, "FROM (SELECT 0::oid AS pnnspid, 0::oid AS pnpubid WHERE false) m"),
    ),
    "c.colllocale": ((150000, "c.collcollate"), (170000, "c.colliculocale")),
    "c.collicurules": ((160000, "NULL"),),
    "p.pubgencols": ((180000, "NULL"),),
}
"""An expression → what stands for it before the versions that brought it, oldest first."""

_OWN = """
WITH own_namespace AS (
  SELECT n.oid, n.nspname FROM pg_namespace n
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass
                    AND d.objid = n.oid AND d.deptype = 'e')
), own_relation AS (
  SELECT c.*, n.nspname FROM pg_class c JOIN own_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                    AND d.objid = c.oid AND d.deptype = 'e')
), own_type AS (
  SELECT t.*, n.nspname, r.rolname AS owner, obj_description(t.oid, 'pg_type') AS comment
  FROM pg_type t JOIN own_namespace n ON n.oid = t.typnamespace
  JOIN pg_roles r ON r.oid = t.typowner
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass
                    AND d.objid = t.oid AND d.deptype = 'e')
), own_function AS (
  SELECT p.*, n.nspname FROM pg_proc p JOIN own_namespace n ON n.oid = p.pronamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                    AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
)
"""
"""What no extension made, outside the system's own schemas."""

NAMESPACES = """
SELECT n.oid, n.nspname AS name, r.rolname AS owner,
       obj_description(n.oid, 'pg_namespace') AS comment
FROM own_namespace o JOIN pg_namespace n ON n.oid = o.oid JOIN pg_roles r ON r.oid = n.nspowner
ORDER BY n.oid
"""

# CREATE EXTENSION takes the comment and the version from the control file where none is written.
EXTENSIONS = """
SELECT e.oid, e.extname AS name, n.nspname AS schema, r.rolname AS owner,
       CASE WHEN e.extversion <> a.default_version THEN e.extversion END AS version,
       CASE WHEN obj_description(e.oid, 'pg_extension') <> coalesce(a.comment, '')
            THEN obj_description(e.oid, 'pg_extension') END AS comment
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
JOIN pg_roles r ON r.oid = e.extowner
LEFT JOIN pg_available_extensions a ON a.name = e.extname
WHERE e.extname <> 'plpgsql' ORDER BY e.oid
"""

ENUMS = """
SELECT t.oid, t.nspname AS schema, t.typname AS name, t.owner, t.comment,
       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid
                      ORDER BY e.enumsortorder) AS labels
FROM own_type t WHERE t.typtype = 'e' ORDER BY t.oid
"""

DOMAINS = """
SELECT t.oid, t.nspname AS schema, t.typname AS name, t.owner, t.comment,
       format_type(t.typbasetype, t.typtypmod) AS base, t.typnotnull AS not_null,
       pg_get_expr(t.typdefaultbin, 0) AS default,
       CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END
         AS collation
FROM own_type t JOIN pg_type b ON b.oid = t.typbasetype
WHERE t.typtype = 'd' ORDER BY t.oid
"""

DOMAIN_CHECKS = """
SELECT k.contypid AS owner_oid, k.conname AS name, pg_get_expr(k.conbin, 0) AS expression,
       k.convalidated AS validated
FROM pg_constraint k WHERE k.contypid <> 0 AND k.contype = 'c' ORDER BY k.oid
"""

COMPOSITES = """
SELECT t.oid, t.nspname AS schema, t.typname AS name, t.owner, t.comment,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.typrelid
                      AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS names,
       ARRAY(SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
             WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum) AS types
FROM own_type t JOIN pg_class c ON c.oid = t.typrelid
WHERE t.typtype = 'c' AND c.relkind = 'c' ORDER BY t.oid
"""

RANGES = """
SELECT t.oid, t.nspname AS schema, t.typname AS name, t.owner, t.comment,
       format_type(g.rngsubtype, NULL) AS subtype,
       CASE WHEN NOT o.opcdefault THEN quote_ident(o.opcname) END AS subtype_opclass,
       CASE WHEN g.rngcollation <> s.typcollation THEN g.rngcollation::regcollation::text END
         AS collation,
       nullif(g.rngcanonical::oid, 0)::regproc::text AS canonical,
       nullif(g.rngsubdiff::oid, 0)::regproc::text AS subtype_diff,
       (SELECT m.typname FROM pg_type m WHERE m.oid = g.rngmultitypid) AS multirange_type_name
FROM own_type t JOIN pg_range g ON g.rngtypid = t.oid
JOIN pg_type s ON s.oid = g.rngsubtype JOIN pg_opclass o ON o.oid = g.rngsubopc ORDER BY t.oid
"""

SEQUENCES = """
SELECT c.oid, n.nspname AS schema, c.relname AS name, r.rolname AS owner,
       obj_description(c.oid, 'pg_class') AS comment, format_type(s.seqtypid, NULL) AS type,
       s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum,
       s.seqcache AS cache, s.seqcycle AS cycles, d.refobjid AS table_oid, a.attname AS column,
       d.deptype AS dependency,
       EXISTS (SELECT FROM pg_depend u JOIN pg_attrdef f ON f.oid = u.objid
               WHERE u.classid = 'pg_attrdef'::regclass AND u.refobjid = c.oid
                 AND f.adrelid = d.refobjid AND f.adnum = d.refobjsubid) AS is_default
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
  AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                  AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY c.oid
"""

RELATIONS = """
SELECT c.oid, c.nspname AS schema, c.relname AS name, r.rolname AS owner, c.relkind AS kind,
       c.relpersistence AS persistence, c.relrowsecurity AS rls_enabled,
       c.relforcerowsecurity AS rls_forced,
       c.reloptions || ARRAY(SELECT 'toast.' || option FROM pg_class x, unnest(x.reloptions) option
                             WHERE x.oid = c.reltoastrelid) AS options,
       pg_get_partkeydef(c.oid) AS partition_key,
       pg_get_expr(c.relpartbound, c.oid) AS partition_bound,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
       ARRAY(SELECT i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = c.oid
             ORDER BY i.inhseqno) AS parents,
       s.srvname AS server, f.ftoptions AS server_options,
       obj_description(c.oid, 'pg_class') AS comment
FROM own_relation c JOIN pg_roles r ON r.oid = c.relowner
LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver
ORDER BY c.oid
"""

COLUMNS = """
SELECT a.attrelid AS table_oid, a.attnum AS number, a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
       a.attidentity AS identity, a.attgenerated AS generated,
       pg_get_expr(d.adbin, d.adrelid) AS expression,
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END
         AS collation,
       a.attislocal AS is_local, col_description(a.attrelid, a.attnum) AS comment
FROM own_relation c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum
"""

# NOT NULL is a fact of the column, also where it is a row of its own (18). A foreign key to a
# partitioned table has rows for the partitions it leads to, on the same table, that nobody wrote.
CONSTRAINTS = """
SELECT k.oid, k.conrelid AS table_oid, k.conname AS name, pg_get_constraintdef(k.oid) AS definition,
       k.contype AS kind, k.conislocal OR NOT EXISTS (
         SELECT FROM pg_inherits h
         JOIN pg_constraint o ON o.conrelid = h.inhparent AND o.conname = k.conname
         WHERE h.inhrelid = k.conrelid AND o.contype = k.contype) AS is_local,
       k.conparentid <> 0 AS has_parent,
       (SELECT x.reloptions FROM pg_class x WHERE x.oid = k.conindid AND k.contype <> 'f')
         AS options,
       obj_description(k.oid, 'pg_constraint') AS comment
FROM own_relation c JOIN pg_constraint k ON k.conrelid = c.oid
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND NOT EXISTS (SELECT FROM pg_constraint parent
                  WHERE parent.oid = k.conparentid AND parent.conrelid = k.conrelid)
ORDER BY k.oid
"""

INDEXES = """
SELECT i.indexrelid AS oid, i.indrelid AS table_oid, x.relname AS name,
       pg_get_indexdef(i.indexrelid) AS definition, i.indisvalid AS is_valid,
       EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid) AS has_parent,
       obj_description(i.indexrelid, 'pg_class') AS comment
FROM own_relation c JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                  AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY i.indexrelid
"""

POLICIES = """
SELECT p.oid, p.polrelid AS table_oid, p.polname AS name, p.polcmd AS command,
       p.polpermissive AS is_permissive,
       ARRAY(SELECT coalesce(o.rolname::text, 'public') FROM unnest(p.polroles) role
             LEFT JOIN pg_roles o ON o.oid = role ORDER BY 1) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_get_expr(p.polwithcheck, p.polrelid) AS with_check,
       obj_description(p.oid, 'pg_policy') AS comment
FROM own_relation c JOIN pg_policy p ON p.polrelid = c.oid ORDER BY p.oid
"""

TRIGGERS = """
SELECT t.oid, t.tgrelid AS table_oid, t.tgname AS name, pg_get_triggerdef(t.oid) AS definition,
       t.tgenabled AS enabled, n.nspname AS function_schema, p.proname AS function,
       obj_description(t.oid, 'pg_trigger') AS comment
FROM own_relation c JOIN pg_trigger t ON t.tgrelid = c.oid JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0 ORDER BY t.oid
"""

FUNCTIONS = """
SELECT p.oid, p.nspname AS schema, p.proname AS name, r.rolname AS owner,
       pg_get_functiondef(p.oid) AS definition, p.prosrc AS body, p.proconfig AS settings,
       p.prosqlbody IS NOT NULL AS has_sql_body,
       obj_description(p.oid, 'pg_proc') AS comment
FROM own_function p JOIN pg_roles r ON r.oid = p.proowner WHERE p.prokind <> 'a' ORDER BY p.oid
"""

AGGREGATES = """
SELECT p.oid, p.nspname AS schema, p.proname AS name, r.rolname AS owner,
       pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS returns,
       nullif(a.aggtransfn::oid, 0)::regproc::text AS sfunc,
       format_type(a.aggtranstype, NULL) AS stype,
       nullif(a.aggfinalfn::oid, 0)::regproc::text AS finalfunc,
       nullif(a.aggcombinefn::oid, 0)::regproc::text AS combinefunc,
       quote_literal(a.agginitval) AS initcond,
       CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END AS parallel,
       obj_description(p.oid, 'pg_proc') AS comment
FROM own_function p JOIN pg_aggregate a ON a.aggfnoid = p.oid JOIN pg_roles r ON r.oid = p.proowner
WHERE p.prokind = 'a' ORDER BY p.oid
"""


def for_version(query: str, version: int) -> str:
    """The whole query as a server of that version (``170005``) understands it."""
    query = _OWN + query
    for expression, versions in _SINCE.items():
        for since, instead in versions:
            if version < since:
                query = query.replace(expression, instead)
                break
    return query
