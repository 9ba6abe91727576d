"""Objects that are kept as the statement that makes them, restated from the catalog by the server.

PostgreSQL prints no definition of a cast, an operator or a text search configuration, so it is put
together here, every name qualified, the way ``pg_dump`` does. One answer has them all: each row has
the statement that makes an object and those that add to it.

Source: PostgreSQL manual, the CREATE commands of each kind and "System Catalogs".
"""

from __future__ import annotations

__all__ = ["RESTATED"]

_CASTS = """
SELECT c.oid, NULL::name AS schema, NULL::name AS owner, 'pg_cast'::regclass AS catalog,
  ARRAY[concat('CREATE CAST (', format_type(c.castsource, NULL), ' AS ',
               format_type(c.casttarget, NULL), ') ',
               CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
                                 WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
               CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT'
                                  WHEN 'i' THEN ' AS IMPLICIT' END)] AS statements
FROM pg_cast c WHERE c.oid >= 16384
"""

_OPERATORS = """
SELECT o.oid, n.nspname, pg_get_userbyid(o.oprowner), 'pg_operator'::regclass,
  ARRAY[format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, concat_ws(', ',
    'leftarg = ' || format_type(nullif(o.oprleft, 0), NULL),
    'rightarg = ' || format_type(nullif(o.oprright, 0), NULL),
    'function = ' || o.oprcode,
    (SELECT format('commutator = OPERATOR(%I.%s)', cn.nspname, co.oprname) FROM pg_operator co
     JOIN pg_namespace cn ON cn.oid = co.oprnamespace WHERE co.oid = o.oprcom),
    (SELECT format('negator = OPERATOR(%I.%s)', nn.nspname, no.oprname) FROM pg_operator no
     JOIN pg_namespace nn ON nn.oid = no.oprnamespace WHERE no.oid = o.oprnegate),
    'restrict = ' || nullif(o.oprrest::oid, 0)::regproc,
    '"join" = ' || nullif(o.oprjoin::oid, 0)::regproc,
    CASE WHEN o.oprcanhash THEN 'hashes' END, CASE WHEN o.oprcanmerge THEN 'merges' END))]
FROM pg_operator o JOIN own_namespace n ON n.oid = o.oprnamespace WHERE o.oprcode::oid <> 0
"""

_MEMBERS = """
, member AS (
  SELECT d.refclassid AS holder_catalog, d.refobjid AS holder, 1 AS place, m.amopstrategy AS number,
    format('OPERATOR %s %s%s', m.amopstrategy, m.amopopr::regoperator,
      CASE m.amoppurpose WHEN 'o' THEN (
        SELECT format(' FOR ORDER BY %I.%I', fn.nspname, f.opfname) FROM pg_opfamily f
        JOIN pg_namespace fn ON fn.oid = f.opfnamespace WHERE f.oid = m.amopsortfamily) END) AS text
  FROM pg_amop m JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid
    AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
  UNION ALL
  SELECT d.refclassid, d.refobjid, 2, m.amprocnum,
    format('FUNCTION %s (%s, %s) %s', m.amprocnum, format_type(m.amproclefttype, NULL),
           format_type(m.amprocrighttype, NULL), m.amproc::regprocedure)
  FROM pg_amproc m JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid
    AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
)
"""

_CLASSES = """
SELECT c.oid, n.nspname, pg_get_userbyid(c.opcowner), 'pg_opclass'::regclass,
  ARRAY[format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I%s AS %s',
    n.nspname, c.opcname, CASE WHEN c.opcdefault THEN 'DEFAULT ' END,
    format_type(c.opcintype, NULL), a.amname,
    CASE WHEN (f.opfname, f.opfnamespace) <> (c.opcname, c.opcnamespace)
         THEN format(' FAMILY %I.%I', fn.nspname, f.opfname) END,
    concat_ws(', ',
      (SELECT string_agg(m.text, ', ' ORDER BY m.place, m.number, m.text) FROM member m
       WHERE m.holder_catalog = 'pg_opclass'::regclass AND m.holder = c.oid),
      'STORAGE ' || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL)))]
FROM pg_opclass c JOIN own_namespace n ON n.oid = c.opcnamespace JOIN pg_am a ON a.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_namespace fn ON fn.oid = f.opfnamespace
"""

# A class without FAMILY makes a family of its own name; nobody wrote that.
_FAMILIES = """
SELECT f.oid, n.nspname, pg_get_userbyid(f.opfowner), 'pg_opfamily'::regclass,
  ARRAY[format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname)] || ARRAY(
    SELECT format('ALTER OPERATOR FAMILY %I.%I USING %I ADD %s', n.nspname, f.opfname, a.amname,
                  m.text) FROM member m
    WHERE m.holder_catalog = 'pg_opfamily'::regclass AND m.holder = f.oid
    ORDER BY m.place, m.number, m.text)
FROM pg_opfamily f JOIN own_namespace n ON n.oid = f.opfnamespace
JOIN pg_am a ON a.oid = f.opfmethod
WHERE NOT EXISTS (SELECT FROM pg_opclass c WHERE c.opcfamily = f.oid AND c.opcname = f.opfname
                  AND c.opcnamespace = f.opfnamespace)
"""

