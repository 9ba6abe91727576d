"""Which objects a DROP names, and what happens where they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from sotsync.replay.catalog import Object, Relation
from sotsync.replay.functions import find_function
from sotsync.replay.located import KIND_WORDS
from sotsync.replay.lookup import any_columns
from sotsync.replay.others import find_dropped
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = ["find_targets"]

_Finder = Callable[[Session, Node, Node], list[Object]]

_RELATION_KINDS = {
    enums.OBJECT_TABLE: ("table", "partitioned table"),
    enums.OBJECT_FOREIGN_TABLE: ("foreign table",),
    enums.OBJECT_VIEW: ("view",),
    enums.OBJECT_MATVIEW: ("materialized view",),
}
_MEMBERS = {
    enums.OBJECT_POLICY: ("policies", "policy"),
    enums.OBJECT_TRIGGER: ("triggers", "trigger"),
}


def find_targets(session: Session, node: Node) -> list[Object]:
    """The objects that a ``DropStmt`` names.

    Raises:
        Rejected: One does not exist, and IF EXISTS was not said.
    """
    finder = _FINDERS.get(node.remove_type)
    if finder is None:
        return []
    return [found for item in node.objects for found in finder(session, node, item)]


def _split(node: Node) -> tuple[str, str]:
    parts = string_list(node)
    return (parts[-2] if len(parts) > 1 else ""), truncate(parts[-1])


def _missing(session: Session, node: Node, condition: str, reason: str) -> list[Object]:
    """Nothing, where IF EXISTS was said."""
    if node.missing_ok:
        return []
    return _refuse(session, condition, reason)


def _refuse(session: Session, condition: str, reason: str) -> NoReturn:
    session.reject(condition, reason)


def _relation(session: Session, node: Node, item: Node) -> list[Object]:
    schema, name = _split(item.list.items)
    kinds = _RELATION_KINDS[node.remove_type]
    found = session.find_relation(schema, name)
    if found is None:
        _note_never_created(session, schema, name)
        return _missing(session, node, "undefined_table", f'{kinds[0]} "{name}" does not exist')
    if found.kind not in kinds and found.is_known:
        _refuse(session, "wrong_object_type", f'"{name}" is not a {kinds[0]}')
    return [found]


def _note_never_created(session: Session, schema: str, name: str) -> None:
    """After this statement the table does not exist, whatever there was before."""
    home = schema or next(iter(session.catalog.search_path), "public")
    if (home, name) not in session.gone:
        session.note_gone(home, name)


def _index(session: Session, node: Node, item: Node) -> list[Object]:
    schema, name = _split(item.list.items)
    found = session.find_index(schema, name)
    if found is None:
        return _missing(session, node, "undefined_object", f'index "{name}" does not exist')
    if found.constraint is not None:
        reason = (
            f"cannot drop index {name} because constraint {found.constraint.name} "
            f"on table {found.relation.name} requires it"
        )
        _refuse(session, "dependent_objects_still_exist", reason)
    if found.is_inherited:
        reason = f"cannot drop index {name} because the index of its partitioned table requires it"
        _refuse(session, "dependent_objects_still_exist", reason)
    return [found, *_inherited_indexes(found.relation, found.name)]


def _inherited_indexes(relation: Relation, name: str) -> list[Object]:
    index = relation.indexes[name]
    columns = [key.column.name if key.column else "" for key in index.keys]
    return [
        own
        for child in relation.children
        for own in child.indexes.values()
        if own.is_inherited
        and own.constraint is None
        and [key.column.name if key.column else "" for key in own.keys] == columns
    ]


def _sequence(session: Session, node: Node, item: Node) -> list[Object]:
    schema, name = _split(item.list.items)
    found = session.find_sequence(schema, name)
    if found is None:
        return _missing(session, node, "undefined_table", f'sequence "{name}" does not exist')
    return [found]


def _type(session: Session, node: Node, item: Node) -> list[Object]:
    schema, name = _split(item.type_name.names)
    found = session.find_type(schema, name)
    if found is None:
        home = schema or next(iter(session.catalog.search_path), "public")
        session.note_kind_gone("type", home, name)
        return _missing(session, node, "undefined_object", f'type "{name}" does not exist')
    return [found]


def _function(session: Session, node: Node, item: Node) -> list[Object]:
    found = find_function(session, item.object_with_args, node.remove_type)
    if found is None:
        name = string_list(item.object_with_args.objname)[-1]
        return _missing(session, node, "undefined_function", f"function {name} does not exist")
    return [found]


def _member(session: Session, node: Node, item: Node) -> list[Object]:
    *path, name = string_list(item.list.items)
    field, word = _MEMBERS[node.remove_type]
    relation = session.find_relation(path[-2] if len(path) > 1 else "", path[-1])
    if relation is None:
        reason = f'relation "{path[-1]}" does not exist'
        return _missing(session, node, "undefined_table", reason)
    found: Object | None = getattr(relation, field).get(truncate(name))
    if found is not None:
        return [found]
    if any_columns(relation):
        return []
    reason = f'{word} "{name}" for table "{relation.name}" does not exist'
    return _missing(session, node, "undefined_object", reason)


def _namespace(session: Session, node: Node, item: Node) -> list[Object]:
    name = truncate(item.string.sval)
    found = session.catalog.namespaces.get(name)
    if found is None:
        return _missing(session, node, "invalid_schema_name", f'schema "{name}" does not exist')
    return [found]


def _extension(session: Session, node: Node, item: Node) -> list[Object]:
    name = item.string.sval
    found = session.catalog.extensions.get(name)
    if found is None:
        return _missing(session, node, "undefined_object", f'extension "{name}" does not exist')
    return [found]


_FINDERS: dict[int, _Finder] = {
    **dict.fromkeys((*KIND_WORDS, enums.OBJECT_RULE), find_dropped),
    **dict.fromkeys(_RELATION_KINDS, _relation),
    **dict.fromkeys(_MEMBERS, _member),
    enums.OBJECT_INDEX: _index,
    enums.OBJECT_SEQUENCE: _sequence,
    enums.OBJECT_TYPE: _type,
    enums.OBJECT_DOMAIN: _type,
    enums.OBJECT_FUNCTION: _function,
    enums.OBJECT_PROCEDURE: _function,
    enums.OBJECT_ROUTINE: _function,
    enums.OBJECT_AGGREGATE: _function,
    enums.OBJECT_SCHEMA: _namespace,
    enums.OBJECT_EXTENSION: _extension,
}
