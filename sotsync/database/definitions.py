"""Definitions as a server prints them, read with PostgreSQL's grammar into models.

A server prints names qualified under an empty search path and types as ``format_type`` does, so a
definition says everything that the catalog's columns say, in the same words for every version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from sotsync.database.connection import Row
from sotsync.replay.index_keys import option_texts
from sotsync.replay.tables import bound_text
from sotsync.schema import models
from sotsync.schema.names import qualified, quote
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression, deparse_query, parse_expression
from sotsync.sql.parser import (
    GrammarError,
    NestingError,
    enums,
    parse_tree,
    string_list,
    unwrap,
)

__all__ = [
    "expression",
    "query",
    "read_bound",
    "read_constraint",
    "read_index",
    "read_statement",
    "read_trigger",
]

_ACTIONS = {
    "a": models.ReferentialAction.NO_ACTION,
    "r": models.ReferentialAction.RESTRICT,
    "c": models.ReferentialAction.CASCADE,
    "n": models.ReferentialAction.SET_NULL,
    "d": models.ReferentialAction.SET_DEFAULT,
}
_BEFORE, _INSTEAD = 1 << 1, 1 << 6
_EVENTS = {1 << 2: "INSERT", 1 << 3: "DELETE", 1 << 4: "UPDATE", 1 << 5: "TRUNCATE"}
_ENABLED = {"O": "ORIGIN", "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"}


@lru_cache(maxsize=65536)
def expression(text: str | None) -> str | None:
    """An expression as replay spells it; as it is where it is too deep to be read."""
    if text is None:
        return None
    try:
        return deparse_expression(parse_expression(text))
    except (GrammarError, NestingError):
        return text


def query(text: str) -> str:
    """A query as replay spells it, without its semicolon; as it is where it is too deep."""
    text = text.strip().removesuffix(";")
    try:
        return deparse_query(read_statement(text))
    except (GrammarError, NestingError):
        return text


def read_bound(text: str | None) -> str | None:
    """The bound of a partition as replay spells it."""
    if text is None:
        return None
    node = read_statement(f"ALTER TABLE t ATTACH PARTITION p {text}")
    return bound_text(getattr(node.cmds[0].alter_table_cmd, "def").partition_cmd.bound)


def read_statement(text: str) -> Node:
    """The message of the one statement in the text.

    Raises:
        GrammarError: The text is no statement.
        NestingError: It is nested too deeply.
    """
    return unwrap(parse_tree(text).stmts[0].stmt)


def _text(node: Node, field: str) -> str | None:
    return deparse_expression(getattr(node, field)) if node.HasField(field) else None


# -- indexes ---------------------------------------------------------------------------------------


def read_index(row: Row) -> models.Index:
    """The index of a row of ``INDEXES``."""
    node = read_statement(row["definition"])
    return models.Index(
        name=row["name"],
        comment=row["comment"],
        origin=row["origin"],
        method=node.access_method or "btree",
        keys=tuple(_key(item.index_elem) for item in node.index_params),
        include=tuple(item.index_elem.name for item in node.index_including_params),
        is_unique=node.unique,
        nulls_not_distinct=node.nulls_not_distinct,
        predicate=_text(node, "where_clause"),
        options=tuple(option_texts(node.options)),
        is_valid=row["is_valid"],
        is_inherited=row["has_parent"],
    )


def _key(element: Node, operator: str | None = None) -> models.IndexKey:
    descending = element.ordering == enums.SORTBY_DESC
    nulls_first = descending
    if element.nulls_ordering != enums.SORTBY_NULLS_DEFAULT:
        nulls_first = element.nulls_ordering == enums.SORTBY_NULLS_FIRST
    options = option_texts(element.opclassopts)
    return models.IndexKey(
        column=element.name or None,
        expression=None if element.name else _text(element, "expr"),
        collation=_dotted(element.collation),
        operator_class=_operator_class(_dotted(element.opclass), options),
        descending=descending,
        nulls_first=nulls_first,
        operator=operator,
    )


def _operator_class(name: str | None, options: list[str]) -> str | None:
    return f"{name}({', '.join(options)})" if name and options else name


def _dotted(names: Iterable[Node]) -> str | None:
    parts = [part for part in string_list(names) if part != "pg_catalog"]
    return ".".join(map(quote, parts)) or None


# -- constraints -----------------------------------------------------------------------------------


def read_constraint(row: Row) -> models.Constraint:
    """The constraint of a row of ``CONSTRAINTS``.

    What ``ADD CONSTRAINT`` would say of it is a statement that the grammar knows.
    """
    added = f"ALTER TABLE t ADD CONSTRAINT {quote(row['name'])} {row['definition']}"
    command = read_statement(added).cmds[0].alter_table_cmd
    node = getattr(command, "def").constraint
    is_check = row["kind"] == "c"
    shared = {
        "name": row["name"],
        "comment": row["comment"],
        "origin": row["origin"],
        "is_inherited": not row["is_local"] if is_check else row["has_parent"],
        "deferrable": node.deferrable,
        "initially_deferred": node.initdeferred,
        "validated": not node.skip_validation,
        # Only checks and foreign keys can be NOT ENFORCED; the grammar says nothing of others.
        "enforced": node.is_enforced or row["kind"] not in "cf",
    }
    return _CONSTRAINTS[row["kind"]](node, row, shared)


def _key_fields(node: Node, row: Row) -> dict[str, Any]:
    return {
        "columns": tuple(string_list(node.keys)),
        "include": tuple(string_list(node.including)),
        "without_overlaps": node.without_overlaps,
        "options": tuple(row["options"] or ()),
    }


def _primary_key(node: Node, row: Row, shared: dict[str, Any]) -> models.Constraint:
    return models.PrimaryKey(**shared, **_key_fields(node, row))


def _unique(node: Node, row: Row, shared: dict[str, Any]) -> models.Constraint:
    return models.Unique(
        **shared, **_key_fields(node, row), nulls_not_distinct=node.nulls_not_distinct
    )


def _check(node: Node, _row: Row, shared: dict[str, Any]) -> models.Constraint:
    return models.Check(
        **shared, expression=_text(node, "raw_expr") or "", no_inherit=node.is_no_inherit
    )


def _foreign_key(node: Node, _row: Row, shared: dict[str, Any]) -> models.Constraint:
    return models.ForeignKey(
        **shared,
        columns=tuple(string_list(node.fk_attrs)),
        referenced_schema=node.pktable.schemaname,
        referenced_table=node.pktable.relname,
        referenced_columns=tuple(string_list(node.pk_attrs)),
        on_update=_ACTIONS[node.fk_upd_action],
        on_delete=_ACTIONS[node.fk_del_action],
        on_delete_columns=tuple(string_list(node.fk_del_set_cols)),
        match_full=node.fk_matchtype == "f",
        with_period=node.fk_with_period,
    )


def _exclusion(node: Node, row: Row, shared: dict[str, Any]) -> models.Constraint:
    return models.Exclusion(
        **shared,
        method=node.access_method or "btree",
        keys=tuple(_exclusion_key(item.list.items) for item in node.exclusions),
        include=tuple(string_list(node.including)),
        predicate=_text(node, "where_clause"),
        options=tuple(row["options"] or ()),
    )


def _exclusion_key(pair: Node) -> models.IndexKey:
    names = string_list(pair[1].list.items)
    if len(names) == 1 or names[0] == "pg_catalog":
        return _key(pair[0].index_elem, names[-1])
    return _key(pair[0].index_elem, f"OPERATOR({quote(names[0])}.{names[-1]})")


_CONSTRAINTS: dict[str, Callable[[Node, Row, dict[str, Any]], models.Constraint]] = {
    "p": _primary_key,
    "u": _unique,
    "c": _check,
    "f": _foreign_key,
    "x": _exclusion,
}


# -- triggers --------------------------------------------------------------------------------------


def read_trigger(row: Row) -> models.Trigger:
    """The trigger of a row of ``TRIGGERS``."""
    node = read_statement(row["definition"])
    names = {item.trigger_transition.is_new: item.trigger_transition.name
             for item in node.transition_rels}  # fmt: skip
    source = node.constrrel
    return models.Trigger(
        name=row["name"],
        comment=row["comment"],
        origin=row["origin"],
        timing=_timing(node.timing),  # type: ignore[arg-type] # validated by the model
        events=tuple(event for bit, event in _EVENTS.items() if node.events & bit),  # type: ignore[misc] # the same
        update_columns=tuple(string_list(node.columns)),
        level="ROW" if node.row else "STATEMENT",
        when=_text(node, "when_clause"),
        function=qualified(row["function_schema"], row["function"]),
        arguments=tuple(string_list(node.args)),
        is_constraint=node.isconstraint,
        constraint_from=qualified(source.schemaname, source.relname) if source.relname else None,
        deferrable=node.deferrable,
        initially_deferred=node.initdeferred,
        old_table=names.get(False),
        new_table=names.get(True),
        enabled=_ENABLED[row["enabled"]],  # type: ignore[arg-type] # the same
    )


def _timing(bits: int) -> str:
    if bits & _INSTEAD:
        return "INSTEAD OF"
    return "BEFORE" if bits & _BEFORE else "AFTER"
