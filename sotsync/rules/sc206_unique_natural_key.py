"""SC206: what people name a row by is unique within a tenant."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.keys import key_lists
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import member, place_of, tell
from sotsync.schema.models import Table

__all__ = ["RULE"]

_ID = "SC206"
_NAMES = ("slug", "external_id", "code", "number")


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, table, tenant in inspection.tenancy.direct(inspection.schema):
        for name in _NAMES:
            column = table.columns.get(name)
            if column is None or _is_unique(table, tenant.name, name):
                continue
            yield tell(
                _ID,
                Severity.INFO,
                member(key, name),
                f"{member(key, name)} is not unique within a tenant",
                at=place_of(column.origin),
                hint=f"Add UNIQUE ({tenant.name}, {name}), or say why two may be the same.",
            )


def _is_unique(table: Table, tenant: str, name: str) -> bool:
    """Whether no two rows of a tenant, or none at all, have the same."""
    unique = [keys.every_column for keys in key_lists(table) if keys.is_unique]
    return any(columns <= {tenant, name} and name in columns for columns in unique)


RULE = Rule(
    id=_ID,
    title="A slug, a code, a number or an external id is unique within a tenant",
    severity=Severity.INFO,
    requirement="D.2",
    check=_check,
)
