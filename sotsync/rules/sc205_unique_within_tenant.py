"""SC205: what is unique is unique within a tenant, or one tenant can tell what another has."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.keys import KeyList, key_lists
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import member, place_of, tell
from sotsync.rules.tenancy import base_type, target_of
from sotsync.schema.models import Table

__all__ = ["RULE"]

_ID = "SC205"
_GLOBAL_WORDS = frozenset(
    (
        *("token", "hash", "secret", "nonce", "jti", "uuid", "guid", "fingerprint", "checksum"),
        *("stripe", "paypal", "provider", "idempotency", "invite", "invitation"),
        *("verification", "confirmation", "digest", "ulid", "cuid", "nanoid"),
    )
)
"""Words in the names of columns whose values are unique in the world, or come from elsewhere."""


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, table, tenant in inspection.tenancy.direct(inspection.schema):
        for keys in key_lists(table):
            if not keys.is_unique or tenant.name in keys.every_column or _is_settled(keys, table):
                continue
            name = member(key, keys.name)
            severity = _severity(keys, table, inspection)
            yield tell(
                _ID,
                severity,
                name,
                f"{name} makes {_words(keys)} unique over all tenants",
                at=place_of(keys.origin),
                hint=f"Put {tenant.name} first into it, or say why it is meant.",
            )


def _words(keys: KeyList) -> str:
    columns = [one for one in keys.columns if one is not None]
    return ", ".join((*columns, *keys.expressions))


def _is_settled(keys: KeyList, table: Table) -> bool:
    """Whether it cannot be otherwise: a key by itself, what holds one, or one row for another."""
    primary = table.primary_key
    if keys.is_primary and len(keys.columns) == 1:
        return True
    if primary is not None and not keys.is_primary and {*primary.columns} <= {*keys.columns}:
        return True
    return any(key.columns == keys.columns for key in table.foreign_keys)


def _severity(keys: KeyList, table: Table, inspection: Inspection) -> Severity:
    """A note where values are unique in the world, or where a row of the tenant is among them."""
    referring = {
        name
        for key in table.foreign_keys
        for name in key.columns
        if inspection.tenancy.of(target_of(key)).is_scoped
    }
    if not referring.isdisjoint(keys.columns):
        return Severity.INFO
    columns = [one for one in keys.columns if one is not None]
    is_global = any(_is_global(one, table, inspection) for one in columns)
    return Severity.INFO if is_global else Severity.WARNING


def _is_global(name: str, table: Table, inspection: Inspection) -> bool:
    column = table.columns.get(name)
    is_uuid = column is not None and base_type(column.type, inspection.schema) == "uuid"
    return is_uuid or not _GLOBAL_WORDS.isdisjoint(name.lower().split("_"))


RULE = Rule(
    id=_ID,
    title="What is unique is unique within a tenant",
    severity=Severity.WARNING,
    requirement="D.2",
    check=_check,
)
