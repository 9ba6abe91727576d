"""Tables and views of the working catalog, as models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sotsync.replay import catalog
from sotsync.replay.binding import render, render_view
from sotsync.replay.index_keys import partition_key_text
from sotsync.replay.lookup import key_of
from sotsync.replay.privileges import freeze_acl, owning_role_of
from sotsync.replay.sequences import sequence_options_text
from sotsync.replay.typenames import spell_type
from sotsync.schema import models
from sotsync.schema.names import qualified, quote, quote_literal
from sotsync.schema.origin import Origin

__all__ = ["common_fields", "freeze_relation", "is_owned", "owned_fields"]

_VIEW_KINDS = frozenset({"view", "materialized view"})


def common_fields(found: catalog.Object) -> dict[str, Any]:
    """The fields that every model has."""
    return {
        "name": found.name,
        "comment": found.comment,
        "origin": Origin(
            created=found.created,
            changed=found.changed,
            touched=_without_repeats(found.touched),
            renamed_from=found.renamed_from,
            uncertain=found.uncertain,
        ),
    }


def _without_repeats(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths)) if len(paths) > 1 else paths


def owned_fields(found: catalog.Object) -> dict[str, Any]:
    """The fields of what roles own and are granted privileges on."""
    fields = common_fields(found)
    return {**fields, "owner": owning_role_of(found), "privileges": freeze_acl(found)}


def is_owned(found: catalog.Object) -> bool:
    """Whether the migrations made the object, or it is a stand-in that they use."""
    return not found.is_platform


def freeze_relation(relation: catalog.Relation) -> models.Table | models.View:
    """The model of a table or view."""
    shared = {
        **owned_fields(relation),
        "privileges": freeze_acl(relation, relation.columns.values()),
        "schema_name": relation.namespace.name,
        "columns": {c.name: _column(c) for c in relation.columns.values() if _is_proven(c)},
        "indexes": {
            index.name: _index(index)
            for index in relation.indexes.values()
            if index.constraint is None and is_owned(index)
        },
        "triggers": {
            trigger.name: _trigger(trigger)
            for trigger in relation.triggers.values()
            if is_owned(trigger)
        },
        "options": tuple(_option(relation, item) for item in relation.options.items()),
    }
    if relation.kind in _VIEW_KINDS:
        return _view(relation, shared)
    return _table(relation, shared)


def _option(relation: catalog.Relation, item: tuple[str, str]) -> str:
    name, value = item
    if relation.kind == "foreign table":
        return f"{quote(name)} {quote_literal(value)}"
    return f"{name}={value}"


def _is_proven(column: catalog.Column) -> bool:
    if column.type.base == "":
        return False
    return not column.is_platform or column.comment is not None


def _view(relation: catalog.Relation, shared: dict[str, Any]) -> models.View:
    return models.View(
        **shared,
        is_materialized=relation.kind == "materialized view",
        definition=render_view(relation),
        check_option=relation.check_option,  # type: ignore[arg-type] # validated by the model
        is_recursive=relation.is_recursive,
    )


def _table(relation: catalog.Relation, shared: dict[str, Any]) -> models.Table:
    constraints = [c for c in relation.constraints.values() if is_owned(c)]
    policies = [p for p in relation.policies.values() if is_owned(p)]
    return models.Table(
        **shared,
        kind=models.TableKind(relation.kind),
        constraints={c.name: _constraint(c) for c in constraints},
        policies={p.name: _policy(p) for p in policies},
        rls_enabled=relation.rls_enabled,
        rls_forced=relation.rls_forced,
        parents=tuple(key_of(parent) for parent in relation.parents),
        partition_key=partition_key_text(relation),
        partition_bound=relation.partition_bound,
        is_unlogged=relation.is_unlogged,
        is_external=relation.is_platform or not relation.is_known,
        foreign_server=relation.foreign_server,
    )


def _column(column: catalog.Column) -> models.Column:
    options = None
    if column.identity and column.sequence is not None:
        options = sequence_options_text(column.sequence)
    return models.Column(
        **common_fields(column),
        type=spell_type(column.type),
        not_null=column.not_null,
        default=_text(column.default),
        identity=column.identity,  # type: ignore[arg-type] # validated by the model
        identity_options=options,
        generated=_text(column.generated),
        generated_virtual=column.generated_virtual,
        collation=column.collation,
        is_inherited=column.is_inherited,
    )


def _text(expression: catalog.Expression | None) -> str | None:
    """The text, which ``render_all`` has brought up to date where it is there at all."""
    return None if expression is None else expression.text or render(expression)


def _names(columns: list[catalog.Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def _constraint(constraint: catalog.Constraint) -> models.Constraint:
    shared = {
        **common_fields(constraint),
        "deferrable": constraint.deferrable,
        "initially_deferred": constraint.initially_deferred,
        "validated": constraint.validated,
        "enforced": constraint.enforced,
        "is_inherited": constraint.is_inherited,
    }
    return _CONSTRAINTS[constraint.kind](constraint, shared)


def _primary_key(found: catalog.Constraint, shared: dict[str, Any]) -> models.PrimaryKey:
    return models.PrimaryKey(
        **shared,
        columns=_names(found.columns),
        include=_names(found.include),
        without_overlaps=found.has_period,
        options=tuple(found.options),
    )


def _unique(found: catalog.Constraint, shared: dict[str, Any]) -> models.Unique:
    return models.Unique(
        **shared,
        columns=_names(found.columns),
        include=_names(found.include),
        nulls_not_distinct=found.nulls_not_distinct,
        without_overlaps=found.has_period,
        options=tuple(found.options),
    )


def _check(found: catalog.Constraint, shared: dict[str, Any]) -> models.Check:
    return models.Check(
        **shared, expression=_text(found.expression) or "", no_inherit=found.no_inherit
    )


def _foreign_key(found: catalog.Constraint, shared: dict[str, Any]) -> models.ForeignKey:
    referenced = found.referenced
    assert referenced is not None  # every foreign key has one
    columns = found.referenced_columns
    if not columns:
        columns = next(
            (c.columns for c in referenced.constraints.values() if c.kind == "primary key"), []
        )
    return models.ForeignKey(
        **shared,
        columns=_names(found.columns),
        referenced_schema=referenced.namespace.name,
        referenced_table=referenced.name,
        referenced_columns=_names(columns),
        on_update=models.ReferentialAction(found.on_update),
        on_delete=models.ReferentialAction(found.on_delete),
        on_delete_columns=_names(found.on_delete_columns),
        match_full=found.match_full,
        with_period=found.has_period,
    )


def _exclusion(found: catalog.Constraint, shared: dict[str, Any]) -> models.Exclusion:
    return models.Exclusion(
        **shared,
        method=found.method,
        keys=tuple(_key(key) for key in found.keys),
        include=_names(found.include),
        predicate=_text(found.predicate),
        options=tuple(found.options),
    )


_CONSTRAINTS: dict[str, Callable[[catalog.Constraint, dict[str, Any]], models.Constraint]] = {
    "primary key": _primary_key,
    "unique": _unique,
    "check": _check,
    "foreign key": _foreign_key,
    "exclusion": _exclusion,
}


def _key(key: catalog.IndexKey) -> models.IndexKey:
    return models.IndexKey(
        column=key.column.name if key.column else None,
        expression=_text(key.expression),
        collation=key.collation,
        operator_class=key.operator_class,
        descending=key.descending,
        nulls_first=key.nulls_first,
        operator=key.operator,
    )


def _index(index: catalog.Index) -> models.Index:
    return models.Index(
        **common_fields(index),
        method=index.method,
        keys=tuple(_key(key) for key in index.keys),
        include=_names(index.include),
        is_unique=index.is_unique,
        nulls_not_distinct=index.nulls_not_distinct,
        predicate=_text(index.predicate),
        options=tuple(index.options),
        is_valid=index.is_valid,
        is_inherited=index.is_inherited,
    )


def _policy(policy: catalog.Policy) -> models.Policy:
    return models.Policy(
        **common_fields(policy),
        command=models.PolicyCommand(policy.command),
        is_permissive=policy.is_permissive,
        roles=tuple(sorted(policy.roles)),
        using=_text(policy.using),
        with_check=_text(policy.with_check),
    )


def _trigger(trigger: catalog.Trigger) -> models.Trigger:
    function = trigger.function
    if isinstance(function, catalog.Function):
        function = qualified(function.namespace.name, function.name)
    source = trigger.constraint_from
    return models.Trigger(
        **common_fields(trigger),
        timing=trigger.timing,  # type: ignore[arg-type] # validated by the model
        events=tuple(trigger.events),  # type: ignore[arg-type] # the same
        update_columns=_names(trigger.update_columns),
        level=trigger.level,  # type: ignore[arg-type] # the same
        when=_text(trigger.when),
        function=function,
        arguments=tuple(trigger.arguments),
        is_constraint=trigger.is_constraint,
        constraint_from=key_of(source) if source else None,
        deferrable=trigger.deferrable,
        initially_deferred=trigger.initially_deferred,
        old_table=trigger.old_table,
        new_table=trigger.new_table,
        enabled=trigger.enabled,  # type: ignore[arg-type] # the same
    )
