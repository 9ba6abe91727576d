"""What a database holds before the first migration: the platform's objects, known but not owned.

Migrations of a Supabase project refer to ``auth.users`` and ``auth.uid()``, which no migration
creates. They are written here as data, in one line an object, and built into a catalog as objects
with ``is_platform`` set: they resolve names and types, carry what migrations add to them, and are
never exported themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sotsync.replay import platform_data
from sotsync.replay.catalog import (
    Catalog,
    Column,
    Constraint,
    Extension,
    Function,
    Namespace,
    Parameter,
    Relation,
    Type,
    TypeName,
)
from sotsync.replay.objects import Publication
from sotsync.replay.privileges import Grant
from sotsync.schema.names import qualified
from sotsync.schema.privileges import RUNNER

__all__ = [
    "PLATFORMS",
    "POSTGRES",
    "SUPABASE",
    "Platform",
    "install_extension_objects",
    "uninstall_objects",
]

_ITEM = re.compile(r"[^,()]+(?:\([^)]*\))?[^,()]*")
_SPELLED = re.compile(r"(.*?)(?:\(([^)]*)\))?((?:\[\])*)\Z")
_SHORT = {
    "bool": "boolean",
    "float8": "double precision",
    "int": "integer",
    "int8": "bigint",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "varchar": "character varying",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What is there before the first statement.

    Attributes:
        name: How settings and reports call it.
        objects: Its objects, in the notation of :mod:`sotsync.replay.platform_data`.
        extensions: Extensions that are installed already, each with its schema.
        roles: Roles that exist.
        search_path: Where unqualified names are looked up at the start of every session.
        publications: Publications that exist, empty.
        default_grantees: Roles that may do everything with what is created in ``public``.
    """

    name: str
    objects: str = ""
    extensions: tuple[tuple[str, str], ...] = ()
    roles: frozenset[str] = frozenset({"postgres"})
    search_path: tuple[str, ...] = ("public",)
    publications: tuple[str, ...] = ()
    default_grantees: tuple[str, ...] = ()

    def install(self, catalog: Catalog) -> None:
        """Put the platform's objects into a new, empty catalog."""
        catalog.search_path = catalog.default_search_path = self.search_path
        catalog.roles.update(dict.fromkeys(sorted(self.roles)))
        catalog.namespaces.setdefault("public", Namespace(name="public", is_platform=True))
        _build(catalog, self.objects, "public")
        for number, name in enumerate(self.publications, 1):
            catalog.others[-number] = Publication(name=name, number=-number, is_platform=True)
        _set_default_privileges(catalog, self.default_grantees)
        for name, schema in self.extensions:
            namespace = _namespace(catalog, schema)
            catalog.extensions[name] = Extension(name=name, namespace=namespace, is_platform=True)
            install_extension_objects(catalog, name, namespace)


def install_extension_objects(catalog: Catalog, extension: str, namespace: Namespace) -> None:
    """Add the types and functions that ``CREATE EXTENSION`` brings, where they are known."""
    _build(catalog, platform_data.EXTENSIONS.get(extension, ""), namespace.name)


def uninstall_objects(catalog: Catalog, extension: str) -> list[Type | Relation]:
    """Remove what the extension brought; returns the types and tables that are gone."""
    namespace = catalog.extensions[extension].namespace
    gone: list[Type | Relation] = []
    for line in _lines(platform_data.EXTENSIONS.get(extension, "")):
        home = catalog.namespaces.get(line.schema or namespace.name)
        if home is None:
            continue
        for mapping in (home.types, home.relations):
            found = mapping.get(line.name)
            if found is not None and found.is_platform:
                gone.append(found)
                del mapping[line.name]
        _take_functions(home, line.name)
    return gone


def _set_default_privileges(catalog: Catalog, grantees: tuple[str, ...]) -> None:
    if not grantees:
        return
    grant = Grant(grantees=grantees, privileges=None)
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        acl = grant.on({}, kind=kind, owner=RUNNER)
        catalog.default_privileges[RUNNER, "public", kind] = acl
    catalog.platform_privileges.update(catalog.default_privileges)


def _take_functions(home: Namespace, name: str) -> list[Function]:
    """The overloads that came with the platform or an extension, taken out."""
    overloads = home.functions.get(name, [])
    kept = [function for function in overloads if not function.is_platform]
    home.functions[name] = kept
    if not kept:
        del home.functions[name]
    return [function for function in overloads if function.is_platform]


def move_objects(catalog: Catalog, extension: str, home: Namespace) -> None:
    """Move what the extension brought into its schema to another one."""
    old = catalog.extensions[extension].namespace
    for line in _lines(platform_data.EXTENSIONS.get(extension, "")):
        if line.schema or line.kind == "schema":
            continue
        used, relation = old.types.get(line.name), old.relations.get(line.name)
        if used is not None and used.is_platform:
            home.types[line.name] = old.types.pop(line.name)
            used.namespace = home
        if relation is not None and relation.is_platform:
            home.relations[line.name] = old.relations.pop(line.name)
            relation.namespace = home
        functions = _take_functions(old, line.name)
        if functions:
            home.functions[line.name] = [*home.functions.get(line.name, ()), *functions]
        for function in functions:
            function.namespace = home


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    schema: str
    name: str
    items: tuple[str, ...]
    result: str


