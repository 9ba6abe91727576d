"""What the text of a function in SQL needs, which PostgreSQL reads when the function is created.

Source: PostgreSQL manual, ``check_function_bodies``. The text is kept as it is, and what it names
is not followed; but where nothing made that, a server would have refused the function.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.replay.catalog import Function
from sotsync.replay.session import Session
from sotsync.sql import Node
from sotsync.sql.parser import GrammarError, NestingError, parse_tree, string_list

__all__ = ["note_needs"]

_OFF = {"off", "false", "no", "0"}


def note_needs(session: Session, function: Function) -> None:
    """Note where a function in SQL needs a table or function that nothing makes."""
    is_read = session.settings.get("check_function_bodies", "on").lower() not in _OFF
    if session.assume or not is_read or function.language != "sql" or not function.body:
        return
    try:
        tree = parse_tree(function.body)
    except (GrammarError, NestingError):
        return
    for statement in tree.stmts:
        parts = list(_parts(statement))
        common = {part.ctename for name, part in parts if name == "CommonTableExpr"}
        for name, part in parts:
            if name == "RangeVar" and (part.schemaname or part.relname not in common):
                _note_table(session, part.schemaname, part.relname)
            elif name == "FuncCall":
                _note_function(session, string_list(part.funcname))


def _parts(message: Node) -> Iterator[tuple[str, Node]]:
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else (value,):
            yield field.message_type.name, part
            yield from _parts(part)


def _note_table(session: Session, schema: str, name: str) -> None:
    """The function may have a search path of its own, so that a table of any schema will do."""
    namespaces = session.catalog.namespaces.values()
    found = [each.relations[name] for each in namespaces if not schema and name in each.relations]
    found += filter(None, [session.find_relation(schema, name)])
    if not any(each.is_known for each in found) and not name.startswith("pg_"):
        session.note_unknown(schema)


def _note_function(session: Session, parts: list[str]) -> None:
    if len(parts) > 1 and not session.find_functions(parts[-2], parts[-1]):
        session.note_unknown(parts[-2])
