"""The platform's objects and missing extensions as SQL, so that migrations find what they use.

A server of our own lacks what Supabase adds to PostgreSQL, and extensions that are not part of it.
What stands in for them has the names, columns and types of the real thing and does next to nothing:
a migration that mentions it is accepted, and what the migration makes is what it would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sotsync.replay.catalog import Catalog, Function, Namespace, Parameter, Relation, Type
from sotsync.replay.platform import Platform, install_extension_objects
from sotsync.replay.platform_data import EXTENSIONS, FIXED_SCHEMAS
from sotsync.replay.typenames import spell_type
from sotsync.schema.names import qualified, quote, quote_literal

__all__ = ["extension_files", "platform_script"]

_HOME = "sotsync_home"
"""Stands for the schema that an extension is made in, which only the server knows."""

_VOLATILE = ("gen_", "uuid_generate", "schedule", "unschedule", "http", "create", "send", "delete")

_WRAPPERS = (
    *("airtable", "auth0", "big_query", "click_house", "cognito", "duckdb", "firebase", "iceberg"),
    *("logflare", "mssql", "redis", "s3", "s3_vectors", "stripe", "wasm"),
)
"""What the foreign data wrappers of the extension ``wrappers`` are called."""

# What a session needs of these is more than a name: migrations call them for the rows they insert.
_WRITTEN: dict[str, str] = {
    "uuid-ossp": """
CREATE FUNCTION uuid_nil() RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT '00000000-0000-0000-0000-000000000000'::uuid $$;
CREATE FUNCTION uuid_ns_dns() RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION uuid_ns_url() RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION uuid_ns_oid() RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION uuid_ns_x500() RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION uuid_generate_v1() RETURNS uuid LANGUAGE sql VOLATILE
  AS $$ SELECT pg_catalog.gen_random_uuid() $$;
CREATE FUNCTION uuid_generate_v1mc() RETURNS uuid LANGUAGE sql VOLATILE
  AS $$ SELECT pg_catalog.gen_random_uuid() $$;
CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE sql VOLATILE
  AS $$ SELECT pg_catalog.gen_random_uuid() $$;
CREATE FUNCTION uuid_generate_v3(namespace uuid, name text) RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT md5($1::text || $2)::uuid $$;
CREATE FUNCTION uuid_generate_v5(namespace uuid, name text) RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT md5($2 || $1::text)::uuid $$;
""",
    "pgcrypto": """
CREATE FUNCTION gen_random_uuid() RETURNS uuid LANGUAGE sql VOLATILE
  AS $$ SELECT pg_catalog.gen_random_uuid() $$;
CREATE FUNCTION gen_random_bytes(integer) RETURNS bytea LANGUAGE sql VOLATILE
  AS $$ SELECT substr(decode(repeat(replace(pg_catalog.gen_random_uuid()::text, '-', ''),
               $1 / 16 + 1), 'hex'), 1, $1) $$;
