"""Roles: known by name only, because DO blocks ask whether one exists before they create it.

Roles belong to a server, not to a database, so that they are no part of a schema; who owns an
object is. Source: PostgreSQL manual, CREATE ROLE, SET ROLE, and OWNER TO of the ALTER commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sotsync.replay.catalog import Acl, Catalog, Object
from sotsync.replay.located import find_object
from sotsync.replay.privileges import current_role
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.schema.privileges import RUNNER
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["role_name", "role_names", "set_owner"]


@handles("create_role_stmt")
def create_role(session: Session, node: Node) -> None:
    """``CREATE ROLE | USER | GROUP``."""
    roles = session.catalog.roles
    if node.role in roles:
        session.reject("duplicate_object", f'role "{node.role}" already exists')
    session.journal.keep_container(roles)
    roles[node.role] = None
    session.no_effect()


@handles("drop_role_stmt")
def drop_role(session: Session, node: Node) -> None:
    """``DROP ROLE``; a role that nothing created is taken to have been there.

    A server drops no role that still has privileges, so that none of them is left.
    """
    session.journal.keep_container(session.catalog.roles)
    for role in node.roles:
        session.catalog.roles.pop(role.role_spec.rolename, None)
        _forget_privileges(session, role.role_spec.rolename)
    session.no_effect()


@handles("drop_owned_stmt")
def drop_owned(session: Session, node: Node) -> None:
    """``DROP OWNED BY``, as far as privileges go: what the role owns is not looked for."""
    for role in role_names(session, node.roles):
        _forget_privileges(session, role)
    session.no_effect()


@handles("reassign_owned_stmt")
def reassign_owned(session: Session, node: Node) -> None:
    """``REASSIGN OWNED BY … TO``."""
    roles = role_names(session, node.roles)
    for target in list(_every_object(session.catalog)):
        if target.owning_role in roles:
            set_owner(session, target, node.newrole)
    session.no_effect()


def _every_object(catalog: Catalog) -> Iterator[Object]:
    """Whatever roles own or are granted something on."""
    yield from catalog.others.values()
    for namespace in catalog.namespaces.values():
        yield namespace
        yield from namespace.types.values()
        yield from namespace.sequences.values()
        for overloads in namespace.functions.values():
            yield from overloads
        for relation in namespace.relations.values():
            yield relation
            yield from relation.columns.values()


def _forget_privileges(session: Session, role: str) -> None:
    for target in _every_object(session.catalog):
        if target.privileges and any(grantee == role for grantee, _ in target.privileges):
            session.journal.keep(target)
            target.privileges = _without(target.privileges, role) or None
    defaults = session.catalog.default_privileges
    for key, acl in list(defaults.items()):
        if key[0] == role or any(grantee == role for grantee, _ in acl):
            session.journal.keep_entry(defaults, key)
            defaults[key] = {} if key[0] == role else _without(acl, role)


def _without(acl: Acl, role: str) -> Acl:
    return {key: option for key, option in acl.items() if key[0] != role}


def role_name(session: Session, spec: Node) -> str:
    """The role that a ``RoleSpec`` means; ``public`` for all together."""
    if spec.roletype == enums.ROLESPEC_PUBLIC:
        return "public"
    if spec.roletype == enums.ROLESPEC_CSTRING:
        return str(spec.rolename)
    return current_role(session.settings)


def role_names(session: Session, nodes: Iterable[Node]) -> list[str]:
    """The roles of a list, in its order."""
    return [role_name(session, node.role_spec) for node in nodes]


def set_owner(session: Session, target: Object, owner: Node) -> None:
    """``OWNER TO``: what the new owner was granted before goes without saying now."""
    role = role_name(session, owner)
    session.journal.keep(target)
    target.owning_role = None if role == RUNNER else role
    granted = target.privileges or {}
    target.privileges = _without(granted, role) or None


@handles("alter_owner_stmt")
def alter_owner(session: Session, node: Node) -> None:
    """``ALTER … OWNER TO`` of what is no table; tables have it among the actions of ALTER TABLE."""
    target = find_object(session, node.object_type, node.object)
    if target is None:
        session.no_effect()
        return
    before = target.owning_role
    set_owner(session, target, node.newowner)
    if target.owning_role == before:
        session.no_effect()
