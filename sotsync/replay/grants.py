"""GRANT, REVOKE and ALTER DEFAULT PRIVILEGES.

Source: PostgreSQL manual, GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. Documents say nothing of
privileges, so that a grant leaves no trace in the history of a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sotsync.replay.catalog import Column, Namespace, Object, Relation
from sotsync.replay.codes import Code
from sotsync.replay.functions import find_functions_like
from sotsync.replay.lookup import (
    any_columns,
    need_column,
    need_namespace,
    need_relation,
)
from sotsync.replay.objects import ForeignDataWrapper, ForeignServer, find_other
from sotsync.replay.privileges import Grant, current_role, kind_of_target, owner_of
from sotsync.replay.registry import handles
from sotsync.replay.roles import role_names
from sotsync.replay.session import Session
from sotsync.schema.privileges import PRIVILEGES
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__: list[str] = []

_DEFAULT_KINDS = {
    enums.OBJECT_TABLE: "TABLES",
    enums.OBJECT_SEQUENCE: "SEQUENCES",
    enums.OBJECT_FUNCTION: "FUNCTIONS",
    enums.OBJECT_PROCEDURE: "FUNCTIONS",
    enums.OBJECT_ROUTINE: "FUNCTIONS",
    enums.OBJECT_TYPE: "TYPES",
    enums.OBJECT_SCHEMA: "SCHEMAS",
}


@handles("grant_stmt")
def grant(session: Session, node: Node) -> None:
    """``GRANT`` and ``REVOKE`` on objects; databases, languages and the like are no part of it."""
    finders = _IN_SCHEMA if node.targtype == enums.ACL_TARGET_ALL_IN_SCHEMA else _NAMED
    finder = finders.get(node.objtype)
    targets = list(finder(session, node)) if finder is not None else []
    privileges = [item.access_priv for item in node.privileges] or [enums.AccessPriv()]
    changed = [
        _apply(session, target, _change(session, node, [each.priv_name]), string_list(each.cols))
        for each in privileges
        for target in targets
    ]
    if not any(changed):
        session.no_effect()


def _change(session: Session, node: Node, names: list[str]) -> Grant:
    privileges = tuple(name.upper() for name in names if name)
    return Grant(
        grantees=tuple(role_names(session, node.grantees)),
        privileges=privileges or None,
        is_grant=node.is_grant,
        is_option=node.grant_option,
    )


def _apply(session: Session, target: Object, change: Grant, columns: list[str]) -> bool:
    """Change the privileges on the object or on its columns; whether any is another now."""
    parts: list[Object] = [target]
    if isinstance(target, Relation) and columns:
        parts = [need_column(session, target, name) for name in columns]
    elif isinstance(target, Relation) and not change.is_grant:
        # What is revoked of a table is revoked of each of its columns.
        parts += [column for column in target.columns.values() if column.privileges]
    changed = [_apply_to_one(session, part, change) for part in parts]
    return any(changed)


def _apply_to_one(session: Session, target: Object, change: Grant) -> bool:
    whole = target.relation if isinstance(target, Column) else target
    is_known = not whole.is_platform and (not isinstance(whole, Relation) or whole.is_known)
    before = target.privileges or {}
    kind, owner = kind_of_target(target), owner_of(target)
    after = change.on(before, kind=kind, owner=owner, is_baseline_known=is_known)
    if after == before:
        return False
    session.journal.keep(target)
    target.privileges = after or None
    return True


# -- what a statement names ----------------------------------------------------------------------


def _tables(session: Session, node: Node) -> Iterator[Object]:
    """Tables and views; a sequence may be named like a table."""
    for item in node.objects:
        name = item.range_var
        sequence = session.find_sequence(name.schemaname, name.relname)
        found = session.find_relation(name.schemaname, name.relname)
        yield sequence if sequence and not found else need_relation(session, name)


def _sequences(session: Session, node: Node) -> Iterator[Object]:
    for item in node.objects:
        name = item.range_var
        found = session.find_sequence(name.schemaname, name.relname)
        if found is None:
            session.reject("undefined_table", f'relation "{name.relname}" does not exist')
        yield found


def _functions(session: Session, node: Node) -> Iterator[Object]:
    for item in node.objects:
        found = find_functions_like(session, item.object_with_args)
        if found:
            yield found[0]
        elif not session.assume:
            name = ".".join(string_list(item.object_with_args.objname))
            session.report(Code.FUNCTION_UNKNOWN, f"no migration creates {name}", once=name)


def _types(session: Session, node: Node) -> Iterator[Object]:
    for item in node.objects:
        parts = string_list(item.list.items)
        found = session.find_type("".join(parts[-2:-1]), parts[-1])
        if found is None:
            session.reject("undefined_object", f'type "{parts[-1]}" does not exist')
        yield found


def _schemas(session: Session, node: Node) -> Iterator[Object]:
    for item in node.objects:
        yield need_namespace(session, item.string.sval)


def _wrappers(session: Session, node: Node) -> Iterator[Object]:
    for item in node.objects:
        found = find_other(session.catalog, ForeignDataWrapper, item.string.sval)
        if found is not None:
            yield found


def _servers(session: Session, node: Node) -> Iterator[Object]:
    for item in node.objects:
        name = item.string.sval
        found = find_other(session.catalog, ForeignServer, name)
        if found is None:
            session.reject("undefined_object", f'server "{name}" does not exist')
        yield found


_Finder = Callable[[Session, Node], Iterator[Object]]

_NAMED: dict[int, _Finder] = {
    enums.OBJECT_TABLE: _tables,
    enums.OBJECT_SEQUENCE: _sequences,
    enums.OBJECT_FUNCTION: _functions,
    enums.OBJECT_PROCEDURE: _functions,
    enums.OBJECT_ROUTINE: _functions,
    enums.OBJECT_TYPE: _types,
    enums.OBJECT_DOMAIN: _types,
    enums.OBJECT_SCHEMA: _schemas,
    enums.OBJECT_FDW: _wrappers,
    enums.OBJECT_FOREIGN_SERVER: _servers,
}


def _all_in_schema(contents: Callable[[Namespace], Iterator[Object]]) -> _Finder:
    """Finds what the schemas hold at that moment; the platform's own objects stay as they are."""

    def find(session: Session, node: Node) -> Iterator[Object]:
        for item in node.objects:
            namespace = need_namespace(session, item.string.sval)
            yield from (found for found in list(contents(namespace)) if not found.is_platform)

    return find


