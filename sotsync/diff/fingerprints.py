"""A table's facts as two short hashes, to tell whether it is still what somebody looked at.

What whoever uses the table relies on (columns, keys, rules, who may see what) makes one, everything
else about it the other. Neither holds a person's words, a place, or the order of columns; and what
the schema's models will learn later counts only once a table has it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from sotsync.schema.canonical import Scope, normalize
from sotsync.schema.models import Schema, Table, View

__all__ = ["Fingerprint", "fingerprint"]

_LENGTH = 12
_NO_FACTS = {"origin", "comment", "owner", "privileges", "is_inherited"}
_DETAILS = {"default", "identity_options"}
_SEPARATOR = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Two hashes.

    Attributes:
        contract: Of what others rely on.
        details: Of how it is made: defaults, indexes, triggers, storage.
    """

    contract: str
    details: str

    def __str__(self) -> str:
        return f"{self.contract}{_SEPARATOR}{self.details}"

    @classmethod
    def parse(cls, text: str) -> Fingerprint:
        """The fingerprint that ``str`` gave."""
        contract, _, details = text.partition(_SEPARATOR)
        return cls(contract=contract, details=details)


def fingerprint(relation: Table | View, schema: Schema, scope: Scope | None = None) -> Fingerprint:
    """The fingerprint of a table or view.

    Args:
        relation: The table or view.
        schema: What it is part of.
        scope: Where its expressions stand, if it is at hand.
    """
    within = scope or Scope(schema)
    return Fingerprint(
        contract=_hash(_contract(relation, schema, within)),
        details=_hash(_details(relation, within)),
    )


def _hash(facts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest()[:_LENGTH]


def _contract(relation: Table | View, schema: Schema, scope: Scope) -> Iterator[str]:
    columns = {
        name: normalize(column, scope).model_copy(update=dict.fromkeys(_DETAILS))
        for name, column in relation.columns.items()
    }
    yield from _facts("column", columns, scope)
    yield from _facts("rule", relation.rules, scope)
    for column in relation.columns.values():
        yield from _labels(column.type, schema)
    if isinstance(relation, View):
        yield _fact("query", {"definition": normalize(relation, scope).definition})
        return
    yield from _facts("constraint", relation.constraints, scope, is_named=False)
    yield from _facts("policy", relation.policies, scope)
    yield _fact("security", {"enabled": relation.rls_enabled, "forced": relation.rls_forced})


def _details(relation: Table | View, scope: Scope) -> Iterator[str]:
    for name, column in relation.columns.items():
        kept = normalize(column, scope).model_dump(include=_DETAILS, exclude_defaults=True)
        yield _fact(f"column {name}", kept)
    yield from _facts("index", relation.indexes, scope)
    yield from _facts("trigger", relation.triggers, scope)
    yield _fact("options", {"options": sorted(relation.options)})
    if isinstance(relation, Table):
        shape = {"kind", "parents", "partition_key", "partition_bound", "is_unlogged"}
        yield _fact("table", relation.model_dump(mode="json", include=shape, exclude_defaults=True))


def _facts(
    kind: str, items: Mapping[str, BaseModel], scope: Scope, *, is_named: bool = True
) -> Iterator[str]:
    without = _NO_FACTS if is_named else {*_NO_FACTS, "name"}
    for item in items.values():
        yield _fact(
            kind,
            normalize(item, scope).model_dump(mode="json", exclude=without, exclude_defaults=True),
        )


def _labels(type_name: str, schema: Schema) -> Iterator[str]:
    """The values of an enumerated type that a column has."""
    name = type_name.removesuffix("[]")
    enum = schema.enums.get(name) or schema.enums.get(f"public.{name}")
    if enum is not None:
        yield _fact(f"labels {name}", {"labels": list(enum.labels)})


def _fact(kind: str, fields: Mapping[str, object]) -> str:
    return f"{kind} {json.dumps(fields, sort_keys=True, ensure_ascii=False)}"
