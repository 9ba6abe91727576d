"""The first state of a server of our own: the platform's roles, schemas, tables and extensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sotsync.database.embedded import EmbeddedServer
from sotsync.database.ownership import Baseline
from sotsync.database.stand_ins import extension_files, platform_script
from sotsync.replay.platform import Platform
from sotsync.replay.script import Script
from sotsync.schema.names import quote
from sotsync.sql import Node
from sotsync.sql.statements import parse_statements

if TYPE_CHECKING:
    import psycopg

__all__ = ["prepare", "read_baseline"]

# What Supabase's own migrations do beyond the objects that replay knows by name.
_SUPABASE = """
GRANT anon, authenticated, service_role TO authenticator, postgres;
GRANT USAGE ON SCHEMA public, extensions, auth, storage, realtime, graphql_public
  TO anon, authenticated, service_role;
GRANT ALL ON ALL TABLES IN SCHEMA storage TO anon, authenticated, service_role;
CREATE UNIQUE INDEX bname ON storage.buckets (name);
CREATE UNIQUE INDEX bucketid_objname ON storage.objects (bucket_id, name);
CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email) WHERE is_sso_user = false;
ALTER TABLE auth.users ADD UNIQUE (phone);
ALTER TABLE storage.objects ADD FOREIGN KEY (bucket_id) REFERENCES storage.buckets (id);
CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
  AS $$ SELECT (auth.jwt() ->> 'sub')::uuid $$;
CREATE OR REPLACE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT auth.jwt() ->> 'role' $$;
CREATE OR REPLACE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT auth.jwt() ->> 'email' $$;
CREATE OR REPLACE FUNCTION storage.foldername(name text DEFAULT NULL) RETURNS text[]
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT (string_to_array($1, '/'))[:cardinality(string_to_array($1, '/')) - 1] $$;
CREATE PUBLICATION supabase_realtime;
"""
_EXTRA = {"supabase": _SUPABASE}

_NEWEST = """
SELECT max(oid)::int8 FROM (
  SELECT oid FROM pg_class UNION ALL SELECT oid FROM pg_type UNION ALL SELECT oid FROM pg_proc
  UNION ALL SELECT oid FROM pg_namespace UNION ALL SELECT oid FROM pg_constraint
  UNION ALL SELECT oid FROM pg_trigger UNION ALL SELECT oid FROM pg_policy
  UNION ALL SELECT oid FROM pg_extension UNION ALL SELECT oid FROM pg_attrdef
) everything
"""


def prepare(server: EmbeddedServer, platform: Platform, scripts: Iterable[Script]) -> Baseline:
    """Give a new server what the platform holds, and stand-ins for extensions that it lacks.

    Args:
        server: The server.
        platform: What exists before the first migration.
        scripts: The migrations, which say what extensions there must be.
    """
    asked = _asked_extensions(scripts)
    wanted = sorted({*asked, *(name for name, _ in platform.extensions)} - server.extensions)
    server.add_extensions(extension_files(wanted, asked))
    with server.connect() as connection:
        for statement in _statements(platform):
            connection.execute(statement.encode())
    with server.connect() as connection:
        return read_baseline(connection)


def read_baseline(connection: psycopg.Connection[Any]) -> Baseline:
    """What the database holds now, to tell it from what comes."""
    rows = connection.execute(_NEWEST.encode()).fetchall()
    widths = connection.execute("SELECT oid::int8, relnatts FROM pg_class").fetchall()
    return Baseline(newest=rows[0][0], widths=dict(widths))


def _statements(platform: Platform) -> Iterator[str]:
    yield "SET client_min_messages = warning"
    for role in sorted(platform.roles - {"postgres"}):
        yield f"CREATE ROLE {quote(role)}"
    yield platform_script(platform)
    path = ", ".join(('"$user"', *map(quote, platform.search_path)))
    yield f"ALTER DATABASE postgres SET search_path = {path}"
    for name, schema in platform.extensions:
        yield f"CREATE EXTENSION {quote(name)} SCHEMA {quote(schema)}"
    grantees = ", ".join(map(quote, platform.default_grantees))
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS") if grantees else ():
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON {kind} TO {grantees}"
    if platform.name in _EXTRA:
        yield _EXTRA[platform.name]


def _asked_extensions(scripts: Iterable[Script]) -> dict[str, str]:
    """The extensions that migrations make, each with the version that is asked for, if one is."""
    asked: dict[str, str] = {}
    for script in scripts:
        if "extension" not in script.source.text.lower():
            continue
        for statement in parse_statements(script.source, script.span):
            node = statement.node
            if node is not None and statement.kind == "create_extension_stmt":
                asked.setdefault(node.extname, _version(node))
    return {name: version or "1.0" for name, version in asked.items()}


def _version(node: Node) -> str:
    options = {item.def_elem.defname: item.def_elem.arg for item in node.options}
    return options["new_version"].string.sval if "new_version" in options else ""
