"""SC215: a tenant is compared with the tenant of who asks, and not with the person."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.policies import trees_of
from sotsync.rules.telling import member, place_of, tell
from sotsync.rules.trees import called, peeled, walk
from sotsync.sql import Node
from sotsync.sql.parser import kind_of, string_list

__all__ = ["RULE"]

_ID = "SC215"


def _check(inspection: Inspection) -> Iterator[Finding]:
    if inspection.tenancy.table == "auth.users":
        return  # A tenant is one person there.
    for key, table, tenant in inspection.tenancy.direct(inspection.schema):
        for policy in table.policies.values():
            trees = trees_of(policy)
            if any(_is_person(one, tenant.name) for tree in trees for one in walk(tree)):
                name = member(key, policy.name)
                yield tell(
                    _ID,
                    Severity.INFO,
                    name,
                    f"{name} takes who asks for a tenant: {tenant.name} = auth.uid()",
                    at=place_of(policy.origin),
                    hint="Right only where a tenant is one person. Else compare with"
                    " (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid), or with what a"
                    " helper gives.",
                )


def _is_person(message: Node, tenant: str) -> bool:
    """Whether a comparison is of the tenant column with ``auth.uid()``, and of nothing else."""
    if type(message).__name__ != "A_Expr" or string_list(message.name) != ["="]:
        return False
    sides = [peeled(one) for one in (message.lexpr, message.rexpr)]
    columns = [string_list(one.column_ref.fields) for one in sides if kind_of(one) == "column_ref"]
    calls = [called(one.func_call) for one in sides if kind_of(one) == "func_call"]
    return calls == [("auth", "uid")] and len(columns) == 1 and columns[0][-1] == tenant


RULE = Rule(
    id=_ID,
    title="The tenant column is not compared with the person",
    severity=Severity.INFO,
    requirement="D.3",
    check=_check,
)
