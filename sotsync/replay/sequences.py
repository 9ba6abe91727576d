"""Sequences: those of CREATE SEQUENCE, and those that serial and identity columns make.

Source: PostgreSQL manual, CREATE SEQUENCE and ALTER SEQUENCE. Numbers that are the default of the
sequence's type and direction are kept as None, so that two spellings of one sequence are equal.
"""

from __future__ import annotations

from collections.abc import Iterable

from sotsync.replay.binding import bind_expression
from sotsync.replay.catalog import Column, Expression, Namespace, Sequence
from sotsync.replay.lookup import creation_namespace, need_column
from sotsync.replay.naming import choose_relation_name, is_relation_name_taken
from sotsync.replay.registry import handles
from sotsync.replay.rendering import FOUND_UNQUALIFIED
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type
from sotsync.schema.names import qualified, quote, quote_literal, truncate
from sotsync.sql import Node
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import integer, string_list, unwrap

__all__ = [
    "alter_sequence_options",
    "find_sequence_by_range",
    "make_column_sequence",
    "nextval_default",
    "sequence_options_text",
]

_HIGHEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


@handles("create_seq_stmt")
def _create_sequence(session: Session, node: Node) -> None:
    namespace = creation_namespace(session, node.sequence)
    name = truncate(node.sequence.relname)
    if is_relation_name_taken(namespace, name):
        if node.if_not_exists:
            session.no_effect()
            return
        session.reject("duplicate_table", f'relation "{name}" already exists')
    sequence = session.created(Sequence(name=name, namespace=namespace))
    session.put(namespace.sequences, sequence)
    alter_sequence_options(session, sequence, node.options)


@handles("alter_seq_stmt")
def _alter_sequence(session: Session, node: Node) -> None:
    sequence = find_sequence_by_range(session, node.sequence)
    if sequence is None:
        if not node.missing_ok:
            name = node.sequence.relname
            session.reject("undefined_table", f'relation "{name}" does not exist')
        session.no_effect()
        return
    session.change(sequence)
    alter_sequence_options(session, sequence, node.options)


def find_sequence_by_range(session: Session, range_var: Node) -> Sequence | None:
    """The sequence that a ``RangeVar`` names."""
    return session.find_sequence(range_var.schemaname, range_var.relname)


def make_column_sequence(session: Session, column: Column, *, name: str = "") -> Sequence:
    """A sequence that lives with the column, under the name PostgreSQL would choose."""
    namespace = column.relation.namespace
    name = name or choose_relation_name(namespace, column.relation.name, column.name, "seq")
    made = Sequence(name=name, namespace=namespace, type=spell_type(column.type), owner=column)
    sequence = session.created(made)
    session.put(namespace.sequences, sequence)
    column.sequence = sequence
    return sequence


def nextval_default(session: Session, sequence: Sequence) -> Expression:
    """The default that takes the next value of the sequence."""
    namespace: Namespace = sequence.namespace
    bare = namespace.name in FOUND_UNQUALIFIED and namespace.name in session.catalog.search_path
    name = quote(sequence.name) if bare else qualified(namespace.name, sequence.name)
    node = parse_expression(f"nextval({quote_literal(name)}::regclass)")
    return bind_expression(session, node)


def alter_sequence_options(session: Session, sequence: Sequence, options: Iterable[Node]) -> None:
    """Set what the options of CREATE or ALTER SEQUENCE say, in order."""
    for option in options:
        element = option.def_elem
        setter = _SETTERS.get(element.defname)
        if setter is not None:
            setter(session, sequence, element.arg)
    _check_bounds(session, sequence)
    _forget_defaults(sequence)


def _check_bounds(session: Session, sequence: Sequence) -> None:
    lowest, highest = _bounds(sequence)
    minimum = lowest if sequence.minimum is None else sequence.minimum
    maximum = highest if sequence.maximum is None else sequence.maximum
    start = sequence.start
    if minimum >= maximum:
        reason = f"MINVALUE ({minimum}) must be less than MAXVALUE ({maximum})"
    elif start is not None and not minimum <= start <= maximum:
        reason = f"START value ({start}) must be between MINVALUE and MAXVALUE"
    else:
        return
    session.reject("invalid_parameter_value", reason)


def sequence_options_text(sequence: Sequence) -> str | None:
    """The options that differ from the defaults, as SQL; None where there are none."""
    parts = []
    if sequence.is_named:
        parts.append(f"SEQUENCE NAME {qualified(sequence.namespace.name, sequence.name)}")
    if sequence.start is not None:
        parts.append(f"START WITH {sequence.start}")
    if sequence.increment != 1:
        parts.append(f"INCREMENT BY {sequence.increment}")
    if sequence.minimum is not None:
        parts.append(f"MINVALUE {sequence.minimum}")
    if sequence.maximum is not None:
        parts.append(f"MAXVALUE {sequence.maximum}")
    if sequence.cache != 1:
        parts.append(f"CACHE {sequence.cache}")
    if sequence.cycles:
        parts.append("CYCLE")
    return " ".join(parts) or None


def _bounds(sequence: Sequence) -> tuple[int, int]:
    highest = _HIGHEST.get(sequence.type, _HIGHEST["bigint"])
    return (1, highest) if sequence.increment > 0 else (-highest - 1, -1)


def _forget_defaults(sequence: Sequence) -> None:
    lowest, highest = _bounds(sequence)
    minimum = lowest if sequence.minimum is None else sequence.minimum
    maximum = highest if sequence.maximum is None else sequence.maximum
    sequence.minimum = None if minimum == lowest else minimum
    sequence.maximum = None if maximum == highest else maximum
    if sequence.start == (minimum if sequence.increment > 0 else maximum):
        sequence.start = None


def _set_type(session: Session, sequence: Sequence, argument: Node) -> None:
    sequence.type = spell_type(session.type_name(unwrap(argument)))


def _set_start(_session: Session, sequence: Sequence, argument: Node) -> None:
    sequence.start = integer(argument)


def _set_increment(_session: Session, sequence: Sequence, argument: Node) -> None:
    sequence.increment = integer(argument) or 1


def _set_minimum(_session: Session, sequence: Sequence, argument: Node) -> None:
    sequence.minimum = integer(argument)


def _set_maximum(_session: Session, sequence: Sequence, argument: Node) -> None:
    sequence.maximum = integer(argument)


def _set_cache(_session: Session, sequence: Sequence, argument: Node) -> None:
    sequence.cache = integer(argument) or 1


def _set_cycle(_session: Session, sequence: Sequence, argument: Node) -> None:
    sequence.cycles = bool(argument.boolean.boolval)


def _set_owner(session: Session, sequence: Sequence, argument: Node) -> None:
    names = string_list(argument.list.items)
    if names == ["none"]:
        sequence.owner = None
        return
    *schema, table, column = names
    relation = session.find_relation(schema[-1] if schema else "", table)
    if relation is None:
        session.reject("undefined_table", f'relation "{table}" does not exist')
    sequence.owner = need_column(session, relation, column)


_SETTERS = {
    "as": _set_type,
    "start": _set_start,
    "increment": _set_increment,
    "minvalue": _set_minimum,
    "maxvalue": _set_maximum,
    "cache": _set_cache,
    "cycle": _set_cycle,
    "owned_by": _set_owner,
}
