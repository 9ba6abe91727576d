"""The keys of indexes and exclusion constraints.

Source: PostgreSQL manual, CREATE INDEX. An operator class that is the default of its type is left
out, as ``pg_get_indexdef`` does.
"""

from __future__ import annotations

from collections.abc import Iterable

from sotsync.replay.binding import bind_expression, render
from sotsync.replay.catalog import IndexKey, Relation
from sotsync.replay.lookup import need_column
from sotsync.replay.session import Session
from sotsync.schema.names import qualified, quote
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression
from sotsync.sql.parser import enums, string_list

__all__ = ["option_texts", "partition_key_text", "read_keys", "read_partition_key"]

_DEFAULT_CLASSES = frozenset(
    """
    array_ops bit_ops bool_ops bpchar_ops bytea_ops char_ops cidr_ops circle_ops citext_ops date_ops
    enum_ops float4_ops float8_ops hstore_ops inet_ops int2_ops int4_ops int8_ops interval_ops
    jsonb_ops macaddr_ops macaddr8_ops money_ops multirange_ops name_ops numeric_ops oid_ops
    oidvector_ops pg_lsn_ops point_ops poly_ops range_ops record_ops text_ops tid_ops time_ops
    timestamp_ops timestamptz_ops timetz_ops tsquery_ops tsvector_ops uuid_ops varbit_ops
    """.split()  # noqa: SIM905 - words read better than a wall of quotes
)
_NOT_DEFAULT = {"gist": frozenset({"inet_ops"})}


def read_keys(
    session: Session, relation: Relation, elements: Iterable[Node], method: str
) -> list[IndexKey]:
    """The keys of ``IndexElem`` messages.

    Raises:
        Rejected: A column does not exist.
    """
    return [_read_key(session, relation, element, method) for element in elements]


def partition_key_text(relation: Relation) -> str | None:
    """What follows PARTITION BY, under present names; None for a table without partitions."""
    if relation.partition_strategy is None:
        return None
    keys = ", ".join(map(_partition_key_text, relation.partition_keys))
    return f"{relation.partition_strategy} ({keys})"


def _partition_key_text(key: IndexKey) -> str:
    if key.column is not None:
        text = quote(key.column.name)
    else:
        assert key.expression is not None  # a key is one or the other
        is_call = key.expression.node.WhichOneof("node") == "func_call"
        text = render(key.expression) if is_call else f"({render(key.expression)})"
    text += f" COLLATE {key.collation}" if key.collation else ""
    return text + (f" {key.operator_class}" if key.operator_class else "")


def _read_key(session: Session, relation: Relation, element: Node, method: str) -> IndexKey:
    key = _key_over(session, relation, element)
    key.descending = key.nulls_first = element.ordering == enums.SORTBY_DESC
    if element.nulls_ordering != enums.SORTBY_NULLS_DEFAULT:
        key.nulls_first = element.nulls_ordering == enums.SORTBY_NULLS_FIRST
    key.operator_class = _operator_class(session, element, method, element.opclassopts)
    return key


def read_partition_key(session: Session, relation: Relation, element: Node) -> IndexKey:
    """One key of PARTITION BY, from a ``PartitionElem`` message.

    Raises:
        Rejected: A column does not exist.
    """
    key = _key_over(session, relation, element)
    key.operator_class = _operator_class(session, element, "", ())
    return key


def _key_over(session: Session, relation: Relation, element: Node) -> IndexKey:
    key = IndexKey()
    if element.name:
        key.column = need_column(session, relation, element.name)
    else:
        key.expression = bind_expression(session, element.expr, relation)
    if element.collation:
        parts = string_list(element.collation)
        key.collation = quote(parts[-1]) if parts[0] == "pg_catalog" else _dotted(parts)
    return key


def _dotted(parts: list[str]) -> str:
    return qualified(parts[0], parts[1]) if len(parts) > 1 else quote(parts[0])


def _operator_class(
    session: Session, element: Node, method: str, written: Iterable[Node]
) -> str | None:
    parts = string_list(element.opclass)
    if not parts:
        return None
    is_default = parts[-1] in _DEFAULT_CLASSES - _NOT_DEFAULT.get(method, frozenset())
    options = option_texts(written)
    if is_default and not options:
        return None
    suffix = f"({', '.join(options)})" if options else ""
    shown = parts[-1:] if parts[0] in ("pg_catalog", *session.catalog.search_path) else parts
    return _dotted(shown) + suffix


def option_texts(options: Iterable[Node]) -> list[str]:
    """``name=value`` of each storage or operator-class option; a name alone means true."""
    return [_option_text(option.def_elem) for option in options]


def _option_text(element: Node) -> str:
    name = quote(element.defname)
    if element.defnamespace:
        name = f"{quote(element.defnamespace)}.{name}"
    kind = element.arg.WhichOneof("node")
    if kind is None:
        return f"{name}=true"
    return f"{name}={_option_value(element.arg, kind)}"


def _option_value(argument: Node, kind: str) -> str:
    if kind == "integer":
        return str(argument.integer.ival)
    if kind == "float":
        return str(argument.float.fval)
    if kind == "string":
        return str(argument.string.sval)
    if kind == "boolean":
        return "true" if argument.boolean.boolval else "false"
    if kind == "type_name":
        return string_list(argument.type_name.names)[-1]
    return deparse_expression(argument)
