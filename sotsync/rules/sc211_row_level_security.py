"""SC211: row-level security is on wherever people can reach a table."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import made_at, tell
from sotsync.schema.models import TableKind

__all__ = ["RULE"]

_ID = "SC211"


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, table in inspection.tables.items():
        is_scoped = inspection.tenancy.of(key).is_scoped
        is_exposed = inspection.is_exposed(table.schema_name)
        if table.rls_enabled or table.kind is TableKind.FOREIGN:
            continue
        if is_scoped or is_exposed:
            is_both = is_scoped and (is_exposed or not inspection.exposed)
            whose = "rows of every tenant" if is_scoped else "every row"
            yield tell(
                _ID,
                Severity.ERROR if is_both else Severity.WARNING,
                key,
                f"{key} has no row-level security: whoever may read it reads {whose}",
                at=made_at(table.origin),
                hint=f"ALTER TABLE {key} ENABLE ROW LEVEL SECURITY, with policies for whom it is"
                " meant: without one, nobody reads it.",
            )


RULE = Rule(
    id=_ID,
    title="Row-level security is on",
    severity=Severity.ERROR,
    requirement="D.3",
    check=_check,
)
