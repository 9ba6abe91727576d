"""Event triggers. Source: PostgreSQL manual, CREATE EVENT TRIGGER."""

from __future__ import annotations

from sotsync.replay.definitions import add_other
from sotsync.replay.objects import EventTrigger, find_other
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.replay.triggers import trigger_function
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import string_list

__all__: list[str] = []

_STATES = {"O": "ORIGIN", "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"}


@handles("create_event_trig_stmt")
def create_event_trigger(session: Session, node: Node) -> None:
    """``CREATE EVENT TRIGGER``."""
    name = truncate(node.trigname)
    if find_other(session.catalog, EventTrigger, name) is not None:
        session.reject("duplicate_object", f'event trigger "{name}" already exists')
    filters = (item.def_elem for item in node.whenclause)
    tags = [tag for each in filters for tag in string_list(each.arg.list.items)]
    made = EventTrigger(
        name=name,
        event=node.eventname,
        tags=[tag.upper() for tag in tags],
        function=trigger_function(session, string_list(node.funcname)),
    )
    add_other(session, made)


@handles("alter_event_trig_stmt")
def alter_event_trigger(session: Session, node: Node) -> None:
    """``ALTER EVENT TRIGGER … ENABLE | DISABLE``."""
    found = find_other(session.catalog, EventTrigger, truncate(node.trigname))
    if found is None:
        session.reject("undefined_object", f'event trigger "{node.trigname}" does not exist')
    session.change(found)
    found.enabled = _STATES[node.tgenabled]
