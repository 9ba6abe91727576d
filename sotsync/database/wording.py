"""Whether two descriptions of a lesser object say the same, where the order or a word is free.

Casts, operators, text search and their like are kept as the statements that make them. A server
restates those in words of its own, so that a migration's are kept wherever the object is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from pydantic import BaseModel

from sotsync.schema import models

__all__ = ["kept_words"]

_KINDS_OF_STATISTICS = frozenset({"ndistinct", "dependencies", "mcv"})
_ALL_PUBLISHED = frozenset({"insert", "update", "delete", "truncate"})
_UNSAID = {
    "provider": "libc",
    "deterministic": "true",
    "publish_via_partition_root": "false",
    "publish_generated_columns": "none",
}
_WORD = re.compile(r"\w+")

_Words = Mapping[str, object]


def kept_words(written: BaseModel, served: BaseModel) -> dict[str, object]:
    """The written fields that say what the served ones say."""
    finder = _FINDERS.get(type(served))
    return dict(finder(written, served)) if finder and type(written) is type(served) else {}


def _statistics(written: models.Statistics, served: models.Statistics) -> _Words:
    one, other = (frozenset(each.kinds) or _KINDS_OF_STATISTICS for each in (written, served))
    return {"kinds": written.kinds} if one == other else {}


def _publication(written: models.Publication, served: models.Publication) -> _Words:
    is_same = _published(written.options) == _published(served.options)
    return {"options": written.options} if is_same else {}


def _published(options: Iterable[str]) -> Mapping[str, object]:
    facts: dict[str, object] = _said(options)
    events = frozenset(_WORD.findall(str(facts.pop("publish", "")))) or _ALL_PUBLISHED
    return {**facts, "publish": events}


def _published_table(written: models.PublishedTable, served: models.PublishedTable) -> _Words:
    is_same = frozenset(written.columns) == frozenset(served.columns)
    return {"columns": written.columns} if is_same else {}


def _collation(written: models.Collation, served: models.Collation) -> _Words:
    """What a collation is copied from, the server does not keep."""
    if written.source is None and _locales(written.options) != _locales(served.options):
        return {}
    return {"options": written.options, "source": written.source}


def _locales(options: Iterable[str]) -> Mapping[str, object]:
    facts = _said(options)
    locale = facts.pop("locale", "")
    return {"lc_collate": locale, "lc_ctype": locale, **facts}


def _said(options: Iterable[str]) -> dict[str, object]:
    """The options by name, without those that say what goes without saying."""
    pairs = (option.split(" = ", 1) for option in options)
    facts = {name.lower(): value.strip("'") for name, value in pairs}
    return {name: value for name, value in facts.items() if _UNSAID.get(name) != value.lower()}


def _wrapper(written: models.ForeignDataWrapper, served: models.ForeignDataWrapper) -> _Words:
    """The functions of an extension, whose schema replay need not know."""
    return {
        field: getattr(written, field)
        for field in ("handler", "validator")
        if (getattr(served, field) or "").endswith(f".{getattr(written, field)}")
    }


def _other_object(written: models.OtherObject, _served: models.OtherObject) -> _Words:
    return {"definition": written.definition, "changes": written.changes}


_FINDERS: Mapping[type[BaseModel], Callable[..., _Words]] = {
    models.Collation: _collation,
    models.ForeignDataWrapper: _wrapper,
    models.OtherObject: _other_object,
    models.Publication: _publication,
    models.PublishedTable: _published_table,
    models.Statistics: _statistics,
}
