"""Triggers.

Source: PostgreSQL manual, "CREATE TRIGGER"; the bits of timing and events are those of
``catalog/pg_trigger.h``. Switching triggers on and off is part of ALTER TABLE.
"""

from __future__ import annotations

from sotsync.replay.binding import bind_trigger_condition
from sotsync.replay.catalog import Function, Relation, Trigger
from sotsync.replay.codes import Code
from sotsync.replay.history import Action
from sotsync.replay.lookup import need_columns, need_relation
from sotsync.replay.registry import handles
from sotsync.replay.resolve import TEMPORARY, current_namespaces
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type
from sotsync.schema.names import qualified, truncate
from sotsync.sql import Node
from sotsync.sql.parser import string_list

__all__ = ["trigger_function"]

_BEFORE, _INSTEAD = 1 << 1, 1 << 6
_EVENTS = {1 << 2: "INSERT", 1 << 3: "DELETE", 1 << 4: "UPDATE", 1 << 5: "TRUNCATE"}
_WRITTEN = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


@handles("create_trig_stmt")
def create_trigger(session: Session, node: Node) -> None:
    """``CREATE [OR REPLACE] [CONSTRAINT] TRIGGER``."""
    relation = need_relation(session, node.relation)
    name = truncate(node.trigname)
    existing = relation.triggers.get(name)
    if existing is not None and not node.replace:
        reason = f'trigger "{name}" for relation "{relation.name}" already exists'
        session.reject("duplicate_object", reason)
    trigger = session.created(_trigger(session, node, name, relation))
    if existing is not None:
        trigger.created, trigger.comment = existing.created, existing.comment
        before = (path for path in existing.touched if path not in trigger.touched)
        trigger.touched = (*before, *trigger.touched)
    _check_trigger(session, trigger)
    _set_transition_tables(trigger, node)
    session.touch(relation)
    session.put(relation.triggers, trigger)
    events = " or ".join(event.lower() for event in sorted(trigger.events, key=_WRITTEN.index))
    action = Action.ALTER_TRIGGER if existing is not None else Action.CREATE_TRIGGER
    session.record(action, relation, name, f"{trigger.timing.lower()} {events}")


def _check_trigger(session: Session, trigger: Trigger) -> None:
    """What PostgreSQL refuses (manual, CREATE TRIGGER, the table of events and relations)."""
    relation, function = trigger.relation, trigger.function
    if isinstance(function, Function) and function.returns is not None:
        returned = spell_type(function.returns)
        if returned not in ("trigger", "opaque") and not function.is_platform:
            reason = f"function {function.name} must return type trigger"
            session.reject("invalid_object_definition", reason)
    if not relation.is_known or relation.is_platform:
        return
    is_table = relation.kind.endswith("table")
    is_view = relation.kind == "view"
    on_rows = trigger.level == "ROW"
    if trigger.timing == "INSTEAD OF" and not (is_view and on_rows):
        reason = f'"{relation.name}" cannot have INSTEAD OF triggers'
    elif is_view and trigger.timing != "INSTEAD OF" and on_rows:
        reason = f'"{relation.name}" is a view: it cannot have row-level BEFORE or AFTER triggers'
    elif not (is_table or is_view):
        reason = f'relation "{relation.name}" cannot have triggers'
    else:
        return
    session.reject("wrong_object_type", reason)


def _trigger(session: Session, node: Node, name: str, relation: Relation) -> Trigger:
    when = None
    if node.HasField("when_clause"):
        when = bind_trigger_condition(session, node.when_clause, relation)
    referenced = None
    if node.HasField("constrrel"):
        referenced = need_relation(session, node.constrrel)
    return Trigger(
        name=name,
        relation=relation,
        timing=_timing(node.timing),
        events=[event for bit, event in _EVENTS.items() if node.events & bit],
        update_columns=need_columns(session, relation, string_list(node.columns)),
        level="ROW" if node.row else "STATEMENT",
        when=when,
        function=trigger_function(session, string_list(node.funcname)),
        arguments=string_list(node.args),
        is_constraint=node.isconstraint,
        constraint_from=referenced,
        deferrable=node.deferrable,
        initially_deferred=node.initdeferred,
    )


def _timing(bits: int) -> str:
    if bits & _INSTEAD:
        return "INSTEAD OF"
    return "BEFORE" if bits & _BEFORE else "AFTER"


def _set_transition_tables(trigger: Trigger, node: Node) -> None:
    for item in node.transition_rels:
        transition = item.trigger_transition
        if transition.is_new:
            trigger.new_table = transition.name
        else:
            trigger.old_table = transition.name


def trigger_function(session: Session, parts: list[str]) -> Function | str:
    """The trigger function, which takes no declared arguments, or the name of an unknown one."""
    name, schema = truncate(parts[-1]), parts[-2] if len(parts) > 1 else ""
    for function in session.find_functions(schema, name):
        if not any(p.mode in ("IN", "INOUT", "VARIADIC") for p in function.parameters):
            return function
    if session.is_function_gone(schema, name):
        session.refuse("undefined_function", f"function {name}() does not exist")
    namespaces = [n.name for n in current_namespaces(session.catalog) if n.name != TEMPORARY]
    key = qualified(schema or (namespaces[0] if namespaces else "public"), name)
    if not session.assume:
        session.report(Code.FUNCTION_UNKNOWN, f"no migration creates the function {key}", once=key)
        session.is_unfounded = True
    return key
