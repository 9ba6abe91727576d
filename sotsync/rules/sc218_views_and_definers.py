"""SC218: what runs with its owner's rights does not open what policies close."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.telling import made_at, place_of, tell
from sotsync.rules.views import is_invoker, messages_of
from sotsync.schema.models import Function, FunctionKind

__all__ = ["RULE"]

_ID = "SC218"
_CALLABLE = frozenset({FunctionKind.FUNCTION, FunctionKind.PROCEDURE})


def _check(inspection: Inspection) -> Iterator[Finding]:
    yield from _views(inspection)
    for key, function in inspection.schema.functions.items():
        if _is_open(function):
            yield tell(
                _ID,
                Severity.WARNING,
                key,
                f"{key} is SECURITY DEFINER and has no search_path: who calls it chooses what its"
                " names mean",
                at=place_of(function.origin),
                hint="Add SET search_path = '', and write schemas before names in its body.",
            )


def _is_open(function: Function) -> bool:
    is_set = any(one.startswith("search_path=") for one in function.settings)
    return function.kind in _CALLABLE and function.security_definer and not is_set


def _views(inspection: Inspection) -> Iterator[Finding]:
    for key, view in inspection.schema.views.items():
        if not inspection.is_exposed(view.schema_name) or is_invoker(view):
            continue
        tables = sorted(_scoped_tables(inspection, key, frozenset()))
        if not tables:
            continue
        kind = "materialized view" if view.is_materialized else "view"
        yield tell(
            _ID,
            Severity.INFO if view.is_materialized else Severity.WARNING,
            key,
            f"the {kind} {key} shows rows of every tenant: the policies of {', '.join(tables)} do"
            " not hold in it",
            at=made_at(view.origin),
            hint="Take SELECT on it from anon and authenticated, or move it out of reach."
            if view.is_materialized
            else f"ALTER VIEW {key} SET (security_invoker = on).",
        )


def _scoped_tables(inspection: Inspection, key: str, above: frozenset[str]) -> set[str]:
    """The tables of tenants' rows that a view reads, itself or through other views."""
    view = inspection.schema.views[key]
    found: set[str] = set()
    for message in messages_of(view):
        if type(message).__name__ != "RangeVar":
            continue
        read = inspection.predicates.names.find(message, view.schema_name)
        if read is None or read in above:
            continue
        if read in inspection.schema.views:
            found |= _scoped_tables(inspection, read, above | {key})
        elif inspection.tenancy.of(read).is_scoped:
            found.add(read)
    return found


RULE = Rule(
    id=_ID,
    title="Views ask with the rights of who reads them, and definers fix their search path",
    severity=Severity.WARNING,
    requirement=None,
    check=_check,
)
