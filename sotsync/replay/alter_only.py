"""ALTER TABLE ONLY, on a table that others inherit from: what PostgreSQL refuses to do to it alone.

Source: PostgreSQL manual, ALTER TABLE, "Notes"; ``ATPrepAddColumn`` and its like (tablecmds.c).
"""

from __future__ import annotations

from collections.abc import Iterable

from sotsync.replay.catalog import Relation
from sotsync.replay.session import Session
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["refuse_only"]

_REFUSED = {
    enums.AT_AddColumn: "column must be added to child tables too",
    enums.AT_AlterColumnType: "type of inherited column must be changed in child tables too",
    enums.AT_SetNotNull: "constraint must be added to child tables too",
    enums.AT_SetExpression: "ALTER TABLE / SET EXPRESSION must be applied to child tables too",
    enums.AT_DropExpression: "ALTER TABLE / DROP EXPRESSION must be applied to child tables too",
    enums.AT_ValidateConstraint: "constraint must be validated on child tables too",
}
_REFUSED_OF_PARTITIONED = {
    enums.AT_DropColumn: "cannot drop column from only the partitioned table",
    enums.AT_DropConstraint: "cannot remove constraint from only the partitioned table",
    enums.AT_DropNotNull: "cannot remove constraint from only the partitioned table",
    enums.AT_AddIdentity: "cannot add identity to a column of only the partitioned table",
    enums.AT_SetIdentity: "cannot change identity column of only the partitioned table",
    enums.AT_DropIdentity: "cannot drop identity from a column of only the partitioned table",
}


def refuse_only(session: Session, relation: Relation, commands: Iterable[Node]) -> None:
    """Reject what must be done to the tables below as well.

    Raises:
        Rejected: One of the actions is such.
    """
    is_partitioned = relation.kind == "partitioned table"
    for command in commands:
        reason = _REFUSED.get(command.subtype)
        if reason is None and is_partitioned:
            reason = _REFUSED_OF_PARTITIONED.get(command.subtype)
        if command.subtype == enums.AT_ValidateConstraint and not _is_check(relation, command):
            reason = None
        if command.subtype == enums.AT_AddConstraint:
            reason = _refused_constraint(getattr(command, "def").constraint, is_partitioned)
        if reason is not None:
            session.reject("invalid_table_definition", reason)


def _is_check(relation: Relation, command: Node) -> bool:
    found = relation.constraints.get(command.name)
    return found is not None and found.kind == "check" and not found.validated


def _refused_constraint(constraint: Node, is_partitioned: bool) -> str | None:  # noqa: FBT001 - one of two words
    if constraint.contype in (enums.CONSTR_CHECK, enums.CONSTR_NOTNULL):
        is_own = constraint.is_no_inherit
        return None if is_own else "constraint must be added to child tables too"
    if constraint.contype == enums.CONSTR_FOREIGN and is_partitioned:
        return "cannot use ONLY for foreign key on partitioned table"
    return None
