"""SC221: a tenant's rows are found by an index."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.keys import KeyList, key_lists
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import made_at, place_of, tell
from sotsync.rules.trees import parsed
from sotsync.schema.models import Table
from sotsync.sql.parser import enums, kind_of, string

__all__ = ["RULE"]

_ID = "SC221"
_SOFT_DELETION = "deleted_at"


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, table, tenant in inspection.tenancy.direct(inspection.schema):
        led = [
            keys for keys in key_lists(table) if keys.is_lookup and keys.columns[0] == tenant.name
        ]
        if any(keys.predicate is None for keys in led):
            continue
        partial = next((keys for keys in led if _is_harmless(keys, tenant.name)), None)
        if partial is not None:
            yield _partial(key, tenant.name, partial)
        else:
            yield _missing(key, table, tenant.name)


def _is_harmless(keys: KeyList, tenant: str) -> bool:
    """Whether the index holds all rows that anybody looks for: living ones, or those of a tenant.

    The predicate is ``deleted_at IS NULL`` or ``tenant_id IS NOT NULL``, and nothing else.
    """
    node = parsed(keys.predicate or "")
    if node is None or kind_of(node) != "null_test" or kind_of(node.null_test.arg) != "column_ref":
        return False
    name = string(node.null_test.arg.column_ref.fields[-1])
    wanted = {enums.IS_NULL: _SOFT_DELETION, enums.IS_NOT_NULL: tenant}
    return wanted[node.null_test.nulltesttype] == name


def _partial(key: str, tenant: str, keys: KeyList) -> Finding:
    return tell(
        _ID,
        Severity.INFO,
        key,
        f"the only index of {key} that {tenant} leads is partial: {keys.name}, where"
        f" {keys.predicate}",
        at=place_of(keys.origin),
        hint="Enough where every query has that condition.",
    )


def _missing(key: str, table: Table, tenant: str) -> Finding:
    return tell(
        _ID,
        Severity.WARNING,
        key,
        f"{key} has no index that {tenant} leads",
        at=made_at(table.origin),
        hint=f"CREATE INDEX IF NOT EXISTS idx_{table.name}_{tenant} ON {key} ({tenant}).",
    )


RULE = Rule(
    id=_ID,
    title="An index is led by the tenant column",
    severity=Severity.WARNING,
    requirement="D.4",
    check=_check,
)
