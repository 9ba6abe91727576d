"""Row-level security policies.

Source: PostgreSQL manual, "CREATE POLICY" and "ALTER POLICY". Names are cut to 63 bytes, as every
identifier is: long sentences as names are common among policies.
"""

from __future__ import annotations

from sotsync.replay.binding import bind_expression
from sotsync.replay.catalog import Expression, Policy, Relation
from sotsync.replay.history import Action
from sotsync.replay.lookup import need_relation
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["role_names"]

_SPECIAL_ROLES = {
    enums.ROLESPEC_PUBLIC: "public",
    enums.ROLESPEC_CURRENT_ROLE: "current_role",
    enums.ROLESPEC_CURRENT_USER: "current_user",
    enums.ROLESPEC_SESSION_USER: "session_user",
}


def role_names(nodes: Node) -> list[str]:
    """The roles of a statement, sorted; ``public`` alone where it is among them."""
    names = set()
    for node in nodes:
        role = node.role_spec
        names.add(_SPECIAL_ROLES.get(role.roletype) or role.rolename)
    return ["public"] if "public" in names else sorted(names)


def _bind(session: Session, node: Node, field: str, relation: Relation) -> Expression | None:
    if not node.HasField(field):
        return None
    return bind_expression(session, getattr(node, field), relation)


@handles("create_policy_stmt")
def create_policy(session: Session, node: Node) -> None:
    """``CREATE POLICY``."""
    relation = need_relation(session, node.table)
    name = truncate(node.policy_name)
    if name in relation.policies:
        reason = f'policy "{name}" for table "{relation.name}" already exists'
        session.reject("duplicate_object", reason)
    if relation.kind in ("view", "materialized view"):
        session.reject("wrong_object_type", f'"{relation.name}" is not a table')
    _check_clauses(session, node, node.cmd_name.upper())
    policy = session.created(
        Policy(
            name=name,
            relation=relation,
            command=node.cmd_name.upper() or "ALL",
            is_permissive=node.permissive,
            roles=role_names(node.roles) or ["public"],
            using=_bind(session, node, "qual", relation),
            with_check=_bind(session, node, "with_check", relation),
        )
    )
    session.touch(relation)
    session.put(relation.policies, policy)
    session.record(Action.CREATE_POLICY, relation, name, _summary(policy))


def _check_clauses(session: Session, node: Node, command: str) -> None:
    if command == "INSERT" and node.HasField("qual"):
        session.reject("syntax_error", "only WITH CHECK expression allowed for INSERT")
    if command in ("SELECT", "DELETE") and node.HasField("with_check"):
        session.reject("syntax_error", "WITH CHECK cannot be applied to SELECT or DELETE")


def _summary(policy: Policy) -> str:
    return f"{policy.command} to {', '.join(policy.roles)}"


@handles("alter_policy_stmt")
def alter_policy(session: Session, node: Node) -> None:
    """``ALTER POLICY … TO … USING … WITH CHECK``."""
    relation = need_relation(session, node.table)
    name = truncate(node.policy_name)
    policy = relation.policies.get(name)
    if policy is None:
        reason = f'policy "{name}" for table "{relation.name}" does not exist'
        session.reject("undefined_object", reason)
    _check_clauses(session, node, policy.command)
    session.change(policy)
    changed = []
    if node.roles:
        policy.roles = role_names(node.roles)
        changed.append(f"to {', '.join(policy.roles)}")
    if node.HasField("qual"):
        policy.using = _bind(session, node, "qual", relation)
        changed.append("USING")
    if node.HasField("with_check"):
        policy.with_check = _bind(session, node, "with_check", relation)
        changed.append("WITH CHECK")
    session.record(Action.ALTER_POLICY, relation, name, ", ".join(changed))
