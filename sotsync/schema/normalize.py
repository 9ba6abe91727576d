"""Models with every text in its canonical form, so that ``==`` means the same.

Normalised models are for comparing: their expressions can no longer be shown or loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from sotsync.schema import models
from sotsync.schema.expressions import canonical_default, canonical_expression, canonical_query
from sotsync.schema.names import qualified
from sotsync.schema.scope import Scope
from sotsync.schema.spelling import HIDDEN_SCHEMAS, squeeze, strip_hidden_schema
from sotsync.schema.types import canonical_type

__all__ = ["normalize"]

Model = TypeVar("Model", bound=BaseModel)


def normalize(model: Model, scope: Scope | None = None) -> Model:
    """The model with every expression, query and type in its canonical form.

    ``normalize(a) == normalize(b)`` says that both mean the same; spelling does not count.

    Args:
        model: What is to be compared.
        scope: Where its expressions stand, the same for both sides of a comparison: with it, casts
            and qualifiers that PostgreSQL puts in by itself do not count either.
    """
    scope = _within(model, scope)
    changes: dict[str, object] = {}
    for field, form in _FORMS.get(type(model), {}).items():
        value = getattr(model, field)
        if value:
            changes[field] = form(value, scope)
    changes |= _default(model, scope)
    return model.model_copy(update=changes) if changes else model


def _within(model: BaseModel, scope: Scope | None) -> Scope | None:
    """The scope of what the model is made of: a view's query sees none of the view's columns."""
    if scope is None or not isinstance(model, models.Relation | models.Domain | models.Function):
        return scope
    is_seen = isinstance(model, models.Table | models.Domain)
    return scope.at(qualified(model.schema_name, model.name) if is_seen else "")


def _default(model: BaseModel, scope: Scope | None) -> dict[str, object]:
    """The default, whose form depends on the type beside it."""
    if isinstance(model, models.Domain):
        type_name = model.base_type
    elif isinstance(model, models.Column | models.Argument):
        type_name = model.type
    else:
        return {}
    if model.default is None:
        return {}
    is_argument = isinstance(model, models.Argument)
    form = canonical_default(model.default, type_name, scope)
    # An argument that defaults to NULL can be left out of a call; one without a default cannot.
    return {"default": "NULL" if is_argument and form is None else form}


_Form = Callable[[Any, Scope | None], object]


def _free(form: Callable[[Any], object]) -> _Form:
    """The form of a text that means the same in every scope."""
    return lambda value, _scope: form(value)


def _type(text: str) -> str:
    return strip_hidden_schema(canonical_type(text))


def _name(text: str) -> str:
    """A rendered name without a schema that goes without saying."""
    schema, dot, rest = text.partition(".")
    return rest if dot and schema in HIDDEN_SCHEMAS else text


def _words(text: str) -> str:
    return squeeze(text).lower()


def _models(values: tuple[BaseModel, ...], scope: Scope | None) -> tuple[BaseModel, ...]:
    return tuple(normalize(value, scope) for value in values)


def _mapping(values: Mapping[str, BaseModel], scope: Scope | None) -> dict[str, BaseModel]:
    return {key: normalize(value, scope) for key, value in values.items()}


def _sorted(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(map(squeeze, values)))


def _roles(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(values))


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_name, values))


_Forms = Mapping[str, _Form]

_RELATION: _Forms = {
    "columns": _mapping,
    "indexes": _mapping,
    "triggers": _mapping,
    "options": _free(_sorted),
}

_FORMS: dict[type[BaseModel], _Forms] = {
    models.Column: {
        "type": _free(_type),
        "generated": canonical_expression,
        "collation": _free(_name),
        "identity_options": _free(_words),
    },
    models.Check: {"expression": canonical_expression},
    models.Exclusion: {"keys": _models, "predicate": canonical_expression},
    models.IndexKey: {
        "expression": canonical_expression,
        "collation": _free(_name),
        "operator_class": _free(_name),
        "operator": _free(_words),
    },
    models.Index: {"keys": _models, "predicate": canonical_expression, "options": _free(_sorted)},
    models.Policy: {
        "roles": _free(_roles),
        "using": canonical_expression,
        "with_check": canonical_expression,
    },
    models.Trigger: {"when": canonical_expression, "function": _free(_name)},
    models.Table: {
        **_RELATION,
        "constraints": _mapping,
        "policies": _mapping,
        "parents": _free(_names),
        "partition_key": _free(squeeze),
        "partition_bound": _free(squeeze),
    },
    models.View: {**_RELATION, "definition": canonical_query},
    models.DomainCheck: {"expression": canonical_expression},
    models.Domain: {"base_type": _free(_type), "collation": _free(_name), "checks": _models},
    models.CompositeAttribute: {"type": _free(_type)},
    models.CompositeType: {"attributes": _models},
    models.RangeType: {"options": _free(_sorted)},
    models.Argument: {"type": _free(_type)},
    models.Function: {
        "arguments": _models,
        "returns": _free(_type),
        "sql_body": _free(squeeze),
        "settings": _free(_sorted),
        "options": _free(_sorted),
    },
    models.Schema: dict.fromkeys(models.Schema.model_fields, _mapping),
}
