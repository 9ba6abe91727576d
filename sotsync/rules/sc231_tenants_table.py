"""SC231: there is a table of tenants."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import tell
from sotsync.rules.tenancy import TENANT_TABLES

__all__ = ["RULE"]

_ID = "SC231"


def _check(inspection: Inspection) -> Iterator[Finding]:
    scoped = [key for key, _, _ in inspection.tenancy.scoped(inspection.schema)]
    if inspection.tenancy.table is not None or not scoped:
        return
    stated = inspection.tenant.table
    if stated is None and any(one.name in TENANT_TABLES for one in inspection.tables.values()):
        return  # It may be the one, though nothing refers to it.
    number = "one table has" if len(scoped) == 1 else f"{len(scoped)} tables have"
    yield tell(
        _ID,
        Severity.WARNING,
        None,
        f"there is no table {stated}, which tenant.table names"
        if stated is not None
        else f"{number} rows of tenants, and there is no table of tenants",
        hint="Correct tenant.table."
        if stated is not None
        else "Make one with their plan, billing status and limits, or name it in tenant.table.",
    )


RULE = Rule(
    id=_ID,
    title="There is a table of tenants",
    severity=Severity.WARNING,
    requirement="D.5",
    check=_check,
)
