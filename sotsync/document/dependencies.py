"""The order in which a document's SQL can be read: what is named before what names it.

People order entries by id, not by dependency. PostgreSQL fills in what a statement leaves out (the
columns of ``REFERENCES orders``, the types of a view's columns) from what exists already, so the
fences are read in an order in which it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sotsync.document.mapping import stated_schema
from sotsync.document.models import Entry
from sotsync.document.regions import Fence
from sotsync.document.sqltext import CREATED_RELATION, statements_only
from sotsync.sql import Node
from sotsync.sql.statements import Statement, parse_statements
from sotsync.text import Span

__all__ = ["Part", "ordered_parts"]


class _Stage(IntEnum):
    """What is read before what."""

    TYPES = 0
    TABLES = 1
    VIEWS = 2
    REST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of an entry's SQL that is read in one go."""

    entry: Entry
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    parts: tuple[Part, ...]
    stage: _Stage
    creates: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


_TYPE_KINDS = frozenset(
    {
        "composite_type_stmt",
        "create_domain_stmt",
        "create_enum_stmt",
        "create_extension_stmt",
        "create_range_stmt",
        "create_schema_stmt",
        "create_seq_stmt",
    }
)
_SHARED_KINDS = _TYPE_KINDS | {"create_function_stmt"}
_MAY_CREATE_TYPES = re.compile(
    r"\bCREATE\s+(?:TYPE|DOMAIN|SCHEMA|EXTENSION|SEQUENCE)\b", re.IGNORECASE
)
_REFERENCED = re.compile(
    r"\b(?:REFERENCES|PARTITION\s+OF|LIKE|INHERITS\s*\(|FROM|JOIN)\s+(?:ONLY\s+)?"
    r'(?P<name>[\w$".\u0080-\uffff]+)',
    re.IGNORECASE,
)


def ordered_parts(entries: Iterable[Entry]) -> list[Part]:
    """Every piece of SQL of the entries: types, tables, views, then all else.

    Tables and views follow those that they name, wherever that is possible. A type that several
    entries show is read once, whatever they say of it; so is a function in the same words.
    """
    shown: set[tuple[str, ...]] = set()
    candidates = [part for entry in entries for part in _candidates(entry, shown)]
    found: list[Part] = []
    for stage in _Stage:
        members = [candidate for candidate in candidates if candidate.stage == stage]
        found += (part for candidate in _in_order(members) for part in candidate.parts)
    return found


def _candidates(entry: Entry, shown: set[tuple[str, ...]]) -> Iterator[_Candidate]:
    regions = entry.regions
    functions = (regions.functions, *regions.extra_fences.get("functions", ()))
    for fence in regions.fences:
        code = statements_only(fence.code.text) if fence is regions.ddl else ""
        if fence in functions or _MAY_CREATE_TYPES.search(code):
            statements = tuple(_shown_first(entry, fence, shown))
            types = tuple(part for part, kind in statements if kind in _TYPE_KINDS)
            others = tuple(part for part, kind in statements if kind not in _TYPE_KINDS)
            yield from (_Candidate(parts=(part,), stage=_Stage.TYPES) for part in types)
        else:
            others = (Part(entry=entry, span=fence.code.span),)
        yield _relation(others, code) if code else _rest(others)


def _shown_first(
    entry: Entry, fence: Fence, shown: set[tuple[str, ...]]
) -> Iterator[tuple[Part, str]]:
    """The fence's statements with their kinds, without types and functions shown before."""
    for statement in parse_statements(entry.source, fence.code.span):
        made = _made(entry, statement)
        if statement.kind not in _SHARED_KINDS or made not in shown:
            shown.add(made)
            yield Part(entry=entry, span=statement.span), statement.kind


def _made(entry: Entry, statement: Statement) -> tuple[str, ...]:
    """What tells a shared thing from others: a type's full name, any other's words."""
    name = _TYPE_NAMES.get(statement.kind)
    if name is not None and statement.node is not None:
        parts = name(statement.node)
        schema = parts[-2] if len(parts) > 1 else stated_schema(entry)
        return ("type", schema, parts[-1])
    text = " ".join(entry.source.slice(statement.span).split())
    return ("text", stated_schema(entry), text)


def _strings(nodes: Node) -> list[str]:
    return [str(node.string.sval) for node in nodes]


def _composite_name(node: Node) -> list[str]:
    return [part for part in (node.typevar.schemaname, node.typevar.relname) if part]


_TYPE_NAMES: Mapping[str, Callable[[Node], list[str]]] = {
    "composite_type_stmt": _composite_name,
    "create_domain_stmt": lambda node: _strings(node.domainname),
    "create_enum_stmt": lambda node: _strings(node.type_name),
    "create_range_stmt": lambda node: _strings(node.type_name),
}
"""The parts of the name of the type that a statement makes, by the statement's kind."""


def _rest(parts: tuple[Part, ...]) -> _Candidate:
    return _Candidate(parts=parts, stage=_Stage.REST)


def _relation(parts: tuple[Part, ...], code: str) -> _Candidate:
    """What is left of one fence, in its own order whatever circles it is part of."""
    created = list(CREATED_RELATION.finditer(code))
    is_view = bool(created) and all(m["kind"].upper().endswith("VIEW") for m in created)
    return _Candidate(
        parts=parts,
        stage=_Stage.VIEWS if is_view else _Stage.TABLES,
        creates=frozenset(_bare(match["name"]) for match in created),
        needs=frozenset(_bare(match["name"]) for match in _REFERENCED.finditer(code)),
    )


def _bare(name: str) -> str:
    """The last part of a name, without quotes and case: enough to order by."""
    return name.rpartition(".")[2].strip('" ').lower()


def _in_order(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates, each after those that create what it needs; circles are cut."""
    creators: dict[str, list[int]] = {}
    for index, candidate in enumerate(candidates):
        for name in sorted(candidate.creates):
            creators.setdefault(name, []).append(index)
    found: dict[int, None] = {}
    for index in range(len(candidates)):
        _visit(index, candidates, creators, found)
    return [candidates[index] for index in found]


def _visit(
    first: int,
    candidates: Sequence[_Candidate],
    creators: Mapping[str, Sequence[int]],
    found: dict[int, None],
) -> None:
    """Add ``first`` after all it needs; a stack of its own, for chains may be long."""
    stack = [first]
    entered: set[int] = set()
    while stack:
        index = stack[-1]
        if index in found or index in entered:
            found.setdefault(stack.pop())
            continue
        entered.add(index)
        needs = sorted(candidates[index].needs - candidates[index].creates)
        needed = [other for name in needs for other in creators.get(name, ())]
        stack += [other for other in reversed(needed) if other not in entered | found.keys()]
