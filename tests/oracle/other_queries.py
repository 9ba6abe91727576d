"""Who may do what, and the lesser kinds of object, as PostgreSQL's catalog has them."""

from __future__ import annotations

from typing import LiteralString

__all__ = ["OTHER_QUERIES"]


# Privileges are compared as sets: who granted them, and when, is no part of a schema.
OTHER_QUERIES: dict[str, LiteralString] = {
    "privileges": """
        WITH granted AS (
            SELECT 'relation ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS key,
                   c.relowner AS owner,
                   coalesce(c.relacl, acldefault(
                       (CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relowner)) AS acl
            FROM pg_class c JOIN own_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
              AND NOT is_part_of_extension('pg_class', c.oid)
            UNION ALL
            SELECT 'column ' || r.key || '.' || quote_ident(a.attname), c.relowner, a.attacl
            FROM own_relation r JOIN pg_class c ON c.oid = r.oid
            JOIN pg_attribute a ON a.attrelid = r.oid
            WHERE a.attacl IS NOT NULL AND a.attacl <> '{}' AND NOT a.attisdropped
            UNION ALL
            SELECT 'function ' || p.oid::regprocedure::text, p.proowner,
                   coalesce(p.proacl, acldefault('f', p.proowner))
            FROM pg_proc p JOIN own_namespace n ON n.oid = p.pronamespace
            WHERE NOT is_part_of_extension('pg_proc', p.oid)
              AND p.prorettype NOT IN (SELECT t.oid FROM pg_type t WHERE t.typtype = 'r')
              AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
            UNION ALL
            SELECT 'type ' || t.key, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
            FROM own_type t
            WHERE t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND EXISTS (
                SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')
            UNION ALL
            SELECT 'schema ' || s.nspname, s.nspowner,
                   coalesce(s.nspacl, acldefault('n', s.nspowner))
            FROM pg_namespace s JOIN own_namespace n ON n.oid = s.oid
            UNION ALL
            SELECT 'wrapper ' || w.fdwname, w.fdwowner,
                   coalesce(w.fdwacl, acldefault('F', w.fdwowner))
            FROM pg_foreign_data_wrapper w
            UNION ALL
            SELECT 'server ' || s.srvname, s.srvowner,
                   coalesce(s.srvacl, acldefault('S', s.srvowner))
            FROM pg_foreign_server s)
        SELECT g.key, jsonb_build_object(
            'owner', pg_get_userbyid(g.owner),
            'privileges', (
                SELECT jsonb_agg(
                    concat_ws(' ', coalesce(o.rolname, 'public'), a.privilege_type,
                              CASE WHEN a.is_grantable AND a.grantee <> g.owner THEN '*' END)
                    ORDER BY o.rolname, a.privilege_type, a.is_grantable)
                FROM aclexplode(g.acl) a LEFT JOIN pg_roles o ON o.oid = a.grantee))
        FROM granted g""",
    "default privileges": """
        SELECT concat_ws(' ', pg_get_userbyid(d.defaclrole), d.defaclnamespace::regnamespace,
                         d.defaclobjtype), jsonb_build_object(
            'privileges', (
                SELECT jsonb_agg(concat_ws(' ', coalesce(o.rolname, 'public'), a.privilege_type,
                                           CASE WHEN a.is_grantable THEN '*' END)
                                 ORDER BY o.rolname, a.privilege_type)
                FROM aclexplode(d.defaclacl) a LEFT JOIN pg_roles o ON o.oid = a.grantee
                WHERE a.grantee <> d.defaclrole))
        FROM pg_default_acl d""",
    "foreign table": """
        SELECT r.key, jsonb_build_object('server', s.srvname, 'options', t.ftoptions)
        FROM own_relation r JOIN pg_foreign_table t ON t.ftrelid = r.oid
        JOIN pg_foreign_server s ON s.oid = t.ftserver""",
    "wrapper": """
        SELECT w.fdwname, jsonb_build_object(
            'handler', w.fdwhandler::regproc::text, 'validator', w.fdwvalidator::regproc::text,
            'options', w.fdwoptions, 'comment', obj_description(w.oid, 'pg_foreign_data_wrapper'))
        FROM pg_foreign_data_wrapper w
        WHERE NOT is_part_of_extension('pg_foreign_data_wrapper', w.oid)""",
    "server": """
        SELECT s.srvname, jsonb_build_object(
            'wrapper', w.fdwname, 'type', s.srvtype, 'version', s.srvversion,
            'options', (SELECT jsonb_agg(o) FROM unnest(s.srvoptions) o WHERE o NOT LIKE '%key=%'),
            'comment', obj_description(s.oid, 'pg_foreign_server'))
        FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw""",
    "user mapping": """
        SELECT m.srvname || ' ' || m.usename, jsonb_build_object(
            'options', (SELECT jsonb_agg(o) FROM unnest(m.umoptions) o
                        WHERE o NOT LIKE 'password=%'))
        FROM pg_user_mappings m""",
    "rule": """
        SELECT r.key || ' ' || quote_ident(w.rulename), jsonb_build_object(
            'definition', pg_get_ruledef(w.oid), 'enabled', w.ev_enabled,
            'comment', obj_description(w.oid, 'pg_rewrite'))
        FROM own_relation r JOIN pg_rewrite w ON w.ev_class = r.oid
        WHERE w.rulename <> '_RETURN'""",
    "event trigger": """
        SELECT e.evtname, jsonb_build_object(
            'event', e.evtevent, 'function', e.evtfoid::regproc::text, 'enabled', e.evtenabled,
            'tags', e.evttags, 'owner', pg_get_userbyid(e.evtowner),
            'comment', obj_description(e.oid, 'pg_event_trigger'))
        FROM pg_event_trigger e""",
    "statistics": """
        SELECT n.nspname || '.' || s.stxname, jsonb_build_object(
            'definition', pg_get_statisticsobjdef(s.oid), 'target', s.stxstattarget,
            'owner', pg_get_userbyid(s.stxowner),
            'comment', obj_description(s.oid, 'pg_statistic_ext'))
        FROM pg_statistic_ext s JOIN own_namespace n ON n.oid = s.stxnamespace""",
    "publication": """
        SELECT p.pubname, jsonb_build_object(
            'all', p.puballtables, 'insert', p.pubinsert, 'update', p.pubupdate,
            'delete', p.pubdelete, 'truncate', p.pubtruncate, 'root', p.pubviaroot,
            'owner', pg_get_userbyid(p.pubowner),
            'tables', (SELECT jsonb_agg(concat_ws(' ', r.prrelid::regclass, r.prattrs,
                                                  pg_get_expr(r.prqual, r.prrelid))
                                        ORDER BY r.prrelid::regclass::text)
                       FROM pg_publication_rel r WHERE r.prpubid = p.oid),
            'schemas', (SELECT jsonb_agg(s.pnnspid::regnamespace ORDER BY 1)
                        FROM pg_publication_namespace s WHERE s.pnpubid = p.oid),
            'comment', obj_description(p.oid, 'pg_publication'))
        FROM pg_publication p""",
    "collation": """
        SELECT n.nspname || '.' || c.collname, jsonb_build_object(
            'provider', c.collprovider, 'deterministic', c.collisdeterministic,
            'collate', c.collcollate, 'ctype', c.collctype, 'locale', c.colllocale,
            'owner', pg_get_userbyid(c.collowner),
            'comment', obj_description(c.oid, 'pg_collation'))
        FROM pg_collation c JOIN own_namespace n ON n.oid = c.collnamespace""",
    "cast": """
        SELECT format('%s to %s', c.castsource::regtype, c.casttarget::regtype),
               jsonb_build_object(
            'function', c.castfunc::regprocedure::text, 'context', c.castcontext,
            'method', c.castmethod, 'comment', obj_description(c.oid, 'pg_cast'))
        FROM pg_cast c
        WHERE c.oid >= 16384 AND NOT is_part_of_extension('pg_cast', c.oid)""",
    "operator": """
        SELECT o.oid::regoperator::text, jsonb_build_object(
            'function', o.oprcode::regprocedure::text, 'commutator', o.oprcom::regoperator::text,
            'negator', o.oprnegate::regoperator::text, 'restrict', o.oprrest::regproc::text,
            'join', o.oprjoin::regproc::text, 'comment', obj_description(o.oid, 'pg_operator'))
        FROM pg_operator o JOIN own_namespace n ON n.oid = o.oprnamespace
        WHERE NOT is_part_of_extension('pg_operator', o.oid)""",
    "operator class": """
        SELECT format('%s.%s %s', n.nspname, c.opcname, c.opcmethod), jsonb_build_object(
            'type', c.opcintype::regtype::text, 'default', c.opcdefault,
            'operators', (SELECT jsonb_agg(format('%s %s', a.amopstrategy,
                                                  a.amopopr::regoperator) ORDER BY 1)
                          FROM pg_amop a WHERE a.amopfamily = c.opcfamily),
            'functions', (SELECT jsonb_agg(format('%s %s', a.amprocnum,
                                                  a.amproc::regprocedure) ORDER BY 1)
                          FROM pg_amproc a WHERE a.amprocfamily = c.opcfamily))
        FROM pg_opclass c JOIN own_namespace n ON n.oid = c.opcnamespace
        WHERE NOT is_part_of_extension('pg_opclass', c.oid)""",
    "text search configuration": """
        SELECT n.nspname || '.' || c.cfgname, jsonb_build_object(
            'parser', c.cfgparser,
            'words', (SELECT jsonb_agg(format('%s %s %s', m.maptokentype, m.mapseqno,
                                              m.mapdict::regdictionary) ORDER BY 1)
                      FROM pg_ts_config_map m WHERE m.mapcfg = c.oid),
            'comment', obj_description(c.oid, 'pg_ts_config'))
        FROM pg_ts_config c JOIN own_namespace n ON n.oid = c.cfgnamespace""",
    "text search dictionary": """
        SELECT n.nspname || '.' || d.dictname, jsonb_build_object(
            'template', d.dicttemplate, 'options', d.dictinitoption)
        FROM pg_ts_dict d JOIN own_namespace n ON n.oid = d.dictnamespace""",
}
