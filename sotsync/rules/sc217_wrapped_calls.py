"""SC217: who asks is asked once for a query, and not once for a row."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.policies import trees_of
from sotsync.rules.telling import member, place_of, tell
from sotsync.rules.trees import called, is_bare, parts_of, walk
from sotsync.sql import Node

__all__ = ["RULE"]

_ID = "SC217"
_CALLS = frozenset({"uid", "jwt", "role", "email"})


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, table in inspection.schema.tables.items():
        for policy in table.policies.values():
            bare = sorted({call for tree in trees_of(policy) for call in _bare_calls(tree)})
            if bare:
                name = member(key, policy.name)
                yield tell(
                    _ID,
                    Severity.INFO,
                    name,
                    f"{name} calls {' and '.join(bare)} for every row",
                    at=place_of(policy.origin),
                    hint=f"Write (select {bare[0]}): PostgreSQL then calls it once.",
                )


def _bare_calls(message: Node, *, is_wrapped: bool = False) -> Iterator[str]:
    """The calls that stand in no ``(SELECT …)`` of their own."""
    kind = type(message).__name__
    if kind == "SubLink":
        is_wrapped = is_bare(message) and not any(map(_is_column, walk(message.subselect)))
    elif kind == "FuncCall" and not is_wrapped:
        schema, name = called(message)
        if schema == "auth" and name in _CALLS:
            yield f"auth.{name}()"
    for part in parts_of(message):
        yield from _bare_calls(part, is_wrapped=is_wrapped)


def _is_column(message: Node) -> bool:
    """Whether it names a column: what does depends on the row, and is called for each."""
    return type(message).__name__ == "ColumnRef"


RULE = Rule(
    id=_ID,
    title="Policies wrap auth.uid() and its like in (select …)",
    severity=Severity.INFO,
    requirement=None,
    check=_check,
)
