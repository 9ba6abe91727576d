"""Whose rights a view asks with, and what it reads."""

from __future__ import annotations

from sotsync.rules.trees import walk
from sotsync.schema.models import View
from sotsync.sql import Node
from sotsync.sql.parser import GrammarError, NestingError, parse_tree

__all__ = ["is_invoker", "messages_of"]

_ON = frozenset({"on", "true", "1", "yes", ""})


def is_invoker(view: View) -> bool:
    """Whether it asks with the rights of who reads it, and not with its owner's."""
    options = (one.lower().partition("=") for one in view.options)
    return any(name == "security_invoker" and value in _ON for name, _, value in options)


def messages_of(view: View) -> list[Node]:
    """Every message of its query; none of one that cannot be read."""
    try:
        tree = parse_tree(view.definition)
    except (GrammarError, NestingError):
        return []
    return [one for statement in tree.stmts for one in walk(statement.stmt)]
