"""Whether a piece of PL/pgSQL could change the schema, told from its text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from sotsync.replay.catalog import Function, Relation
from sotsync.replay.families import IGNORED
from sotsync.replay.session import Session
from sotsync.sql import Node
from sotsync.sql.parser import GrammarError, NestingError, parse_tree, string_list, unwrap

__all__ = ["Body", "changes_schema", "has_effect", "may_change_schema", "runs_text", "tables_named"]

Body: TypeAlias = list[dict[str, Any]]
"""Statements of PL/pgSQL as the parser gives them."""

_HARMLESS = IGNORED | frozenset({"create_role_stmt", "drop_role_stmt"})
"""Kinds that change nothing of which a schema's description says where it comes from."""

_SCHEMA_WORDS = re.compile(r"\b(?:create|alter|drop|comment\s+on)\b", re.IGNORECASE)
_EXECUTE = re.compile(r"\bexecute\b", re.IGNORECASE)
_DATA_FIRST = re.compile(
    r"\s*\(*\s*(?:format\s*\(\s*)?\$?\w*\$?E?'?\s*(?:insert|update|delete|select|with|grant|revoke|"
    r"notify|analyze|refresh|vacuum|truncate|set|copy|lock)\b",
    re.IGNORECASE,
)
_SUB_QUERY = re.compile(r"\s*\(\s*(?:select|with)\b", re.IGNORECASE)
"""Not a statement in quotes, but a query whose value is one."""
_CALLED = re.compile(r"(?:(\w+)\.)?(\w+)\s*\(")
_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def may_change_schema(text: str) -> bool:
    """Whether the body of a function or the text of a statement holds the words of DDL."""
    return _SCHEMA_WORDS.search(_COMMENTS.sub("", text)) is not None


def changes_schema(session: Session, function: Function) -> bool:
    """Whether the function's body, or one that it may call, holds the words of DDL."""
    seen: set[int] = set()
    waiting = [function]
    while waiting:
        current = waiting.pop()
        body = current.body or ""
        if may_change_schema(body):
            return True
        seen.add(id(current))
        for schema, name in _CALLED.findall(body):
            found = session.find_functions(schema.lower(), name.lower())
            waiting += [f for f in found if id(f) not in seen and not f.is_platform]
    return False


def runs_text(function: Function) -> bool:
    """Whether the function's body runs text as SQL, so that its arguments may be DDL."""
    return _EXECUTE.search(_COMMENTS.sub("", function.body or "")) is not None


def has_effect(body: Body) -> bool:
    """Whether one of the statements could change the schema."""
    return any(_changes(kind, statement) for kind, statement in _walk(body))


def _walk(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - parsed JSON
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key.startswith("PLpgSQL_stmt_"):
                yield key.removeprefix("PLpgSQL_stmt_"), inner
            yield from _walk(inner)


def _query(expression: dict[str, Any]) -> str:
    return str(expression["PLpgSQL_expr"]["query"])


def _changes(kind: str, statement: dict[str, Any]) -> bool:
    if kind == "execsql":
        parsed = _parsed(_query(statement["sqlstmt"]))
        return any(kind not in _HARMLESS for kind, _ in parsed)
    if kind in ("dynexecute", "dynfors"):
        query = _query(statement["query"])
        return bool(_SUB_QUERY.match(query)) or not _DATA_FIRST.match(query)
    return False


def _parsed(text: str) -> list[tuple[str, Node]]:
    try:
        tree = parse_tree(text)
    except (GrammarError, NestingError):
        return []
    return [(raw.stmt.WhichOneof("node"), unwrap(raw.stmt)) for raw in tree.stmts]


def tables_named(session: Session, body: Body) -> list[Relation]:
    """The known tables that static statements of the body name."""
    found: dict[int, Relation] = {}
    for kind, statement in _walk(body):
        if kind != "execsql":
            continue
        for inner, node in _parsed(_query(statement["sqlstmt"])):
            if inner not in _HARMLESS:
                found.update((id(r), r) for r in _relations(session, node))
            if inner == "drop_stmt":
                found.update((id(r), r) for r in _dropped(session, node))
    return list(found.values())


def _relations(session: Session, message: Node) -> Iterator[Relation]:
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else (value,):
            if field.message_type.name == "RangeVar":
                relation = session.find_relation(part.schemaname, part.relname)
                if relation is not None:
                    yield relation
            yield from _relations(session, part)


def _dropped(session: Session, statement: Node) -> Iterator[Relation]:
    """The tables of a DROP, and those whose policies, triggers or rules it drops."""
    for item in statement.objects:
        parts = string_list(item.list.items)
        for names in (parts, parts[:-1]):
            schema, name = "".join(names[-2:-1]), "".join(names[-1:])
            relation = session.find_relation(schema, name) if name else None
            if relation is not None:
                yield relation
