"""Owners and privileges as SQL: only what loading the rest does not give by itself.

An object that is loaded is owned by who loads it, and granted at once what the platform's default
privileges say; the statements here make up the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sotsync.schema.models import DefaultPrivileges, Function, FunctionKind, Privilege, Schema
from sotsync.schema.names import quote
from sotsync.schema.privileges import PRIVILEGES, PUBLIC, RUNNER
from sotsync.schema.render.functions import render_signature
from sotsync.schema.render.style import EXPORT

__all__ = [
    "owners_and_grantees",
    "render_default_privileges",
    "render_grants",
    "render_owners",
    "render_role",
]

_Rights = Mapping[tuple[str, str, tuple[str, ...]], bool | None]
"""(grantee, columns, privilege) → whether it may be passed on, None where it is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """One object: its name behind ON, behind ALTER, and what decides its default privileges."""

    name: str
    kind: str
    schema_name: str | None = None
    privileges: tuple[Privilege, ...] = ()
    owner: str | None = None
    altered: str = ""
    is_external: bool = False


def render_role(role: str) -> str:
    """The role as SQL; PUBLIC is a word of the grammar."""
    return "PUBLIC" if role == PUBLIC else quote(role)


def owners_and_grantees(schema: Schema) -> frozenset[str]:
    """The roles that own anything or are granted, or denied, anything on it."""
    targets = tuple(_targets(schema))
    owners = {target.owner for target in targets if target.owner is not None}
    return frozenset(owners | {each.grantee for one in targets for each in one.privileges})


def render_owners(schema: Schema) -> tuple[str, ...]:
    """The ALTER … OWNER TO statements."""
    return tuple(
        f"ALTER {target.altered or target.name} OWNER TO {quote(target.owner)};"
        for target in _targets(schema)
        if target.owner is not None
    )


def render_grants(schema: Schema) -> tuple[str, ...]:
    """The GRANT and REVOKE statements, object after object."""
    defaults = schema.default_privileges.values()
    return tuple(
        statement
        for target in _targets(schema)
        for statement in _difference(
            {} if target.is_external else _given(defaults, target),
            _rights(target.privileges),
            kind=target.kind,
            words=f"ON {target.name}",
        )
    )


def render_default_privileges(schema: Schema) -> tuple[str, ...]:
    """The ALTER DEFAULT PRIVILEGES statements: the last ones, since they concern what comes."""
    statements = []
    for defaults in schema.default_privileges.values():
        place = f" IN SCHEMA {quote(defaults.schema_name)}" if defaults.schema_name else ""
        role = "" if defaults.role == RUNNER else f" FOR ROLE {quote(defaults.role)}"
        statements += [
            f"ALTER DEFAULT PRIVILEGES{role}{place} {change}"
            for change in _difference(
                _rights(defaults.platform_privileges),
                _rights(defaults.privileges),
                kind=defaults.kind,
                words=f"ON {defaults.kind}",
            )
        ]
    return tuple(statements)


def _rights(privileges: Iterable[Privilege]) -> _Rights:
    return {
        (each.grantee, each.privilege, each.columns): None if each.is_revoked else each.grantable
        for each in privileges
    }


def _given(defaults: Iterable[DefaultPrivileges], target: _Target) -> _Rights:
    """What the object has as soon as it is loaded."""
    rights: dict[tuple[str, str, tuple[str, ...]], bool | None] = {}
    for each in defaults:
        is_about = each.role == RUNNER and each.kind == target.kind
        if is_about and each.schema_name in (None, target.schema_name):
            rights.update(_rights(each.platform_privileges))
    return rights


def _difference(before: _Rights, after: _Rights, *, kind: str, words: str) -> Iterator[str]:
    """The statements from one state to the other, grantee after grantee."""
    lost = {key for key, option in before.items() if option is not None and key not in after}
    lost |= {
        key for key, option in after.items() if option is None and before.get(key, 0) is not None
    }
    lost |= {key for key in after if after[key] is False and before.get(key) is True}
    gained = {key for key, option in after.items() if option is not None}
    gained = {key for key in gained if key in lost or before.get(key) != after[key]}
    gained |= {key for key, option in before.items() if option is None and key not in after}
    for grantee, columns in _groups(lost):
        names = {name for role, name, some in lost if (role, some) == (grantee, columns)}
        yield f"REVOKE {_names(names, kind, columns)} {words} FROM {render_role(grantee)};"
    for option in (False, True):
        chosen = {key for key in gained if bool(after.get(key)) is option}
        suffix = " WITH GRANT OPTION" if option else ""
        for grantee, columns in _groups(chosen):
            names = {name for role, name, some in chosen if (role, some) == (grantee, columns)}
            text = _names(names, kind, columns)
            yield f"GRANT {text} {words} TO {render_role(grantee)}{suffix};"


