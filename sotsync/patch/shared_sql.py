"""Types and functions, which several entries may show: each fence that shows one is read alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sotsync.diff.changes import Change, Ghost, Renamed
from sotsync.diff.members import Comparison
from sotsync.diff.schemas import FUNCTIONS, TYPES, compare_objects, schema_types
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.document.documented import read_fence_alone
from sotsync.document.regions import Fence
from sotsync.document.render.definition import used_types
from sotsync.document.render.routines import trigger_functions
from sotsync.patch.fences import FunctionPlan
from sotsync.patch.merge import Wanted
from sotsync.patch.sql_blocks import Key, read_blocks
from sotsync.patch.wanted import TypePlan
from sotsync.schema.models import Function, Schema
from sotsync.schema.names import split_qualified
from sotsync.schema.render.comments import render_comment
from sotsync.schema.render.functions import render_function, render_signature
from sotsync.text import Source, Span

__all__ = ["plan_functions", "plan_types"]

_MAKES_TYPE = re.compile(r"\bcreate\s+(?:type|domain)\b", re.IGNORECASE)
_MAKES_FUNCTION = re.compile(r"\bcreate\b", re.IGNORECASE)


def plan_types(situation: Situation, subject: EntrySubject) -> TypePlan:
    """The types that the entry's definition needs or makes, and that are stale."""
    fence = subject.entry.regions.ddl
    if fence is None or subject.key in situation.stated.verbatim:
        return TypePlan()
    makes = _MAKES_TYPE.search(fence.code.text) is not None
    used = used_types(subject.actual, situation.schema)
    if not makes and not used:
        return TypePlan()
    stated = schema_types(_read(situation.document.source, fence)) if makes else {}
    actual = schema_types(situation.schema)
    wanted = {*used, *stated} & actual.keys()
    changes = tuple(
        compare_objects(
            stated,
            {key: actual[key] for key in actual if key in wanted},
            TYPES,
            Comparison(scope=situation.scope),
        )
    )
    return TypePlan(
        shown=tuple(key for key in stated if key in actual),
        stale=frozenset(_names(one for one in changes if not isinstance(one, Ghost))),
        gone=frozenset(_names(one for one in changes if isinstance(one, Ghost)))
        | {
            split_qualified(one.documented)[-1]
            for one in changes
            if isinstance(one, Renamed) and one.documented is not None
        },
    )


def _names(changes: Iterable[Change]) -> Iterable[str]:
    return (split_qualified(change.object)[-1] for change in changes)


def plan_functions(
    situation: Situation, subject: EntrySubject, homes: Mapping[str, str]
) -> FunctionPlan:
    """The functions that the entry shows, or has to show, and that are stale."""
    fence = subject.entry.regions.functions
    if fence is None:
        return FunctionPlan()
    schema = situation.schema
    makes = _MAKES_FUNCTION.search(fence.code.text) is not None
    stated = _read(situation.document.source, fence).functions if makes else {}
    at_home = {
        key
        for key in trigger_functions(subject.actual, schema)
        if homes.get(key, subject.key) == subject.key
    }
    wanted = {*at_home, *stated}
    if not wanted:
        return FunctionPlan()
    actual = {key: one for key, one in schema.functions.items() if key in wanted}
    changes = tuple(compare_objects(stated, actual, FUNCTIONS, Comparison(scope=situation.scope)))
    gone = {_function_key(stated[change.object]) for change in changes if isinstance(change, Ghost)}
    gone |= {
        _function_key(stated[change.documented])
        for change in changes
        if isinstance(change, Renamed) and change.documented is not None
    }
    stale = {change.object for change in changes if not isinstance(change, Ghost)}
    texts = [one for key in actual if key in stale for one in _wanted(actual[key])]
    return FunctionPlan(wanted=tuple(texts), gone=frozenset(gone - {one.key for one in texts}))


def _read(source: Source, fence: Fence) -> Schema:
    return read_fence_alone(source.path, fence.code.text)


def _function_key(function: Function) -> Key:
    """The key of the statement that makes the function, read off the statement itself."""
    text = render_function(function)
    sql = read_blocks(Source("", text), Span(0, len(text)))
    assert sql is not None  # What sotsync renders, PostgreSQL's grammar reads.
    return sql.blocks[0].key


def _wanted(function: Function) -> list[Wanted]:
    key = _function_key(function)
    statements = [Wanted(key=key, text=render_function(function), is_stale=True)]
    if function.comment is not None:
        kind, _, name = render_signature(function).partition(" ")
        statements.append(
            Wanted(
                key=("comment", "function", function.name),
                text=render_comment(kind, name, function.comment),
                is_stale=True,
            )
        )
    return statements
