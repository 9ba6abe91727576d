"""SC213: every policy lets people see their tenant's rows only.

Permissive policies are added up: one that is loose opens the table, whatever the others say. A
restrictive policy limits the sum.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.access import covers, seen_rows
from sotsync.rules.loose import Loose, loose_policies
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.strengths import Strength
from sotsync.rules.telling import member, place_of, tell
from sotsync.schema.models import Policy, PolicyCommand, Table

__all__ = ["RULE"]

_ID = "SC213"
_WEIGHTS = {
    Strength.OPEN: Severity.ERROR,
    Strength.NOTHING: Severity.WARNING,
    Strength.PEOPLE: Severity.WARNING,
    Strength.UNSURE: Severity.INFO,
    Strength.USER: Severity.INFO,
}
_SEEING = (PolicyCommand.SELECT, PolicyCommand.UPDATE, PolicyCommand.DELETE)


def _check(inspection: Inspection) -> Iterator[Finding]:
    for loose in loose_policies(inspection, _SEEING, seen_rows):
        if loose.strength in _WEIGHTS:
            yield _told(loose)


def _told(loose: Loose) -> Finding:
    name = member(loose.key, loose.policy.name)
    told = _WORDS[loose.strength].format(", ".join(loose.commands), loose.part)
    if loose.strength <= Strength.PEOPLE and _has_others(loose.table, loose.policy):
        told += "; policies are added up, so that the others do not help"
    return tell(
        _ID,
        _WEIGHTS[loose.strength],
        name,
        f"{name} {told}",
        at=place_of(loose.policy.origin),
        hint=_HINTS[loose.strength],
    )


def _has_others(table: Table, policy: Policy) -> bool:
    """Whether another permissive policy is for one of its commands."""
    commands = [command for command in _SEEING if covers(policy, command)]
    return any(
        covers(one, command)
        for one in table.policies.values()
        if one.is_permissive and one.name != policy.name
        for command in commands
    )


_WORDS = {
    Strength.OPEN: "opens rows of every tenant to {}: {}",
    Strength.NOTHING: "does not keep {} to one tenant: {}",
    Strength.PEOPLE: "opens rows of every tenant to {} by some people: {}",
    Strength.UNSURE: "keeps {} to what a function decides: {}",
    Strength.USER: "keeps {} to a person's own rows, of whatever tenant: {}",
}
_HINTS = {
    Strength.OPEN: "Compare the tenant column with the tenant of who asks, or say why it is meant.",
    Strength.NOTHING: "Compare the tenant column with the tenant of who asks, or say why it is"
    " meant.",
    Strength.PEOPLE: "If they are one tenant's, compare the tenant column with theirs; if they are"
    " the operator's, say so.",
    Strength.UNSURE: "If the function asks for the tenant, name it in tenant.helpers.",
    Strength.USER: "Compare the tenant column as well, if a person can be in two tenants.",
}

RULE = Rule(
    id=_ID,
    title="Policies keep people to rows of their tenant",
    severity=Severity.ERROR,
    requirement="D.3",
    check=_check,
)
