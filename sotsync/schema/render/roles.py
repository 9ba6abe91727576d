"""The roles that a schema speaks of, made where a server has none of that name.

Roles belong to a server, so that a script for a fresh one cannot rely on them: a policy for a role
that is not there cannot be created. What is there already stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.schema.models import Schema
from sotsync.schema.names import quote, quote_literal
from sotsync.schema.privileges import PUBLIC, RUNNER
from sotsync.schema.render.policies import ROLE_WORDS
from sotsync.schema.render.privileges import owners_and_grantees

__all__ = ["render_roles", "roles_of"]

_PREDEFINED = "pg_"
"""How the names of PostgreSQL's own roles begin. Source: manual, "Predefined Roles"."""


def roles_of(schema: Schema) -> tuple[str, ...]:
    """The roles that anything in the schema names, sorted; those of every server are left out."""
    known = {PUBLIC, RUNNER, *ROLE_WORDS}
    return tuple(
        sorted(
            role
            for role in {*owners_and_grantees(schema), *_named(schema)}
            if role not in known and not role.startswith(_PREDEFINED)
        )
    )


def _named(schema: Schema) -> Iterator[str]:
    for table in schema.tables.values():
        for policy in table.policies.values():
            yield from policy.roles
    for defaults in schema.default_privileges.values():
        yield defaults.role
        yield from (each.grantee for each in defaults.privileges)
        yield from (each.grantee for each in defaults.platform_privileges)
    for mapping in schema.user_mappings.values():
        yield mapping.name


def render_roles(schema: Schema) -> tuple[str, ...]:
    """The statement that makes the roles a server lacks; none where no role is named."""
    roles = roles_of(schema)
    if not roles:
        return ()
    body = "\n".join(map(_made, roles))
    mark = "$$"
    while mark in body:
        mark = f"$role{mark[1:]}"
    return (f"DO {mark}\nBEGIN\n{body}\nEND\n{mark};",)


def _made(role: str) -> str:
    return (
        f"  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {quote_literal(role)}) THEN\n"
        f"    CREATE ROLE {quote(role)};\n"
        "  END IF;"
    )
