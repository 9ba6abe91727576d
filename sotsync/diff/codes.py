"""Every code of drift, in one table: what it means, how much it weighs, and what repairs it.

The reference page ``docs/reference/drift-codes.md`` is held to this table by a test. A code keeps
its meaning for ever; a code that is no longer reported stays out of use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sotsync.findings import Severity

__all__ = ["CODES", "SYNC", "DriftCode", "drift_code"]

SYNC = "sotsync sync"
"""The command that repairs whatever a patch can repair."""
_BY_HAND = "give the navigation a category whose range holds the id"


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftCode:
    """One kind of drift.

    Attributes:
        code: The stable identifier.
        title: What drifted, in a few words.
        severity: How much one such change weighs.
        repair: The command that repairs it, or what a person has to do.
        is_repairable: Whether a patch repairs it; what is not repairable has no edit.
    """

    code: str
    title: str
    severity: Severity = Severity.ERROR
    repair: str = SYNC
    is_repairable: bool = True


_TABLE = (
    DriftCode(code="D001", title="table or view without an entry"),
    DriftCode(code="D002", title="entry for a table or view that does not exist"),
    DriftCode(
        code="D003",
        title="entry that names no table or view",
        severity=Severity.WARNING,
        repair="name it above the entry: <!-- sotsync: table=public.name -->",
        is_repairable=False,
    ),
    DriftCode(code="D004", title="planned table or view that now exists"),
    DriftCode(code="D005", title="table or view whose definition as a whole differs"),
    DriftCode(code="D006", title="table or view documented under its old name"),
    DriftCode(code="D010", title="column that is not documented"),
    DriftCode(code="D011", title="documented column that does not exist"),
    DriftCode(code="D012", title="column whose type or collation differs"),
    DriftCode(code="D013", title="column whose nullability differs"),
    DriftCode(code="D014", title="column whose default, identity or generation differs"),
    DriftCode(code="D015", title="column documented under its old name"),
    DriftCode(code="D020", title="constraint or index that is not documented"),
    DriftCode(code="D021", title="documented constraint or index that does not exist"),
    DriftCode(code="D022", title="constraint or index that differs"),
    DriftCode(code="D030", title="type that is not documented"),
    DriftCode(code="D031", title="documented type that does not exist"),
    DriftCode(code="D032", title="type that differs"),
    DriftCode(code="D040", title="row-level security switched otherwise"),
    DriftCode(code="D041", title="policy that is missing, extra or different"),
    DriftCode(code="D050", title="trigger that is missing, extra or different"),
    DriftCode(code="D051", title="function that is missing, extra or different"),
    DriftCode(code="D060", title="foreign-key line that is missing, extra or different"),
    DriftCode(
        code="D070",
        title="navigation line that is missing, extra or wrong",
        severity=Severity.WARNING,
    ),
    DriftCode(code="D072", title="ID line that contradicts its heading"),
    DriftCode(
        code="D073",
        title="ID outside the range of its category",
        severity=Severity.WARNING,
        repair=_BY_HAND,
        is_repairable=False,
    ),
    DriftCode(
        code="D080", title="cross-reference index that is out of date", severity=Severity.WARNING
    ),
    DriftCode(
        code="D081", title="foreign-key graph that is out of date", severity=Severity.WARNING
    ),
    DriftCode(
        code="D090", title="migration missing from Migration History", severity=Severity.WARNING
    ),
    DriftCode(
        code="D091", title="date or migration in the entry's metadata", severity=Severity.WARNING
    ),
    DriftCode(code="D092", title="change missing from Version History", severity=Severity.WARNING),
    DriftCode(
        code="D120", title="comment in the schema definition differs", severity=Severity.WARNING
    ),
)

CODES: Mapping[str, DriftCode] = MappingProxyType({row.code: row for row in _TABLE})
"""The table of codes, in order."""


def drift_code(code: str) -> DriftCode:
    """The row of ``code``.

    Raises:
        KeyError: No such code.
    """
    return CODES[code]
