"""SC202: the tenant column has one type everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import member, place_of, tell
from sotsync.rules.tenancy import base_type

__all__ = ["RULE"]

_ID = "SC202"


def _check(inspection: Inspection) -> Iterator[Finding]:
    wanted = inspection.tenancy.reference_type
    home = inspection.tenancy.table
    for key, _, column in inspection.tenancy.direct(inspection.schema):
        if base_type(column.type, inspection.schema) != wanted:
            other = f"the key of {home}" if home else "that of most tables"
            yield tell(
                _ID,
                Severity.ERROR,
                member(key, column.name),
                f"{member(key, column.name)} is {column.type}, and {other} is {wanted}",
                at=place_of(column.origin),
                hint=f"Change its type to {wanted}, so that it can refer to the tenant.",
            )


RULE = Rule(
    id=_ID,
    title="The tenant column has the type of the tenants table's key",
    severity=Severity.ERROR,
    requirement="D.1",
    check=_check,
)
