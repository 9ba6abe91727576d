"""Foreign data wrappers, servers and user mappings.

Source: PostgreSQL manual, CREATE FOREIGN DATA WRAPPER, CREATE SERVER, CREATE USER MAPPING. Options
may hold a secret, and a secret is not kept: of such an option only the name is.
"""

from __future__ import annotations

import re

from sotsync.replay.catalog import Function
from sotsync.replay.definitions import add_other
from sotsync.replay.objects import (
    ForeignDataWrapper,
    ForeignServer,
    UserMapping,
    find_other,
    others_of,
)
from sotsync.replay.registry import handles
from sotsync.replay.roles import role_name
from sotsync.replay.session import Session
from sotsync.schema.names import qualified, truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = ["is_secret"]

_SECRET = re.compile(
    r"pass(?:word|phrase|wd)?\b|secret|token|credential|(?:^|_)key\b|private", re.IGNORECASE
)


_Options = dict[str, str | None]


def is_secret(option: str) -> bool:
    """Whether an option of that name may hold a secret."""
    return _SECRET.search(option) is not None


def _changed_options(options: _Options, nodes: Node) -> _Options:
    """The options after ``OPTIONS (ADD … , SET … , DROP …)``; a secret one has no text."""
    changed = dict(options)
    for item in nodes:
        name = item.def_elem.defname
        if item.def_elem.defaction == enums.DEFELEM_DROP:
            changed.pop(name, None)
        else:
            changed[name] = None if is_secret(name) else item.def_elem.arg.string.sval
    return changed


def _function(session: Session, argument: Node) -> Function | str | None:
    """The function that HANDLER or VALIDATOR names, None for ``NO HANDLER``."""
    parts = string_list(argument.list.items)
    if not parts:
        return None
    schema = "".join(parts[-2:-1])
    for function in session.find_functions(schema, parts[-1]):
        return function
    return qualified(schema, parts[-1]) if schema else parts[-1]


def _set_functions(session: Session, wrapper: ForeignDataWrapper, nodes: Node) -> None:
    for item in nodes:
        element = item.def_elem
        if element.defname in ("handler", "validator"):
            setattr(wrapper, element.defname, _function(session, element.arg))


@handles("create_fdw_stmt")
def create_wrapper(session: Session, node: Node) -> None:
    """``CREATE FOREIGN DATA WRAPPER``."""
    name = truncate(node.fdwname)
    if find_other(session.catalog, ForeignDataWrapper, name) is not None:
        reason = f'foreign-data wrapper "{name}" already exists'
        session.reject("duplicate_object", reason)
    made = ForeignDataWrapper(name=name, options=_changed_options({}, node.options))
    _set_functions(session, made, node.func_options)
    add_other(session, made)


@handles("alter_fdw_stmt")
def alter_wrapper(session: Session, node: Node) -> None:
    """``ALTER FOREIGN DATA WRAPPER``."""
    wrapper = find_other(session.catalog, ForeignDataWrapper, truncate(node.fdwname))
    if wrapper is None:
        reason = f'foreign-data wrapper "{node.fdwname}" does not exist'
        session.reject("undefined_object", reason)
    session.change(wrapper)
    _set_functions(session, wrapper, node.func_options)
    wrapper.options = _changed_options(wrapper.options, node.options)


@handles("create_foreign_server_stmt")
def create_server(session: Session, node: Node) -> None:
    """``CREATE SERVER``; a wrapper that nothing creates came with an extension."""
    name = truncate(node.servername)
    if find_other(session.catalog, ForeignServer, name) is not None:
        if not node.if_not_exists:
            session.reject("duplicate_object", f'server "{name}" already exists')
        session.no_effect()
        return
    made = ForeignServer(
        name=name,
        wrapper=_wrapper(session, node.fdwname),
        type=node.servertype or None,
        version=node.version or None,
        options=_changed_options({}, node.options),
    )
    add_other(session, made)


def _wrapper(session: Session, name: str) -> ForeignDataWrapper:
    name = truncate(name)
    found = find_other(session.catalog, ForeignDataWrapper, name)
    if found is None:
        found = ForeignDataWrapper(name=name, is_platform=True)
        add_other(session, found)
    return found


def _server(session: Session, name: str) -> ForeignServer:
    """The server of that name; one that nothing created is taken to have been there."""
    name = truncate(name)
    found = find_other(session.catalog, ForeignServer, name)
    if found is None:
        found = ForeignServer(name=name, is_platform=True)
        add_other(session, found)
    return found


@handles("alter_foreign_server_stmt")
def alter_server(session: Session, node: Node) -> None:
    """``ALTER SERVER``."""
    server = _server(session, node.servername)
    session.change(server)
    if node.has_version:
        server.version = node.version or None
    server.options = _changed_options(server.options, node.options)


def _find_mapping(session: Session, node: Node) -> UserMapping | None:
    role = role_name(session, node.user)
    for found in others_of(session.catalog, UserMapping):
        if (found.name, found.server.name) == (role, truncate(node.servername)):
            return found
    return None


@handles("create_user_mapping_stmt")
def create_user_mapping(session: Session, node: Node) -> None:
    """``CREATE USER MAPPING``."""
    if _find_mapping(session, node) is not None:
        if not node.if_not_exists:
            role = role_name(session, node.user)
            reason = f'user mapping for "{role}" already exists for server "{node.servername}"'
            session.reject("duplicate_object", reason)
        session.no_effect()
        return
    made = UserMapping(
        name=role_name(session, node.user),
        server=_server(session, node.servername),
        options=_changed_options({}, node.options),
    )
    add_other(session, made)


@handles("alter_user_mapping_stmt")
def alter_user_mapping(session: Session, node: Node) -> None:
    """``ALTER USER MAPPING``."""
    mapping = _find_mapping(session, node)
    if mapping is None:
        reason = f'user mapping does not exist for server "{node.servername}"'
        session.reject("undefined_object", reason)
    session.change(mapping)
    mapping.options = _changed_options(mapping.options, node.options)


@handles("drop_user_mapping_stmt")
def drop_user_mapping(session: Session, node: Node) -> None:
    """``DROP USER MAPPING``."""
    mapping = _find_mapping(session, node)
    if mapping is None:
        if not node.missing_ok:
            reason = f'user mapping does not exist for server "{node.servername}"'
            session.reject("undefined_object", reason)
        session.no_effect()
        return
    others = session.catalog.others
    session.journal.keep_entry(others, mapping.number)
    del others[mapping.number]


@handles("import_foreign_schema_stmt")
def import_foreign_schema(session: Session, node: Node) -> None:
    """``IMPORT FOREIGN SCHEMA`` makes tables that only the other server can tell."""
    session.not_knowable(f'the foreign tables of server "{node.server_name}" are not known')
