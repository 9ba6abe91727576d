"""Models with every text in its canonical form, so that ``==`` means the same.

Normalised models are for comparing: their expressions can no longer be shown or loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from sotsync.schema import models
from sotsync.schema.expressions import canonical_default, canonical_expression, canonical_query
from sotsync.schema.spelling import HIDDEN_SCHEMAS, squeeze, strip_hidden_schema
from sotsync.schema.types import canonical_type

__all__ = ["normalize"]

Model = TypeVar("Model", bound=BaseModel)


def normalize(model: Model) -> Model:
    """The model with every expression, query and type in its canonical form.

    ``normalize(a) == normalize(b)`` says that both mean the same; spelling does not count.
    """
    changes: dict[str, object] = {}
    for field, form in _FORMS.get(type(model), {}).items():
        value = getattr(model, field)
        if value:
            changes[field] = form(value)
    changes |= _default(model)
    return model.model_copy(update=changes) if changes else model


def _default(model: BaseModel) -> dict[str, object]:
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
    form = canonical_default(model.default, type_name)
    # An argument that defaults to NULL can be left out of a call; one without a default cannot.
    return {"default": "NULL" if is_argument and form is None else form}


def _type(text: str) -> str:
    return strip_hidden_schema(canonical_type(text))


def _name(text: str) -> str:
    """A rendered name without a schema that goes without saying."""
    schema, dot, rest = text.partition(".")
    return rest if dot and schema in HIDDEN_SCHEMAS else text


def _words(text: str) -> str:
    return squeeze(text).lower()


def _models(values: tuple[BaseModel, ...]) -> tuple[BaseModel, ...]:
    return tuple(map(normalize, values))


def _mapping(values: Mapping[str, BaseModel]) -> dict[str, BaseModel]:
    return {key: normalize(value) for key, value in values.items()}


def _sorted(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(map(squeeze, values)))


def _roles(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(values))


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_name, values))


_Forms = dict[str, Callable[[Any], object]]

_RELATION: _Forms = {
    "columns": _mapping,
    "indexes": _mapping,
    "triggers": _mapping,
    "options": _sorted,
}

_FORMS: dict[type[BaseModel], _Forms] = {
    models.Column: {
        "type": _type,
        "generated": canonical_expression,
        "collation": _name,
        "identity_options": _words,
    },
    models.Check: {"expression": canonical_expression},
    models.Exclusion: {"keys": _models, "predicate": canonical_expression},
    models.IndexKey: {
        "expression": canonical_expression,
        "collation": _name,
        "operator_class": _name,
        "operator": _words,
    },
    models.Index: {"keys": _models, "predicate": canonical_expression, "options": _sorted},
    models.Policy: {
        "roles": _roles,
        "using": canonical_expression,
        "with_check": canonical_expression,
    },
    models.Trigger: {"when": canonical_expression, "function": _name},
    models.Table: {
        **_RELATION,
        "constraints": _mapping,
        "policies": _mapping,
        "parents": _names,
        "partition_key": squeeze,
        "partition_bound": squeeze,
    },
    models.View: {**_RELATION, "definition": canonical_query},
    models.DomainCheck: {"expression": canonical_expression},
    models.Domain: {"base_type": _type, "collation": _name, "checks": _models},
    models.CompositeAttribute: {"type": _type},
    models.CompositeType: {"attributes": _models},
    models.RangeType: {"options": _sorted},
    models.Argument: {"type": _type},
    models.Function: {
        "arguments": _models,
        "returns": _type,
        "sql_body": squeeze,
        "settings": _sorted,
        "options": _sorted,
    },
    models.Schema: dict.fromkeys(models.Schema.model_fields, _mapping),
}
