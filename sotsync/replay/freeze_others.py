"""The lesser kinds of object of the working catalog, as models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from sotsync.replay import catalog, objects
from sotsync.replay.binding import render
from sotsync.replay.definitions import definition_texts
from sotsync.replay.freeze_tables import common_fields, owned_fields
from sotsync.replay.lookup import key_of
from sotsync.replay.objects import others_of
from sotsync.replay.typenames import spell_type
from sotsync.schema import models
from sotsync.schema.names import qualified, quote, quote_literal

__all__ = ["freeze_others", "freeze_rules", "with_rules"]

_Relation = TypeVar("_Relation", bound=models.Relation)


def freeze_rules(found: catalog.Catalog) -> dict[catalog.Relation, dict[str, models.Rule]]:
    """The rules of every relation that has some."""
    rules: dict[catalog.Relation, dict[str, models.Rule]] = {}
    for rule in others_of(found, objects.Rule):
        rules.setdefault(rule.relation, {})[rule.name] = _rule(rule)
    return rules


def with_rules(relation: _Relation, rules: dict[str, models.Rule] | None) -> _Relation:
    """The table or view with its rules."""
    return relation.model_copy(update={"rules": rules}) if rules else relation


def freeze_others(found: catalog.Catalog) -> dict[str, Any]:
    """The fields of the schema that hold these kinds, without what nothing but a platform made."""
    return {
        "foreign_data_wrappers": {
            item.name: _wrapper(item)
            for item in others_of(found, objects.ForeignDataWrapper)
            if not item.is_platform
        },
        "foreign_servers": {
            item.name: _server(item)
            for item in others_of(found, objects.ForeignServer)
            if not item.is_platform
        },
        "user_mappings": {
            f"{quote(item.name)} on {quote(item.server.name)}": _user_mapping(item)
            for item in others_of(found, objects.UserMapping)
        },
        "collations": {
            qualified(item.namespace.name, item.name): _collation(item)
            for item in others_of(found, objects.Collation)
        },
        "statistics": {
            qualified(item.namespace.name, item.name): _statistics(item)
            for item in others_of(found, objects.Statistics)
        },
        "event_triggers": {
            item.name: _event_trigger(item) for item in others_of(found, objects.EventTrigger)
        },
        "publications": {
            item.name: _publication(item)
            for item in others_of(found, objects.Publication)
            if not item.is_platform or item.touched
        },
        "other_objects": {
            **{
                _definition_key(item): _definition(item)
                for item in others_of(found, objects.Definition)
            },
            **{
                f"type {qualified(item.namespace.name, item.name)}": _base_type(item)
                for item in _base_types(found)
            },
        },
    }


def _text(expression: catalog.Expression | None) -> str | None:
    return None if expression is None else render(expression)


def _function_name(function: catalog.Function | str | None) -> str | None:
    if function is None or isinstance(function, str):
        return function
    return qualified(function.namespace.name, function.name)


def _options(options: dict[str, str | None]) -> dict[str, Any]:
    return {
        "options": tuple(
            f"{quote(name)} {quote_literal(text)}"
            for name, text in options.items()
            if text is not None
        ),
        "omitted_options": tuple(sorted(name for name, text in options.items() if text is None)),
    }


def _rule(found: objects.Rule) -> models.Rule:
    return models.Rule(
        **common_fields(found),
        event=found.event,  # type: ignore[arg-type] # validated by the model
        is_instead=found.is_instead,
        condition=_text(found.condition),
        actions=tuple(map(render, found.actions)),
        enabled=found.enabled,  # type: ignore[arg-type] # the same
    )


def _wrapper(found: objects.ForeignDataWrapper) -> models.ForeignDataWrapper:
    return models.ForeignDataWrapper(
        **owned_fields(found),
        handler=_function_name(found.handler),
        validator=_function_name(found.validator),
        **_options(found.options),
    )


def _server(found: objects.ForeignServer) -> models.ForeignServer:
    return models.ForeignServer(
        **owned_fields(found),
        wrapper=found.wrapper.name if found.wrapper else "",
        type=found.type,
        version=found.version,
        **_options(found.options),
    )


def _user_mapping(found: objects.UserMapping) -> models.UserMapping:
    return models.UserMapping(
        **common_fields(found), server=found.server.name, **_options(found.options)
    )


def _collation(found: objects.Collation) -> models.Collation:
    return models.Collation(
        **common_fields(found),
        owner=found.owning_role,
        schema_name=found.namespace.name,
        options=tuple(found.options),
        source=found.source,
    )


def _statistics(found: objects.Statistics) -> models.Statistics:
    return models.Statistics(
        **common_fields(found),
        owner=found.owning_role,
        schema_name=found.namespace.name,
        table=key_of(found.relation),
        kinds=tuple(found.kinds),
        columns=tuple(column.name for column in found.columns),
        expressions=tuple(map(render, found.expressions)),
        target=found.target,
    )


def _event_trigger(found: objects.EventTrigger) -> models.EventTrigger:
    return models.EventTrigger(
        **common_fields(found),
        owner=found.owning_role,
        event=found.event,
        tags=tuple(found.tags),
        function=_function_name(found.function) or "",
        enabled=found.enabled,  # type: ignore[arg-type] # validated by the model
    )


def _publication(found: objects.Publication) -> models.Publication:
    tables = sorted(map(_published, found.tables), key=lambda table: table.table)
    return models.Publication(
        **common_fields(found),
        owner=found.owning_role,
        all_tables=found.all_tables,
        tables=tuple(tables),
        schemas=tuple(sorted(namespace.name for namespace in found.schemas)),
        options=tuple(f"{name} = {_value(text)}" for name, text in sorted(found.options.items())),
        is_external=found.is_platform,
    )


def _value(text: str) -> str:
    return text if text in ("true", "false") else quote_literal(text)


def _published(found: objects.Published) -> models.PublishedTable:
    return models.PublishedTable(
        table=key_of(found.relation),
        columns=tuple(column.name for column in found.columns or ()),
        predicate=_text(found.predicate),
    )


def _types(found: objects.Definition) -> tuple[str, ...]:
    return tuple("NONE" if used is None else spell_type(used) for used in found.types)


def _base_types(found: catalog.Catalog) -> Iterator[catalog.Type]:
    for namespace in found.namespaces.values():
        yield from (t for t in namespace.types.values() if t.statements)


def _base_type(found: catalog.Type) -> models.OtherObject:
    definition, changes = definition_texts(found)
    return models.OtherObject(
        **common_fields(found),
        kind="type",
        schema_name=found.namespace.name,
        definition=definition,
        changes=changes,
        owner=found.owning_role,
    )


def _definition_key(found: objects.Definition) -> str:
    words = [found.kind]
    if found.namespace is not None:
        words.append(qualified(found.namespace.name, found.name))
    elif found.name:
        words.append(quote(found.name))
    if found.method:
        words.append(f"using {quote(found.method)}")
    if found.types:
        words.append(f"({', '.join(_types(found))})")
    return " ".join(words)


def _definition(found: objects.Definition) -> models.OtherObject:
    definition, changes = definition_texts(found)
    return models.OtherObject(
        **common_fields(found),
        kind=found.kind,
        schema_name=found.namespace.name if found.namespace is not None else None,
        types=_types(found),
        method=found.method or None,
        definition=definition,
        changes=changes,
        owner=found.owning_role,
    )
