"""COMMENT, RENAME, SET SCHEMA and DROP of the lesser kinds of object.

Source: PostgreSQL manual, the ALTER commands of each kind.
"""

from __future__ import annotations

from sotsync.replay.catalog import Namespace, Object, Relation
from sotsync.replay.history import Action
from sotsync.replay.located import KIND_WORDS, find_object, words_of
from sotsync.replay.lookup import key_of, need_relation
from sotsync.replay.objects import (
    Collation,
    Definition,
    ForeignServer,
    Publication,
    Rule,
    others_of,
)
from sotsync.replay.other_dependents import collation_users
from sotsync.replay.rules import find_rule
from sotsync.replay.session import Session
from sotsync.schema.names import qualified, quote, truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = [
    "describe_other",
    "find_dropped",
    "find_other_object",
    "forget_relation",
    "move_other",
    "remove_other",
    "rename_other",
]


_NEVER_BUILT_IN = frozenset(
    {
        enums.OBJECT_COLLATION,
        enums.OBJECT_EVENT_TRIGGER,
        enums.OBJECT_FOREIGN_SERVER,
        enums.OBJECT_PUBLICATION,
        enums.OBJECT_STATISTIC_EXT,
    }
)
"""The kinds of which PostgreSQL and its extensions bring none that a migration would change."""


def find_other_object(session: Session, kind: int, node: Node) -> Object | None:
    """The object that COMMENT or ALTER names, None where it may be built in.

    Raises:
        Rejected: There is none.
    """
    found = find_object(session, kind, node)
    if found is None and kind in _NEVER_BUILT_IN:
        session.reject("undefined_object", f"{words_of(kind, node)} does not exist")
    return found


def find_dropped(session: Session, node: Node, item: Node) -> list[Object]:
    """What one item of a ``DropStmt`` names; nothing where IF EXISTS missed.

    Raises:
        Rejected: It does not exist, and IF EXISTS was not said.
    """
    if node.remove_type == enums.OBJECT_RULE:
        return _find_dropped_rule(session, node, item)
    found = find_object(session, node.remove_type, item)
    if found is not None:
        return [found]
    if not node.missing_ok:
        reason = f"{words_of(node.remove_type, item)} does not exist"
        session.reject("undefined_object", reason)
    return []


def _find_dropped_rule(session: Session, node: Node, item: Node) -> list[Object]:
    *path, name = string_list(item.list.items)
    relation = session.find_relation("".join(path[-2:-1]), path[-1])
    found = find_rule(session, relation, truncate(name)) if relation is not None else None
    if found is None and not node.missing_ok:
        reason = f'rule "{name}" for relation "{path[-1]}" does not exist'
        session.reject("undefined_object", reason)
    return [found] if found is not None else []


def remove_other(session: Session, target: Object) -> None:
    """Take the object out of the catalog."""
    others = session.catalog.others
    session.journal.keep_entry(others, target.number)
    others.pop(target.number, None)
    if isinstance(target, Rule):
        session.touch(target.relation)
        session.record(Action.DROP_RULE, target.relation, target.name)


def forget_relation(session: Session, relation: Relation) -> None:
    """Remove what goes with a table: its rules, its statistics, its place in publications."""
    others = session.catalog.others
    for other in list(others.values()):
        if getattr(other, "relation", None) is relation:
            session.journal.keep_entry(others, other.number)
            del others[other.number]
    for publication in others_of(session.catalog, Publication):
        if any(published.relation is relation for published in publication.tables):
            session.change(publication)
            kept = [each for each in publication.tables if each.relation is not relation]
            publication.tables = kept


def describe_other(target: Object) -> str | None:
    """The kind of object in the server's words, None for one that is not of these kinds."""
    if isinstance(target, Definition):
        return target.kind
    return _WORDS.get(type(target).__name__)


_WORDS = {
    "Collation": "collation",
    "EventTrigger": "event trigger",
    "ForeignDataWrapper": "foreign-data wrapper",
    "ForeignServer": "server",
    "Publication": "publication",
    "Rule": "rule",
    "Statistics": "statistics object",
    "UserMapping": "user mapping for",
}


def rename_other(session: Session, node: Node) -> bool:
    """Apply a ``RenameStmt`` of one of these kinds; whether it is one.

    Raises:
        Rejected: The object does not exist, or the new name is taken.
    """
    if node.rename_type == enums.OBJECT_RULE:
        _rename_rule(session, node)
        return True
    if node.rename_type not in KIND_WORDS:
        return False
    target = find_other_object(session, node.rename_type, node.object)
    if target is None:
        return False
    new = truncate(node.newname)
    if any(_is_same_but_named(other, target, new) for other in session.catalog.others.values()):
        reason = f'{KIND_WORDS[node.rename_type]} "{new}" already exists'
        session.reject("duplicate_object", reason)
    _set_name(session, target, new)
    return True


def _is_same_but_named(other: Object, target: Object, name: str) -> bool:
    kind, namespace = type(target), getattr(target, "namespace", None)
    return (
        type(other) is kind
        and other.name == name
        and getattr(other, "namespace", None) is namespace
        and getattr(other, "kind", None) == getattr(target, "kind", None)
    )


def _set_name(session: Session, target: Object, name: str) -> None:
    session.change(target)
    if isinstance(target, ForeignServer):
        _rename_in_tables(session, target.name, name)
    if isinstance(target, Collation):
        _rename_collation(session, target, qualified(target.namespace.name, name))
    target.renamed_from += (target.name,)
    target.name = name


def _rename_in_tables(session: Session, old: str, new: str) -> None:
    for namespace in session.catalog.namespaces.values():
        for relation in namespace.relations.values():
            if relation.foreign_server == old:
                session.journal.keep(relation)
                relation.foreign_server = new


def _rename_collation(session: Session, collation: Collation, text: str) -> None:
    for user in list(collation_users(session.catalog, collation)):
        session.journal.keep(user)
        user.collation = text


def _rename_rule(session: Session, node: Node) -> None:
    relation = need_relation(session, node.relation)
    rule = find_rule(session, relation, truncate(node.subname))
    if rule is None:
        reason = f'rule "{node.subname}" for relation "{key_of(relation)}" does not exist'
        session.reject("undefined_object", reason)
    old, new = rule.name, truncate(node.newname)
    if find_rule(session, relation, new) is not None:
        reason = f'rule "{new}" for relation "{relation.name}" already exists'
        session.reject("duplicate_object", reason)
    _set_name(session, rule, new)
    session.record(Action.RENAME_RULE, relation, new, f"from {quote(old)}")


def move_other(session: Session, node: Node, namespace: Namespace) -> bool:
    """Apply an ``AlterObjectSchemaStmt`` of one of these kinds; whether it is one.

    Raises:
        Rejected: The object does not exist.
    """
    if node.object_type not in KIND_WORDS:
        return False
    target = find_other_object(session, node.object_type, node.object)
    if target is None:
        return False
    session.change(target)
    old = getattr(target, "namespace", None)
    if isinstance(target, Collation):
        _rename_collation(session, target, qualified(namespace.name, target.name))
    if old is not None:
        target.renamed_from += (qualified(old.name, target.name),)
        setattr(target, "namespace", namespace)  # noqa: B010 - which class it is, its kind tells
    return True
