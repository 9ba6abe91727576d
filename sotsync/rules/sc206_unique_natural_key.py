"""SC206: what people name a row by is unique within a tenant."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.keys import KeyList, key_lists
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import member, place_of, tell
from sotsync.rules.trees import walk
from sotsync.schema.models import Table
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import GrammarError, NestingError, string_list

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
    unique = [keys for keys in key_lists(table) if keys.is_unique]
    return any(_columns(keys) <= {tenant, name} and name in _columns(keys) for keys in unique)


def _columns(keys: KeyList) -> set[str]:
    """The columns of the keys, with those inside of expressions such as ``lower(code)``."""
    found = {one for one in keys.columns if one is not None}
    for text in keys.expressions:
        try:
            tree = parse_expression(text)
        except (GrammarError, NestingError):
            return set()
        references = (one for one in walk(tree) if type(one).__name__ == "ColumnRef")
        found |= {string_list(one.fields)[-1] for one in references}
    return found


RULE = Rule(
    id=_ID,
    title="A slug, a code, a number or an external id is unique within a tenant",
    severity=Severity.INFO,
    requirement="D.2",
    check=_check,
)
