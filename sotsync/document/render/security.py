"""Row-level security: the line that says whether it is on, and the fence of policies."""

from __future__ import annotations

from collections.abc import Mapping

from sotsync.schema.models import Relation, Schema, Table
from sotsync.schema.partitions import partitions_of
from sotsync.schema.render.comments import render_comments
from sotsync.schema.render.policies import render_policy, render_row_level_security
from sotsync.schema.render.style import key_of

__all__ = ["NO_POLICIES", "policies", "policy_statements", "rls_enabled", "switch_statements"]

NO_POLICIES = "-- Row-level security is off and there are no policies"


def rls_enabled(table: Table) -> str:
    """``Yes`` or ``No``; a forced one says so, because it binds the table's owner too."""
    if not table.rls_enabled:
        return "No"
    return "Yes (forced)" if table.rls_forced else "Yes"


def switch_statements(table: Table) -> tuple[str, ...]:
    """The statements that switch row-level security on; none where it is off."""
    return render_row_level_security(table)


def policy_statements(table: Table) -> Mapping[str, str]:
    """Each policy's statement, with that of its comment, by its name and in creation order."""
    return {
        name: "\n".join((render_policy(table, policy), *_comment(table, name)))
        for name, policy in table.policies.items()
    }


def _comment(table: Table, name: str) -> tuple[str, ...]:
    return render_comments(
        _bare(table).model_copy(update={"policies": {name: table.policies[name]}})
    )


def _bare(table: Table) -> Relation:
    nothing: Mapping[str, object] = {}
    return table.model_copy(
        update={
            "comment": None,
            "columns": nothing,
            "constraints": nothing,
            "indexes": nothing,
            "policies": nothing,
            "triggers": nothing,
        }
    )


def policies(table: Table, schema: Schema) -> str:
    """The content of the fence, without a final line end: the table's, then its partitions'."""
    parts: list[str] = []
    for one in (table, *partitions_of(key_of(table), schema).values()):
        switches = switch_statements(one)
        parts += ["\n".join(("-- Enable RLS", *switches))] if switches else []
        parts += policy_statements(one).values()
    return "\n\n".join(parts) or NO_POLICIES