def _relations_in(namespace: Namespace) -> Iterator[Object]:
    return (r for r in namespace.relations.values() if not any_columns(r))


def _sequences_in(namespace: Namespace) -> Iterator[Object]:
    return iter(namespace.sequences.values())


def _functions_in(namespace: Namespace) -> Iterator[Object]:
    return (
        function
        for overloads in namespace.functions.values()
        for function in overloads
        if function.kind != "procedure"
    )


def _procedures_in(namespace: Namespace) -> Iterator[Object]:
    return (f for fs in namespace.functions.values() for f in fs if f.kind == "procedure")


def _routines_in(namespace: Namespace) -> Iterator[Object]:
    return (function for overloads in namespace.functions.values() for function in overloads)


_IN_SCHEMA: dict[int, _Finder] = {
    enums.OBJECT_TABLE: _all_in_schema(_relations_in),
    enums.OBJECT_SEQUENCE: _all_in_schema(_sequences_in),
    enums.OBJECT_FUNCTION: _all_in_schema(_functions_in),
    enums.OBJECT_PROCEDURE: _all_in_schema(_procedures_in),
    enums.OBJECT_ROUTINE: _all_in_schema(_routines_in),
}


@handles("alter_default_privileges_stmt")
def alter_default_privileges(session: Session, node: Node) -> None:
    """``ALTER DEFAULT PRIVILEGES``, which concerns what the role creates from then on."""
    kind = _DEFAULT_KINDS.get(node.action.objtype)
    options = {item.def_elem.defname: item.def_elem.arg.list.items for item in node.options}
    schemas = [need_namespace(session, n).name for n in string_list(options.get("schemas", ()))]
    names = [item.access_priv.priv_name for item in node.action.privileges]
    change = _change(session, node.action, names)
    roles = role_names(session, options.get("roles", ())) or [current_role(session.settings)]
    keys = [(role, schema, kind) for role in roles for schema in schemas or [""] if kind]
    changed = [_change_default(session, key, change) for key in keys]
    if not any(changed):
        session.no_effect()


def _change_default(session: Session, key: tuple[str, str, str], change: Grant) -> bool:
    role, schema, kind = key
    defaults = session.catalog.default_privileges
    before = defaults.get(key, {})
    after = change.on(before, kind=kind, owner=role)
    if schema:
        # What a schema's list adds comes on top of the rest, of which it takes nothing away.
        present = {each: option for each, option in after.items() if option is not None}
        after = {**_added(change, role, kind), **present}
    if after == before:
        return False
    session.journal.keep_entry(defaults, key)
    defaults[key] = after
    return True


def _added(change: Grant, role: str, kind: str) -> dict[tuple[str, str], bool | None]:
    """What is granted in one schema even to those who have it anyway: elsewhere it may be gone."""
    if not change.is_grant:
        return {}
    privileges = PRIVILEGES[kind] if change.privileges is None else change.privileges
    return {
        (grantee, privilege): change.is_option
        for grantee in change.grantees
        if grantee != role
        for privilege in privileges
    }