CREATE FUNCTION digest(text, text) RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$ SELECT sha256(convert_to($1, 'UTF8')) $$;
CREATE FUNCTION digest(bytea, text) RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$ SELECT sha256($1) $$;
CREATE FUNCTION hmac(text, text, text) RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$ SELECT sha256(convert_to($1 || $2, 'UTF8')) $$;
CREATE FUNCTION hmac(bytea, bytea, text) RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$ SELECT sha256($1 || $2) $$;
CREATE FUNCTION crypt(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT md5($1 || $2) $$;
CREATE FUNCTION gen_salt(text) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT md5($1) $$;
CREATE FUNCTION gen_salt(text, integer) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT md5($1) $$;
CREATE FUNCTION encrypt(bytea, bytea, text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
CREATE FUNCTION decrypt(bytea, bytea, text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
CREATE FUNCTION armor(bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT encode($1, 'hex') $$;
CREATE FUNCTION dearmor(text) RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$ SELECT decode($1, 'hex') $$;
CREATE FUNCTION pgp_sym_encrypt(text, text) RETURNS bytea LANGUAGE sql VOLATILE
  AS $$ SELECT convert_to($1, 'UTF8') $$;
CREATE FUNCTION pgp_sym_encrypt(text, text, text) RETURNS bytea LANGUAGE sql VOLATILE
  AS $$ SELECT convert_to($1, 'UTF8') $$;
CREATE FUNCTION pgp_sym_decrypt(bytea, text) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$ SELECT convert_from($1, 'UTF8') $$;
CREATE FUNCTION pgp_sym_decrypt(bytea, text, text) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$ SELECT convert_from($1, 'UTF8') $$;
""",
}


_WRITTEN["wrappers"] = "\n".join(
    f"""
CREATE FUNCTION {name}_fdw_handler() RETURNS fdw_handler LANGUAGE c
  AS '$libdir/file_fdw', 'file_fdw_handler';
CREATE FUNCTION {name}_fdw_validator(options text[], catalog oid) RETURNS void LANGUAGE sql
  AS $$ SELECT $$;"""
    for name in _WRAPPERS
)


def extension_files(names: Iterable[str], versions: Mapping[str, str]) -> dict[str, str]:
    """The control and script files that let a server make the extensions, by file name.

    Args:
        names: The extensions; one that nothing is known of is made without any object.
        versions: The version that a migration asks for, where one does.
    """
    files = {}
    for name in names:
        version = versions.get(name, "1.0")
        files[f"{name}.control"] = _control(name, version)
        files[f"{name}--{version}.sql"] = _WRITTEN.get(name) or "\n".join(_extension(name))
    return files


def _control(name: str, version: str) -> str:
    lines = [
        "comment = 'stands in for the extension'",
        f"default_version = {quote_literal(version)}",
        "superuser = false",
        f"relocatable = {'false' if name in FIXED_SCHEMAS else 'true'}",
    ]
    if name in FIXED_SCHEMAS:
        lines.append(f"schema = {FIXED_SCHEMAS[name]}")
    return "\n".join(lines) + "\n"


def _extension(name: str) -> Iterator[str]:
    if name not in EXTENSIONS:
        return
    catalog = Catalog()
    home = FIXED_SCHEMAS.get(name, _HOME)
    catalog.namespaces[home] = Namespace(name=home, is_platform=True)
    install_extension_objects(catalog, name, catalog.namespaces[home])
    for namespace in catalog.namespaces.values():
        if namespace.name != home:
            yield _schema(namespace)
    yield from _objects(catalog)


def platform_script(platform: Platform) -> str:
    """Everything that a platform holds before the first migration, extensions apart."""
    plain = Platform(name=platform.name, objects=platform.objects, roles=platform.roles)
    catalog = Catalog()
    plain.install(catalog)
    parts = [_schema(namespace) for namespace in catalog.namespaces.values()]
    return "\n".join([*parts, *_objects(catalog)])


def _schema(namespace: Namespace) -> str:
    name = namespace.name
    return (
        f"DO $$ BEGIN IF to_regnamespace({quote_literal(quote(name))}) IS NULL "
        f"THEN CREATE SCHEMA {quote(name)}; END IF; END $$;"
    )


def _objects(catalog: Catalog) -> Iterator[str]:
    namespaces = list(catalog.namespaces.values())
    for namespace in namespaces:
        yield from (_here(text) for made in namespace.types.values() for text in _type(made))
    for namespace in namespaces:
        yield from map(_here, map(_table, namespace.relations.values()))
    for namespace in namespaces:
        for overloads in namespace.functions.values():
            yield from (_here(_function(made, len(overloads) == 1)) for made in overloads)


def _here(text: str) -> str:
    """The text with names in the extension's own schema left to the search path."""
    return text.replace(f"{_HOME}.", "")


def _key(made: Type | Relation | Function) -> str:
    return qualified(made.namespace.name, made.name)


def _type(made: Type) -> Iterator[str]:
    key = _key(made)
    if made.kind == "enum":
        yield f"CREATE TYPE {key} AS ENUM ({', '.join(map(quote_literal, made.labels))});"
    elif made.kind == "composite":
        pairs = (f"{quote(n)} {spell_type(used)}" for n, used in made.attributes.items())
        yield f"CREATE TYPE {key} AS ({', '.join(pairs)});"
    elif made.kind == "domain" and made.base is not None:
        yield f"CREATE DOMAIN {key} AS {spell_type(made.base)};"
    else:
        yield from _base_type(made, key)


def _base_type(made: Type, key: str) -> Iterator[str]:
    """A type whose values are text, whatever is written between its parentheses."""
    reading, writing, modifiers = (
        qualified(made.namespace.name, f"{made.name}_{end}") for end in ("in", "out", "typmod_in")
    )
    yield f"CREATE TYPE {key};"
    internal = "LANGUAGE internal IMMUTABLE STRICT"
    yield f"CREATE FUNCTION {reading}(cstring) RETURNS {key} {internal} AS 'textin';"
    yield f"CREATE FUNCTION {writing}({key}) RETURNS cstring {internal} AS 'textout';"
    yield (
        f"CREATE FUNCTION {modifiers}(cstring[]) RETURNS integer LANGUAGE sql IMMUTABLE STRICT "
        "AS $$ SELECT 1 $$;"
    )
    functions = f"INPUT = {reading}, OUTPUT = {writing}, TYPMOD_IN = {modifiers}"
    yield f"CREATE TYPE {key} ({functions}, LIKE = text);"


def _table(table: Relation) -> str:
    """A table that takes any row: only its key must not be null."""
    keys = next((c.columns for c in table.constraints.values() if c.kind == "primary key"), [])
    parts = []
    for column in table.columns.values():
        spelled = spell_type(column.type)
        filled = spelled == "uuid" and column in keys
        default = " DEFAULT pg_catalog.gen_random_uuid()" if filled else ""
        parts.append(f"{quote(column.name)} {spelled}{default}")
    if keys:
        parts.append(f"PRIMARY KEY ({', '.join(quote(column.name) for column in keys)})")
    key = _key(table)
    security = f" ALTER TABLE {key} ENABLE ROW LEVEL SECURITY;" if table.rls_enabled else ""
    return f"CREATE TABLE {key} ({', '.join(parts)});{security}"


def _function(function: Function, is_only: bool) -> str:  # noqa: FBT001 - private, one call
    """A function that gives nothing; each of its arguments may be left out where that is clear."""
    arguments = ", ".join(_argument(each, is_only) for each in function.parameters)
    assert function.returns is not None  # every line of the platform's data has a result
    returns = ("SETOF " if function.returns.is_set else "") + spell_type(function.returns)
    head = f"CREATE FUNCTION {_key(function)}({arguments}) RETURNS {returns}"
    if returns == "trigger":
        return f"{head} LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
    is_volatile = function.name.startswith(_VOLATILE) or returns in {"void", "SETOF record"}
    volatility = "VOLATILE" if is_volatile else "IMMUTABLE" if is_only else "STABLE"
    if function.namespace.name in {"auth", "realtime"}:
        volatility = "STABLE" if returns != "void" else "VOLATILE"
    return f"{head} LANGUAGE plpgsql {volatility} AS $$ BEGIN {_result(returns)} END $$;"


def _result(returns: str) -> str:
    if returns == "void" or returns.startswith("SETOF"):
        return "RETURN;"
    return "RETURN NULL;"


def _argument(parameter: Parameter, is_only: bool) -> str:  # noqa: FBT001 - private, one call
    bare = (parameter.name or "").strip('"')
    name = f"{quote(bare)} " if bare else ""
    return f"{name}{spell_type(parameter.type)}" + (" DEFAULT NULL" if is_only else "")
