"""Statements about rights, roles, replication and servers: known, and no part of the schema.

Roles are remembered, because DO blocks ask whether one exists before they create it. What makes an
object that the schema has no place for yet is reported, so that nobody takes it for covered.
"""

from __future__ import annotations

from sotsync.replay.codes import Code
from sotsync.replay.registry import Handler, handles
from sotsync.replay.session import Session
from sotsync.sql import Node

__all__ = ["REPORTED", "SILENT"]


@handles("create_role_stmt")
def create_role(session: Session, node: Node) -> None:
    """``CREATE ROLE | USER | GROUP``."""
    roles = session.catalog.roles
    if node.role in roles:
        session.reject("duplicate_object", f'role "{node.role}" already exists')
    session.journal.keep_container(roles)
    roles[node.role] = None
    session.no_effect()


@handles("drop_role_stmt")
def drop_role(session: Session, node: Node) -> None:
    """``DROP ROLE``; a role that nothing created is taken to have been there."""
    session.journal.keep_container(session.catalog.roles)
    for role in node.roles:
        session.catalog.roles.pop(role.role_spec.rolename, None)
    session.no_effect()


SILENT = frozenset(
    """
    alter_collation_stmt alter_database_set_stmt alter_database_stmt alter_event_trig_stmt
    alter_fdw_stmt alter_foreign_server_stmt alter_op_family_stmt alter_operator_stmt
    alter_publication_stmt alter_stats_stmt alter_subscription_stmt alter_system_stmt
    alter_tsconfiguration_stmt alter_tsdictionary_stmt alter_user_mapping_stmt
    create_publication_stmt create_subscription_stmt create_user_mapping_stmt drop_owned_stmt
    drop_subscription_stmt drop_user_mapping_stmt drop_table_space_stmt dropdb_stmt createdb_stmt
    create_table_space_stmt
    """.split()  # noqa: SIM905 - words read better than a wall of quotes
)
"""Kinds whose effects lie outside what a schema is."""


@handles(*sorted(SILENT))
def no_part_of_the_schema(session: Session, _node: Node) -> None:
    """Statements whose effects lie outside what a schema is."""
    session.no_effect()


_DESCRIPTIONS = {
    "rule_stmt": "rules",
    "create_event_trig_stmt": "event triggers",
    "create_stats_stmt": "extended statistics",
    "create_cast_stmt": "casts",
    "create_conversion_stmt": "conversions",
    "create_transform_stmt": "transforms",
    "create_plang_stmt": "languages",
    "create_am_stmt": "access methods",
    "create_op_class_stmt": "operator classes",
    "create_op_family_stmt": "operator families",
    "create_fdw_stmt": "foreign data wrappers",
    "create_foreign_server_stmt": "foreign servers",
}


REPORTED = frozenset(_DESCRIPTIONS)
"""Kinds that make what a schema has no place for."""


def _reporter(what: str) -> Handler:
    def report(session: Session, _node: Node) -> None:
        session.report(Code.NOT_MODELLED, f"{what} are not described", once=what)
        session.no_effect()

    return report


for _kind, _what in _DESCRIPTIONS.items():
    handles(_kind)(_reporter(_what))
