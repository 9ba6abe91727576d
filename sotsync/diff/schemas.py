"""Comparing two schemas: everything keyed by name, explained only where a pair differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sotsync.diff.aspects import Difference, comment_difference, differences, summary
from sotsync.diff.changes import (
    Altered,
    Change,
    Ghost,
    Renamed,
    Subject,
    Undocumented,
    sort_changes,
)
from sotsync.diff.facts import same_model, trimmed_function
from sotsync.diff.members import Comparison, documented_places
from sotsync.diff.pairs import Pair, pair
from sotsync.diff.relations import compare_relations, subject_of
from sotsync.diff.renames import find_renames, former_keys
from sotsync.diff.uncertainty import with_uncertainty
from sotsync.document.render.definition import used_types
from sotsync.document.render.facts import has_own_entry
from sotsync.document.render.routines import trigger_functions
from sotsync.schema.canonical import Scope
from sotsync.schema.models import (
    CompositeType,
    Domain,
    Enum,
    Function,
    RangeType,
    Schema,
    Table,
    View,
)

__all__ = [
    "FUNCTIONS",
    "TYPES",
    "ObjectKind",
    "compare_objects",
    "diff_schemas",
    "schema_types",
]

_TYPE_FIELDS = ("enums", "domains", "composite_types", "range_types")
_Object = Enum | Domain | CompositeType | RangeType | Function


def diff_schemas(
    documented: Schema,
    actual: Schema,
    *,
    using: Comparison | None = None,
    is_documentation: bool = False,
) -> tuple[Change, ...]:
    """Every difference between two schemas, sorted.

    Compared are tables, views, types and functions with all that belongs to them. Extensions,
    schemas and sequences have no place in a document and are not. Tables that the platform owns
    (``is_external``) are left out on either side.

    Args:
        documented: What is said.
        actual: What is so.
        using: Whom to blame; provenance alone where it is left out. Renames are found here.
        is_documentation: Whether ``documented`` is a document, which has no place for partitions,
            for types that no column has, and for functions that no trigger calls.
    """
    using = using or Comparison()
    using = using if using.scope else replace(using, scope=Scope(actual))
    if is_documentation:
        actual = _documentable(documented, actual)
    changes = sort_changes(
        (
            *_compare_all_relations(documented, actual, using),
            *compare_objects(schema_types(documented), schema_types(actual), TYPES, using),
            *compare_objects(documented.functions, actual.functions, FUNCTIONS, using),
        )
    )
    return with_uncertainty(changes, actual)


def _compare_all_relations(
    documented: Schema, actual: Schema, using: Comparison
) -> Iterator[Change]:
    pairing = pair(
        _relations(documented),
        _relations(actual),
        former_names=lambda one: former_keys(one.schema_name, one.origin.renamed_from),
    )
    pairs = (*pairing.renamed, *pairing.same_name)
    using = replace(using, renames=find_renames(pairs))
    for one in pairs:
        if one.name != one.documented_name:
            yield renamed_relation(one, using)
        yield from compare_relations(one.name, one.documented, one.actual, using)
    for key, relation in pairing.ghosts.items():
        yield ghost_relation(key, relation, using)
    for key, relation in pairing.undocumented.items():
        yield undocumented_relation(key, relation)


def _documentable(documented: Schema, actual: Schema) -> Schema:
    """What of ``actual`` a document states, or states already."""
    relations = {
        key: one
        for key, one in _relations(actual).items()
        if has_own_entry(one) or documented.relation(key) is not None
    }
    needed = {key for one in relations.values() for key in trigger_functions(one, actual)}
    used = {key for one in relations.values() for key in used_types(one, actual)}
    kept = {*needed, *used, *documented.functions, *schema_types(documented), *relations}
    fields = ("tables", "views", "functions", *_TYPE_FIELDS)
    return actual.model_copy(
        update={
            field: {key: one for key, one in getattr(actual, field).items() if key in kept}
            for field in fields
        }
    )


def _relations(schema: Schema) -> dict[str, Table | View]:
    tables = {key: table for key, table in schema.tables.items() if not table.is_external}
    return {**tables, **schema.views}


def renamed_relation(one: Pair[Table | View, Table | View], using: Comparison) -> Renamed:
    """The change that says a table or view is documented under an old name."""
    return Renamed(
        code="D006",
        subject=subject_of(one.actual),
        object=one.name,
        relation=one.name,
        documented=one.documented_name,
        actual=one.name,
        documented_at=documented_places(one.documented.origin),
        actual_at=using.blame.changed(one.name, "", "name", one.actual.origin),
    )


def ghost_relation(key: str, relation: Table | View, using: Comparison) -> Ghost:
    """The change that says a documented table or view does not exist."""
    return Ghost(
        code="D002",
        subject=subject_of(relation),
        object=key,
        relation=key,
        documented=subject_of(relation).value,
        documented_at=documented_places(relation.origin),
        actual_at=using.blame.dropped(key),
    )


def undocumented_relation(key: str, relation: Table | View) -> Undocumented:
    """The change that says a table or view has no entry."""
    return Undocumented(
        code="D001",
        subject=subject_of(relation),
        object=key,
        relation=key,
        actual=f"{subject_of(relation).value} of {_columns(len(relation.columns))}",
        actual_at=relation.origin.created,
    )


def _columns(number: int) -> str:
    return "1 column" if number == 1 else f"{number} columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectKind:
    """The codes of types or of functions."""

    subject: Subject
    undocumented: str
    ghost: str
    altered: str


TYPES = ObjectKind(subject=Subject.TYPE, undocumented="D030", ghost="D031", altered="D032")
FUNCTIONS = ObjectKind(subject=Subject.FUNCTION, undocumented="D051", ghost="D051", altered="D051")


def schema_types(schema: Schema) -> dict[str, _Object]:
    """The types of a schema, of every kind, by key."""
    return {
        **schema.enums,
        **schema.domains,
        **schema.composite_types,
        **schema.range_types,
    }


def compare_objects(
    documented: Mapping[str, _Object],
    actual: Mapping[str, _Object],
    kind: ObjectKind,
    using: Comparison,
) -> Iterator[Change]:
    """The differences between the types, or the functions, of two schemas."""
    pairing = pair(
        dict(documented),
        dict(actual),
        former_names=lambda one: former_keys(one.schema_name, one.origin.renamed_from),
    )
    for one in (*pairing.renamed, *pairing.same_name):
        yield from _compare_pair(one, kind, using)
    for key, model in pairing.ghosts.items():
        yield Ghost(
            code=kind.ghost,
            subject=kind.subject,
            object=key,
            relation=key,
            documented=summary(model),
            documented_at=documented_places(model.origin),
            actual_at=using.blame.dropped(key),
        )
    for key, model in pairing.undocumented.items():
        yield Undocumented(
            code=kind.undocumented,
            subject=kind.subject,
            object=key,
            relation=key,
            actual=summary(model),
            actual_at=model.origin.created,
        )


def _compare_pair(
    one: Pair[_Object, _Object], kind: ObjectKind, using: Comparison
) -> Iterator[Change]:
    documented, actual = one.documented, one.actual
    if one.name != one.documented_name:
        yield Renamed(
            code=kind.altered,
            subject=kind.subject,
            object=one.name,
            relation=one.name,
            documented=one.documented_name,
            actual=one.name,
            documented_at=documented_places(documented.origin),
            actual_at=using.blame.changed(one.name, "", "name", actual.origin),
        )
    for difference in _object_differences(documented, actual, using.scope):
        yield Altered(
            code=kind.altered,
            subject=kind.subject,
            object=one.name,
            relation=one.name,
            aspect=difference.aspect,
            documented=difference.documented,
            actual=difference.actual,
            documented_at=documented_places(documented.origin),
            actual_at=using.blame.changed(one.name, "", difference.field, actual.origin),
        )


def _object_differences(
    documented: _Object, actual: _Object, scope: Scope | None
) -> Iterator[Difference]:
    if type(documented) is not type(actual):
        yield Difference(
            field="kind",
            aspect="kind",
            documented=type(documented).__name__.lower(),
            actual=type(actual).__name__.lower(),
        )
        return
    renamed = {"name": actual.name, "schema_name": actual.schema_name}
    documented = _trimmed(documented.model_copy(update=renamed))
    actual = _trimmed(actual)
    if not same_model(documented, actual, scope):
        yield from differences(documented, actual, scope=scope)
    if documented.comment != actual.comment:
        yield comment_difference(documented, actual)


def _trimmed(model: _Object) -> _Object:
    return trimmed_function(model) if isinstance(model, Function) else model
