"""SC232: the table of tenants says what a tenant has paid for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import made_at, tell
from sotsync.rules.tenancy import target_of

__all__ = ["RULE"]

_ID = "SC232"
_WANTED = {
    "billing status": ({"billing_status", "subscription_status", "status"}, ()),
    "plan": ({"plan", "plan_id", "plan_code", "tier"}, ()),
    "limits": ({"limits", "limit", "quota", "quotas"}, ("max_", "limit_", "quota_")),
}
"""The columns that tell of each, by name or by how the name begins."""
_TABLES = ("subscription", "plan")
"""A table about these says all of it."""


def _check(inspection: Inspection) -> Iterator[Finding]:
    home = inspection.tenancy.table
    table = inspection.tables.get(home or "")
    if home is None or table is None or _has_subscriptions(inspection, home):
        return
    if not any(inspection.tenancy.scoped(inspection.schema)):
        return  # Then it may be anything that is called like it.
    columns = table.columns.keys()
    missing = [what for what, names in _WANTED.items() if not _has(columns, *names)]
    if missing:
        yield tell(
            _ID,
            Severity.INFO,
            home,
            f"{home} says nothing of a tenant's {', '.join(missing)}",
            at=made_at(table.origin),
            hint="Add columns for them, or a table of subscriptions that refers to it.",
        )


def _has(columns: Collection[str], names: Collection[str], starts: tuple[str, ...]) -> bool:
    return any(one in names or one.startswith(starts or ("\0",)) for one in columns)


def _has_subscriptions(inspection: Inspection, home: str) -> bool:
    """Whether a table of subscriptions or plans refers to the tenants, or they to it."""
    for key, table in inspection.tables.items():
        targets = {target_of(one) for one in table.foreign_keys}
        about = [target.rpartition(".")[2] for target in targets] if key == home else []
        names = about if key == home else [table.name] if home in targets else []
        if any(word in name for name in names for word in _TABLES):
            return True
    return False


RULE = Rule(
    id=_ID,
    title="The table of tenants has billing status, plan and limits",
    severity=Severity.INFO,
    requirement="D.5",
    check=_check,
)
