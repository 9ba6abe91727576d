"""Collations. Source: PostgreSQL manual, CREATE COLLATION."""

from __future__ import annotations

from sotsync.replay.definitions import add_other
from sotsync.replay.function_options import scalar_text
from sotsync.replay.functions import home_of
from sotsync.replay.objects import Collation, others_of
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.schema.names import quote, quote_literal, truncate
from sotsync.sql import Node
from sotsync.sql.parser import string_list

__all__ = ["create_collation"]


def create_collation(session: Session, node: Node) -> None:
    """``CREATE COLLATION``, with options or ``FROM`` another."""
    parts = string_list(node.defnames)
    name, namespace = truncate(parts[-1]), home_of(session, parts)
    collations = others_of(session.catalog, Collation)
    if any(each.name == name and each.namespace is namespace for each in collations):
        if not node.if_not_exists:
            session.reject("duplicate_object", f'collation "{name}" already exists')
        session.no_effect()
        return
    made = Collation(name=name, namespace=namespace)
    for item in node.definition:
        element = item.def_elem
        if element.defname == "from":
            made.source = ".".join(map(quote, string_list(element.arg.list.items)))
        else:
            made.options.append(f"{element.defname} = {_value(element.arg)}")
    add_other(session, made)


def _value(argument: Node) -> str:
    text = scalar_text(argument)
    return quote_literal(text) if argument.HasField("string") else text


@handles("alter_collation_stmt")
def refresh_version(session: Session, _node: Node) -> None:
    """``ALTER COLLATION … REFRESH VERSION`` concerns the server's libraries."""
    session.no_effect()
