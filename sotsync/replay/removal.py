"""Taking one object out of the catalog, and noting that it is gone."""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.binding import expressions_of, render_all
from sotsync.replay.catalog import (
    Column,
    Constraint,
    Extension,
    Function,
    Index,
    Namespace,
    Object,
    Policy,
    Relation,
    Sequence,
    Trigger,
    Type,
)
from sotsync.replay.dependents import AttributeOf, DefaultOf, Droppable
from sotsync.replay.freeze_tables import freeze_relation
from sotsync.replay.history import Action
from sotsync.replay.lookup import key_of
from sotsync.replay.other_dependents import MemberOf
from sotsync.replay.others import describe_other, forget_relation, remove_other
from sotsync.replay.result import Dropped
from sotsync.replay.session import Session

__all__ = ["describe", "note_dropped", "remove"]

_VIEWS = ("view", "materialized view")
_WORDS: dict[type[Droppable], str] = {Namespace: "schema"}


def note_dropped(session: Session, relation: Relation) -> None:
    """Keep what a table or view was, before anything of it is removed."""
    if relation.is_temporary or not relation.is_known:
        return
    render_all(expressions_of(relation))
    session.dropped.append(
        Dropped(
            key=key_of(relation),
            model=freeze_relation(relation),
            dropped=session.location,
            path=session.location.path,
            version=session.script.version,
        )
    )


def remove(session: Session, target: Droppable, *, is_recorded: bool) -> None:
    """Remove the object from whatever holds it; ``is_recorded`` adds it to its table's history."""
    if isinstance(target, DefaultOf):
        session.change(target.column)
        target.column.default = None
        session.record(Action.DROP_DEFAULT, target.column.relation, target.column.name)
        return
    if isinstance(target, AttributeOf):
        session.change(target.composite)
        target.composite.attributes.pop(target.name, None)
        return
    if isinstance(target, MemberOf):
        session.change(target.publication)
        kept = [each for each in target.publication.tables if each is not target.published]
        target.publication.tables = kept
        return
    if session.watch is not None:
        session.watch.note_change(target)
    remover = _REMOVERS.get(type(target))
    if remover is None:
        remove_other(session, target)
    else:
        remover(session, target, is_recorded=is_recorded)


def describe(target: Droppable) -> str:
    """The object in PostgreSQL's words for messages: ``table orders``, ``column a of table t``."""
    if isinstance(target, DefaultOf):
        return f"default value for {describe(target.column)}"
    if isinstance(target, AttributeOf):
        return f"column {target.name} of composite type {target.composite.name}"
    if isinstance(target, MemberOf):
        table, publication = target.relation.name, target.publication.name
        return f"publication of table {table} in publication {publication}"
    word = target.kind if isinstance(target, Relation) else _WORDS.get(type(target), "")
    word = word or describe_other(target) or type(target).__name__.lower()
    relation = getattr(target, "relation", None)
    if relation is None:
        return f"{word} {target.name}"
    joint = "of" if isinstance(target, Column) else "on"
    return f"{word} {target.name} {joint} {relation.kind} {relation.name}"


def _remove_relation(session: Session, relation: Relation, *, is_recorded: bool) -> None:
    del is_recorded
    namespace = relation.namespace
    action = Action.DROP_VIEW if relation.kind in _VIEWS else Action.DROP_TABLE
    if not relation.is_temporary:
        session.record(action, relation, is_breaking=True)
    session.take(namespace.relations, relation)
    for index in relation.indexes.values():
        session.take(index.namespace.indexes, index)
    forget_relation(session, relation)
    for parent in relation.parents:
        session.journal.keep(parent)
        parent.children = [child for child in parent.children if child is not relation]
    session.note_gone(namespace.name, relation.name)


def _remove_column(session: Session, column: Column, *, is_recorded: bool) -> None:
    relation = column.relation
    session.change(relation)
    relation.columns.pop(column.name, None)
    if is_recorded:
        session.record(Action.DROP_COLUMN, relation, column.name, is_breaking=True)


def _remove_constraint(session: Session, target: Constraint, *, is_recorded: bool) -> None:
    relation = target.relation
    session.change(relation)
    relation.constraints.pop(target.name, None)
    for index in list(relation.indexes.values()):
        if index.constraint is target:
            del relation.indexes[index.name]
            session.take(index.namespace.indexes, index)
    if is_recorded:
        session.record(Action.DROP_CONSTRAINT, relation, target.name, target.kind)


def _remove_index(session: Session, index: Index, *, is_recorded: bool) -> None:
    relation = index.relation
    session.change(relation)
    relation.indexes.pop(index.name, None)
    session.take(index.namespace.indexes, index)
    if is_recorded:
        session.record(Action.DROP_INDEX, relation, index.name)


def _remove_policy(session: Session, policy: Policy, *, is_recorded: bool) -> None:
    session.change(policy.relation)
    policy.relation.policies.pop(policy.name, None)
    if is_recorded:
        session.record(Action.DROP_POLICY, policy.relation, policy.name, is_breaking=True)


def _remove_trigger(session: Session, trigger: Trigger, *, is_recorded: bool) -> None:
    session.change(trigger.relation)
    trigger.relation.triggers.pop(trigger.name, None)
    if is_recorded:
        session.record(Action.DROP_TRIGGER, trigger.relation, trigger.name)


def _remove_sequence(session: Session, sequence: Sequence, *, is_recorded: bool) -> None:
    del is_recorded
    session.take(sequence.namespace.sequences, sequence)
    if sequence.owner is not None and sequence.owner.sequence is sequence:
        session.journal.keep(sequence.owner)
        sequence.owner.sequence = None


def _remove_type(session: Session, found: Type, *, is_recorded: bool) -> None:
    del is_recorded
    session.take(found.namespace.types, found)
    session.note_kind_gone("type", found.namespace.name, found.name)


def _remove_function(session: Session, function: Function, *, is_recorded: bool) -> None:
    del is_recorded
    functions = function.namespace.functions
    session.journal.keep_entry(functions, function.name)
    rest = [other for other in functions.get(function.name, ()) if other is not function]
    functions[function.name] = rest
    if not rest:
        session.note_kind_gone("function", function.namespace.name, function.name)
        del functions[function.name]


def _remove_namespace(session: Session, namespace: Namespace, *, is_recorded: bool) -> None:
    del is_recorded
    session.take(session.catalog.namespaces, namespace)
    _forget_defaults(session, namespace)
    session.note_gone(namespace.name, "")


def _forget_defaults(session: Session, namespace: Namespace) -> None:
    """Default privileges in a schema go with it."""
    defaults = session.catalog.default_privileges
    for key in [key for key in defaults if key[1] == namespace.name]:
        session.journal.keep_entry(defaults, key)
        del defaults[key]


def _remove_extension(session: Session, extension: Extension, *, is_recorded: bool) -> None:
    del is_recorded
    session.take(session.catalog.extensions, extension)


_REMOVERS: dict[type[Object], Callable[..., None]] = {
    Relation: _remove_relation,
    Column: _remove_column,
    Constraint: _remove_constraint,
    Index: _remove_index,
    Policy: _remove_policy,
    Trigger: _remove_trigger,
    Sequence: _remove_sequence,
    Type: _remove_type,
    Function: _remove_function,
    Namespace: _remove_namespace,
    Extension: _remove_extension,
}
