"""What the catalog is asked about the lesser kinds of object, as SQL.

Source: PostgreSQL manual, "System Catalogs"; what one version has and another has not is told by
:func:`sotsync.database.queries.for_version`.
"""

from __future__ import annotations

__all__ = [
    "COLLATIONS",
    "EVENT_TRIGGERS",
    "PUBLICATIONS",
    "PUBLISHED_TABLES",
    "RULES",
    "SERVERS",
    "STATISTICS",
    "USER_MAPPINGS",
    "WRAPPERS",
]

RULES = """
SELECT w.oid, w.ev_class AS table_oid, w.rulename AS name, pg_get_ruledef(w.oid) AS definition,
       w.ev_enabled AS enabled, obj_description(w.oid, 'pg_rewrite') AS comment
FROM own_relation c JOIN pg_rewrite w ON w.ev_class = c.oid
WHERE w.rulename <> '_RETURN' ORDER BY w.oid
"""

WRAPPERS = """
SELECT w.oid, w.fdwname AS name, r.rolname AS owner, w.fdwoptions AS options,
       nullif(w.fdwhandler, 0)::regproc::text AS handler,
       nullif(w.fdwvalidator, 0)::regproc::text AS validator,
       obj_description(w.oid, 'pg_foreign_data_wrapper') AS comment
FROM pg_foreign_data_wrapper w JOIN pg_roles r ON r.oid = w.fdwowner
WHERE NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_foreign_data_wrapper'::regclass
                    AND d.objid = w.oid AND d.deptype = 'e')
ORDER BY w.oid
"""

SERVERS = """
SELECT s.oid, s.srvname AS name, r.rolname AS owner, s.srvoptions AS options, s.srvtype AS type,
       s.srvversion AS version, w.fdwname AS wrapper,
       obj_description(s.oid, 'pg_foreign_server') AS comment
FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
JOIN pg_roles r ON r.oid = s.srvowner
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_foreign_server'::regclass
                  AND d.objid = s.oid AND d.deptype = 'e')
ORDER BY s.oid
"""

# The view shows the options of one's own mappings only, and hides the others'.
USER_MAPPINGS = """
SELECT m.umid AS oid, m.srvid AS server_oid, m.usename::text AS name, m.umoptions AS options
FROM pg_user_mappings m ORDER BY m.umid
"""

COLLATIONS = """
SELECT c.oid, n.nspname AS schema, c.collname AS name, r.rolname AS owner,
       c.collprovider AS provider, c.collisdeterministic AS is_deterministic,
       c.collcollate::text AS collate, c.collctype::text AS ctype, c.colllocale::text AS locale,
       c.collicurules::text AS rules, obj_description(c.oid, 'pg_collation') AS comment
FROM pg_collation c JOIN own_namespace n ON n.oid = c.collnamespace
JOIN pg_roles r ON r.oid = c.collowner
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_collation'::regclass
                  AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.oid
"""

STATISTICS = """
SELECT s.oid, o.nspname AS schema, s.stxname AS name, r.rolname AS owner,
       s.stxrelid::regclass::text AS table, s.stxkind::text[] AS kinds,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
             WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::int2[])
             ORDER BY a.attnum) AS columns,
       pg_get_statisticsobjdef_expressions(s.oid) AS expressions,
       nullif(s.stxstattarget, -1)::int AS target,
       obj_description(s.oid, 'pg_statistic_ext') AS comment
FROM pg_statistic_ext s JOIN own_relation c ON c.oid = s.stxrelid
JOIN own_namespace o ON o.oid = s.stxnamespace JOIN pg_roles r ON r.oid = s.stxowner
ORDER BY s.oid
"""

# Its function's schema and role say whose an event trigger is; its own name is of no schema.
EVENT_TRIGGERS = """
SELECT e.oid, e.evtname AS name, r.rolname AS owner, e.evtevent AS event, e.evttags AS tags,
       n.nspname AS schema, p.proname AS function, e.evtenabled AS enabled,
       obj_description(e.oid, 'pg_event_trigger') AS comment
FROM pg_event_trigger e JOIN pg_roles r ON r.oid = e.evtowner
JOIN pg_proc p ON p.oid = e.evtfoid JOIN own_namespace n ON n.oid = p.pronamespace
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass
                  AND d.objid = e.oid AND d.deptype = 'e')
ORDER BY e.oid
"""

PUBLICATIONS = """
SELECT p.oid, p.pubname AS name, r.rolname AS owner, p.puballtables AS is_of_all,
       p.pubinsert AS insert, p.pubupdate AS update, p.pubdelete AS delete,
       p.pubtruncate AS truncate, p.pubviaroot AS via_root,
       p.pubgencols::text AS generated_columns,
       ARRAY(SELECT m.pnnspid::regnamespace::text FROM pg_publication_namespace m
             WHERE m.pnpubid = p.oid) AS schemas,
       obj_description(p.oid, 'pg_publication') AS comment
FROM pg_publication p JOIN pg_roles r ON r.oid = p.pubowner
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_publication'::regclass
                  AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY p.oid
"""

PUBLISHED_TABLES = """
SELECT t.prpubid AS publication_oid, t.prrelid::regclass::text AS table,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
             WHERE a.attrelid = t.prrelid AND a.attnum = ANY (t.prattrs::int2[])
             ORDER BY a.attnum) AS columns,
       pg_get_expr(t.prqual, t.prrelid) AS predicate
FROM pg_publication_rel t ORDER BY t.prpubid, t.oid
"""
