"""Base types of one's own, and shell types, which are only a name so far.

Their input and output are functions in C or built into the server, so the statement itself is all
there is to know of them. Source: PostgreSQL manual, "CREATE TYPE" and "ALTER TYPE".
"""

from __future__ import annotations

from sotsync.replay.catalog import Type
from sotsync.replay.definitions import bound_statement
from sotsync.replay.functions import home_of
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import string_list

__all__ = ["create_base_type"]


def create_base_type(session: Session, node: Node) -> None:
    """``CREATE TYPE t`` and ``CREATE TYPE t (INPUT = …)``.

    Raises:
        Rejected: There is such a type, or there is none to which the functions of INPUT and OUTPUT
            could belong.
    """
    parts = string_list(node.defnames)
    namespace = home_of(session, parts)
    name = truncate(parts[-1])
    found = namespace.types.get(name)
    is_shell = found is not None and found.kind == "shell"
    if found is not None and not (is_shell and node.definition):
        session.reject("duplicate_object", f'type "{name}" already exists')
    if found is None:
        if node.definition and not session.assume:
            session.reject("duplicate_object", f'type "{name}" does not exist')
        if name in namespace.relations:
            session.reject("duplicate_object", f'type "{name}" already exists')
        found = session.created(Type(name=name, namespace=namespace, kind="shell"))
        session.put(namespace.types, found)
    session.change(found)
    found.kind = "base" if node.definition else "shell"
    found.statements = [bound_statement(session, node)]


@handles("alter_type_stmt")
def alter_base_type(session: Session, node: Node) -> None:
    """``ALTER TYPE … SET (…)``, which is kept behind the statement that makes the type."""
    parts = string_list(node.type_name)
    found = session.find_type("".join(parts[-2:-1]), parts[-1])
    if found is None or found.kind != "base":
        reason = f'type "{parts[-1]}" does not exist' if found is None else "is not a base type"
        session.reject("wrong_object_type" if found is not None else "undefined_object", reason)
    if found.is_platform:
        session.no_effect()
        return
    session.change(found)
    found.statements = [*found.statements, bound_statement(session, node)]
