"""ALTER … SET SCHEMA: tables move with their indexes, constraints and sequences."""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.catalog import Namespace, Relation
from sotsync.replay.functions import need_function
from sotsync.replay.history import Action
from sotsync.replay.lookup import find_by_range, need_namespace, need_relation
from sotsync.replay.naming import is_relation_name_taken
from sotsync.replay.others import move_other
from sotsync.replay.platform import move_objects
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.replay.types import need_type
from sotsync.schema.names import qualified, quote
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__: list[str] = []


@handles("alter_object_schema_stmt")
def _move(session: Session, node: Node) -> None:
    mover = _MOVERS.get(node.object_type)
    namespace = need_namespace(session, node.newschema)
    if mover is not None:
        mover(session, node, namespace)
    elif not move_other(session, node, namespace):
        session.no_effect()


def _move_relation(session: Session, node: Node, namespace: Namespace) -> None:
    relation = find_by_range(session, node.relation)
    if relation is None:
        if node.missing_ok:
            session.no_effect()
            return
        relation = need_relation(session, node.relation)
    old = relation.namespace
    if old is namespace:
        session.no_effect()
        return
    if is_relation_name_taken(namespace, relation.name):
        reason = f'relation "{relation.name}" already exists in schema "{namespace.name}"'
        session.reject("duplicate_table", reason)
    for name in _names_of_parts(relation):
        if is_relation_name_taken(namespace, name):
            reason = f'relation "{name}" already exists in schema "{namespace.name}"'
            session.reject("duplicate_table", reason)
    session.change(relation)
    relation.renamed_from += (qualified(old.name, relation.name),)
    session.take(old.relations, relation)
    session.put(namespace.relations, relation)
    relation.namespace = namespace
    namespace.constraint_names.update(relation.constraints)
    _move_parts(session, relation, namespace)
    session.note_gone(old.name, relation.name)
    session.note_present(namespace.name, relation.name)
    session.record(Action.MOVE_TABLE, relation, detail=f"from {quote(old.name)}", is_breaking=True)


def _names_of_parts(relation: Relation) -> list[str]:
    """The names that move along with the table and must be free where it goes."""
    sequences = [column.sequence for column in relation.columns.values()]
    return [*relation.indexes, *(each.name for each in sequences if each is not None)]


def _move_parts(session: Session, relation: Relation, namespace: Namespace) -> None:
    for index in relation.indexes.values():
        session.journal.keep(index)
        session.take(index.namespace.indexes, index)
        session.put(namespace.indexes, index)
        index.namespace = namespace
    for column in relation.columns.values():
        sequence = column.sequence
        if sequence is not None:
            session.journal.keep(sequence)
            session.take(sequence.namespace.sequences, sequence)
            session.put(namespace.sequences, sequence)
            sequence.namespace = namespace


def _move_sequence(session: Session, node: Node, namespace: Namespace) -> None:
    sequence = session.find_sequence(node.relation.schemaname, node.relation.relname)
    if sequence is None:
        if not node.missing_ok:
            reason = f'relation "{node.relation.relname}" does not exist'
            session.reject("undefined_table", reason)
        session.no_effect()
        return
    session.change(sequence)
    session.take(sequence.namespace.sequences, sequence)
    session.put(namespace.sequences, sequence)
    sequence.namespace = namespace


def _move_type(session: Session, node: Node, namespace: Namespace) -> None:
    found = need_type(session, node.object.list.items)
    if found.name in namespace.types:
        session.reject("duplicate_object", f'type "{found.name}" already exists')
    session.change(found)
    found.renamed_from += (qualified(found.namespace.name, found.name),)
    session.take(found.namespace.types, found)
    session.note_kind_gone("type", found.namespace.name, found.name)
    session.put(namespace.types, found)
    found.namespace = namespace


def _move_function(session: Session, node: Node, namespace: Namespace) -> None:
    function = need_function(session, node.object.object_with_args, node.object_type)
    old = function.namespace.functions
    session.change(function)
    session.journal.keep_container(old)
    session.journal.keep_container(namespace.functions)
    rest = [other for other in old[function.name] if other is not function]
    old[function.name] = rest
    if not rest:
        del old[function.name]
    namespace.functions[function.name] = [*namespace.functions.get(function.name, ()), function]
    function.namespace = namespace


def _move_extension(session: Session, node: Node, namespace: Namespace) -> None:
    extension = session.catalog.extensions.get(node.object.string.sval)
    if extension is None:
        name = node.object.string.sval
        session.reject("undefined_object", f'extension "{name}" does not exist')
    session.change(extension)
    for each in (extension.namespace, namespace):
        session.journal.keep(each)
    move_objects(session.catalog, extension.name, namespace)
    session.users.forget()
    extension.namespace = namespace


_MOVERS: dict[int, Callable[[Session, Node, Namespace], None]] = {
    enums.OBJECT_TABLE: _move_relation,
    enums.OBJECT_VIEW: _move_relation,
    enums.OBJECT_MATVIEW: _move_relation,
    enums.OBJECT_FOREIGN_TABLE: _move_relation,
    enums.OBJECT_SEQUENCE: _move_sequence,
    enums.OBJECT_TYPE: _move_type,
    enums.OBJECT_DOMAIN: _move_type,
    enums.OBJECT_FUNCTION: _move_function,
    enums.OBJECT_PROCEDURE: _move_function,
    enums.OBJECT_ROUTINE: _move_function,
    enums.OBJECT_AGGREGATE: _move_function,
    enums.OBJECT_EXTENSION: _move_extension,
}
