"""SC212: policies say of every command who may do it, or somebody has said that nobody may."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.access import covers, permissive
from sotsync.rules.models import COMMANDS, Inspection, Rule
from sotsync.rules.telling import as_setting, made_at, tell
from sotsync.schema.models import PolicyCommand, Table

__all__ = ["RULE"]

_ID = "SC212"


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, table, _ in inspection.tenancy.scoped(inspection.schema):
        if not table.rls_enabled:
            continue  # SC211 tells of that.
        wanted = inspection.commands_of(table)
        policies = list(permissive(table, inspection.tenant))
        if not policies:
            yield _for_nobody(key, table, wanted)
            continue
        missing = [
            command
            for command in COMMANDS
            if (wanted is None or command in wanted)
            and not any(covers(policy, command) for policy in policies)
        ]
        if missing:
            yield _missing(key, table, missing, [one for one in COMMANDS if one not in missing])


def _for_nobody(key: str, table: Table, wanted: Collection[PolicyCommand] | None) -> Finding:
    is_meant = wanted is not None and not wanted
    meant = f"{as_setting(key)} = []"
    return tell(
        _ID,
        Severity.INFO if is_meant else Severity.WARNING,
        key,
        f"{key} has row-level security and no policy for people: only the service reaches it",
        at=made_at(table.origin),
        hint="Nothing: it is said to be so."
        if is_meant
        else f"Write its policies, or say that it is meant: {meant} in lint.commands.",
    )


def _missing(
    key: str, table: Table, missing: Collection[PolicyCommand], there: Collection[PolicyCommand]
) -> Finding:
    names = ", ".join(missing)
    meant = ", ".join(f'"{one.lower()}"' for one in there)
    return tell(
        _ID,
        Severity.WARNING,
        key,
        f"{key} has no policy for {names}",
        at=made_at(table.origin),
        hint=f"Write them, or say that nobody may: {as_setting(key)} = [{meant}] in lint.commands.",
    )


RULE = Rule(
    id=_ID,
    title="Policies cover SELECT, INSERT, UPDATE and DELETE",
    severity=Severity.WARNING,
    requirement="D.3",
    check=_check,
)
