"""What SC222 and SC223 share: an index by the tenant and one more column, in that order."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.keys import key_lists
from sotsync.rules.models import Inspection
from sotsync.rules.telling import place_of, tell

__all__ = ["without_index"]


def without_index(rule: str, inspection: Inspection, second: str) -> Iterator[Finding]:
    """Every table that has the column and no index by the tenant and it.

    Descending order makes no difference, and neither do further keys.
    """
    for key, table, tenant in inspection.tenancy.direct(inspection.schema):
        if second not in table.columns:
            continue
        wanted = (tenant.name, second)
        lists = (keys for keys in key_lists(table) if keys.is_lookup and keys.predicate is None)
        if not any(keys.columns[:2] == wanted for keys in lists):
            yield tell(
                rule,
                Severity.INFO,
                key,
                f"{key} has no index on ({tenant.name}, {second})",
                at=place_of(table.columns[second].origin),
                hint=f"CREATE INDEX ON {key} ({tenant.name}, {second}), if lists of it are long.",
            )
