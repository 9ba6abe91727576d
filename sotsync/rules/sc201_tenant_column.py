"""SC201: a table whose rows belong to tenants has a column that says to which."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import as_setting, made_at, tell
from sotsync.rules.tenancy import Scope, Standing, target_of
from sotsync.schema.models import Table

__all__ = ["RULE"]

_ID = "SC201"


def _check(inspection: Inspection) -> Iterator[Finding]:
    tenancy = inspection.tenancy
    if tenancy.suggestion is not None:
        yield _suggested(inspection, *tenancy.suggestion)
    for key, standing in tenancy.standings.items():
        table = inspection.schema.tables[key]
        if standing.is_stated:
            if standing.scope is Scope.DIRECT and standing.column is None:
                yield _missing(inspection, key, table)
        elif (told := _guessed(inspection, key, table, standing)) is not None:
            message, hint = told
            yield tell(_ID, Severity.INFO, key, message, at=made_at(table.origin), hint=hint)


def _missing(inspection: Inspection, key: str, table: Table) -> Finding:
    column = inspection.tenant.columns[0] if inspection.tenant.columns else "tenant_id"
    return tell(
        _ID,
        Severity.WARNING,
        key,
        f"{key} has no {column}, and tenant.scope says that its rows are a tenant's",
        at=made_at(table.origin),
        hint=f"Add {column} without NOT NULL, fill it, then set NOT NULL.",
    )


def _guessed(
    inspection: Inspection, key: str, table: Table, standing: Standing
) -> tuple[str, str] | None:
    """What is told of a table that nobody has decided about, and what to do."""
    column = inspection.tenant.columns[0]
    match standing.scope:
        case Scope.INDIRECT:
            parents = _scoped_parents(inspection, key, table)
            message = f"{key} has no {column}; its rows are a tenant's through {standing.path[0]}"
            meant = f'{as_setting(key)} = "parent"'
            hint = f"Add {column}, or say that this is meant: {meant} in tenant.scope."
            if len(parents) > 1:
                message += f", and nothing keeps {' and '.join(parents)} of one tenant"
                hint += f" With {column}, foreign keys can hold both to it: ({column}, …)."
            return message, hint
        case Scope.UNCLEAR:
            message = f"{key} has no {column}, and only some of its rows may refer to a tenant's"
            return (
                message,
                f'Say whose they are: {as_setting(key)} = "global" or "parent" in tenant.scope.',
            )
        case Scope.USER:
            message = f"{key} belongs to people and has no {column}: may one be in two tenants?"
            return message, f'Add {column}, or say that it is theirs: "{key}" = "user".'
        case _:
            return None


def _scoped_parents(inspection: Inspection, key: str, table: Table) -> list[str]:
    """The tables of tenants' rows that it refers to, where no foreign key holds them together."""
    targets = dict.fromkeys(map(target_of, table.foreign_keys))
    standing = inspection.tenancy.of
    return [one for one in targets if one != key and standing(one).is_scoped]


def _suggested(inspection: Inspection, column: str, target: str, number: int) -> Finding:
    table = inspection.schema.tables.get(target)
    return tell(
        _ID,
        Severity.INFO,
        target,
        f"no table has {' or '.join(inspection.tenant.columns)}, but {number} tables refer to"
        f" {target} by {column}",
        at=None if table is None else made_at(table.origin),
        hint=f'If {target} holds the tenants, set tenant.columns = ["{column}"].',
    )


RULE = Rule(
    id=_ID,
    title="A table whose rows belong to tenants has the tenant column",
    severity=Severity.WARNING,
    requirement="D.1",
    check=_check,
)
