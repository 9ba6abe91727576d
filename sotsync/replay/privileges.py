"""Privileges as values: what PostgreSQL gives by itself, and what grants make of it.

Source: PostgreSQL manual, "Privileges" and ALTER DEFAULT PRIVILEGES. An access list holds only what
differs from the built-in privileges, so that an object nobody granted anything on has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sotsync.replay.catalog import (
    Acl,
    Catalog,
    Column,
    Function,
    Namespace,
    Object,
    Relation,
    Sequence,
    Type,
)
from sotsync.replay.objects import ForeignDataWrapper, ForeignServer
from sotsync.replay.resolve import TEMPORARY
from sotsync.schema.models import DefaultPrivileges, Privilege
from sotsync.schema.privileges import OF_EVERYONE, PRIVILEGES, PUBLIC, RUNNER

__all__ = [
    "Grant",
    "apply_defaults",
    "current_role",
    "freeze_acl",
    "freeze_defaults",
    "kind_of_target",
    "owner_of",
    "owning_role_of",
]

_KINDS: Mapping[type[Object], str] = {
    Relation: "TABLES",
    Column: "COLUMNS",
    Sequence: "SEQUENCES",
    Function: "FUNCTIONS",
    Type: "TYPES",
    Namespace: "SCHEMAS",
    ForeignDataWrapper: "FOREIGN DATA WRAPPERS",
    ForeignServer: "FOREIGN SERVERS",
}


def kind_of_target(target: Object) -> str:
    """The kind of object, in the words of ALTER DEFAULT PRIVILEGES."""
    return _KINDS[type(target)]


def current_role(settings: Mapping[str, str]) -> str:
    """Who owns what is created now, as ``SET ROLE`` and ``SET SESSION AUTHORIZATION`` decide."""
    role = settings.get("role") or settings.get("session_authorization") or RUNNER
    return RUNNER if role in {"none", "default"} else role


def owner_of(target: Object) -> str:
    """The role that owns the object; a part's is its table's."""
    return owning_role_of(target) or RUNNER


def owning_role_of(target: Object) -> str | None:
    """The owner of an object, or of the table that it is a part of; None for the runner."""
    if isinstance(target, Sequence) and target.owner is not None:
        target = target.owner
    whole = target.relation if isinstance(target, Column) else target
    return whole.owning_role


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one GRANT or REVOKE does; ``privileges`` of None are all.

    ``is_option`` says that it gives, or takes away, the right to pass privileges on.
    """

    grantees: tuple[str, ...]
    privileges: tuple[str, ...] | None
    is_grant: bool = True
    is_option: bool = False

    def on(self, acl: Acl, *, kind: str, owner: str, is_baseline_known: bool = True) -> Acl:
        """The access list after it.

        Args:
            acl: The list before.
            kind: What the list is of.
            owner: Who has every privilege anyway.
            is_baseline_known: Whether the list holds all that differs from the built-in
                privileges; otherwise whatever is revoked may have been granted.
        """
        changed = dict(acl)
        allowed = PRIVILEGES[kind]
        for privilege in allowed if self.privileges is None else self.privileges:
            for grantee in self.grantees:
                if privilege in allowed:
                    is_built_in = _is_built_in(grantee, owner, kind, privilege)
                    self._change(changed, (grantee, privilege), is_built_in)
                    is_taken = not (self.is_grant or self.is_option or is_baseline_known)
                    if is_taken and acl.get((grantee, privilege)) is None:
                        changed[grantee, privilege] = None
        return changed

    def _change(self, acl: Acl, key: tuple[str, str], is_built_in: bool) -> None:  # noqa: FBT001 - private, one call
        if not self.is_grant and self.is_option:
            if acl.get(key):
                acl[key] = False
        elif not self.is_grant:
            if is_built_in:
                acl[key] = None
            else:
                acl.pop(key, None)
        elif is_built_in:
            acl.pop(key, None)
        else:
            acl[key] = bool(acl.get(key)) or self.is_option


def _is_built_in(grantee: str, owner: str, kind: str, privilege: str) -> bool:
    """Whether PostgreSQL gives it by itself; on a single column it gives nothing."""
    if grantee == owner:
        return kind != "COLUMNS"
    return grantee == PUBLIC and (kind, privilege) in OF_EVERYONE


def apply_defaults(catalog: Catalog, made: Object, role: str) -> None:
    """Give a new object its owner and what the default privileges of that role grant on it."""
    kind = _KINDS.get(type(made))
    if kind is None or kind == "COLUMNS":
        return
    made.owning_role = None if role == RUNNER else role
    namespace = getattr(made, "namespace", None)
    if not catalog.default_privileges or (namespace and namespace.name == TEMPORARY):
        return
    acl = dict(catalog.default_privileges.get((role, "", kind), {}))
    if namespace is not None:
        own = catalog.default_privileges.get((role, namespace.name, kind), {})
        for (grantee, privilege), is_option in own.items():
            grant = Grant(grantees=(grantee,), privileges=(privilege,), is_option=bool(is_option))
            acl = grant.on(acl, kind=kind, owner=role)
    made.privileges = acl or None


def freeze_acl(target: Object, columns: Iterable[Column] = ()) -> tuple[Privilege, ...]:
    """The object's privileges, and those on single columns, as models in order."""
    found = _freeze(tuple((target.privileges or {}).items()))
    limited: dict[tuple[str, str, bool | None], list[str]] = {}
    for column in columns:
        for (grantee, privilege), option in (column.privileges or {}).items():
            limited.setdefault((grantee, privilege, option), []).append(column.name)
    if not limited:
        return found
    partial = [_privilege(*key, columns=tuple(names)) for key, names in limited.items()]
    return tuple(sorted((*found, *partial), key=_order))


def freeze_defaults(catalog: Catalog) -> dict[str, DefaultPrivileges]:
    """The default privileges that differ from PostgreSQL's own, by role, schema and kind."""
    frozen = {}
    platform = catalog.platform_privileges
    for key in sorted(catalog.default_privileges.keys() | platform.keys()):
        acl, before = catalog.default_privileges.get(key, {}), platform.get(key, {})
        if acl or before:
            role, schema, kind = key
            place = f" in {schema}" if schema else ""
            frozen[f"{role}{place} on {kind.lower()}"] = DefaultPrivileges(
                role=role,
                schema_name=schema or None,
                kind=kind,
                privileges=_freeze(tuple(acl.items())),
                platform_privileges=_freeze(tuple(before.items())),
            )
    return frozen


@lru_cache(maxsize=256)
def _freeze(
    items: tuple[tuple[tuple[str, str], bool | None], ...],
) -> tuple[Privilege, ...]:
    """The models of a list, of which a whole schema has few."""
    found = [_privilege(grantee, privilege, option) for (grantee, privilege), option in items]
    return tuple(sorted(found, key=_order))


def _privilege(
    grantee: str,
    privilege: str,
    option: bool | None,  # noqa: FBT001 - as a list has it
    *,
    columns: tuple[str, ...] = (),
) -> Privilege:
    return Privilege(
        grantee=grantee,
        privilege=privilege,
        grantable=bool(option),
        columns=columns,
        is_revoked=option is None,
    )


def _order(privilege: Privilege) -> tuple[str, str, bool, tuple[str, ...]]:
    return privilege.grantee, privilege.privilege, privilege.grantable, privilege.columns
