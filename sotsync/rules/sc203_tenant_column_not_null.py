"""SC203: every row of a tenant's table names its tenant."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import member, place_of, tell

__all__ = ["RULE"]

_ID = "SC203"


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, _, column in inspection.tenancy.direct(inspection.schema):
        if not column.not_null:
            name = member(key, column.name)
            yield tell(
                _ID,
                Severity.WARNING,
                name,
                f"{name} may be null, so that a row may belong to no tenant",
                at=place_of(column.origin),
                hint="Give the rows without one a tenant, then set NOT NULL.",
            )


RULE = Rule(
    id=_ID,
    title="The tenant column is never null",
    severity=Severity.WARNING,
    requirement="D.1",
    check=_check,
)
