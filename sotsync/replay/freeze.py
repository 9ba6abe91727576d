"""The working catalog, frozen into the immutable schema.

Only what migrations own is frozen. A table of the platform, or one whose base is unknown, is there
as soon as a migration adds something to it, and holds only what was added.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sotsync.replay import catalog
from sotsync.replay.binding import render
from sotsync.replay.freeze_others import freeze_others, freeze_rules, with_rules
from sotsync.replay.freeze_tables import (
    common_fields,
    freeze_relation,
    is_owned,
    owned_fields,
)
from sotsync.replay.history import Operation
from sotsync.replay.lookup import key_of
from sotsync.replay.platform_data import FIXED_SCHEMAS
from sotsync.replay.privileges import freeze_defaults
from sotsync.replay.resolve import TEMPORARY
from sotsync.replay.session import Session
from sotsync.replay.typenames import SERIAL_TYPES, spell_type
from sotsync.schema import models
from sotsync.schema.names import qualified, quote

__all__ = ["freeze", "freeze_operations", "function_key"]

_Found = TypeVar("_Found", bound=catalog.Object)


def freeze(found: catalog.Catalog) -> models.Schema:
    """The schema of everything in the catalog that the migrations own."""
    namespaces = [n for n in found.namespaces.values() if n.name != TEMPORARY]
    relations = _ordered(r for n in namespaces for r in n.relations.values() if _is_described(r))
    types = _ordered(t for n in namespaces for t in n.types.values() if is_owned(t))
    sequences = _ordered(s for n in namespaces for s in n.sequences.values() if is_owned(s))
    functions = _ordered(
        f for n in namespaces for fs in n.functions.values() for f in fs if is_owned(f)
    )
    rules = freeze_rules(found)
    frozen = [
        (key_of(relation), with_rules(freeze_relation(relation), rules.get(relation)))
        for relation in relations
    ]
    return models.Schema(
        namespaces={
            n.name: _namespace(n)
            for n in namespaces
            if is_owned(n) or n.privileges or n.owning_role
        },
        extensions={e.name: _extension(e) for e in found.extensions.values() if is_owned(e)},
        enums={_key(t): _enum(t) for t in types if t.kind == "enum"},
        domains={_key(t): _domain(t) for t in types if t.kind == "domain"},
        composite_types={_key(t): _composite(t) for t in types if t.kind == "composite"},
        range_types={_key(t): _range(t) for t in types if t.kind == "range"},
        sequences={_key(s): _sequence(s) for s in sequences},
        tables={key: model for key, model in frozen if isinstance(model, models.Table)},
        views={key: model for key, model in frozen if isinstance(model, models.View)},
        functions={function_key(f): _function(f) for f in functions},
        default_privileges=freeze_defaults(found),
        **freeze_others(found),
    )


def freeze_operations(session: Session) -> tuple[Operation, ...]:
    """The history, every object by its final name."""
    targets = {happening.target for happening in session.happenings}
    keys = {target: key_of(target) for target in targets if isinstance(target, catalog.Relation)}
    return tuple(
        happening.named(keys[happening.target])
        for happening in session.happenings
        if happening.target in keys
    )


def _ordered(objects: Iterable[_Found]) -> list[_Found]:
    """In the order of creation, across schemas."""
    return sorted(objects, key=lambda found: found.number)


def _is_described(relation: catalog.Relation) -> bool:
    if not relation.is_platform and relation.is_known:
        return True
    is_granted = any(part.privileges for part in (relation, *relation.columns.values()))
    return bool(relation.touched) or is_granted


def _key(found: catalog.Type | catalog.Sequence) -> str:
    return qualified(found.namespace.name, found.name)


def function_key(function: catalog.Function) -> str:
    """The key of a function: its qualified name and the types of its input arguments."""
    types = ", ".join(
        spell_type(parameter.type)
        for parameter in function.parameters
        if parameter.mode in ("IN", "INOUT", "VARIADIC")
    )
    return f"{qualified(function.namespace.name, function.name)}({types})"


def _text(expression: catalog.Expression | None) -> str | None:
    return None if expression is None else render(expression)


def _namespace(found: catalog.Namespace) -> models.Namespace:
    return models.Namespace(**owned_fields(found), is_external=found.is_platform)


def _extension(found: catalog.Extension) -> models.Extension:
    # An extension that insists on a schema makes it, but only where none is named.
    home = found.namespace.name
    schema_name = None if FIXED_SCHEMAS.get(found.name) == home else home
    return models.Extension(**common_fields(found), schema_name=schema_name, version=found.version)


def _enum(found: catalog.Type) -> models.Enum:
    return models.Enum(
        **owned_fields(found), schema_name=found.namespace.name, labels=tuple(found.labels)
    )


def _domain(found: catalog.Type) -> models.Domain:
    checks = tuple(
        models.DomainCheck(
            name=check.name, expression=_text(check.expression) or "", validated=check.validated
        )
        for check in found.checks.values()
    )
    return models.Domain(
        **owned_fields(found),
        schema_name=found.namespace.name,
        base_type=spell_type(found.base) if found.base else "",
        not_null=found.not_null,
        default=_text(found.default),
        collation=found.collation,
        checks=checks,
    )


def _composite(found: catalog.Type) -> models.CompositeType:
    attributes = tuple(
        models.CompositeAttribute(name=name, type=spell_type(used))
        for name, used in found.attributes.items()
    )
    return models.CompositeType(
        **owned_fields(found), schema_name=found.namespace.name, attributes=attributes
    )


def _range(found: catalog.Type) -> models.RangeType:
    return models.RangeType(
        **owned_fields(found), schema_name=found.namespace.name, options=tuple(found.options)
    )


def _sequence(found: catalog.Sequence) -> models.Sequence:
    owner = found.owner
    return models.Sequence(
        **owned_fields(found),
        schema_name=found.namespace.name,
        type=found.type,
        start=found.start,
        increment=found.increment,
        minimum=found.minimum,
        maximum=found.maximum,
        cache=found.cache,
        cycles=found.cycles,
        owned_by=f"{key_of(owner.relation)}.{quote(owner.name)}" if owner else None,
        is_serial=_is_serial(found),
        is_identity=found.is_identity,
    )


def _is_serial(found: catalog.Sequence) -> bool:
    """Whether the sequence and the column that owns it are what ``serial`` makes."""
    column = found.owner
    if column is None or column.default is None or found.is_identity:
        return False
    is_default = any(reference.target is found for reference in column.default.references)
    return is_default and spell_type(column.type) in SERIAL_TYPES.values()


def _function(found: catalog.Function) -> models.Function:
    arguments = tuple(
        models.Argument(
            type=spell_type(parameter.type),
            name=parameter.name,
            mode=parameter.mode,  # type: ignore[arg-type] # validated by the model
            default=_text(parameter.default),
        )
        for parameter in found.parameters
    )
    return models.Function(
        **owned_fields(found),
        schema_name=found.namespace.name,
        kind=models.FunctionKind(found.kind),
        arguments=arguments,
        returns=_returns(found),
        language=found.language,
        body=found.body,
        sql_body=_text(found.sql_body),
        object_file=found.object_file,
        volatility=found.volatility,  # type: ignore[arg-type] # validated by the model
        is_strict=found.is_strict,
        security_definer=found.security_definer,
        is_leakproof=found.is_leakproof,
        parallel=found.parallel,  # type: ignore[arg-type] # the same
        cost=found.cost,
        rows=found.rows,
        settings=tuple(found.settings),
        options=tuple(found.options),
    )


def _returns(found: catalog.Function) -> str | None:
    if found.returns is None:
        return None
    prefix = "SETOF " if found.returns.is_set else ""
    return prefix + spell_type(found.returns)
