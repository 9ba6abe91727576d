"""Row-level security as SQL: the switches of a table, and its policies."""

from __future__ import annotations

from sotsync.schema.models import Policy, PolicyCommand, Relation, Table
from sotsync.schema.names import quote
from sotsync.schema.render.layout import in_parentheses
from sotsync.schema.render.style import INDENT, key_of

__all__ = ["ROLE_WORDS", "render_policy", "render_row_level_security"]

ROLE_WORDS = frozenset({"current_user", "current_role", "session_user"})
"""What the grammar takes for a role that is known by who runs the statement."""


def render_row_level_security(table: Table) -> tuple[str, ...]:
    """The ALTER TABLE statements that switch row-level security on, none where it is off."""
    statements: tuple[str, ...] = ()
    if table.rls_enabled:
        statements += (f"ALTER TABLE {key_of(table)} ENABLE ROW LEVEL SECURITY;",)
    if table.rls_forced:
        statements += (f"ALTER TABLE {key_of(table)} FORCE ROW LEVEL SECURITY;",)
    return statements


def render_policy(table: Relation | str, policy: Policy) -> str:
    """The CREATE POLICY statement, one clause a line."""
    lines = [f"CREATE POLICY {quote(policy.name)}", f"ON {key_of(table)}"]
    if not policy.is_permissive:
        lines.append("AS RESTRICTIVE")
    if policy.command is not PolicyCommand.ALL:
        lines.append(f"FOR {policy.command}")
    if policy.roles != ("public",):
        lines.append(f"TO {', '.join(map(_role, policy.roles))}")
    if policy.using is not None:
        lines.append(in_parentheses("USING ", policy.using, indent=INDENT))
    if policy.with_check is not None:
        lines.append(in_parentheses("WITH CHECK ", policy.with_check, indent=INDENT))
    return f"\n{INDENT}".join(lines) + ";"


def _role(name: str) -> str:
    return name.upper() if name in ROLE_WORDS else quote(name)
