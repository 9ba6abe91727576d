"""CREATE INDEX, with the names PostgreSQL chooses and the copies that partitions get."""

from __future__ import annotations

from sotsync.replay.binding import bind_expression
from sotsync.replay.catalog import Index, Relation
from sotsync.replay.codes import Code
from sotsync.replay.constraints import add_index_object
from sotsync.replay.history import Action
from sotsync.replay.index_keys import option_texts, read_keys
from sotsync.replay.inheritance import descendants, inherit_index
from sotsync.replay.lookup import key_of, need_columns, need_relation
from sotsync.replay.naming import choose_index_name, index_key_names, is_relation_name_taken
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node

__all__: list[str] = []


@handles("index_stmt")
def _create_index(session: Session, node: Node) -> None:
    relation = need_relation(session, node.relation)
    namespace = relation.namespace
    name = truncate(node.idxname)
    if name and is_relation_name_taken(namespace, name):
        _read_index(session, relation, node, name)
        if not node.if_not_exists:
            session.reject("duplicate_table", f'relation "{name}" already exists')
        session.no_effect()
        _compare_shape(session, relation, node, name)
        return
    elements = [item.index_elem for item in node.index_params]
    included = [item.index_elem.name for item in node.index_including_params]
    if not name:
        name = choose_index_name(relation, [*index_key_names(elements), *included])
    index = _read_index(session, relation, node, name)
    index.is_valid = bool(node.relation.inh) or not relation.children
    add_index_object(session, relation, index)
    session.touch(relation)
    if relation.kind == "partitioned table" and node.relation.inh:
        for partition in descendants(relation):
            inherit_index(session, partition, index)
    if not relation.is_temporary:
        unique = "unique" if index.is_unique else ""
        session.record(
            Action.CREATE_INDEX, relation, name, unique, is_breaking=bool(index.is_unique)
        )


def _read_index(session: Session, relation: Relation, node: Node, name: str) -> Index:
    method = node.access_method or "btree"
    elements = [item.index_elem for item in node.index_params]
    included = [item.index_elem.name for item in node.index_including_params]
    index = session.created(Index(name=name, relation=relation, namespace=relation.namespace))
    index.method = method
    index.keys = read_keys(session, relation, elements, method)
    index.include = need_columns(session, relation, included)
    index.is_unique = node.unique
    index.nulls_not_distinct = node.nulls_not_distinct
    index.options = option_texts(node.options)
    if node.HasField("where_clause"):
        index.predicate = bind_expression(session, node.where_clause, relation)
    return index


def _compare_shape(session: Session, relation: Relation, node: Node, name: str) -> None:
    existing = relation.indexes.get(name)
    if existing is None:
        other = f"IF NOT EXISTS did nothing: {name} exists already, and not on {key_of(relation)}"
        session.report(Code.SHAPE_DIFFERS, other, about=key_of(relation))
        return
    wanted = [truncate(item.index_elem.name) for item in node.index_params]
    present = [key.column.name if key.column else "" for key in existing.keys]
    if wanted != present or existing.is_unique != node.unique:
        message = f"IF NOT EXISTS did nothing: index {name} exists already with another definition"
        session.report(Code.SHAPE_DIFFERS, message, about=key_of(relation))
