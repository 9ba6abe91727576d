"""Triggers as SQL."""

from __future__ import annotations

from sotsync.schema.models import Relation, Trigger
from sotsync.schema.names import quote, quote_literal
from sotsync.schema.render.layout import in_parentheses
from sotsync.schema.render.style import INDENT, key_of

__all__ = ["render_trigger", "render_trigger_state"]

_EVENTS = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
"""The order in which people write them."""

_STATES = {"DISABLED": "DISABLE", "REPLICA": "ENABLE REPLICA", "ALWAYS": "ENABLE ALWAYS"}


def render_trigger(relation: Relation | str, trigger: Trigger) -> str:
    """The CREATE TRIGGER statement, one clause a line; always made in state ORIGIN."""
    kind = "CONSTRAINT TRIGGER" if trigger.is_constraint else "TRIGGER"
    lines = [
        f"CREATE {kind} {quote(trigger.name)}",
        f"{trigger.timing} {_events(trigger)} ON {key_of(relation)}",
    ]
    if trigger.constraint_from:
        lines.append(f"FROM {trigger.constraint_from}")
    if trigger.deferrable:
        timing = " INITIALLY DEFERRED" if trigger.initially_deferred else ""
        lines.append(f"DEFERRABLE{timing}")
    if trigger.old_table or trigger.new_table:
        lines.append(f"REFERENCING {_transition_tables(trigger)}")
    lines.append(f"FOR EACH {trigger.level}")
    if trigger.when:
        lines.append(in_parentheses("WHEN ", trigger.when, indent=INDENT))
    arguments = ", ".join(map(quote_literal, trigger.arguments))
    lines.append(f"EXECUTE FUNCTION {trigger.function}({arguments})")
    return f"\n{INDENT}".join(lines) + ";"


def render_trigger_state(relation: Relation | str, trigger: Trigger) -> str | None:
    """The statement that gives the trigger its state, None where it fires as every trigger does."""
    if trigger.enabled == "ORIGIN":
        return None
    return (
        f"ALTER TABLE {key_of(relation)} {_STATES[trigger.enabled]} TRIGGER {quote(trigger.name)};"
    )


def _events(trigger: Trigger) -> str:
    columns = ", ".join(map(quote, trigger.update_columns))
    return " OR ".join(
        f"UPDATE OF {columns}" if event == "UPDATE" and columns else event
        for event in sorted(trigger.events, key=_EVENTS.index)
    )


def _transition_tables(trigger: Trigger) -> str:
    tables = (("OLD", trigger.old_table), ("NEW", trigger.new_table))
    return " ".join(f"{word} TABLE AS {quote(name)}" for word, name in tables if name)
