"""SC214: nobody can write a row into another tenant."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.access import new_rows, permissive, unlimited
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.strengths import Strength
from sotsync.rules.telling import member, place_of, tell
from sotsync.rules.tenancy import Scope
from sotsync.schema.models import Policy, PolicyCommand, Table

__all__ = ["RULE"]

_ID = "SC214"
_WEIGHTS = {
    Strength.OPEN: Severity.ERROR,
    Strength.NOTHING: Severity.ERROR,
    Strength.PEOPLE: Severity.WARNING,
    Strength.UNSURE: Severity.INFO,
    Strength.USER: Severity.WARNING,
}
_WRITING = (PolicyCommand.INSERT, PolicyCommand.UPDATE)


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, table, standing in inspection.tenancy.scoped(inspection.schema):
        if not table.rls_enabled:
            continue  # Policies do nothing then, and SC211 tells of it.
        limits = _limits(inspection, key, table)
        for policy in permissive(table, inspection.tenant):
            text = new_rows(policy)
            commands = unlimited(policy, _WRITING, limits, inspection.tenant)
            if text is None or not commands:
                continue
            verdict = inspection.predicates.judge(key, text)
            is_own = verdict.strength is Strength.USER and standing.scope is Scope.INDIRECT
            if verdict.strength in _WEIGHTS and not is_own:
                told = _WORDS[verdict.strength].format(" and ".join(commands))
                yield _told(key, policy, verdict.strength, f"{told}: {verdict.part or text}")


def _limits(inspection: Inspection, key: str, table: Table) -> list[Policy]:
    """The restrictive policies that keep what is written to one tenant."""
    return [
        one
        for one in table.policies.values()
        if not one.is_permissive
        and (text := new_rows(one)) is not None
        and inspection.predicates.judge(key, text).strength >= Strength.TENANT
    ]


def _told(key: str, policy: Policy, strength: Strength, told: str) -> Finding:
    name = member(key, policy.name)
    how = "" if policy.with_check is not None else ", having no WITH CHECK,"
    message = f"{name}{how} {told}"
    return tell(_ID, _WEIGHTS[strength], name, message, at=place_of(policy.origin), hint=_HINT)


_WORDS = {
    Strength.OPEN: "lets {} leave rows in any tenant",
    Strength.NOTHING: "lets {} leave rows in any tenant",
    Strength.PEOPLE: "lets {} by some people leave rows in any tenant",
    Strength.UNSURE: "lets {} leave what a function decides",
    Strength.USER: "lets {} leave a person's own rows in any tenant",
}
_HINT = "Compare the tenant column in WITH CHECK, as USING does for rows that are there."

RULE = Rule(
    id=_ID,
    title="Policies keep new rows within the tenant",
    severity=Severity.ERROR,
    requirement="D.3",
    check=_check,
)
