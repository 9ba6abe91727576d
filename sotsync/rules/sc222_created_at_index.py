"""SC222: a tenant's rows are found by an index in the order of, or by, ``created_at``."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.composite_indexes import without_index
from sotsync.rules.models import Inspection, Rule

__all__ = ["RULE"]

_ID = "SC222"


def _check(inspection: Inspection) -> Iterator[Finding]:
    return without_index(_ID, inspection, "created_at")


RULE = Rule(
    id=_ID,
    title="An index begins with the tenant column and created_at",
    severity=Severity.INFO,
    requirement="D.4",
    check=_check,
)