def _groups(
    keys: Iterable[tuple[str, str, tuple[str, ...]]],
) -> list[tuple[str, tuple[str, ...]]]:
    return sorted({(grantee, columns) for grantee, _, columns in keys})


def _names(names: set[str], kind: str, columns: tuple[str, ...]) -> str:
    if not columns and names.issuperset(PRIVILEGES[kind]):
        return "ALL"
    limit = f" ({', '.join(map(quote, columns))})" if columns else ""
    return ", ".join(f"{name}{limit}" for name in PRIVILEGES[kind] if name in names)


def _targets(schema: Schema) -> Iterator[_Target]:
    for namespace in schema.namespaces.values():
        yield _Target(
            name=f"SCHEMA {quote(namespace.name)}",
            kind="SCHEMAS",
            privileges=namespace.privileges,
            owner=namespace.owner,
            is_external=namespace.is_external,
        )
    for key, table in (*schema.tables.items(), *schema.views.items()):
        yield _Target(
            name=f"TABLE {key}",
            kind="TABLES",
            schema_name=table.schema_name,
            privileges=table.privileges,
            owner=table.owner,
            is_external=getattr(table, "is_external", False),
        )
    for key, sequence in schema.sequences.items():
        yield _Target(
            name=f"SEQUENCE {key}",
            kind="SEQUENCES",
            schema_name=sequence.schema_name,
            privileges=sequence.privileges,
            owner=None if sequence.owned_by else sequence.owner,
        )
    yield from _type_targets(schema)
    for function in schema.functions.values():
        yield _function_target(function)
    yield from _foreign_targets(schema)
    yield from _other_targets(schema)


def _type_targets(schema: Schema) -> Iterator[_Target]:
    for types in (schema.enums, schema.composite_types, schema.range_types, schema.domains):
        for key, item in types.items():
            yield _Target(
                name=f"TYPE {key}",
                kind="TYPES",
                schema_name=item.schema_name,
                privileges=item.privileges,
                owner=item.owner,
            )


def _function_target(function: Function) -> _Target:
    signature = render_signature(function, EXPORT)
    name = signature
    if function.kind is FunctionKind.AGGREGATE:
        name = "FUNCTION" + signature.removeprefix("AGGREGATE").replace("(*)", "()")
    return _Target(
        name=name,
        altered=signature,
        kind="FUNCTIONS",
        schema_name=function.schema_name,
        privileges=function.privileges,
        owner=function.owner,
    )


def _foreign_targets(schema: Schema) -> Iterator[_Target]:
    for wrapper in schema.foreign_data_wrappers.values():
        yield _Target(
            name=f"FOREIGN DATA WRAPPER {quote(wrapper.name)}",
            kind="FOREIGN DATA WRAPPERS",
            privileges=wrapper.privileges,
            owner=wrapper.owner,
        )
    for server in schema.foreign_servers.values():
        yield _Target(
            name=f"FOREIGN SERVER {quote(server.name)}",
            altered=f"SERVER {quote(server.name)}",
            kind="FOREIGN SERVERS",
            privileges=server.privileges,
            owner=server.owner,
        )


def _other_targets(schema: Schema) -> Iterator[_Target]:
    """What roles own, but are granted nothing on."""
    for key, collation in schema.collations.items():
        yield _Target(name=f"COLLATION {key}", kind="", owner=collation.owner)
    for key, statistics in schema.statistics.items():
        yield _Target(name=f"STATISTICS {key}", kind="", owner=statistics.owner)
    for publication in schema.publications.values():
        yield _Target(
            name=f"PUBLICATION {quote(publication.name)}", kind="", owner=publication.owner
        )
