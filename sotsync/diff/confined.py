"""Statements that concern nothing but what they name, so that all else can be left unread.

A comparison does not read the SQL of entries that nobody names. Most statements make something, or
say something of what they name. A few do more: what is dropped takes with it, and what is renamed
renames, in entries that it does not name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sotsync.sql import Node
from sotsync.sql.parser import enums
from sotsync.sql.statements import Statement

__all__ = ["is_confined"]

_ALWAYS = frozenset(
    {
        *("create_stmt", "create_table_as_stmt", "create_foreign_table_stmt", "view_stmt"),
        *("index_stmt", "create_stats_stmt", "create_seq_stmt", "alter_seq_stmt"),
        *("create_policy_stmt", "alter_policy_stmt", "create_trig_stmt", "rule_stmt"),
        *("create_function_stmt", "create_extension_stmt", "create_role_stmt"),
        *("create_enum_stmt", "alter_enum_stmt", "create_domain_stmt", "composite_type_stmt"),
        *("create_range_stmt", "comment_stmt", "alter_owner_stmt", "insert_stmt"),
    }
)
_WITHOUT_DEPENDENTS = frozenset({enums.OBJECT_POLICY, enums.OBJECT_TRIGGER, enums.OBJECT_RULE})
_WITH_DEPENDENTS = frozenset(
    {enums.AT_AlterColumnType, enums.AT_DropColumn, enums.AT_DropConstraint}
)
"""Whether these are refused, and what goes with them, depends on what else reads the column."""


def is_confined(statement: Statement) -> bool:
    """Whether a statement makes, changes and asks nothing that it does not name.

    What PostgreSQL's grammar refuses has no effect at all.
    """
    if statement.node is None or statement.kind in _ALWAYS:
        return True
    judge = _SOMETIMES.get(statement.kind)
    return judge is not None and judge(statement.node)


def _alters_alone(node: Node) -> bool:
    commands = (command.alter_table_cmd for command in node.cmds)
    return not any(command.subtype in _WITH_DEPENDENTS for command in commands)


def _grants_alone(node: Node) -> bool:
    return bool(node.targtype == enums.ACL_TARGET_OBJECT)


_SOMETIMES: Mapping[str, Callable[[Node], bool]] = {
    "alter_table_stmt": _alters_alone,
    "create_schema_stmt": lambda node: bool(node.if_not_exists),
    "drop_stmt": lambda node: node.remove_type in _WITHOUT_DEPENDENTS,
    "grant_stmt": _grants_alone,
}
