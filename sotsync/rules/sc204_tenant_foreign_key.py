"""SC204: the tenant that a row names is one that exists."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import member, place_of, tell
from sotsync.rules.tenancy import target_of
from sotsync.schema.models import ForeignKey, Table

__all__ = ["RULE"]

_ID = "SC204"


def _check(inspection: Inspection) -> Iterator[Finding]:
    home = inspection.tenancy.table
    if home is None:
        return  # SC231 tells of that once.
    for key, table, column in inspection.tenancy.direct(inspection.schema):
        holds = (_holds(one, table, column.name, inspection) for one in table.foreign_keys)
        if not any(holds):
            name = member(key, column.name)
            yield tell(
                _ID,
                Severity.INFO,
                name,
                f"{name} has no foreign key to {home}",
                at=place_of(column.origin),
                hint="Add one with NOT VALID, then validate it.",
            )


def _holds(one: ForeignKey, table: Table, column: str, inspection: Inspection) -> bool:
    """Whether it proves that the tenant exists, alone or by a row that has proven it."""
    if column not in one.columns:
        return False
    if target_of(one) == inspection.tenancy.table:
        return True
    is_required = all(table.columns[name].not_null for name in one.columns)
    return is_required and inspection.tenancy.of(target_of(one)).column is not None


RULE = Rule(
    id=_ID,
    title="The tenant column refers to the tenants table",
    severity=Severity.INFO,
    requirement="D.1",
    check=_check,
)
