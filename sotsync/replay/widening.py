"""Which change of a column's type no program notices: every old value is a new value too."""

from __future__ import annotations

import re

__all__ = ["is_widening"]

_SPELLED = re.compile(r"([^(\[]+?)(?:\(([\d,]+)\))?([^(\[]*)(\[\])?\Z")
_WIDER = {
    "smallint": frozenset({"integer", "bigint", "numeric"}),
    "integer": frozenset({"bigint", "numeric"}),
    "bigint": frozenset({"numeric"}),
    "real": frozenset({"double precision"}),
    "character varying": frozenset({"text"}),
    "character": frozenset({"text", "character varying"}),
    "date": frozenset({"timestamp without time zone", "timestamp with time zone"}),
    "timestamp without time zone": frozenset({"timestamp with time zone"}),
    "json": frozenset({"jsonb"}),
    "cidr": frozenset({"inet"}),
    "text": frozenset({"character varying", "citext"}),
}


def is_widening(before: str, after: str) -> bool:
    """Whether every value of the type ``before`` is one of ``after``."""
    if before == after or not before:
        return True
    old, new = _SPELLED.match(before), _SPELLED.match(after)
    if old is None or new is None or old[4] != new[4]:
        return False
    old_name, new_name = old[1] + old[3], new[1] + new[3]
    if old_name == new_name:
        return _allows(old[2], new[2])
    return new_name.rpartition(".")[2] in _WIDER.get(old_name, ()) and new[2] is None


def _allows(old: str | None, new: str | None) -> bool:
    if new is None:
        return True
    if old is None:
        return False
    olds, news = ([int(part) for part in text.split(",")] for text in (old, new))
    if len(olds) != len(news):
        return False
    whole_old, whole_new = olds[0] - sum(olds[1:]), news[0] - sum(news[1:])
    return whole_new >= whole_old and news[1:] >= olds[1:]
