"""Extended statistics. Source: PostgreSQL manual, CREATE STATISTICS."""

from __future__ import annotations

from sotsync.replay.binding import bind_expression
from sotsync.replay.catalog import Namespace, Relation
from sotsync.replay.definitions import add_other
from sotsync.replay.functions import home_of
from sotsync.replay.located import find_in_schema
from sotsync.replay.lookup import need_column, need_relation
from sotsync.replay.objects import Statistics, others_of
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.schema.names import automatic_name, truncate
from sotsync.sql import Node
from sotsync.sql.parser import integer, string_list

__all__: list[str] = []


@handles("create_stats_stmt")
def create_statistics(session: Session, node: Node) -> None:
    """``CREATE STATISTICS``."""
    relation = need_relation(session, node.relations[0].range_var)
    parts = string_list(node.defnames)
    namespace = home_of(session, parts) if parts else relation.namespace
    name = truncate(parts[-1]) if parts else _free_name(session, relation, node)
    if _is_taken(session, namespace, name):
        if not node.if_not_exists:
            session.reject("duplicate_object", f'statistics object "{name}" already exists')
        session.no_effect()
        return
    made = Statistics(
        name=name,
        namespace=namespace,
        relation=relation,
        kinds=string_list(node.stat_types),
    )
    places = {column_name: place for place, column_name in enumerate(relation.columns)}
    for item in node.exprs:
        if item.stats_elem.name:
            made.columns.append(need_column(session, relation, item.stats_elem.name))
        else:
            made.expressions.append(bind_expression(session, item.stats_elem.expr, relation))
    made.columns.sort(key=lambda column: places.get(column.name, len(places)))
    add_other(session, made)


def _is_taken(session: Session, namespace: Namespace, name: str) -> bool:
    return any(
        found.name == name and found.namespace is namespace
        for found in others_of(session.catalog, Statistics)
    )


def _free_name(session: Session, relation: Relation, node: Node) -> str:
    """The name of unnamed statistics (``ChooseExtendedStatisticName``, statscmds.c)."""
    names = [item.stats_elem.name or "expr" for item in node.exprs]
    number = 0
    while True:
        label = f"stat{number or ''}"
        name = automatic_name(relation.name, *names, label=label)
        if not _is_taken(session, relation.namespace, name):
            return name
        number += 1


@handles("alter_stats_stmt")
def alter_statistics(session: Session, node: Node) -> None:
    """``ALTER STATISTICS … SET STATISTICS``."""
    parts = string_list(node.defnames)
    found = find_in_schema(session, Statistics, "".join(parts[-2:-1]), parts[-1])
    if not isinstance(found, Statistics):
        if not node.missing_ok:
            reason = f'statistics object "{parts[-1]}" does not exist'
            session.reject("undefined_object", reason)
        session.no_effect()
        return
    session.change(found)
    target = integer(node.stxstattarget)
    found.target = None if target is None or target < 0 else target
