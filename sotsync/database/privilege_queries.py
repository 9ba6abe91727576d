"""What the catalog is asked about rights, as SQL.

An access list is compared with what PostgreSQL gives by itself (``acldefault``) on the server that
is asked, so that a privilege which a version does not know yet is not taken for one taken away.

Source: PostgreSQL manual, "Privileges" and "System Information Functions".
"""

from __future__ import annotations

__all__ = ["DEFAULT_PRIVILEGES", "PRIVILEGES", "RUNNER"]

RUNNER = """
SELECT pg_get_userbyid(d.datdba) AS name FROM pg_database d WHERE d.datname = current_database()
"""
"""Who owns the database is taken to run its migrations."""

_DIFFERENCES = """
CROSS JOIN LATERAL (
  SELECT coalesce(a.grantee, b.grantee) AS grantee, coalesce(a.privilege, b.privilege) AS privilege,
         coalesce(a.is_grantable, false) AS is_grantable, a.grantee IS NULL AS is_revoked
  FROM (SELECT grantee, privilege_type AS privilege, bool_or(is_grantable) AS is_grantable
        FROM aclexplode(l.acl) GROUP BY 1, 2) a
  FULL JOIN (SELECT grantee, privilege_type AS privilege FROM aclexplode(l.built_in)) b
    ON b.grantee = a.grantee AND b.privilege = a.privilege
  WHERE a.grantee IS NULL OR b.grantee IS NULL
) x
"""
_ROLE = "CASE x.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(x.grantee)::text END AS grantee"

PRIVILEGES = f"""
, listed AS (
  SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCES' ELSE 'TABLES' END AS kind, c.oid, 0 AS number,
         NULL::name AS column, c.relacl AS acl,
         acldefault((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relowner)
           AS built_in
  FROM pg_class c JOIN own_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT 'TABLES', a.attrelid, a.attnum, a.attname, a.attacl, NULL
  FROM own_relation c JOIN pg_attribute a ON a.attrelid = c.oid WHERE NOT a.attisdropped
  UNION ALL
  SELECT 'FUNCTIONS', p.oid, 0, NULL, p.proacl, acldefault('f', p.proowner) FROM own_function p
  UNION ALL
  SELECT 'TYPES', t.oid, 0, NULL, t.typacl, acldefault('T', t.typowner) FROM own_type t
  UNION ALL
  SELECT 'SCHEMAS', n.oid, 0, NULL, n.nspacl, acldefault('n', n.nspowner)
  FROM own_namespace o JOIN pg_namespace n ON n.oid = o.oid
  UNION ALL
  SELECT 'FOREIGN DATA WRAPPERS', w.oid, 0, NULL, w.fdwacl, acldefault('F', w.fdwowner)
  FROM pg_foreign_data_wrapper w
  UNION ALL
  SELECT 'FOREIGN SERVERS', s.oid, 0, NULL, s.srvacl, acldefault('S', s.srvowner)
  FROM pg_foreign_server s
)
SELECT l.kind, l.oid AS object, l.column, {_ROLE}, x.privilege, x.is_grantable, x.is_revoked
FROM listed l {_DIFFERENCES}
WHERE l.acl IS NOT NULL ORDER BY l.kind, l.oid, l.number
"""  # noqa: S608 - put together from constants

# What is granted in one schema comes on top of the rest, so that nothing of it is built in.
DEFAULT_PRIVILEGES = f"""
, listed AS (
  SELECT pg_get_userbyid(d.defaclrole)::text AS role, n.nspname AS schema,
         d.defaclobjtype AS letter, d.defaclrole, d.defaclacl AS acl,
         CASE WHEN d.defaclnamespace = 0 AND d.defaclobjtype IN ('r', 'S', 'f', 'T', 'n')
              THEN acldefault((CASE d.defaclobjtype WHEN 'S' THEN 's'
                               ELSE d.defaclobjtype END)::"char", d.defaclrole) END AS built_in
  FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
)
SELECT l.role, l.schema, l.letter, {_ROLE}, x.privilege, x.is_grantable, x.is_revoked
FROM listed l {_DIFFERENCES}
WHERE l.schema IS NULL OR x.grantee <> l.defaclrole
ORDER BY l.role, l.schema, l.letter
"""  # noqa: S608 - the same
