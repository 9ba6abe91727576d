"""CREATE SCHEMA, with the statements it may hold."""

from __future__ import annotations

from sotsync.replay.catalog import Namespace
from sotsync.replay.registry import HANDLERS, handles
from sotsync.replay.roles import set_owner
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import kind_of, unwrap

__all__: list[str] = []


@handles("create_schema_stmt")
def _create_schema(session: Session, node: Node) -> None:
    name = truncate(node.schemaname or node.authrole.rolename)
    existing = session.catalog.namespaces.get(name)
    if existing is not None and not _is_assumed(existing):
        if not node.if_not_exists:
            session.reject("duplicate_schema", f'schema "{name}" already exists')
        session.no_effect()
        return
    if existing is None:
        made = session.created(Namespace(name=name))
        session.put(session.catalog.namespaces, made)
        if node.HasField("authrole"):
            set_owner(session, made, node.authrole)
    else:
        session.change(existing)
        existing.is_platform = False
        existing.created = session.location
    _create_elements(session, name, node)


def _is_assumed(namespace: Namespace) -> bool:
    """Whether the schema only stands in for one that nothing had created."""
    return namespace.is_platform and namespace.created is not None


def _create_elements(session: Session, name: str, node: Node) -> None:
    path = session.catalog.search_path
    session.catalog.search_path = (name, *path)
    for element in node.schema_elts:
        handler = HANDLERS.get(kind_of(element))
        if handler is not None:
            handler(session, unwrap(element))
    session.catalog.search_path = path