_DICTIONARIES = """
SELECT d.oid, n.nspname, pg_get_userbyid(d.dictowner), 'pg_ts_dict'::regclass,
  ARRAY[format('CREATE TEXT SEARCH DICTIONARY %I.%I (template = %I.%I%s)', n.nspname, d.dictname,
               tn.nspname, t.tmplname, ', ' || d.dictinitoption)]
FROM pg_ts_dict d JOIN own_namespace n ON n.oid = d.dictnamespace
JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
"""

_CONFIGURATIONS = """
SELECT c.oid, n.nspname, pg_get_userbyid(c.cfgowner), 'pg_ts_config'::regclass,
  ARRAY[format('CREATE TEXT SEARCH CONFIGURATION %I.%I (parser = %I.%I)', n.nspname, c.cfgname,
               pn.nspname, p.prsname)] || ARRAY(
    SELECT format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                  n.nspname, c.cfgname, k.alias,
                  string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno))
    FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) k ON k.tokid = m.maptokentype
    WHERE m.mapcfg = c.oid GROUP BY k.tokid, k.alias ORDER BY k.tokid)
FROM pg_ts_config c JOIN own_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace
"""

_PARSERS = """
SELECT p.oid, n.nspname, NULL, 'pg_ts_parser'::regclass,
  ARRAY[format('CREATE TEXT SEARCH PARSER %I.%I (%s)', n.nspname, p.prsname, concat_ws(', ',
    'start = ' || p.prsstart, 'gettoken = ' || p.prstoken, '"end" = ' || p.prsend,
    'lextypes = ' || p.prslextype, 'headline = ' || nullif(p.prsheadline::oid, 0)::regproc))]
FROM pg_ts_parser p JOIN own_namespace n ON n.oid = p.prsnamespace
"""

_TEMPLATES = """
SELECT t.oid, n.nspname, NULL, 'pg_ts_template'::regclass,
  ARRAY[format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname, concat_ws(', ',
    'init = ' || nullif(t.tmplinit::oid, 0)::regproc, 'lexize = ' || t.tmpllexize))]
FROM pg_ts_template t JOIN own_namespace n ON n.oid = t.tmplnamespace
"""

_LANGUAGES = """
SELECT l.oid, NULL, pg_get_userbyid(l.lanowner), 'pg_language'::regclass,
  ARRAY[concat_ws(' ', 'CREATE', CASE WHEN l.lanpltrusted THEN 'TRUSTED' END, 'LANGUAGE',
    quote_ident(l.lanname), 'HANDLER', l.lanplcallfoid::regproc,
    'INLINE ' || nullif(l.laninline, 0)::regproc,
    'VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc)]
FROM pg_language l WHERE l.lanispl AND l.oid >= 16384
"""

_METHODS = """
SELECT a.oid, NULL, NULL, 'pg_am'::regclass,
  ARRAY[format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
               CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, a.amhandler)]
FROM pg_am a WHERE a.oid >= 16384
"""

_CONVERSIONS = """
SELECT c.oid, n.nspname, pg_get_userbyid(c.conowner), 'pg_conversion'::regclass,
  ARRAY[format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s',
               CASE WHEN c.condefault THEN 'DEFAULT ' END, n.nspname, c.conname,
               pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding),
               c.conproc)]
FROM pg_conversion c JOIN own_namespace n ON n.oid = c.connamespace
"""

_TRANSFORMS = """
SELECT t.oid, NULL, NULL, 'pg_transform'::regclass,
  ARRAY[format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname,
    concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::oid, 0)::regprocedure,
                    'TO SQL WITH FUNCTION ' || nullif(t.trftosql::oid, 0)::regprocedure))]
FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
"""

_KINDS = (
    *(_CASTS, _OPERATORS, _CLASSES, _FAMILIES, _DICTIONARIES, _CONFIGURATIONS, _PARSERS),
    *(_TEMPLATES, _LANGUAGES, _METHODS, _CONVERSIONS, _TRANSFORMS),
)

RESTATED = f"""
{_MEMBERS}, restated AS ({"UNION ALL".join(_KINDS)})
SELECT r.oid, r.schema, r.owner, r.statements,
       (SELECT d.description FROM pg_description d WHERE d.classoid = r.catalog
          AND d.objoid = r.oid AND d.objsubid = 0) AS comment
FROM restated r
WHERE NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = r.catalog AND d.objid = r.oid AND d.deptype IN ('e', 'i'))
ORDER BY r.oid
"""  # noqa: S608 - put together from constants