_OBJECT = re.compile(r"(\w+) (?:([\w$]+)\.)?([\w$]+)(?:\((.*)\))?(?: (.+))?\Z")


@lru_cache(maxsize=64)
def _lines(objects: str) -> tuple[_Line, ...]:
    lines = []
    for text in objects.split("\n"):
        match = _OBJECT.match(text.strip())
        if match:
            kind, schema, name, items, result = match.groups(default="")
            parts = tuple(item.strip() for item in _ITEM.findall(items))
            lines.append(_Line(kind, schema, name, parts, result))
    return tuple(lines)


def _build(catalog: Catalog, objects: str, home: str) -> None:
    for line in _lines(objects):
        if line.kind == "schema":
            _namespace(catalog, line.name)
        else:
            _BUILDERS[line.kind](catalog, _namespace(catalog, line.schema or home), line)


def _namespace(catalog: Catalog, name: str) -> Namespace:
    found = catalog.namespaces.get(name)
    if found is None:
        found = catalog.namespaces[name] = Namespace(name=name, is_platform=True)
    return found


def _build_table(catalog: Catalog, namespace: Namespace, line: _Line) -> None:
    table = Relation(name=line.name, namespace=namespace, is_platform=True)
    table.rls_enabled = line.result == "rls"
    for item in line.items:
        name, spelled = item.split(" ", 1)
        bare = name.rstrip("!*")
        column = Column(
            name=bare,
            relation=table,
            type=_type(catalog, namespace, spelled),
            not_null=name != bare,
            is_platform=True,
        )
        table.columns[bare] = column
    keys = [table.columns[i.split("*")[0]] for i in line.items if "*" in i.split(" ", 1)[0]]
    if keys:
        name = f"{line.name}_pkey"
        namespace.constraint_names.add(name)
        table.constraints[name] = Constraint(
            name=name, relation=table, kind="primary key", columns=keys, is_platform=True
        )
    namespace.relations.setdefault(line.name, table)


def _build_type(catalog: Catalog, namespace: Namespace, line: _Line) -> None:
    labels = list(line.items) if line.kind == "enum" else []
    made = Type(
        name=line.name, namespace=namespace, kind=line.kind, labels=labels, is_platform=True
    )
    if line.kind == "composite":
        pairs = (item.split(" ", 1) for item in line.items)
        made.attributes = {name: _type(catalog, namespace, spelled) for name, spelled in pairs}
    if line.kind == "domain":
        made.base = _type(catalog, namespace, line.result)
    namespace.types.setdefault(line.name, made)


def _build_function(catalog: Catalog, namespace: Namespace, line: _Line) -> None:
    parameters = []
    for item in line.items:
        name, _, spelled = item.rpartition(" ")
        parameters.append(Parameter(type=_type(catalog, namespace, spelled), name=name or None))
    returns = _type(catalog, namespace, line.result.removeprefix("setof "))
    returns.is_set = line.result.startswith("setof ")
    made = Function(
        name=line.name,
        namespace=namespace,
        kind=line.kind,
        parameters=parameters,
        returns=returns,
        is_platform=True,
    )
    namespace.functions.setdefault(line.name, []).append(made)


_BUILDERS = {
    "table": _build_table,
    "enum": _build_type,
    "base": _build_type,
    "domain": _build_type,
    "composite": _build_type,
    "function": _build_function,
    "aggregate": _build_function,
}


def _type(catalog: Catalog, namespace: Namespace, spelled: str) -> TypeName:
    match = _SPELLED.match(spelled)
    assert match is not None  # every part of the pattern is optional
    name, modifiers, brackets = match[1], match[2] or "", match[3]
    schema, _, bare = name.rpartition(".")
    home = catalog.namespaces.get(schema) if schema else namespace
    base: Type | str = _SHORT.get(name, name)
    if home is not None and bare in home.types:
        base = home.types[bare]
    elif schema:
        base = qualified(schema, bare)
    return TypeName(base, modifiers=modifiers, dimensions=len(brackets) // 2)


POSTGRES = Platform(name="postgres")
"""A plain server: an empty ``public`` schema."""

SUPABASE = Platform(
    name="supabase",
    objects=platform_data.SUPABASE,
    extensions=(
        ("uuid-ossp", "extensions"),
        ("pgcrypto", "extensions"),
        ("pg_stat_statements", "extensions"),
        ("pgjwt", "extensions"),
        ("pg_graphql", "graphql"),
        ("supabase_vault", "vault"),
    ),
    roles=frozenset(platform_data.SUPABASE_ROLES.split()),
    search_path=("public", "extensions"),
    publications=("supabase_realtime", "supabase_realtime_messages_publication"),
    default_grantees=("anon", "authenticated", "service_role"),
)
"""A Supabase project: auth, storage, realtime and their like, and the roles of its API."""

PLATFORMS = {platform.name: platform for platform in (POSTGRES, SUPABASE)}
"""The platforms that are known, by name."""
