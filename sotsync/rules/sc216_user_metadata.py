"""SC216: no policy trusts what people may write about themselves."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.policies import trees_of
from sotsync.rules.telling import member, place_of, tell
from sotsync.rules.trees import walk
from sotsync.sql import Node
from sotsync.sql.parser import kind_of, string

__all__ = ["RULE"]

_ID = "SC216"
_KEYS = ("user_metadata", "raw_user_meta_data")


def _check(inspection: Inspection) -> Iterator[Finding]:
    for key, table in inspection.schema.tables.items():
        for policy in table.policies.values():
            if any(_is_read(one) for tree in trees_of(policy) for one in walk(tree)):
                name = member(key, policy.name)
                yield tell(
                    _ID,
                    Severity.ERROR,
                    name,
                    f"{name} reads user_metadata, which everybody may change for themselves",
                    at=place_of(policy.origin),
                    hint="Keep what rights depend on in app_metadata, or in a table.",
                )


def _is_read(message: Node) -> bool:
    """Whether it is the key ``user_metadata``, in a path or alone, or the column behind it."""
    kind = type(message).__name__
    if kind == "ColumnRef":
        last = message.fields[-1]
        return kind_of(last) == "string" and string(last) == _KEYS[1]
    if kind != "A_Const" or message.WhichOneof("val") != "sval":
        return False
    path = message.sval.sval.strip("{}").split(",")
    return any(part.strip(' "') in _KEYS for part in path)


RULE = Rule(
    id=_ID,
    title="Policies do not read user_metadata",
    severity=Severity.ERROR,
    requirement=None,
    check=_check,
)
