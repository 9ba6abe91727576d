"""What a function that a policy calls asks about: the tables in its body, and who is signed in.

Only functions of the project are known. The server's own, such as ``lower``, say nothing of whose a
row is, so that they count as what they are given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sotsync.rules.trees import Names, called, walk
from sotsync.schema.models import Function, Schema
from sotsync.sql import Node
from sotsync.sql.parser import GrammarError, NestingError, enums, parse_plpgsql, parse_tree

__all__ = ["Asked", "Routines", "is_identity"]

_IDENTITY = frozenset({"uid", "jwt", "email"})
_PEOPLE = frozenset(
    {
        *(enums.SVFOP_CURRENT_ROLE, enums.SVFOP_CURRENT_USER),
        *(enums.SVFOP_USER, enums.SVFOP_SESSION_USER),
    }
)
_TAG = "$sotsync$"


def is_identity(node: Node) -> bool:
    """Whether a message of a tree says who asks."""
    kind = type(node).__name__
    if kind == "SQLValueFunction":
        return node.op in _PEOPLE
    if kind != "FuncCall":
        return False
    schema, name = called(node)
    return (schema == "auth" and name in _IDENTITY) or name == "current_setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a function asks about.

    Attributes:
        relations: The keys of the tables and views in its body.
        is_identity: Whether it asks who is signed in.
        is_about_arguments: Whether its answer depends on what it is given.
    """

    relations: frozenset[str]
    is_identity: bool
    is_about_arguments: bool


class Routines:
    """The functions of a schema, by the names that expressions call them by."""

    def __init__(self, schema: Schema, names: Names) -> None:
        self._names = names
        self._known: dict[str, list[Function]] = {}
        self._asked: dict[tuple[str, str], Asked | None] = {}
        for one in schema.functions.values():
            self._known.setdefault(one.name, []).append(one)

    def homes(self, name: str) -> Iterator[str]:
        """The PostgreSQL schemas that have a function of that name."""
        return (one.schema_name for one in self._known.get(name, ()))

    def asked(self, schema: str, name: str) -> Asked | None:
        """What the function of that name asks about; None where the project has none.

        One whose body cannot be read asks about nothing that is known.
        """
        if (schema, name) not in self._asked:
            found = [one for one in self._known.get(name, ()) if schema in {"", one.schema_name}]
            self._asked[schema, name] = _NOTHING  # For one that calls itself.
            self._asked[schema, name] = self._read(found) if found else None
        return self._asked[schema, name]

    def _read(self, functions: list[Function]) -> Asked:
        """What all functions of one name ask: which of them is called, nobody looks into."""
        each = [self._read_one(function) for function in functions]
        return Asked(
            relations=frozenset().union(*(one.relations for one in each)),
            is_identity=all(one.is_identity for one in each),
            is_about_arguments=all(one.is_about_arguments for one in each),
        )

    def _read_one(self, function: Function) -> Asked:
        messages = list(_messages(function))
        read = [one for one in messages if type(one).__name__ == "RangeVar"]
        found = {self._names.find(one, function.schema_name) for one in read}
        relations = {key for key in found if key is not None}
        is_asked = any(map(is_identity, messages))
        for call in (one for one in messages if type(one).__name__ == "FuncCall"):
            if (more := self.asked(*called(call))) is not None:
                relations |= more.relations
                is_asked = is_asked or more.is_identity
        columns = {name for key in relations for name in self._names.columns(key) or ()}
        given = {one.name for one in function.arguments if one.name is not None} - columns
        return Asked(
            relations=frozenset(relations),
            is_identity=is_asked,
            is_about_arguments=any(_is_argument(one, function, given) for one in messages),
        )


_NOTHING = Asked(relations=frozenset(), is_identity=False, is_about_arguments=False)


def _is_argument(message: Node, function: Function, given: Collection[str]) -> bool:
    """Whether it names an argument: by number, by its name, or with the function's before it.

    A name that a table in the body has as well means that table's column.
    """
    kind = type(message).__name__
    if kind != "ColumnRef":
        return kind == "ParamRef"
    fields = [field.string.sval for field in message.fields]
    return fields[0] in given or (len(fields) > 1 and fields[0] == function.name)


def _messages(function: Function) -> Iterator[Node]:
    for text in _queries(function):
        try:
            statements = parse_tree(text).stmts
        except (GrammarError, NestingError):
            continue
        for statement in statements:
            yield from walk(statement.stmt)


def _queries(function: Function) -> Iterator[str]:
    """The statements and expressions of a body, each as a statement."""
    if function.language == "sql":
        if function.body is not None:
            yield function.body
        elif function.sql_body is not None:
            yield f"CREATE FUNCTION f() RETURNS text LANGUAGE sql {function.sql_body}"
    elif function.language == "plpgsql" and function.body is not None:
        arguments = ", ".join(f"a{number} text" for number in range(len(function.arguments)))
        shell = f"CREATE FUNCTION f({arguments}) RETURNS text LANGUAGE plpgsql AS {_TAG}"
        try:
            tree: Any = parse_plpgsql(f"{shell}{function.body}{_TAG}")
        except GrammarError:
            return
        yield from map(_as_query, _expressions(tree))


def _as_query(text: str) -> str:
    """An expression as a query."""
    try:
        parse_tree(text)
    except (GrammarError, NestingError):
        return f"SELECT {text}"
    return text


def _expressions(tree: Any) -> Iterator[str]:  # noqa: ANN401 - JSON of the parser library
    if isinstance(tree, dict):
        if isinstance(query := tree.get("query"), str):
            yield query
        for part in tree.values():
            yield from _expressions(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from _expressions(part)
