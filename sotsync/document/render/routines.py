"""Triggers, and the functions that they call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sotsync.schema.models import Function, Schema, Table, Trigger, View
from sotsync.schema.names import qualified, quote
from sotsync.schema.partitions import partitions_of
from sotsync.schema.render.comments import render_comment
from sotsync.schema.render.functions import render_function, render_signature
from sotsync.schema.render.style import key_of
from sotsync.schema.render.triggers import render_trigger, render_trigger_state

__all__ = [
    "NO_FUNCTIONS",
    "NO_TRIGGERS",
    "function_homes",
    "function_statement",
    "functions",
    "see_elsewhere",
    "trigger_functions",
    "trigger_statements",
    "triggers",
]

NO_TRIGGERS = "-- No triggers"
NO_FUNCTIONS = "-- No trigger functions"


def trigger_statements(relation: Table | View) -> Mapping[str, str]:
    """Each trigger's statements by its name: itself, its state where unusual, its comment."""
    return {name: _trigger(relation, trigger) for name, trigger in relation.triggers.items()}


def _trigger(relation: Table | View, trigger: Trigger) -> str:
    statements = [render_trigger(relation, trigger)]
    state = render_trigger_state(relation, trigger)
    statements += [] if state is None else [state]
    if trigger.comment is not None:
        name = f"{quote(trigger.name)} ON {key_of(relation)}"
        statements.append(render_comment("TRIGGER", name, trigger.comment))
    return "\n".join(statements)


def triggers(relation: Table | View, schema: Schema) -> str:
    """The content of the triggers fence, without a final line end; partitions' come last."""
    whole = _with_partitions(relation, schema)
    statements = (text for one in whole for text in trigger_statements(one).values())
    return "\n\n".join(statements) or NO_TRIGGERS


def _with_partitions(relation: Table | View, schema: Schema) -> tuple[Table | View, ...]:
    """The relation, and its partitions, whose triggers stand in its entry."""
    if isinstance(relation, View):
        return (relation,)
    return (relation, *partitions_of(key_of(relation), schema).values())


def trigger_functions(relation: Table | View, schema: Schema) -> tuple[str, ...]:
    """The keys of the functions that its triggers and its partitions' call, by first use.

    Functions of the platform or of an extension are not in the schema and not among them.
    """
    found: dict[str, None] = {}
    for trigger in _shown_triggers(relation, schema):
        for key, function in schema.functions.items():
            name = qualified(function.schema_name, function.name)
            if name == trigger.function and not function.arguments:
                found[key] = None
    return tuple(found)


def _shown_triggers(relation: Table | View, schema: Schema) -> Iterator[Trigger]:
    for one in _with_partitions(relation, schema):
        yield from one.triggers.values()


def function_homes(keys: Iterable[str], schema: Schema) -> Mapping[str, str]:
    """For each trigger function the first of the tables and views ``keys`` that needs it.

    That one's entry shows it in full; the others only name it.
    """
    homes: dict[str, str] = {}
    for key in keys:
        relation = schema.relation(key)
        if relation is not None:
            for function in trigger_functions(relation, schema):
                homes.setdefault(function, key)
    return homes


def function_statement(function: Function) -> str:
    """The statement that makes the function, and that of its comment."""
    statement = render_function(function)
    if function.comment is None:
        return statement
    kind, _, name = render_signature(function).partition(" ")
    return f"{statement}\n{render_comment(kind, name, function.comment)}"


def see_elsewhere(key: str, identifier: str) -> str:
    """The line that names a function which another entry shows in full."""
    return f"-- {key}: see {identifier}"


def functions(
    relation: Table | View, schema: Schema, homes: Mapping[str, str], ids: Mapping[str, str]
) -> str:
    """The content of the functions fence, without a final line end.

    Args:
        relation: Whose triggers call them.
        schema: Where they are.
        homes: Which table's entry shows each function in full.
        ids: The id of each table's entry.
    """
    key = key_of(relation)
    parts = [
        function_statement(schema.functions[function])
        if homes.get(function, key) == key
        else see_elsewhere(function, ids.get(homes[function], homes[function]))
        for function in trigger_functions(relation, schema)
    ]
    return "\n\n".join(parts) or NO_FUNCTIONS
